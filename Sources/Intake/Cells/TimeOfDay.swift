import Facts

/// Reads the time of day behind a date: `T09:30:00.123456Z`, ` 09:30`, ` 9:30:00 +0200`.
enum TimeOfDay {
  static func instant(
    _ day: Day, _ text: UnsafeRawBufferPointer, from start: Int, isUTC: Bool
  ) throws(Expectation) -> Instant {
    var at = start
    guard at < text.count, text[at] == UInt8(ascii: "T") || text[at] == .space else {
      throw unreadable
    }
    at += 1
    guard let hour = run(text, &at, digits: 1...2), skip(text, &at, UInt8(ascii: ":")),
      let minute = run(text, &at, digits: 2...2)
    else { throw unreadable }
    var second = 0
    var microsecond = 0
    if skip(text, &at, UInt8(ascii: ":")) {
      guard let value = run(text, &at, digits: 2...2) else { throw unreadable }
      second = value
      if skip(text, &at, UInt8(ascii: ".")) {
        guard let fraction = fraction(text, &at) else { throw unreadable }
        microsecond = fraction
      }
    }
    guard
      let local = Instant(
        day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
    else { throw Expectation("a time of day from 00:00:00 to 23:59:59") }
    let offset = try offsetSeconds(text, at, isUTC: isUTC)
    return Instant(microseconds: local.microseconds - Int64(offset) * 1_000_000)
  }

  private static let unreadable = Expectation(
    "\(DateReader.example) or a time such as 2025-01-31T09:30:00Z")

  /// Seconds east of UTC of what is left of the text.
  private static func offsetSeconds(
    _ text: UnsafeRawBufferPointer, _ start: Int, isUTC: Bool
  ) throws(Expectation) -> Int {
    var at = start
    if at < text.count, text[at] == .space { at += 1 }
    let rest = UnsafeRawBufferPointer(rebasing: text[at...])
    if rest.isEmpty {
      // Guessing a zone would move a start at night to another day, and so to another month.
      guard isUTC else {
        throw Expectation(
          "a time with its zone, such as 2025-01-31T09:30:00Z or +01:00, or only the day")
      }
      return 0
    }
    if rest.matches("z") || rest.matches("utc") || rest.matches("gmt") { return 0 }
    var index = 1
    guard rest[0] == UInt8(ascii: "+") || rest[0] == UInt8(ascii: "-"),
      let hours = run(rest, &index, digits: 2...2)
    else { throw unreadable }
    _ = skip(rest, &index, UInt8(ascii: ":"))
    let minutes = index < rest.count ? run(rest, &index, digits: 2...2) : 0
    guard let minutes, index == rest.count, hours <= 14, minutes <= 59 else { throw unreadable }
    return (rest[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  private static func run(
    _ text: UnsafeRawBufferPointer, _ at: inout Int, digits: ClosedRange<Int>
  ) -> Int? {
    var value = 0
    var count = 0
    while at < text.count, text[at].isDigit, count < digits.upperBound {
      value = value * 10 + Int(text[at] &- 0x30)
      count += 1
      at += 1
    }
    return count >= digits.lowerBound ? value : nil
  }

  /// Up to nine decimals of a second; what is finer than a microsecond is dropped.
  private static func fraction(_ text: UnsafeRawBufferPointer, _ at: inout Int) -> Int? {
    var value = 0
    var count = 0
    while at < text.count, text[at].isDigit {
      guard count < 9 else { return nil }
      if count < 6 { value = value * 10 + Int(text[at] &- 0x30) }
      count += 1
      at += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  private static func skip(
    _ text: UnsafeRawBufferPointer, _ at: inout Int, _ byte: UInt8
  ) -> Bool {
    guard at < text.count, text[at] == byte else { return false }
    at += 1
    return true
  }
}
