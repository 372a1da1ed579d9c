import Engine
import Facts

extension Verification {
  /// Every bridge of every month with data against its rows, its figures against theirs, and both
  /// ways to come to a closing against one another.
  mutating func checkMoney(
    of panel: Panel, _ rules: PanelRules, _ rates: ExchangeRates, today: Day
  ) {
    guard let days = panel.days else { return }
    let last = min(days.upperBound, today).month
    for book in panel.books(rules, rates) {
      var month = days.lowerBound.month
      while month <= last {
        let period = Period(month)
        if panel.missingRates(for: book, from: period.openingDay, through: period.to).isEmpty {
          check(panel, book, period, rules, today: today)
        }
        guard let next = month.advanced(by: 1) else { break }
        month = next
      }
    }
  }

  private mutating func check(
    _ panel: Panel, _ book: Book, _ period: Period, _ rules: PanelRules, today: Day
  ) {
    let question = BridgeQuestion(
      [period], horizon: today, book: book, reactivationDays: rules.reactivationDays)
    guard let cell = bridge(of: panel, question).cells.first?[0],
      let tally = retainedRevenue(of: panel, in: period, horizon: today, book: book)?.total
    else { return }
    let place = "\(book.currency.code) in \(period.label)"
    var lines = [Int128](repeating: 0, count: MovementKind.allCases.count)
    for movement in movements(of: panel, question) {
      lines[Int(movement.kind.rawValue)] += movement.micros
    }
    for kind in MovementKind.allCases {
      figures += 1
      if lines[Int(kind.rawValue)] != cell[kind] {
        findings.append(.figure("mrr.\(kind.name), \(place)"))
      }
    }
    // A walk through the days and a look at the last one must end at the same amount.
    if cell.closing != tally.closing || cell.closingCustomers != tally.closingCustomers {
      findings.append(.figure("mrr, \(place)"))
    }
    checkSlices(panel, question, cell, place)
    let cells = accountCells(of: panel, question)
    let rows = customerMoney(of: panel, in: period, horizon: today, book: book) ?? []
    for figure in RevenueFigure.allCases {
      let whole: RevenueValue
      let parts: [RevenueValue]
      switch figure.base {
      case .movements:
        whole = figure.value(of: cell)
        parts = cells.map { figure.value(of: $0.cell) }
      case .customers:
        whole = figure.value(of: tally)
        parts = rows.map { figure.value(of: RevenueTally($0)) }
      case .trailingYear:
        guard let year = Period.trailingYear(endingOn: min(period.to, today)),
          panel.missingRates(for: book, from: year.openingDay, through: year.to).isEmpty,
          let sums = retainedSums(of: panel, over: [year], horizon: today, book: book)[0]
        else { continue }
        whole = figure.value(of: sums)
        parts = (customerMoney(of: panel, in: year, horizon: today, book: book) ?? []).map {
          figure.value(of: RevenueTally($0))
        }
      case .compounded, .agreed: continue
      }
      figures += 1
      if !whole.isSum(of: parts) { findings.append(.figure("\(figure.rawValue), \(place)")) }
    }
  }
}

extension Verification {
  /// The bridge's slices by plan against the total, line by line; money that moved between them
  /// adds up to nothing.
  private mutating func checkSlices(
    _ panel: Panel, _ question: BridgeQuestion, _ total: BridgeCell, _ place: String
  ) {
    var sliced = question
    sliced.slicing = .plan
    let slices = (bridge(of: panel, sliced).cells.first ?? []).dropFirst()
    func sum(_ part: (BridgeCell) -> Int128) -> Int128 { slices.reduce(0) { $0 + part($1) } }
    figures += 1
    let lines = MovementKind.allCases.filter { $0 != .movedIn && $0 != .movedOut }
    if sum(\.opening) != total.opening || sum({ $0[.movedIn] + $0[.movedOut] }) != 0
      || lines.contains(where: { kind in sum { $0[kind] } != total[kind] })
    {
      findings.append(.figure("mrr by plan, \(place)"))
    }
  }
}

extension RevenueValue {
  /// Whether rows add up to it, above and below the line.
  fileprivate func isSum(of parts: [RevenueValue]) -> Bool {
    func sum(_ number: (RevenueValue) -> Int128?) -> Int128 {
      parts.reduce(0) { $0 + (number($1) ?? 0) }
    }
    return sum { $0.amount } == amount ?? 0
      && sum { $0.numerator?.number } == numerator?.number ?? 0
      && sum { $0.denominator?.number } == denominator?.number ?? 0
  }
}
