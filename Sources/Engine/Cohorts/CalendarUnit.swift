import Facts

/// A stretch of the calendar that days are grouped by; weeks begin on Monday.
public enum CalendarUnit: String, CaseIterable, Sendable {
  case day, week, month, quarter, year

  /// The number of the unit that a day lies in; neighbours differ by one.
  func index(of day: Int32) -> Int32 {
    switch self {
    case .day: return day
    case .week:
      // 1970-01-01 was a Thursday, so week 0 began three days before it.
      return (day - Day(number: day).weekday + 3) / 7
    case .month: return Day(number: day).month.number
    case .quarter: return Day(number: day).month.number / 3
    case .year: return Day(number: day).month.number / 12
    }
  }

  /// The first day of a unit; a day after all others where the calendar ends before it.
  func firstDay(of index: Int32) -> Int32 {
    switch self {
    case .day: index
    case .week: index * 7 - 3
    case .month: firstDay(ofMonth: index)
    case .quarter: firstDay(ofMonth: index * 3)
    case .year: firstDay(ofMonth: index * 12)
    }
  }

  /// No unit has fewer days.
  var leastDays: Int {
    switch self {
    case .day: 1
    case .week: 7
    case .month: 28
    case .quarter: 90
    case .year: 365
    }
  }

  private func firstDay(ofMonth number: Int32) -> Int32 {
    guard number < 120_000 else { return .max }
    return Month(year: Int(number) / 12, month: Int(number) % 12 + 1).firstDay.number
  }

  /// The days of the unit that a day lies in, and how people call it: `2025-Q1`.
  public func unit(of day: Day) -> (days: ClosedRange<Day>, label: String) {
    let index = index(of: day.number)
    let last = Day(number: firstDay(of: index + 1) - 1)
    return (Day(number: firstDay(of: index))...last, label(of: index))
  }

  /// The day so many units after another, counted from that day; a day after all others where the
  /// calendar ends before it.
  func anniversary(of anchor: Int32, _ count: Int) -> Int32 {
    let months: Int
    switch self {
    case .day: return Int32(clamping: Int(anchor) + count)
    case .week: return Int32(clamping: Int(anchor) + count * 7)
    case .month: months = count
    case .quarter: months = count * 3
    case .year: months = count * 12
    }
    return months == 0 ? anchor : Day(number: anchor).adding(months: months)?.number ?? .max
  }

  /// A unit as people call it: `2025-01-31`, `2025-W03`, `2025-01`, `2025-Q1` or `2025`.
  func label(of index: Int32) -> String {
    switch self {
    case .day: return Day(number: index).description
    case .week:
      // A week belongs to the year that most of its days, and so its Thursday, lie in.
      let thursday = index * 7
      let year = Day(number: thursday).civil.year
      let newYear = CalendarUnit.year.firstDay(of: Int32(year))
      return padded(year, 4) + "-W" + padded(Int(thursday - newYear) / 7 + 1, 2)
    case .month: return padded(Int(index) / 12, 4) + "-" + padded(Int(index) % 12 + 1, 2)
    case .quarter: return padded(Int(index) / 4, 4) + "-Q\(index % 4 + 1)"
    case .year: return padded(Int(index), 4)
    }
  }

  /// Into how many pieces it cuts a period.
  public func count(in period: Period) -> Int {
    Int(index(of: period.to.number)) - Int(index(of: period.from.number)) + 1
  }

  /// The pieces of a period, each within it; a whole one has the unit's name.
  public func pieces(of period: Period) -> [Period] {
    let first = index(of: period.from.number)
    let last = index(of: period.to.number)
    return (first...last).compactMap { index in
      let days = firstDay(of: index)...firstDay(of: index + 1) - 1
      let from = max(days.lowerBound, period.from.number)
      let to = min(days.upperBound, period.to.number)
      let isWhole = from == days.lowerBound && to == days.upperBound
      return Period(
        from: Day(number: from), to: Day(number: to), label: isWhole ? label(of: index) : nil)
    }
  }
}
