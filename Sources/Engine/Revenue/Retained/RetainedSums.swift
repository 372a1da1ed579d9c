import Facts

/// What the customers of a day brought then, and what is left of it later: the sums that gross and
/// net retention are quotients of, in millionths of a book's currency.
public struct RetainedSums: Hashable, Sendable {
  /// Recurring revenue of the opening customers at the opening, valued at the closing's rate.
  public var opening: Int128 = 0
  /// Theirs at the closing.
  public var retained: Int128 = 0
  /// Theirs at the closing, each at most what the opening was.
  public var smaller: Int128 = 0

  /// Nothing.
  public init() {}

  /// Those of a tally that counts more.
  public init(_ tally: RevenueTally) {
    opening = tally.opening
    retained = tally.retained
    smaller = tally.smaller
  }
}

/// Counts retained revenue over many periods in one pass: the twelve months of a year, or twelve
/// months back from the end of each month.
///
/// - Parameters:
///   - panel: the facts in force.
///   - periods: each opens and closes no earlier than the one before it; they may overlap.
///   - horizon: the last day that is known.
///   - book: in which money.
///   - plan: where given, only customers who pay for that plan at the opening.
///   - workers: how to use several threads.
/// - Returns: by period; nil for those that begin after the horizon.
///
/// Source: `docs/metrics.md#nrr`.
public func retainedSums(
  of panel: Panel, over periods: [Period], horizon: Day, book: Book, onPlan plan: String? = nil,
  workers: Workers = .oneByOne
) -> [RetainedSums?] {
  precondition(
    zip(periods, periods.dropFirst()).allSatisfy { $0.from <= $1.from && $0.to <= $1.to })
  let windows = periods.compactMap { Window($0, horizon: horizon) }
  guard let last = windows.last else { return periods.map { _ in nil } }
  let currencies = panel.currencies(through: last.lastDay)
  var sums: [RetainedSums]
  if book.isConverted, currencies.contains(where: { $0 != book.currency.packed }) {
    // What a customer brought at the opening is another amount at each closing's rate.
    sums = periods.prefix(windows.count).map { period in
      let revenue = retainedRevenue(
        of: panel, in: period, horizon: horizon, book: book, by: plan == nil ? nil : .plan,
        workers: workers)
      guard let plan else { return revenue.map { RetainedSums($0.total) } ?? RetainedSums() }
      let slice = revenue?.slices.first { equalBytes($0.value, plan) }
      return slice.map { RetainedSums($0.tally) } ?? RetainedSums()
    }
  } else {
    let number = plan.flatMap { plan in panel.plans.firstIndex { equalBytes($0, plan) } }
    if plan != nil, number == nil {
      sums = windows.map { _ in RetainedSums() }
    } else {
      sums = RetentionSweep(panel, windows, book, plan: number.map(Int32.init)).sums(workers)
    }
  }
  return sums.map(Optional.some) + periods.dropFirst(windows.count).map { _ in nil }
}
