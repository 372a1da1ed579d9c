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
/// - Complexity: O(steps + accounts), and O(days) for each customer who pays.
///
/// Source: `docs/metrics.md`.
public func retention(
  of panel: Panel, in period: Period, horizon: Day, by slicing: Slicing? = nil
) -> Retention? {
  guard let window = Window(period, horizon: horizon) else { return nil }
  let dayCount = Int(window.lastDay - window.firstDay) + 1
  var total = RetentionTally(dayCount: dayCount)
  var slices: [Int64: RetentionTally] = [:]
  var inSeveralSlices = 0
  forEachCustomer(of: panel, in: window) { row, items, standings in
    total.add(row)
    total.addDays(of: standings, window: window)
    guard let slicing, let day = row.sliceDay else { return }
    let codes = slicing.codes(of: row.account, items: items, on: day, in: panel)
    inSeveralSlices += codes.count > 1 ? 1 : 0
    for code in codes {
      slices[code, default: RetentionTally(dayCount: dayCount)].add(row)
      slices[code]?.addDays(of: standings, window: window)
    }
  }
  let named = slices.map { code, tally in
    Retention.Slice(value: slicing?.value(code, in: panel) ?? "", tally: tally)
  }
  return Retention(
    total: total, slices: named.sorted { precedes($0.value, $1.value) },
    inSeveralSlices: inSeveralSlices)
}

/// The rows that the figures of a period are counted from: every customer of whom it says anything.
///
/// - Returns: by account number; nil where the period begins after the horizon.
public func customers(of panel: Panel, in period: Period, horizon: Day) -> [CustomerPeriod]? {
  guard let window = Window(period, horizon: horizon) else { return nil }
  var rows: [CustomerPeriod] = []
  forEachCustomer(of: panel, in: window) { row, _, _ in
    if row.isRelevant { rows.append(row) }
  }
  return rows
}

private func forEachCustomer(
  of panel: Panel, in window: Window,
  _ body: (CustomerPeriod, _ items: [[Step]], Standings) -> Void
) {
  var standings = Standings()
  for account in 0..<panel.accountCount {
    let items = panel.items(of: account)
    guard !items.isEmpty else { continue }
    standings.fill(from: items, through: window.lastDay)
    let row = CustomerPeriod(
      account: account, items: items, standings: standings, window: window)
    body(row, items, standings)
  }
}
