extension Rules {
  /// What each target may import, in the order of dependence.
  ///
  /// The manifest holds our own targets to it; this also holds what comes with the toolchain,
  /// which every target could reach.
  static let mayImport: [String: Set<String>] = [
    "Facts": [],
    "Intake": ["Facts", "CSIMDJSON"],
    "Engine": ["Facts", "Synchronization"],
    "Charts": [],
    "Storage": system.union(["Facts", "Engine", "CSQLite", "GRDB", "GRDBSQLite"]),
    "Site": system.union([
      "Facts", "Engine", "Charts", "Intake", "Storage", "Workbench", "SiteAssets", "Hummingbird",
      "HummingbirdCore", "HTTPTypes", "Logging", "Mustache", "NIOCore", "NIOHTTPTypes",
      "ServiceLifecycle", "CZlib",
    ]),
    "Workbench": system.union(["Facts", "Intake", "Engine", "Storage"]),
    "tenure": system.union([
      "Facts", "Intake", "Engine", "Storage", "Workbench", "Site", "ArgumentParser",
    ]),
    // What tests the program shares nothing with it.
    "Simulation": [],
    "simulate": system.union(["Simulation", "ArgumentParser"]),
  ]

  /// Values in, values out: no files, no network, no clock.
  static let pureTargets: Set<String> = ["Facts", "Intake", "Engine", "Charts", "Simulation"]

  private static let system: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Darwin", "Dispatch", "Synchronization",
  ]

  private static let impure = [
    "Date()", ".now", "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator",
    "async", "await", "print(", "readLine(", "getenv(", "fopen(",
  ]

  /// Imports that go against the one direction of dependence.
  static func wrongImports(_ files: [SwiftText]) -> [Finding] {
    files.flatMap { file -> [Finding] in
      guard let target = file.source.target else { return [] }
      guard let allowed = mayImport[target] else {
        return [Finding(path: file.path, line: 1, message: "\(target) is not on the list")]
      }
      return imports(of: file).filter { !allowed.contains($0.module) }.map {
        Finding(path: file.path, line: $0.line, message: "\(target) may not import \($0.module)")
      }
    }
  }

  /// Reading the clock, chance or the outside where values go in and values come out.
  static func impurities(_ files: [SwiftText]) -> [Finding] {
    files.filter { pureTargets.contains($0.source.target ?? "") }.flatMap {
      $0.findings(of: impure, in: $0.only(.code), "in a pure target")
    }
  }

  /// Targets that a build plan compiles without optimisation, or not at all.
  static func slowTargets(_ plan: String, of targets: Set<String>) -> [String] {
    let lines = plan.split(separator: "\n")
    return targets.sorted().filter { target in
      let compiled = lines.filter { $0.contains("\"-module-name\",\"\(target)\"") }
      return compiled.isEmpty || !compiled.allSatisfy { $0.contains("\"-O\"") }
    }
  }

  private static func imports(of file: SwiftText) -> [(module: String, line: Int)] {
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
    let lines = SourceText(file.path, bytes: file.only(.code)).lines
    return lines.enumerated().compactMap { number, line in
      let words = line.split(separator: " ")
      guard let keyword = words.firstIndex(of: "import") else { return nil }
      // Only attributes and an access level may stand before it.
      let before = words[..<keyword]
      let levels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
      guard before.allSatisfy({ $0.first == "@" || levels.contains($0) }) else { return nil }
      guard let path = words[(keyword + 1)...].first(where: { !kinds.contains($0) }) else {
        return nil
      }
      return (String(path.prefix { $0 != "." }), number + 1)
    }
  }
}
