import Facts

/// Recurring revenue a year at the end of a day, by the slices in which subscriptions then are.
///
/// - Returns: millionths of the book's currency by slice, each price by itself.
///
/// Source: `docs/metrics.md#arr`.
public func yearlyRevenue(
  of panel: Panel, on day: Day, book: Book, by slicing: Slicing,
  workers: Workers = .oneByOne
) -> [Identifier: Int128] {
  let month = day.month.number
  let valuation = Valuation(
    book, currencies: panel.currencies(through: day.number), months: month...month)
  let asked = YearlyAsked(
    day: day, book: book, currencies: panel.currencies(through: day.number), slicing: slicing,
    attribute: panel.attributeToken(slicing))
  let reader = SliceReader(slicing, in: panel)
  let parts = workers.parts(of: panel, asked, byteCount: 1024) { chunks -> SliceSums<Int128> in
    var sums = SliceSums<Int128>()
    for chunk in chunks {
      panel.chunks[chunk].withView { view in
        for local in 0..<view.accountCount {
          for item in view.items(of: local) {
            let (columns, steps) = view.steps(of: item)
            guard let last = columns.paying(steps, on: day.number),
              valuation.value(columns.monthlyMicros[last], columns.currencies[last], in: month) > 0
            else { continue }
            let code = reader.code(
              of: chunk * Chunk.capacity + local, columns, last, on: day.number)
            let yearly = valuation.value(
              columns.yearlyMicros[last], columns.currencies[last], in: month)
            sums.change(code, from: 0) { $0 += yearly }
          }
        }
      }
    }
    return sums
  }
  var sums: [Identifier: Int128] = [:]
  for part in parts {
    for (code, micros) in zip(part.codes, part.sums) {
      sums[Identifier(slicing.value(code, in: panel)), default: 0] += micros
    }
  }
  return sums
}

/// Everything that a piece's sums depend on besides its chunks.
private struct YearlyAsked: Hashable, Sendable {
  let day: Day
  let book: Book
  let currencies: Set<UInt16>
  let slicing: Slicing
  let attribute: ChangeToken?
}
