import Facts

/// What a grid of cohorts of units is asked about.
///
/// Source: `docs/metrics.md#usage-cohorts`.
public struct UsageCohortQuestion: Hashable, Sendable {
  /// How units enter.
  public enum Entry: String, CaseIterable, Sendable {
    /// On the first day ever on which they did what starts.
    case first
    /// In every period in which they did what starts, on its first such day there.
    case recurring
  }

  /// How cohorts and cells are made, as for customers; a cohort by value is one by whatever column
  /// is handed in.
  public var shape: CohortQuestion
  /// How units enter; the periods of recurring entries are those of the cohort, or of the cells
  /// where cohorts are by value.
  public var entry: Entry
  /// The kinds by which units enter; nil for any event.
  public var start: Set<Int32>?
  /// The kinds by which they are retained; nil for any event.
  public var comeback: Set<Int32>?
  /// The units that are followed; nil for all.
  public var population: UnitSet?

  /// Units by the month of their first event, and any event as what retains them, unless said
  /// otherwise.
  ///
  /// - Parameter shape: one that looks at any day of a cell is what is mostly meant.
  /// - Precondition: the shape counts customers, which stand for units.
  public init(
    _ shape: CohortQuestion, entry: Entry = .first, from start: Set<Int32>? = nil,
    to comeback: Set<Int32>? = nil, of population: UnitSet? = nil
  ) {
    precondition(shape.measure == .customers)
    self.shape = shape
    self.entry = entry
    self.start = start
    self.comeback = comeback
    self.population = population
  }

  /// The unit of the calendar in which a unit enters once.
  var entryUnit: CalendarUnit {
    if case .time(let unit) = shape.cohort { unit } else { shape.every }
  }
}
