extension Rules {
  /// SQL outside the one target that knows there is a database.
  static func strayQueries(_ files: [SwiftText]) -> [Finding] {
    let keywords = [
      "SELECT", "INSERT INTO", "INSERT OR", "UPDATE", "DELETE FROM", "CREATE TABLE",
      "CREATE INDEX", "CREATE UNIQUE INDEX", "DROP TABLE", "ALTER TABLE", "PRAGMA",
      "BEGIN IMMEDIATE",
    ]
    return files.filter { $0.source.target != "Storage" }.flatMap {
      $0.findings(of: keywords, in: $0.only(.literal), "outside Storage")
    }
  }

  /// Work left undone, and crashes on purpose.
  static func unfinished(_ files: [SwiftText]) -> [Finding] {
    files.flatMap { file in
      file.findings(of: ["TODO", "FIXME", "XXX"], in: file.only(.code, .comment), "is unfinished")
        + file.findings(of: ["try!", "fatalError("], in: file.only(.code), "stops the process")
    }
  }

  /// Text from outside taken apart by `Character`, where CR LF is one and a mark hides a comma.
  static func characterwise(_ files: [SwiftText]) -> [Finding] {
    let calls = [
      "split(separator: \"", ".components(separatedBy", "replacingOccurrences(of: \"",
      "contains(\"\\n", "contains(\"\\r", "contains(\"\\\"", "contains(\",",
      "hasPrefix(\"=", "hasPrefix(\"+", "hasPrefix(\"-", "hasPrefix(\"@", "hasPrefix(\"\\t",
    ]
    return files.filter { ["Intake", "Storage", "Charts"].contains($0.source.target) }.flatMap {
      $0.findings(of: calls, in: $0.only(.code, .literal), "goes by Character; go by bytes")
    }
  }

  /// Files named for nothing in particular, where anything can end up.
  static func vagueNames(_ files: [SwiftText]) -> [Finding] {
    let vague = ["Util", "Helper", "Manager", "Service", "Common", "Misc", "Extension", "+ext"]
    return files.compactMap { file in
      guard let name = vague.first(where: { file.path.contains($0) }) else { return nil }
      return Finding(path: file.path, line: 1, message: "\(name) says nothing")
    }
  }

  /// Places on somebody's machine.
  ///
  /// Test data beside the project is the one thing looked for outside, by tests that skip
  /// without it.
  static func outsidePaths(_ files: [SourceText]) -> [Finding] {
    files.flatMap { file in
      let found =
        homes.flatMap { home in positions(of: home, in: file.bytes).map { (home, $0) } }
        .filter { isWholePath(at: $0.1, in: file.bytes) }
        + positions(of: shared, in: file.bytes).map { (shared, $0) }
        .filter { !file.bytes[($0.1 + shared.utf8.count)...].starts(with: data) }
      return found.map { place, position in
        let line = lineNumber(of: position, in: file.bytes)
        return Finding(path: file.path, line: line, message: "\(place) is outside")
      }
    }
  }

  // Put together here, so that this file does not point outside itself.
  private static let homes = ["work", "root", "home", "Users"].map { "/\($0)/" }
  private static let shared = ["..", "shared", ""].joined(separator: "/")
  private static let data = "data".utf8

  /// Whether an absolute path begins here, rather than goes on.
  private static func isWholePath(at start: Int, in bytes: [UInt8]) -> Bool {
    guard start > 0 else { return true }
    let before = bytes[start - 1]
    let relative = [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "}"), UInt8(ascii: ")")]
    return !before.isWord && !relative.contains(before)
  }
}
