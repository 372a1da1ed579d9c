import Facts

/// What a grid of cohorts is asked about.
///
/// Source: `docs/metrics.md#cohorts`.
public struct CohortQuestion: Hashable, Sendable {
  /// What makes customers one cohort.
  public enum Cohort: Hashable, Sendable {
    /// That they entered in the same stretch of the calendar.
    case time(CalendarUnit)
    /// That they had the same value on the day of entry.
    case value(Slicing)

    /// What values they are told apart by; nil for the calendar.
    var slicing: Slicing? {
      if case .value(let slicing) = self { slicing } else { nil }
    }
  }

  /// How cells lie in time.
  public enum Clock: String, CaseIterable, Sendable {
    /// Cell n is the n-th unit of the calendar after the one of entry.
    case calendar
    /// Cell n begins n units after each customer's own day of entry.
    case anniversary
  }

  /// When in a cell a customer is looked at.
  public enum Sight: String, CaseIterable, Sendable {
    /// At the end of its last day; by anniversary, of the anniversary itself.
    case end
    /// At the end of each of its days.
    case any
  }

  /// Whether later days count for a cell.
  public enum Bound: String, CaseIterable, Sendable {
    /// The cell itself.
    case bounded
    /// The cell and every later day up to the horizon.
    case unbounded
  }

  /// What is counted.
  public enum Measure: Hashable, Sendable {
    case customers
    /// Recurring revenue a month.
    case mrr(Book)
    /// The same, of each customer at most what it entered with.
    case grr(Book)
    /// Quantities of subscriptions that pay.
    case seats

    /// The money that is counted; nil for what is no money.
    public var book: Book? {
      switch self {
      case .customers, .seats: nil
      case .mrr(let book), .grr(let book): book
      }
    }
  }

  /// What a cell is compared with.
  public enum Comparison: String, CaseIterable, Sendable {
    /// What its customers entered with.
    case start
    /// What they had one cell earlier; cell 0 with the entry.
    case previous
  }

  /// How cohorts become one row.
  public enum Mean: String, CaseIterable, Sendable {
    /// What is left of all by what it is compared with.
    case weighted
    /// The mean of the cohorts' values.
    case simple
  }

  /// What makes customers one cohort.
  public var cohort: Cohort
  /// The unit from one cell to the next.
  public var every: CalendarUnit
  /// How cells lie in time.
  public var clock: Clock
  /// When in a cell a customer is looked at.
  public var sight: Sight
  /// Whether later days count.
  public var bound: Bound
  /// What is counted.
  public var measure: Measure
  /// What cells are compared with.
  public var comparison: Comparison
  /// How cohorts become one row.
  public var mean: Mean
  /// The last day that is known.
  public var horizon: Day
  /// The days of entry of the customers that are followed; nil for all.
  public var entered: ClosedRange<Day>?
  /// How many cells a cohort has at most; nil for all there are.
  public var cellLimit: Int?

  /// Monthly cohorts of customers at the ends of calendar months, unless said otherwise.
  ///
  /// - Precondition: only customers can be seen at any moment, or without bound.
  public init(
    _ cohort: Cohort = .time(.month), every: CalendarUnit? = nil, clock: Clock = .calendar,
    at sight: Sight = .end, bound: Bound = .bounded, measure: Measure = .customers,
    relative comparison: Comparison = .start, mean: Mean = .weighted, horizon: Day,
    entered: ClosedRange<Day>? = nil, cellLimit: Int? = nil
  ) {
    precondition(measure == .customers || (sight == .end && bound == .bounded))
    var own = CalendarUnit.month
    if case .time(let unit) = cohort { own = unit }
    self.cohort = cohort
    self.every = every ?? own
    self.clock = clock
    self.sight = sight
    self.bound = bound
    self.measure = measure
    self.comparison = comparison
    self.mean = mean
    self.horizon = horizon
    self.entered = entered
    self.cellLimit = cellLimit
  }

  /// Whether who entered on a day is followed.
  func follows(_ entryDay: Int32) -> Bool {
    guard let entered else { return true }
    return entered.lowerBound.number <= entryDay && entryDay <= entered.upperBound.number
  }
}
