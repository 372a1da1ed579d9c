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
  let walk = AgreedWalk(panel, day, book)
  var rows: [(account: Int, micros: Int128)] = []
  for chunk in panel.chunks.indices {
    walk.forEachCustomer(of: chunk) { rows.append(($0, $1)) }
  }
  return rows
}

/// What all customers will bring a month once all that was agreed has happened: the sum of
/// ``agreedRevenue(of:valuedOn:book:)``.
public func agreedSum(
  of panel: Panel, valuedOn day: Day, book: Book, workers: Workers = .oneByOne
) -> Int128 {
  let walk = AgreedWalk(panel, day, book)
  return workers.parts(of: panel, walk.asked, byteCount: 16) { chunks in
    var sum: Int128 = 0
    for chunk in chunks { walk.forEachCustomer(of: chunk) { sum += $1 } }
    return sum
  }.reduce(0, +)
}

/// A walk over what was agreed with customers.
struct AgreedWalk {
  /// Everything that a sum depends on besides its chunks.
  struct Asked: Hashable, Sendable {
    let month: Int32
    let book: Book
    let currencies: Set<UInt16>
  }

  let asked: Asked
  private let panel: Panel
  private let valuation: Valuation

  init(_ panel: Panel, _ day: Day, _ book: Book) {
    self.panel = panel
    asked = Asked(
      month: day.month.number, book: book, currencies: panel.currencies(through: .max))
    valuation = Valuation(
      book, currencies: asked.currencies, months: asked.month...asked.month)
  }

  @inline(__always)
  func forEachCustomer(of chunk: Int, _ body: (_ account: Int, _ micros: Int128) -> Void) {
    panel.chunks[chunk].withView { view in
      for local in 0..<view.accountCount {
        var sum: Int128 = 0
        for item in view.items(of: local) {
          let (columns, range) = view.steps(of: item)
          guard let last = range.last else { continue }
          sum += valuation.value(
            columns.monthlyMicros[last], columns.currencies[last], in: asked.month)
        }
        if sum != 0 { body(chunk * Chunk.capacity + local, sum) }
      }
    }
  }
}
