/// A day of the calendar, counted from 1970-01-01.
///
/// The program under test has its own: two that disagree show a mistake, one shared would hide it.
public struct CivilDay: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01, which is 0.
  public let number: Int

  init(number: Int) {
    self.number = number
  }

  /// The day of that date, or nil where the calendar has none between 1900 and 2199.
  public init?(year: Int, month: Int, day: Int) {
    guard (1900...2199).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.dayCount(year: year, month: month)
    else { return nil }
    self.init(number: Self.number(year, month, day))
  }

  /// The day that a text such as `2026-11-24` names, or nil.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2] else { return nil }
    let values = parts.compactMap { part in
      part.allSatisfy { (0x30...0x39).contains($0) }
        ? part.reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
    }
    guard values.count == 3 else { return nil }
    self.init(year: values[0], month: values[1], day: values[2])
  }

  /// Year, month 1...12 and day 1...31.
  public var civil: (year: Int, month: Int, day: Int) {
    // A first guess that is never too late, then year by year and month by month.
    var year = number < 0 ? 1969 + number / 365 : 1970 + number / 366
    while Self.number(year + 1, 1, 1) <= number { year += 1 }
    var left = number - Self.number(year, 1, 1)
    var month = 1
    while left >= Self.dayCount(year: year, month: month) {
      left -= Self.dayCount(year: year, month: month)
      month += 1
    }
    return (year, month, left + 1)
  }

  /// Days since Monday, 0 to 6.
  var weekday: Int { ((number + 3) % 7 + 7) % 7 }

  /// The same day of a later or an earlier month, or that month's last.
  func months(later count: Int) -> CivilDay {
    let (year, month, day) = civil
    let months = year * 12 + month - 1 + count
    let last = Self.dayCount(year: months / 12, month: months % 12 + 1)
    return CivilDay(number: Self.number(months / 12, months % 12 + 1, min(day, last)))
  }

  /// The first of its month.
  var firstOfMonth: CivilDay { self - (civil.day - 1) }

  static func dayCount(year: Int, month: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let before = year - 1
    let leapDays = before / 4 - before / 100 + before / 400
    let start = before * 365 + leapDays - 719_162
    let common = (month - 1) * 30 + (month + (month > 8 ? 1 : 0)) / 2
    let short = month > 2 ? (isLeap(year) ? 1 : 2) : 0
    return start + common - short + day - 1
  }

  /// Whether one comes before the other.
  public static func < (one: CivilDay, other: CivilDay) -> Bool { one.number < other.number }

  static func + (day: CivilDay, count: Int) -> CivilDay { CivilDay(number: day.number + count) }
  static func - (day: CivilDay, count: Int) -> CivilDay { CivilDay(number: day.number - count) }
  static func - (day: CivilDay, other: CivilDay) -> Int { day.number - other.number }
}
