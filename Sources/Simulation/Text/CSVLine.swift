/// Lines of a CSV file, cell by cell.
struct CSVLine {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  init() {}

  /// One line of these cells.
  init(_ cells: [String]) {
    for cell in cells { self.cell(cell) }
    end()
  }

  /// A text, in quotes where it holds what ends a cell or a line.
  mutating func cell(_ text: String) {
    separate()
    let needsQuotes = text.utf8.contains {
      [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0a, 0x0d].contains($0)
    }
    guard needsQuotes else { return bytes.append(contentsOf: text.utf8) }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A day; an empty cell for nil.
  mutating func cell(_ day: CivilDay?) {
    separate()
    if let day { bytes.append(day: day) }
  }

  mutating func cell(_ number: Int) {
    separate()
    bytes.append(number: number)
  }

  mutating func cell(hundredths: Int) {
    separate()
    bytes.append(hundredths: hundredths)
  }

  /// A moment of a day in UTC; an empty cell for no day.
  mutating func cell(_ day: CivilDay?, second: Int) {
    separate()
    if let day { bytes.append(day: day, second: second) }
  }

  mutating func cell(_ isSo: Bool) { cell(isSo ? "yes" : "no") }

  /// Ends the line.
  mutating func end() {
    bytes.append(0x0a)
    isFirst = true
  }

  /// What was written, which is then no longer held.
  mutating func taken() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
  }
}
