import Foundation

/// A file of the project, as its bytes and where it stands.
///
/// Rules look at bytes, for the reason the program does: a combining mark must not hide a quote.
struct SourceText: Sendable {
  /// The path from the root of the project, with `/`.
  let path: String
  let bytes: [UInt8]

  init(_ path: String, _ text: String) {
    self.init(path, bytes: Array(text.utf8))
  }

  init(_ path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// The lines, without their ends.
  var lines: [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The target it belongs to, for a file below `Sources`.
  var target: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }
}

/// What a rule has to say about one place.
struct Finding: Equatable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// A Swift file, its bytes told apart into code, comments and the inside of string literals.
struct SwiftText: Sendable {
  enum Part: UInt8 {
    case code, comment, literal
  }

  let source: SourceText
  let parts: [Part]

  var path: String { source.path }

  init(_ source: SourceText) {
    self.source = source
    var lexer = Lexer(bytes: source.bytes)
    parts = lexer.parts()
  }

  init(_ path: String, _ text: String) {
    self.init(SourceText(path, text))
  }

  /// The bytes of some parts, the others blank, so that places and lines stay where they are.
  func only(_ kept: Part...) -> [UInt8] {
    let mask = kept.reduce(0) { $0 | 1 << $1.rawValue }
    return source.bytes.withUnsafeBufferPointer { bytes in
      parts.withUnsafeBufferPointer { parts in
        [UInt8](unsafeUninitializedCapacity: bytes.count) { result, count in
          count = bytes.count
          // A plain loop: this runs over every file for every rule, without optimisation.
          var at = 0
          while at < count {
            let isKept = bytes[at] == .newline || mask & 1 << parts[at].rawValue != 0
            result[at] = isKept ? bytes[at] : .space
            at += 1
          }
        }
      }
    }
  }

  /// One finding for every place where a token stands in some parts, whole words only.
  func findings(of tokens: [String], in bytes: [UInt8], _ message: String) -> [Finding] {
    tokens.flatMap { token in
      positions(of: token, in: bytes).map { position in
        let line = lineNumber(of: position, in: bytes)
        return Finding(path: path, line: line, message: "\(token) \(message)")
      }
    }
  }
}

/// Where a token stands in some bytes; at its ends no identifier may go on.
func positions(of token: String, in bytes: [UInt8]) -> [Int] {
  let wanted = Array(token.utf8)
  var found: [Int] = []
  bytes.withUnsafeBytes { hay in
    guard let base = hay.baseAddress else { return }
    var start = 0
    while let hit = memchr(base + start, Int32(wanted[0]), hay.count - start) {
      start = UnsafeRawPointer(hit) - base
      let end = start + wanted.count
      guard end <= hay.count else { return }
      if memcmp(hit, wanted, wanted.count) == 0 {
        let opens = wanted[0].isWord && start > 0 && hay[start - 1].isWord
        let goesOn = wanted[wanted.count - 1].isWord && end < hay.count && hay[end].isWord
        if !opens && !goesOn { found.append(start) }
      }
      start += 1
    }
  }
  return found
}

/// The number of the line that a position is on, from 1.
func lineNumber(of position: Int, in bytes: [UInt8]) -> Int {
  bytes[..<position].count { $0 == .newline } + 1
}

extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  static let space = UInt8(ascii: " ")

  /// Whether it can be part of an ASCII identifier.
  var isWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
