import Facts

/// A customer that a cell counts.
public struct CohortRow: Hashable, Sendable {
  /// The account's number in the panel.
  public let account: Int
  /// The first day at whose end the customer paid.
  public let entryDay: Day
  /// What it entered with.
  public let base: Int128
  /// What it had one cell earlier; in cell 0 what it entered with.
  public let previous: Int128
  /// What it has; more than 0 for who is retained.
  public let retained: Int128
}

extension CohortGrid {
  /// The customers that a cell counts, by account number; they add up to it.
  ///
  /// - Parameters:
  ///   - cohort: its place among ``cohorts``.
  ///   - index: the cell's; no rows where the cohort has no such cell.
  ///   - panel: what the grid was counted from.
  public func rows(of cohort: Int, _ index: Int, in panel: Panel) -> [CohortRow] {
    guard cohorts[cohort].cells.indices.contains(index),
      let plan = CohortPlan(panel, question)
    else { return [] }
    let key = cohorts[cohort].key
    var seen: [CohortRow] = []
    var begun: [CohortRow] = []
    plan.forEachCustomer(of: panel.chunks.indices) { account, walk in
      guard index < walk.customer.values.count, walk.keys.contains(key) else { return }
      let cell = walk.customer.cell(index)
      let row = CohortRow(
        account: account, entryDay: Day(number: walk.customer.entryDay), base: cell.base,
        previous: cell.previous, retained: cell.retained)
      if index < walk.customer.seenCount { seen.append(row) } else { begun.append(row) }
    }
    return seen.isEmpty ? begun : seen
  }
}
