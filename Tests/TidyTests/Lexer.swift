/// Tells code, comments and the inside of string literals apart.
///
/// It knows nested comments, raw and multi-line strings and interpolation, and takes no regular
/// expression literals into account: the project writes none.
struct Lexer {
  private let bytes: [UInt8]
  private var found: [SwiftText.Part] = []

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// One part a byte.
  mutating func parts() -> [SwiftText.Part] {
    found.reserveCapacity(bytes.count)
    while !atEnd { code(inInterpolation: false) }
    return found
  }

  private var atEnd: Bool { found.count >= bytes.count }

  private func byte(_ offset: Int = 0) -> UInt8 {
    let place = found.count + offset
    return place < bytes.count ? bytes[place] : 0
  }

  private func stands(_ token: StaticString) -> Bool {
    (0..<token.utf8CodeUnitCount).allSatisfy { byte($0) == token.utf8Start[$0] }
  }

  private mutating func take(_ part: SwiftText.Part) {
    found.append(part)
  }

  private mutating func take(_ part: SwiftText.Part, _ count: Int) {
    let rest = min(count, bytes.count - found.count)
    found.append(contentsOf: repeatElement(part, count: rest))
  }

  /// Code, up to the parenthesis that ends the interpolation it stands in, if it does.
  private mutating func code(inInterpolation: Bool) {
    var depth = 0
    while !atEnd {
      let here = byte()
      if here == UInt8(ascii: "/"), byte(1) == here {
        while !atEnd, byte() != .newline { take(.comment) }
      } else if here == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
        blockComment()
      } else if let hashes = hashesBeforeQuote(here) {
        literal(hashes: hashes)
      } else {
        take(.code)
        guard inInterpolation else { continue }
        if here == UInt8(ascii: "(") { depth += 1 }
        if here == UInt8(ascii: ")") { depth -= 1 }
        if depth < 0 { return }
      }
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if stands("/*") {
        depth += 1
        take(.comment, 2)
      } else if stands("*/") {
        depth -= 1
        take(.comment, 2)
      } else {
        take(.comment)
      }
    } while depth > 0 && !atEnd
  }

  /// How many `#` open a string literal here, or nil if none opens.
  private func hashesBeforeQuote(_ here: UInt8) -> Int? {
    guard here == UInt8(ascii: "\"") || here == UInt8(ascii: "#") else { return nil }
    var hashes = 0
    while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
    return byte(hashes) == UInt8(ascii: "\"") ? hashes : nil
  }

  /// A literal with its quotes, which count as code.
  private mutating func literal(hashes: Int) {
    take(.code, hashes)
    let quotes = stands("\"\"\"") ? 3 : 1
    take(.code, quotes)
    while !atEnd {
      if closes(quotes: quotes, hashes: hashes) {
        return take(.code, quotes + hashes)
      } else if escapes(hashes: hashes) {
        if byte(1 + hashes) == UInt8(ascii: "(") {
          take(.code, 2 + hashes)
          code(inInterpolation: true)
        } else {
          take(.literal, 2 + hashes)
        }
      } else if quotes == 1, byte() == .newline {
        return
      } else {
        take(.literal)
      }
    }
  }

  private func closes(quotes: Int, hashes: Int) -> Bool {
    byte() == UInt8(ascii: "\"") && (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") }
      && (0..<hashes).allSatisfy { byte(quotes + $0) == UInt8(ascii: "#") }
  }

  private func escapes(hashes: Int) -> Bool {
    byte() == UInt8(ascii: "\\") && (0..<hashes).allSatisfy { byte(1 + $0) == UInt8(ascii: "#") }
  }
}
