import Engine
import Facts
import Workbench

/// What is looked at: which days, against which, as known when, in which money.
///
/// Every report page has one, and every link carries it.
struct Lens: Sendable {
  enum Against: String, CaseIterable, Sendable {
    /// The period of the same length before.
    case previous
    /// The same period a year before.
    case year
  }

  /// Nil for the last month that is over.
  var period: Period?
  var against = Against.previous
  /// Nil for what is known now.
  var asOf: Day?
  var currency: String?
  /// What slices are made by; nil for none.
  var slicing: String?

  /// The names in addresses that are the lens's own.
  static let names = ["period", "from", "to", "against", "as-of", "currency", "by", "lens"]

  init() {}

  init(_ query: Query) throws {
    period = try query.filled("period").map(Lens.period)
    if let from = query.filled("from"), let to = query.filled("to") {
      period = try Lens.period(named: "\(from)..\(to)")
    }
    if let text = query.filled("against") {
      guard let named = Against(rawValue: text) else {
        throw Refusal("against takes previous or year, not \(Text.safe(text)).")
      }
      against = named
    }
    asOf = try query.filled("as-of").map { text in
      guard let day = Day(text), day > .first, day < .last else {
        throw Refusal("as-of takes a date such as 2025-01-31, not \(Text.safe(text)).")
      }
      return day
    }
    currency = query.filled("currency")
    slicing = query.filled("by")
  }

  /// A period as addresses name it: `2025-01`, `2025-Q1`, `2025` or `2025-01-06..2025-02-02`.
  static func period(named text: String) throws -> Period {
    if let period = Period(quarter: text) ?? Period(year: text) { return period }
    if let month = Month(text), month.firstDay > .first { return Period(month) }
    let ends = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if ends.count == 3, ends[1].isEmpty, let from = Day(String(ends[0]) ?? ""),
      let to = Day(String(ends[2]) ?? ""), from > .first, to < .last,
      let period = Period(from: from, to: to)
    {
      // Days that are a month are that month, as links and choices name it.
      return PeriodShape(period).period ?? period
    }
    throw Refusal(
      "period takes a month such as 2025-01, a quarter such as 2025-Q1, a year such as 2025, or "
        + "days such as 2025-01-06..2025-02-02, not \(Text.safe(text)).")
  }

  /// How addresses name a period.
  static func name(of period: Period) -> String {
    if case .days = PeriodShape(period) { return "\(period.from)..\(period.to)" }
    return period.label
  }

  /// What addresses say of it.
  var pairs: [(String, String)] {
    var pairs: [(String, String)] = []
    if let period { pairs.append(("period", Lens.name(of: period))) }
    if against != .previous { pairs.append(("against", against.rawValue)) }
    if let asOf { pairs.append(("as-of", asOf.description)) }
    if let currency { pairs.append(("currency", currency)) }
    if let slicing { pairs.append(("by", slicing)) }
    return pairs
  }

  /// The period that another is compared with; nil before the calendar's first days.
  func compared(_ period: Period) -> Period? {
    switch (against, PeriodShape(period)) {
    case (.previous, .month(let month)): return month.advanced(by: -1).map { Period($0) }
    case (.year, .month(let month)): return month.advanced(by: -12).map { Period($0) }
    case (.previous, .quarter(let year, let quarter)):
      return quarter > 1
        ? Period(year: year, quarter: quarter - 1) : Period(year: year - 1, quarter: 4)
    case (.year, .quarter(let year, let quarter)): return Period(year: year - 1, quarter: quarter)
    case (_, .year(let year)): return Period(year: year - 1)
    case (.previous, .days):
      let length = period.to.number - period.from.number + 1
      return Period(
        from: Day(number: max(Day.first.number + 1, period.from.number - length)),
        to: Day(number: period.from.number - 1))
    case (.year, .days):
      guard let from = period.from.adding(months: -12), let to = period.to.adding(months: -12)
      else {
        return nil
      }
      return Period(from: from, to: to)
    }
  }
}

/// Which unit of the calendar a period is.
enum PeriodShape {
  case month(Month)
  case quarter(year: Int, Int)
  case year(Int)
  case days

  /// The period as the unit that it is; nil for other days.
  var period: Period? {
    switch self {
    case .month(let month): Period(month)
    case .quarter(let year, let quarter): Period(year: year, quarter: quarter)
    case .year(let year): Period(year: year)
    case .days: nil
    }
  }

  init(_ period: Period) {
    let (first, last) = (period.from.month, period.to.month)
    guard period.from == first.firstDay, period.to == last.lastDay, first.year == last.year else {
      self = .days
      return
    }
    switch (first.month, last.month) {
    case (let from, let to) where from == to: self = .month(first)
    case (1, 12): self = .year(first.year)
    case (let from, let to) where to == from + 2 && from % 3 == 1:
      self = .quarter(year: first.year, (from + 2) / 3)
    default: self = .days
    }
  }
}
