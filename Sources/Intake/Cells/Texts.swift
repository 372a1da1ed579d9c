import Facts

/// Reads ids, names and other texts; a row's bytes are known to be valid UTF-8 by then.
enum TextReader {
  static let largestName = 255

  /// An id, kept byte for byte.
  @inline(__always)
  static func identifier(_ text: UnsafeRawBufferPointer) throws(Expectation) -> Identifier {
    Identifier(try name(text))
  }

  /// A text that stands in tables and keys: short, and without control characters.
  @inline(__always)
  static func name(_ text: UnsafeRawBufferPointer) throws(Expectation) -> String {
    guard text.count <= largestName else {
      throw Expectation("a text of at most \(largestName) bytes")
    }
    var all: UInt8 = 0
    for byte in text {
      guard byte >= 0x20 else { throw Expectation("a text without tabs and line ends") }
      all |= byte
    }
    if all >= 0x80 { try checkLetters(text) }
    return text.string
  }

  /// A text of any kind, up to so many bytes; tabs and line ends may stand in it.
  static func text(
    _ text: UnsafeRawBufferPointer, atMost limit: Int
  ) throws(Expectation) -> String {
    guard text.count <= limit else { throw Expectation("a text of at most \(limit) bytes") }
    return text.string
  }

  /// Refuses what earlier conversions leave behind, in ids and what else must be told apart.
  ///
  /// U+FFFD stands for a letter that was lost: two ids that differed in it have become one. The
  /// controls U+0080 to U+009F come from Windows files that were read as Latin-1.
  private static func checkLetters(_ text: UnsafeRawBufferPointer) throws(Expectation) {
    var at = 0
    while at < text.count {
      let byte = text[at]
      if byte == 0xef, at + 2 < text.count, text[at + 1] == 0xbf, text[at + 2] == 0xbd {
        throw Expectation("a text without U+FFFD, which stands for a letter lost before")
      }
      if byte == 0xc2, at + 1 < text.count, text[at + 1] < 0xa0 {
        throw Expectation("a text without control characters (is it really windows-1252?)")
      }
      at += 1
    }
  }

  /// An e-mail address, as far as that can be told without sending to it.
  static func email(_ text: UnsafeRawBufferPointer) throws(Expectation) -> String {
    let at = text.firstIndex(of: UInt8(ascii: "@"))
    guard text.count <= 254, let at, at > 0, at < text.count - 1,
      !text[(at + 1)...].contains(UInt8(ascii: "@")),
      text.allSatisfy({ $0 > .space && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") })
    else { throw Expectation("one e-mail address such as ann@acme.com, or nothing") }
    return try self.text(text, atMost: 254)
  }

  /// Whether a cell says yes.
  static func flag(_ text: UnsafeRawBufferPointer) throws(Expectation) -> Bool {
    if ["yes", "true", "y", "1"].contains(where: { text.matches($0) }) { return true }
    if ["no", "false", "n", "0"].contains(where: { text.matches($0) }) { return false }
    throw Expectation("yes or no")
  }
}
