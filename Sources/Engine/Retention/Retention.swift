import Facts

/// Who stayed, who left and who came in a period, in total and by slice.
public struct Retention: Hashable, Sendable {
  /// The customers who share one value of what they are told apart by.
  public struct Slice: Hashable, Sendable {
    /// The value that its customers share; empty for unknown.
    public var value: String
    /// Each of these customers counted whole, in however many slices it is.
    public var tally: RetentionTally
  }

  /// Every customer once, also those who belong to no slice.
  public var total: RetentionTally
  /// By value, in the order of the values' bytes.
  public var slices: [Slice]
  /// Customers that belong to more than one slice: they make the slices add up to too much.
  public var inSeveralSlices: Int
}

/// Counts a period.
///
/// - Parameters:
///   - panel: the facts in force.
///   - period: the days that are asked about.
///   - horizon: the last day that is known: today, or the day as of which is asked. A period that
///     reaches beyond it closes there.
///   - slicing: what to tell customers apart by, nil for the total alone.
/// - Returns: nil where the period begins after the horizon.
/// - Complexity: one pass over the panel's steps.
///
/// Source: `docs/metrics.md`.
public func retention(
  of panel: Panel, in period: Period, horizon: Day, by slicing: Slicing? = nil,
  workers: Workers = .oneByOne
) -> Retention? {
  guard let window = Window(period, horizon: horizon) else { return nil }
  let count = RetentionCount(panel, window, slicing)
  let parts = workers.parts(of: panel, count.asked, byteCount: count.byteCount) {
    count.part(of: $0)
  }
  var whole = RetentionPart(window)
  for part in parts { whole.merge(part) }
  whole.total.sumDays()
  let named = zip(whole.slices.codes, whole.slices.sums).map { code, tally in
    var tally = tally
    tally.sumDays()
    return Retention.Slice(value: slicing?.value(code, in: panel) ?? "", tally: tally)
  }
  return Retention(
    total: whole.total, slices: named.sorted { precedes($0.value, $1.value) },
    inSeveralSlices: whole.inSeveralSlices)
}

/// The rows that the figures of a period are counted from: every customer of whom it says anything.
///
/// - Returns: by account number; nil where the period begins after the horizon.
public func customers(
  of panel: Panel, in period: Period, horizon: Day, workers: Workers = .oneByOne
) -> [CustomerPeriod]? {
  guard let window = Window(period, horizon: horizon) else { return nil }
  let walk = PeriodWalk(window)
  let pieces = panel.pieces(atMost: 16)
  return workers.map(pieces.count) { piece -> [CustomerPeriod] in
    var rows: [CustomerPeriod] = []
    for chunk in pieces[piece] {
      walk.forEachCustomer(of: chunk, in: panel) { row in
        if row.isRelevant { rows.append(row) }
      }
    }
    return rows
  }.flatMap { $0 }
}
