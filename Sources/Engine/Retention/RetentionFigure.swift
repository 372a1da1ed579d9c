/// A retention figure: a quotient of counts, in one of the ways the field computes it.
public enum RetentionFigure: String, CaseIterable, Sendable {
  case crr
  case tracked
  case survived
  case churnA = "churn.a"
  case churnAPrime = "churn.a_prime"
  case churnB = "churn.b"
  case churnC = "churn.c"
  case churnD = "churn.d"
  case churnE = "churn.e"
  case churnF = "churn.f"
  case churnRenewal = "churn.renewal"

  /// Whether its rows add up to it, above and below the line; not those of a sum of days.
  public var isSumOfRows: Bool { self != .churnE }

  /// What the figure is in a period.
  ///
  /// - Parameter tally: nil where the period has not begun: then nothing is known.
  public func value(of tally: RetentionTally?) -> FigureValue {
    guard let tally else { return FigureValue() }
    if self == .churnE { return FigureValue(value: dailyChurn(tally)) }
    let (numerator, denominator) = quotient(of: tally)
    guard denominator > 0 else {
      return FigureValue(numerator: numerator, denominator: denominator)
    }
    return FigureValue(
      numerator: numerator, denominator: denominator,
      value: Double(numerator) / Double(denominator),
      interval: isProportion ? WilsonInterval(numerator, of: denominator) : nil)
  }

  private func quotient(of tally: RetentionTally) -> (Int, Int) {
    switch self {
    case .crr: (tally.closing - tally.new, tally.opening)
    case .tracked: (tally.retained, tally.opening)
    case .survived: (tally.survived, tally.opening)
    case .churnA: (tally.gone, tally.opening)
    case .churnAPrime: (tally.churnedOfOpening, tally.opening)
    case .churnB: (tally.churned, tally.opening)
    case .churnC: (tally.churnEvents, tally.opening + tally.new)
    // The mean of two counts, doubled above and below so that it stays a whole number.
    case .churnD: (2 * tally.churned, tally.opening + tally.closing)
    case .churnF: (tally.churned - tally.sameMonth, tally.opening)
    case .churnRenewal: (tally.dueGone, tally.due)
    case .churnE: (0, 0)
    }
  }

  private func dailyChurn(_ tally: RetentionTally) -> Double? {
    let days = zip(tally.lost, tally.payingBefore).filter { $0.1 > 0 }
    guard !days.isEmpty else { return nil }
    return days.reduce(0) { $0 + Double($1.0) / Double($1.1) }
  }

  /// Whether numerator and denominator both count customers, so that an interval means something.
  private var isProportion: Bool {
    switch self {
    case .churnC, .churnD, .churnE: false
    default: true
    }
  }

  /// How much a customer adds to the numerator; the rows' weights sum to it.
  ///
  /// Written a second time, from the row alone, so that `tenure verify` can hold the figure against
  /// its rows.
  public func numeratorWeight(of row: CustomerPeriod) -> Int {
    let atOpening = row.opening == .paying
    let left = row.churnEvents > 0
    return switch self {
    case .crr: (row.closing == .paying ? 1 : 0) - (row.isNew ? 1 : 0)
    case .tracked: atOpening && row.closing == .paying ? 1 : 0
    case .survived: row.survived ? 1 : 0
    case .churnA: atOpening && row.closing == .none ? 1 : 0
    case .churnAPrime: atOpening && left ? 1 : 0
    case .churnB: left ? 1 : 0
    case .churnC, .churnE: row.churnEvents
    case .churnD: left ? 2 : 0
    case .churnF: left && !row.isSameMonth ? 1 : 0
    case .churnRenewal: row.isDue && row.closing == .none ? 1 : 0
    }
  }

  /// How much a customer adds to the denominator.
  public func denominatorWeight(of row: CustomerPeriod) -> Int {
    let atOpening = row.opening == .paying ? 1 : 0
    return switch self {
    case .churnC: atOpening + (row.isNew ? 1 : 0)
    case .churnD: atOpening + (row.closing == .paying ? 1 : 0)
    case .churnRenewal: row.isDue ? 1 : 0
    default: atOpening
    }
  }
}

/// A figure with what it was divided from; undefined where there is nothing to divide by.
public struct FigureValue: Hashable, Sendable {
  /// Nil for a figure that is no single quotient.
  public var numerator: Int?
  /// What ``numerator`` is divided by; `churn.d` has both doubled, to keep them whole.
  public var denominator: Int?
  /// The quotient, 1 for all; nil where it is undefined, which is neither 0 nor 1.
  public var value: Double?
  /// Where the share probably lies; nil where the value is undefined or no share of customers.
  public var interval: WilsonInterval?
}

/// The retention rate as the sources print it, from three counts and no data: `((E − N) / S)`.
///
/// - Parameters:
///   - start: customers at the start of the period.
///   - new: customers acquired during it.
///   - end: customers at its end.
/// - Returns: undefined where `start` is 0.
/// - Precondition: none is negative.
///
/// Source: `docs/metrics.md#crr`.
public func retentionRate(start: Int, new: Int, end: Int) -> FigureValue {
  precondition(start >= 0 && new >= 0 && end >= 0)
  let retained = end - new
  return FigureValue(
    numerator: retained, denominator: start,
    value: start > 0 ? Double(retained) / Double(start) : nil,
    interval: WilsonInterval(retained, of: start))
}
