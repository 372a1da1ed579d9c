/// Text as it may stand in HTML and XML, between tags and in quoted attributes.
public enum HTMLText {
  /// The text with `&`, `<`, `>`, `"` and `'` written as references.
  ///
  /// Goes by bytes: as a `Character`, a quotation mark followed by a combining accent is no
  /// quotation mark. What no page may hold (C0 controls but tab and line feed, U+FFFE, U+FFFF)
  /// becomes U+FFFD, so that nothing disappears unseen.
  public static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes the escaped text behind what is there.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
      case 0x09, 0x0a: bytes.append(byte)
      case ..<0x20: bytes.append(contentsOf: replacement)
      case 0xbe, 0xbf:
        bytes.append(byte)
        // EF BF BE and EF BF BF are no characters in XML; EF BF BD takes their place.
        if bytes.count >= 3, bytes[bytes.count - 3] == 0xef, bytes[bytes.count - 2] == 0xbf {
          bytes[bytes.count - 1] = 0xbd
        }
      default: bytes.append(byte)
      }
    }
  }

  private static let replacement: [UInt8] = [0xef, 0xbf, 0xbd]
}
