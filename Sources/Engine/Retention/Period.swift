import Facts

/// The days that a figure is about, the first and the last one included.
///
/// It opens at the end of the day before its first day and closes at the end of its last.
public struct Period: Hashable, Sendable {
  /// The first day; the period opens at the end of the day before it.
  public let from: Day
  /// The last day, which is still part of the period.
  public let to: Day
  /// How people call it: `2025-01`, `2025-Q1`, `2025` or `2025-01-06…2025-01-12`.
  public let label: String

  /// Any days; nil where the last lies before the first.
  ///
  /// - Parameter label: how people call them; the days themselves unless given.
  public init?(from: Day, to: Day, label: String? = nil) {
    guard from <= to, from > .first else { return nil }
    self.init(from: from, to: to, name: label ?? "\(from)…\(to)")
  }

  /// A calendar month.
  public init(_ month: Month) {
    self.init(from: month.firstDay, to: month.lastDay, name: month.description)
  }

  /// A calendar quarter, 1 to 4; nil where there is no such quarter or year.
  public init?(year: Int, quarter: Int) {
    guard (1...9999).contains(year), (1...4).contains(quarter) else { return nil }
    let first = Month(year: year, month: quarter * 3 - 2)
    let last = Month(year: year, month: quarter * 3)
    self.init(from: first.firstDay, to: last.lastDay, name: "\(year)-Q\(quarter)")
  }

  /// A calendar year; nil where it cannot be written.
  public init?(year: Int) {
    guard (1...9999).contains(year) else { return nil }
    self.init(
      from: Month(year: year, month: 1).firstDay, to: Month(year: year, month: 12).lastDay,
      name: String(year))
  }

  private init(from: Day, to: Day, name label: String) {
    self.from = from
    self.to = to
    self.label = label
  }

  /// The day at whose end the period opens.
  public var openingDay: Day { Day(number: from.number - 1) }
}
