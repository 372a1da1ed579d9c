/// The offset of the first byte that is not part of valid UTF-8; nil where all of it is valid.
///
/// Swift's `String(decoding:)` puts U+FFFD for what is invalid, so two ids could become one; here
/// such bytes are found and refused.
///
/// - Parameter isWhole: false where the text may go on: a letter cut off at the end is then valid.
func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer, isWhole: Bool = true) -> Int? {
  var at = 0
  let count = bytes.count
  while at < count {
    let lead = bytes[at]
    if lead < 0x80 {
      at += 1
      continue
    }
    let width = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    guard width > 0 else { return at }
    // The second byte's range keeps out overlong forms, surrogates and what lies past U+10FFFF.
    let low: UInt8 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80
    let high: UInt8 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf
    for offset in 1..<width {
      guard at + offset < count else { return isWhole ? at : nil }
      let byte = bytes[at + offset]
      let isRight = offset == 1 ? byte >= low && byte <= high : byte & 0xc0 == 0x80
      guard isRight else { return at }
    }
    at += width
  }
  return nil
}

/// A text of at most so many bytes: what is invalid or a control character shows as U+FFFD.
func readable(_ bytes: UnsafeRawBufferPointer, limit: Int = .max) -> String {
  var result: [UInt8] = []
  appendReadable(bytes, to: &result, limit: limit, keepsLineEnds: false)
  return String(decoding: result, as: UTF8.self)
}

/// Appends bytes as valid UTF-8 without control characters, cut before the limit.
///
/// - Parameter keepsLineEnds: whether line ends and tabs stay, as a record needs them.
func appendReadable(
  _ bytes: UnsafeRawBufferPointer, to result: inout [UInt8], limit: Int = .max, keepsLineEnds: Bool
) {
  let end = result.count.addingReportingOverflow(limit)
  let most = end.overflow ? Int.max : end.partialValue
  var at = 0
  while at < bytes.count {
    let rest = UnsafeRawBufferPointer(rebasing: bytes[at..<min(bytes.count, at + 4)])
    let lead = rest[0]
    var width = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    width = min(width, rest.count)
    let letter = UnsafeRawBufferPointer(rebasing: rest[..<width])
    let isLineEnd = lead == .tab || lead == .lineFeed || lead == .carriageReturn
    let isControl = (lead < 0x20 && !(keepsLineEnds && isLineEnd)) || lead == 0x7f
    let isValid = !isControl && firstInvalidUTF8(letter) == nil
    guard result.count + (isValid ? width : 3) <= most else { return }
    if isValid {
      result.append(contentsOf: letter)
      at += width
    } else {
      result.append(contentsOf: [0xef, 0xbf, 0xbd])
      at += 1
    }
  }
}
