import Facts

/// Reads the dates of a file.
///
/// A date that can be read in two ways is refused unless the order of its parts is known: a wrong
/// guess would move customers between months without anyone noticing.
struct DateReader {
  /// As named by the person, or as the file's own unambiguous dates have it.
  var order: DateOrder?

  /// Years outside are typing errors, not subscriptions.
  static let plausibleYears = 1900...2200

  /// - Parameter isUTC: whether a time of day without a zone is UTC here.
  @inline(__always)
  func moment(_ text: UnsafeRawBufferPointer, isUTC: Bool) throws(Expectation) -> Moment {
    if text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2)
    {
      return .day(try plausible(year, month, day))
    }
    return try otherForm(text, isUTC: isUTC)
  }

  @inline(never)
  private func otherForm(
    _ text: UnsafeRawBufferPointer, isUTC: Bool
  ) throws(Expectation) -> Moment {
    guard let parts = DateParts(text) else { throw unreadable(text) }
    let day = try self.day(parts, text)
    if parts.end == text.count { return .day(day) }
    return .instant(try TimeOfDay.instant(day, text, from: parts.end, isUTC: isUTC))
  }

  private func day(
    _ parts: DateParts, _ text: UnsafeRawBufferPointer
  ) throws(Expectation) -> Day {
    if parts.isYearFirst {
      if order == .iso, !parts.isISO { throw unreadable(text) }
      return try plausible(parts.first, parts.second, parts.third)
    }
    guard parts.hasFourDigitYear else {
      throw Expectation("\(DateReader.example) with all four digits of the year")
    }
    let (one, two, year) = (parts.first, parts.second, parts.third)
    switch order {
    case .iso, .ymd: throw Expectation("a date with the year first, such as 2025-01-31")
    case .dmy: return try plausible(year, two, one)
    case .mdy: return try plausible(year, one, two)
    case nil:
      if one > 12 || one == two || two == 0 { return try plausible(year, two, one) }
      if two > 12 || one == 0 { return try plausible(year, one, two) }
      throw ambiguous(text, one, two)
    }
  }

  func plausible(_ year: Int, _ month: Int, _ day: Int) throws(Expectation) -> Day {
    guard let result = Day(year: year, month: month, day: day) else {
      throw Expectation("a date that exists, such as 2025-01-31\(orderNote)")
    }
    guard DateReader.plausibleYears.contains(year) else {
      throw Expectation("a date in the years 1900 to 2200")
    }
    return result
  }

  static let example = "a date such as 2025-01-31"

  /// Says which order was used, since a date that does not exist may be one in another order.
  private var orderNote: String {
    switch order {
    case .dmy: " (day first, as --date-format or the file's other dates have it)"
    case .mdy: " (month first, as --date-format or the file's other dates have it)"
    default: ""
    }
  }

  private func ambiguous(_ text: UnsafeRawBufferPointer, _ one: Int, _ two: Int) -> Expectation {
    let shown = readable(text, limit: 10)
    return Expectation(
      "\(DateReader.example); \(shown) could be \(one) \(monthNames[two - 1]) or \(two) "
        + "\(monthNames[one - 1]): name the order with --date-format dmy or mdy")
  }

  /// Tells the usual wrong forms apart, so that the text says what to do about them.
  private func unreadable(_ text: UnsafeRawBufferPointer) -> Expectation {
    let integer = text.prefix { $0.isDigit }.count
    let isNumber = integer == text.count || (integer > 0 && text[integer] == UInt8(ascii: "."))
    if isNumber, integer == 5 {
      return Expectation("\(DateReader.example), not Excel's number for it: format it as text")
    }
    if isNumber, integer >= 9 {
      return Expectation("\(DateReader.example), not a count of seconds since 1970")
    }
    return Expectation("\(DateReader.example) or a time such as 2025-01-31T09:30:00Z")
  }
}

let monthNames = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September",
  "October", "November", "December",
]

/// The value of so many ASCII digits; nil where there is anything else.
@inline(__always)
func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int? {
  guard start + count <= text.count else { return nil }
  var value = 0
  for index in start..<(start + count) {
    guard text[index].isDigit else { return nil }
    value = value * 10 + Int(text[index] &- 0x30)
  }
  return value
}

/// Three numbers with the same mark between them.
struct DateParts {
  var first = 0
  var second = 0
  var third = 0
  var isYearFirst = false
  var hasFourDigitYear = false
  /// 2025-01-31, digit for digit.
  var isISO = false
  /// The offset behind the date.
  var end = 0

  /// Nil where the text does not start with such a date.
  init?(_ text: UnsafeRawBufferPointer) {
    var widths = (0, 0, 0)
    guard let one = DateParts.run(text, &end, &widths.0), end < text.count else { return nil }
    let mark = text[end]
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/") || mark == UInt8(ascii: ".") else {
      return nil
    }
    end += 1
    guard let two = DateParts.run(text, &end, &widths.1), end < text.count, text[end] == mark else {
      return nil
    }
    end += 1
    guard let three = DateParts.run(text, &end, &widths.2) else { return nil }
    (first, second, third) = (one, two, three)
    isYearFirst = widths.0 == 4 && widths.1 <= 2 && widths.2 <= 2
    hasFourDigitYear = isYearFirst || (widths.0 <= 2 && widths.1 <= 2 && widths.2 == 4)
    isISO = isYearFirst && mark == UInt8(ascii: "-") && widths.1 == 2 && widths.2 == 2
    let isShort = widths.0 <= 2 && widths.1 <= 2 && widths.2 <= 2
    guard hasFourDigitYear || isShort else { return nil }
  }

  private static func run(
    _ text: UnsafeRawBufferPointer, _ at: inout Int, _ width: inout Int
  ) -> Int? {
    var value = 0
    while at < text.count, text[at].isDigit {
      guard width < 4 else { return nil }
      value = value * 10 + Int(text[at] &- 0x30)
      width += 1
      at += 1
    }
    return width > 0 ? value : nil
  }

  /// The order this date can only have; nil where it fits both or none.
  var evidence: DateOrder? {
    guard hasFourDigitYear, !isYearFirst, first >= 1, second >= 1 else { return nil }
    if first > 12, first <= 31, second <= 12 { return .dmy }
    if second > 12, second <= 31, first <= 12 { return .mdy }
    return nil
  }
}
