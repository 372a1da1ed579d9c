import Facts

/// Recurring revenue a year at the end of a day, by the slices in which subscriptions then are.
///
/// - Returns: millionths of the book's currency by slice, each price by itself.
///
/// Source: `docs/metrics.md#arr`.
public func yearlyRevenue(
  of panel: Panel, on day: Day, book: Book, by slicing: Slicing
) -> [Identifier: Int128] {
  let month = day.month.number
  let valuation = Valuation(
    book, currencies: panel.currencies(through: day.number), months: month...month)
  var sums: [Identifier: Int128] = [:]
  for account in 0..<panel.accountCount {
    for steps in panel.items(of: account) {
      guard let step = steps.last(where: { $0.day <= day.number }), step.standing == .paying,
        valuation.value(step.monthlyMicros, step.currency, in: month) > 0
      else { continue }
      let codes = slicing.codes(of: account, items: [steps], on: day.number, in: panel)
      guard let code = codes.first else { continue }
      sums[Identifier(slicing.value(code, in: panel)), default: 0] += valuation.value(
        step.yearlyMicros, step.currency, in: month)
    }
  }
  return sums
}
