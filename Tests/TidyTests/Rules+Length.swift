/// The house rules as functions from files to findings, so that each can be shown a bad example.
enum Rules {
  static let fileLines = 300
  static let lineColumns = 100
  static let functionLines = 70

  /// Files that do not fit in one sitting.
  static func longFiles(_ files: [SourceText], limit: Int = fileLines) -> [Finding] {
    files.compactMap { file in
      let ends = file.bytes.last == .newline ? 0 : 1
      let count = file.bytes.count { $0 == .newline } + ends
      guard count > limit else { return nil }
      return Finding(path: file.path, line: limit + 1, message: "\(count) lines, limit \(limit)")
    }
  }

  /// Lines that do not fit two windows side by side.
  static func longLines(_ files: [SourceText]) -> [Finding] {
    files.flatMap { file in
      file.bytes.split(separator: .newline, omittingEmptySubsequences: false).enumerated()
        .compactMap { number, line in
          // Only a line of more bytes than that can have more columns.
          guard line.count > lineColumns else { return nil }
          let columns = String(decoding: line, as: UTF8.self).count
          guard columns > lineColumns else { return nil }
          return Finding(path: file.path, line: number + 1, message: "\(columns) columns")
        }
    }
  }

  /// Functions that do not fit on a screen, by the depth of their braces.
  static func longFunctions(_ files: [SwiftText]) -> [Finding] {
    files.flatMap { file in
      let code = file.only(.code)
      return ["func", "init", "subscript"].flatMap { positions(of: $0, in: code) }.sorted()
        .compactMap { start -> Finding? in
          guard let end = endOfBody(from: start, in: code) else { return nil }
          let count = code[start...end].count { $0 == .newline } + 1
          guard count > functionLines else { return nil }
          let line = lineNumber(of: start, in: code)
          return Finding(path: file.path, line: line, message: "a function of \(count) lines")
        }
    }
  }

  /// Where the body of the function declared at `start` ends, nil if nothing is declared there.
  private static func endOfBody(from start: Int, in code: [UInt8]) -> Int? {
    // `.init(…)` and `self.init(…)` call one.
    if start > 0, code[start - 1] == UInt8(ascii: ".") { return nil }
    var braces = 0
    var parentheses = 0
    for place in start..<code.count {
      switch code[place] {
      case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}"):
        braces -= 1
        // A requirement of a protocol has no body: the brace is the protocol's own.
        if braces < 0 { return nil }
        if braces == 0, parentheses == 0 { return place }
      default: break
      }
    }
    return nil
  }
}
