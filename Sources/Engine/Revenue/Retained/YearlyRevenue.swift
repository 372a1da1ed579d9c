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
  let parts = workers.parts(of: panel, asked, byteCount: 1024) { chunks -> [Int64: Int128] in
    var sums: [Int64: Int128] = [:]
    for chunk in chunks {
      panel.chunks[chunk].withView { view in
        for local in 0..<view.accountCount {
          for item in view.items(of: local) {
            let (columns, range) = view.steps(of: item)
            guard let last = range.last(where: { columns.days[$0] <= day.number }),
              columns.standings[last] == Standing.paying.rawValue,
              valuation.value(columns.monthlyMicros[last], columns.currencies[last], in: month) > 0
            else { continue }
            let code = slicing.code(
              of: chunk * Chunk.capacity + local, columns, last, on: day.number, in: panel)
            sums[code, default: 0] += valuation.value(
              columns.yearlyMicros[last], columns.currencies[last], in: month)
          }
        }
      }
    }
    return sums
  }
  var sums: [Identifier: Int128] = [:]
  for part in parts {
    for (code, micros) in part {
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

extension Slicing {
  /// The number of the slice that a step is in.
  fileprivate func code(
    of account: Int, _ columns: ColumnPointers, _ step: Int, on day: Int32, in panel: Panel
  ) -> Int64 {
    if case .attribute(let name) = self {
      return Int64(panel.attributes[name]?.code(of: account, on: day) ?? 0)
    }
    return code(
      plan: columns.plans[step], currency: columns.currencies[step],
      unit: columns.intervalUnits[step], count: columns.intervalCounts[step])
  }
}
