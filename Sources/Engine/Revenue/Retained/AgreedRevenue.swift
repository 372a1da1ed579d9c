import Facts

/// What each customer will bring a month once all that was agreed has happened.
///
/// - Parameters:
///   - panel: built with what was agreed by a day, ``PanelBuilder/panel(agreedBy:)``.
///   - day: whose month's rate values the amounts.
///   - book: in which money.
/// - Returns: those with any, by account number, in millionths of the book's currency.
///
/// Source: `docs/metrics.md#cmrr`.
public func agreedRevenue(
  of panel: Panel, valuedOn day: Day, book: Book
) -> [(account: Int, micros: Int128)] {
  let month = day.month.number
  let valuation = Valuation(
    book, currencies: panel.currencies(through: .max), months: month...month)
  var rows: [(account: Int, micros: Int128)] = []
  for chunk in panel.chunks.indices {
    panel.chunks[chunk].withView { view in
      for local in 0..<view.accountCount {
        var sum: Int128 = 0
        for item in view.items(of: local) {
          let (columns, range) = view.steps(of: item)
          guard let last = range.last else { continue }
          sum += valuation.value(
            columns.monthlyMicros[last], columns.currencies[last], in: month)
        }
        if sum != 0 { rows.append((chunk * Chunk.capacity + local, sum)) }
      }
    }
  }
  return rows
}
