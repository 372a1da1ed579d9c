/// Writes JSON text, member by member, into one buffer of bytes.
///
/// The order of members is the caller's; ``Fact`` bodies are written in the order of their keys'
/// code points without spaces, which makes their bytes canonical.
public struct JSONText: Sendable {
  /// The text so far, in UTF-8; nothing checks that each member has both a key and a value.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// An empty buffer, which is not yet JSON.
  public init() {}

  /// Empties the buffer and keeps its room.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// A copy of ``bytes`` as a string, made anew each time.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes an object around what the closure writes, which must be keys and values in turn.
  public mutating func object(_ members: (inout JSONText) throws -> Void) rethrows {
    try nested("{", "}", members)
  }

  /// Writes an array around what the closure writes; the commas come by themselves.
  public mutating func array(_ elements: (inout JSONText) throws -> Void) rethrows {
    try nested("[", "]", elements)
  }

  /// Writes a member's name; its value must come next.
  public mutating func key(_ name: String) {
    comma()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a text in quotes; nil becomes `null` and is not left out.
  public mutating func value(_ text: String?) {
    guard let text else { return raw("null") }
    comma()
    quote(text)
    needsComma = true
  }

  /// Writes a whole number exactly; readers that hold numbers as doubles round above 2^53.
  public mutating func value(_ number: Int) { raw(String(number)) }

  /// Writes `true` or `false`, never 1 or 0.
  public mutating func value(_ flag: Bool) { raw(flag ? "true" : "false") }

  /// The shortest decimal that reads back as the same number; null for what JSON has no word for.
  public mutating func value(_ number: Double?) {
    guard let number, number.isFinite else { return raw("null") }
    raw(number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)")
  }

  /// Writes `null`, the value that is unknown.
  public mutating func null() { raw("null") }

  /// Writes a name and a text; nil becomes `null` and is not left out.
  public mutating func member(_ name: String, _ text: String?) {
    key(name)
    value(text)
  }

  /// Writes a name and a whole number.
  public mutating func member(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  /// Writes a name and `true` or `false`.
  public mutating func member(_ name: String, _ flag: Bool) {
    key(name)
    value(flag)
  }

  /// Writes a name and a number; nil and what is not finite become `null`.
  public mutating func member(_ name: String, _ number: Double?) {
    key(name)
    value(number)
  }

  /// Text that is JSON already.
  public mutating func raw(_ json: String) {
    comma()
    bytes.append(contentsOf: json.utf8)
    needsComma = true
  }

  private mutating func comma() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func nested(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ content: (inout JSONText) throws -> Void
  ) rethrows {
    comma()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    try content(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0a: bytes.append(contentsOf: "\\n".utf8)
      case 0x0d: bytes.append(contentsOf: "\\r".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0x08: bytes.append(contentsOf: "\\b".utf8)
      case 0x0c: bytes.append(contentsOf: "\\f".utf8)
      case 0x00..<0x20:
        let hex = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(hex[Int(byte >> 4)])
        bytes.append(hex[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
