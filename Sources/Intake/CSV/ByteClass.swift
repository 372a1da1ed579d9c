/// What a byte means to a CSV text, as bits, looked up for each byte of a file.
enum ByteClass {
  /// Delimiter or line end.
  static let endsPlain: UInt8 = 1
  /// Quote or line end.
  static let endsQuoted: UInt8 = 2
  /// NUL, DEL and their like; tabs and line ends are none.
  static let control: UInt8 = 4
  /// Part of a letter beyond ASCII: the record must be valid UTF-8.
  static let beyondASCII: UInt8 = 8

  static func table(delimiter: UInt8) -> [UInt8] {
    var table = [UInt8](repeating: 0, count: 256)
    for index in 0..<256 {
      if index >= 0x80 {
        table[index] = beyondASCII
      } else if isControl(UInt8(index)) {
        table[index] = control
      }
    }
    table[Int(UInt8.quote)] = endsQuoted
    table[Int(UInt8.lineFeed)] = endsPlain | endsQuoted
    table[Int(UInt8.carriageReturn)] = endsPlain | endsQuoted
    table[Int(delimiter)] |= endsPlain
    return table
  }

  static func isControl(_ byte: UInt8) -> Bool {
    byte == 0x7f
      || (byte < 0x20 && byte != .tab && byte != .lineFeed && byte != .carriageReturn)
  }
}

extension UInt8 {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0a
  static let carriageReturn: UInt8 = 0x0d
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22

  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  /// Lower case for `A` to `Z`, itself for anything else.
  var lowercased: UInt8 { self >= 0x41 && self <= 0x5a ? self | 0x20 : self }

  var isLetter: Bool { lowercased >= 0x61 && lowercased <= 0x7a }
}
