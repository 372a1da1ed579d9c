/// JSON as people read it: a line a member, nested ones indented.
enum IndentedJSON {
  /// Deeper nesting is indented no further.
  private static let mostIndents = 24

  /// The text with its blanks between values made anew; what is within strings stays as it is.
  ///
  /// Goes by bytes, and takes what is no JSON as it comes.
  static func text(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    var depth = 0
    var (isInString, isEscaped) = (false, false)
    func newLine() {
      result.append(0x0a)
      result += [UInt8](repeating: 0x20, count: 2 * min(max(depth, 0), mostIndents))
    }
    for byte in bytes {
      if isInString {
        result.append(byte)
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case 0x20, 0x09, 0x0a, 0x0d: continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        result.append(byte)
        depth += 1
        newLine()
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if isOpen(result) {
          while result.last == 0x20 || result.last == 0x0a { result.removeLast() }
        } else {
          newLine()
        }
        result.append(byte)
      case UInt8(ascii: ","):
        result.append(byte)
        newLine()
      case UInt8(ascii: ":"): result += [byte, 0x20]
      default:
        isInString = byte == UInt8(ascii: "\"")
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether nothing stands behind the bracket that was opened last.
  private static func isOpen(_ bytes: [UInt8]) -> Bool {
    let last = bytes.last { $0 != 0x20 && $0 != 0x0a }
    return last == UInt8(ascii: "{") || last == UInt8(ascii: "[")
  }
}
