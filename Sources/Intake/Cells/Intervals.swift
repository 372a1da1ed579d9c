import Facts

/// Reads how often a price is charged: `month`, `yearly`, `quarter`, `3 months`, `every 2 weeks`.
enum IntervalReader {
  /// An interval as it is written, and whether it has its own number.
  struct Written {
    var unit = BillingInterval.Unit.month
    var count = 1
    var hasNumber = false
  }

  /// Reads the text of an interval.
  static func written(_ text: UnsafeRawBufferPointer) throws(Expectation) -> Written {
    guard let written = read(text), written.count <= Int(BillingInterval.largestCount) else {
      throw Expectation("day, week, month, quarter or year, or for example \"3 months\"")
    }
    return written
  }

  /// Reads how many intervals lie between two charges, where a column of its own says so.
  static func interval(
    _ written: Written, times text: UnsafeRawBufferPointer
  ) throws(Expectation) -> BillingInterval {
    guard let times = wholeNumber(text), times >= 1 else {
      throw Expectation("a whole number from 1 to \(BillingInterval.largestCount)")
    }
    // "3 months" with a count of 3 is more likely said twice than nine months: ask.
    guard !written.hasNumber || times == 1 else {
      throw Expectation("nothing or 1, since the interval has its own number")
    }
    let (total, overflow) = written.count.multipliedReportingOverflow(by: times)
    guard !overflow, total <= Int(BillingInterval.largestCount) else {
      throw Expectation("an interval of at most \(BillingInterval.largestCount) units")
    }
    return BillingInterval(written.unit, count: Int32(total))
  }

  private static func read(_ text: UnsafeRawBufferPointer) -> Written? {
    var words = text.split { $0 == .space || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
      .map { UnsafeRawBufferPointer(rebasing: $0) }
    if let first = words.first, first.matches("every") { words.removeFirst() }
    guard let last = words.last else { return nil }
    if words.count == 1, let (unit, count) = word(last) {
      return Written(unit: unit, count: count)
    }
    guard words.count == 2, let count = wholeNumber(words[0]), count >= 1,
      let (unit, times) = word(last), times == 1
    else { return nil }
    return Written(unit: unit, count: count, hasNumber: count > 1)
  }

  private static func word(
    _ text: UnsafeRawBufferPointer
  ) -> (BillingInterval.Unit, Int)? {
    for (words, unit, count) in vocabulary where words.contains(where: { text.matches($0) }) {
      return (unit, count)
    }
    return nil
  }

  /// "Biweekly" and "bimonthly" are left out: half of their users mean twice, half every second.
  private static let vocabulary: [([String], BillingInterval.Unit, Int)] = [
    (["month", "monthly", "months"], .month, 1),
    (["year", "yearly", "years", "annual", "annually"], .year, 1),
    (["quarter", "quarterly"], .month, 3),
    (["week", "weekly", "weeks"], .week, 1),
    (["day", "daily", "days"], .day, 1),
  ]
}

/// A whole number of at most 18 digits; `5.0` is one too, as spreadsheets write it.
func wholeNumber(_ text: UnsafeRawBufferPointer) -> Int? {
  var value = 0
  var at = 0
  while at < text.count, text[at].isDigit {
    guard at < 18 else { return nil }
    value = value * 10 + Int(text[at] &- 0x30)
    at += 1
  }
  guard at > 0 else { return nil }
  if at == text.count { return value }
  guard text[at] == UInt8(ascii: "."), at + 1 < text.count,
    text[(at + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
  else { return nil }
  return value
}
