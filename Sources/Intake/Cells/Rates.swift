import Facts

/// Reads the rates of a file into millionths.
///
/// Stricter than ``AmountReader``: a rate that is a thousand times too large looks like any other,
/// so there is one way to write it.
enum RateReader {
  /// Nil where the cell says that there is none.
  static func micros(_ text: UnsafeRawBufferPointer) throws(Expectation) -> Int64? {
    if isMissing(text) { return nil }
    if text[0] == UInt8(ascii: "-"), text.count > 1 { throw Expectation("a rate above 0") }
    let pieces = text.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard pieces.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) }) else {
      throw Expectation("a rate in digits with a decimal point, such as 1.0876, or N/A")
    }
    var fraction = pieces.count > 1 ? Array(pieces[1]) : []
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    guard fraction.count <= 6 else { throw Expectation("a rate with at most 6 decimals") }
    fraction += repeatElement(UInt8(ascii: "0"), count: 6 - fraction.count)
    var value: Int64 = 0
    for digit in Array(pieces[0]) + fraction {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = tens.addingReportingOverflow(Int64(digit &- 0x30))
      guard !overflow, !overflow2, sum <= Money.largestMicros else {
        throw Expectation("a rate of at most \(decimalText(micros: Money.largestMicros))")
      }
      value = sum
    }
    guard value > 0 else { throw Expectation("a rate above 0") }
    return value
  }

  /// Whether a cell says that nothing was published.
  static func isMissing(_ text: UnsafeRawBufferPointer) -> Bool {
    text.isEmpty || text.matches("n/a")
  }
}

extension DateReader {
  /// A day, also as the European Central Bank writes the last one: `20 November 2026`.
  func publishedDay(_ text: UnsafeRawBufferPointer) throws(Expectation) -> Day {
    if let (year, month, day) = DateReader.inWords(text) { return try plausible(year, month, day) }
    guard case .day(let day) = try moment(text, isUTC: false) else {
      throw Expectation("\(DateReader.example) without a time")
    }
    return day
  }

  /// Year, month and day of a date with the English name of its month.
  private static func inWords(_ text: UnsafeRawBufferPointer) -> (Int, Int, Int)? {
    let words = text.split(separator: .space).map { UnsafeRawBufferPointer(rebasing: $0) }
    guard words.count == 3, words[0].count <= 2, words[2].count == 4,
      let day = number(words[0], 0, words[0].count), let year = number(words[2], 0, 4),
      let month = monthNames.firstIndex(where: { words[1].matches($0.lowercasedASCII) })
    else { return nil }
    return (year, month + 1, day)
  }
}
