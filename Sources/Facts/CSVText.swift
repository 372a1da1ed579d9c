/// Writes CSV text (RFC 4180) that a spreadsheet takes for values and never for formulas.
///
/// A text that a spreadsheet could take for a formula gets an apostrophe before it, as does one
/// that begins with an apostrophe, so that taking one away gives back the text. Numbers stay
/// numbers.
public struct CSVText: Sendable {
  /// What has been written so far, in UTF-8; a row that was not ended has no CR LF yet.
  public private(set) var bytes: [UInt8] = []
  private var isFirst = true

  /// Begins without a header: that is a row like any other.
  public init() {}

  /// A copy of ``bytes`` as a string, made anew each time.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Adds a cell of text; nil is an empty cell.
  public mutating func cell(_ text: String?) {
    guard let text else { return raw([]) }
    raw(CSVText.needsGuard(text) ? [UInt8(ascii: "'")] + Array(text.utf8) : Array(text.utf8))
  }

  /// Adds a cell with a number; nil is an empty cell.
  public mutating func cell(_ number: Int?) { raw(Array((number.map(String.init) ?? "").utf8)) }

  /// Adds a cell with a number; nil is an empty cell, and so is what is no number.
  public mutating func cell(_ number: Double?) {
    guard let number, number.isFinite else { return raw([]) }
    raw(Array("\(number)".utf8))
  }

  /// Adds a cell with an exact amount in millionths, as a plain decimal.
  public mutating func cell(micros: Int128) { raw(Array(decimalText(micros: micros).utf8)) }

  /// Ends the row with CR LF, the last row of a text too.
  public mutating func endRow() {
    bytes.append(contentsOf: [0x0d, 0x0a])
    isFirst = true
  }

  /// Adds a row of texts.
  public mutating func row(_ cells: [String]) {
    for text in cells { cell(text) }
    endRow()
  }

  private mutating func raw(_ content: [UInt8]) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    let quotes = content.contains {
      $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: ",")
    }
    guard quotes else { return bytes.append(contentsOf: content) }
    bytes.append(UInt8(ascii: "\""))
    for byte in content {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a spreadsheet may read the text as a formula: the sign may hide behind spaces, be a
  /// full-width one, carry a combining mark, or stand at the start of a later line.
  private static func needsGuard(_ text: String) -> Bool {
    var atStart = true
    var onFirstLine = true
    for scalar in text.unicodeScalars {
      switch scalar {
      case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "'":
        if atStart { return true }
      case "\t", "\r", "\n", "\0":
        // At the very beginning these are dangerous themselves; later they begin a new line.
        if atStart, onFirstLine { return true }
        if scalar != "\t" {
          atStart = true
          onFirstLine = false
        }
        continue
      case " ", "\u{A0}", "\u{2007}", "\u{202F}", "\u{3000}", "\u{FEFF}", "\u{200B}":
        continue
      default: break
      }
      atStart = false
    }
    return false
  }
}
