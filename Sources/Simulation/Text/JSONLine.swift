/// JSON, written from its outside in.
struct JSONLine {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  mutating func object(_ name: String? = nil, _ members: (inout JSONLine) -> Void) {
    nest("{", "}", name, members)
  }

  mutating func list(_ name: String? = nil, _ elements: (inout JSONLine) -> Void) {
    nest("[", "]", name, elements)
  }

  mutating func member(_ name: String, _ text: String) {
    begin(name)
    quote(text)
  }

  mutating func member(_ name: String, _ number: Int) {
    begin(name)
    bytes.append(number: number)
  }

  mutating func member(_ name: String, _ day: CivilDay) {
    begin(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(day: day)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func member(_ name: String, _ day: CivilDay, second: Int) {
    begin(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(day: day, second: second)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func element(_ text: String) {
    begin(nil)
    quote(text)
  }

  mutating func element(_ number: Double) {
    begin(nil)
    bytes.append(contentsOf: "\(number)".utf8)
  }

  private mutating func nest(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ name: String?,
    _ inside: (inout JSONLine) -> Void
  ) {
    begin(name)
    bytes.append(UInt8(ascii: opening))
    isFirst = true
    inside(&self)
    bytes.append(UInt8(ascii: closing))
    isFirst = false
  }

  private mutating func begin(_ name: String?) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    guard let name else { return }
    quote(name)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(hexDigit(byte >> 4))
        bytes.append(hexDigit(byte & 15))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// A digit of base 16, in small letters.
func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
