/// Turns a file's bytes into UTF-8, block by block.
///
/// What its encoding has no letter for becomes the byte 0xFF, which no UTF-8 text has: the row it
/// stands in is then refused like any other invalid one.
struct Transcoder {
  enum Source: Equatable { case utf8, utf16LittleEndian, utf16BigEndian, latin1, windows1252 }

  let source: Source
  private var firstByte: UInt8?
  private var highSurrogate: UInt32?

  init(_ source: Source) { self.source = source }

  /// Appends what a block holds; letters that it cuts in two wait for the next one.
  mutating func append(
    _ block: UnsafeRawBufferPointer, isLast: Bool, to text: inout [UInt8]
  ) {
    switch source {
    case .utf8: text.append(contentsOf: block)
    case .latin1, .windows1252:
      text.reserveCapacity(text.count + block.count + block.count / 4)
      for byte in block { appendLetter(byte, to: &text) }
    case .utf16LittleEndian, .utf16BigEndian:
      text.reserveCapacity(text.count + block.count)
      for byte in block {
        guard let first = firstByte else {
          firstByte = byte
          continue
        }
        firstByte = nil
        let unit =
          source == .utf16LittleEndian
          ? UInt32(byte) << 8 | UInt32(first) : UInt32(first) << 8 | UInt32(byte)
        appendUnit(unit, to: &text)
      }
      if isLast, firstByte != nil || highSurrogate != nil {
        text.append(0xff)
        firstByte = nil
        highSurrogate = nil
      }
    }
  }

  private mutating func appendUnit(_ unit: UInt32, to text: inout [UInt8]) {
    if let high = highSurrogate {
      highSurrogate = nil
      if unit & 0xfc00 == 0xdc00 {
        appendScalar(0x10000 + ((high & 0x3ff) << 10 | unit & 0x3ff), to: &text)
        return
      }
      text.append(0xff)
    }
    if unit & 0xfc00 == 0xd800 {
      highSurrogate = unit
    } else if unit & 0xfc00 == 0xdc00 {
      text.append(0xff)
    } else {
      appendScalar(unit, to: &text)
    }
  }

  private func appendLetter(_ byte: UInt8, to text: inout [UInt8]) {
    if byte < 0x80 {
      text.append(byte)
    } else if byte >= 0xa0 {
      appendScalar(UInt32(byte), to: &text)
    } else if source == .windows1252, Transcoder.windowsLetters[Int(byte - 0x80)] != 0 {
      appendScalar(Transcoder.windowsLetters[Int(byte - 0x80)], to: &text)
    } else {
      text.append(0xff)
    }
  }

  private func appendScalar(_ scalar: UInt32, to text: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: text.append(UInt8(scalar))
    case 0..<0x800:
      text.append(UInt8(0xc0 | scalar >> 6))
      text.append(UInt8(0x80 | scalar & 0x3f))
    case 0..<0x10000:
      text.append(UInt8(0xe0 | scalar >> 12))
      text.append(UInt8(0x80 | scalar >> 6 & 0x3f))
      text.append(UInt8(0x80 | scalar & 0x3f))
    default:
      text.append(UInt8(0xf0 | scalar >> 18 & 0x07))
      text.append(UInt8(0x80 | scalar >> 12 & 0x3f))
      text.append(UInt8(0x80 | scalar >> 6 & 0x3f))
      text.append(UInt8(0x80 | scalar & 0x3f))
    }
  }

  /// The letters of windows-1252 from 0x80 to 0x9f, where Latin-1 has controls; 0 for none.
  private static let windowsLetters: [UInt32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
    0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
  ]
}
