/// How wide a text of the charts is, in pixels: near enough to keep labels apart, on the wide
/// side, since the reader's face is not known.
func textWidth(_ text: String, size: Double = 12) -> Double {
  var sum = 0.0
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x20, 0x27, 0x28, 0x29, 0x2c, 0x2e, 0x3a, 0x3b, 0x49, 0x66, 0x69...0x6a, 0x6c, 0x72,
      0x74, 0x7c, 0xa0, 0xb7, 0x202f:
      sum += 0.36
    case 0x300...0x36f, 0x200b...0x200f: break
    case 0x4d, 0x57, 0x6d, 0x77, 0x25: sum += 0.88
    case 0x30...0x39, 0x41...0x5a, 0x2b, 0x2212, 0x20ac: sum += 0.64
    case ..<0x1100: sum += 0.57
    default: sum += 1.05
    }
  }
  return sum * size
}

/// The text, or as much of its beginning as fits `width` with an ellipsis behind it.
func shortened(_ text: String, to width: Double, size: Double = 12) -> String {
  guard textWidth(text, size: size) > width else { return text }
  var kept = String.UnicodeScalarView()
  var left = width - size
  for scalar in text.unicodeScalars {
    left -= textWidth(String(scalar), size: size)
    if left < 0 { break }
    kept.append(scalar)
  }
  return String(kept) + "\u{2026}"
}
