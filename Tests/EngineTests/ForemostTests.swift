import Engine
import Facts
import Testing

/// The rows that are shown first, found piece by piece, are those of all rows in order.
@Suite("Foremost rows")
struct ForemostTests {
  private let horizon = Day("2024-11-13")!
  private let book = Book.native(Currency("USD")!)

  /// Customers over and over again, so that there are several pieces and many equal rows.
  private func panel(_ seed: UInt64) -> Panel {
    let few = KernelTests().company(seed, subscriptions: 2).panel
    var panel = Panel(plans: few.plans)
    for number in 0..<9000 { panel.append(account: few.items(of: number % few.accountCount)) }
    return panel
  }

  @Test("Movements are the first of all in order, and the sum is of all", arguments: 1...6)
  func movementsInOrder(seed: UInt64) {
    let panel = panel(seed)
    let asked = BridgeQuestion(
      [Period(Month(year: 2024, month: 5))], horizon: horizon, book: book)
    let all = movements(of: panel, asked)
    for kinds in [nil, [MovementKind.new], [.churnVoluntary, .churnInvoluntary]] {
      let wanted = all.filter { kinds?.contains($0.kind) ?? true }
      for (order, limit) in [(ForemostMovements.Order.newest, 9), (.largest, 50), (.newest, 9000)] {
        let ordered = wanted.enumerated().sorted { one, other in
          if order == .newest, one.element.day != other.element.day {
            return one.element.day > other.element.day
          }
          let sizes = (one.element.micros.magnitude, other.element.micros.magnitude)
          return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : one.offset < other.offset
        }.map(\.element)
        let found = foremostMovements(
          of: panel, asked, kinds: kinds, by: order, atMost: limit, workers: .backwards)
        #expect(found.first == Array(ordered.prefix(limit)))
        #expect(found.count == wanted.count)
        #expect(found.sum == wanted.reduce(0) { $0 + $1.micros })
      }
    }
  }

  @Test("Customers are the first of all in order, and the sums are of all", arguments: 1...6)
  func customersInOrder(seed: UInt64) throws {
    let panel = panel(seed)
    let period = Period(Month(year: 2024, month: 5))
    let counted = customers(of: panel, in: period, horizon: horizon)
    let rows = try #require(counted)
    for figure in RetentionFigure.allCases {
      let all = rows.map { row in
        WeightedRow(
          account: row.account, numerator: Int128(figure.numeratorWeight(of: row)),
          denominator: Int128(figure.denominatorWeight(of: row)))
      }.filter { $0.numerator != 0 || $0.denominator != 0 }
      for byGap in [false, true] {
        let ordered = all.sorted { one, other in
          let gaps = [one, other].map { ($0.denominator - $0.numerator).magnitude }
          if byGap, gaps[0] != gaps[1] { return gaps[0] > gaps[1] }
          let sizes = [one, other].map(\.numerator.magnitude)
          return sizes[0] != sizes[1] ? sizes[0] > sizes[1] : one.account < other.account
        }
        let found = foremostRows(
          of: panel, .customers(figure, period, horizon: horizon), byGap: byGap, atMost: 50,
          workers: .backwards)
        #expect(found.first == Array(ordered.prefix(50)))
        #expect(found.count == all.count)
        #expect(found.numerator == all.reduce(0) { $0 + $1.numerator })
        #expect(found.denominator == all.reduce(0) { $0 + $1.denominator })
      }
    }
  }

  @Test("Customers' money is the first of all in order, and the sums are of all", arguments: 1...6)
  func moneyInOrder(seed: UInt64) throws {
    let panel = panel(seed)
    let period = Period(Month(year: 2024, month: 5))
    let asked = BridgeQuestion([period], horizon: horizon, book: book)
    let cells = accountCells(of: panel, asked)
    let counted = customerMoney(of: panel, in: period, horizon: horizon, book: book)
    let money = try #require(counted)
    func row(_ account: Int, _ value: RevenueValue) -> WeightedRow {
      WeightedRow(
        account: account, numerator: value.amount ?? value.numerator?.number ?? 0,
        denominator: value.amount == nil ? value.denominator?.number ?? 0 : 0)
    }
    var sources: [(source: RowSource, rows: [WeightedRow])] = [
      (
        .opening(asked),
        cells.map { WeightedRow(account: $0.account, numerator: $0.cell.opening, denominator: 0) }
      )
    ]
    for figure in RevenueFigure.allCases where figure.base == .movements {
      let rows = cells.map { row($0.account, figure.value(of: $0.cell)) }
      sources.append((.bridge(figure, asked), rows))
    }
    for figure in RevenueFigure.allCases where figure.base == .customers {
      let rows = money.map { row($0.account, figure.value(of: RevenueTally($0))) }
      sources.append((.retained(figure, period, horizon: horizon, book), rows))
    }
    for (source, rows) in sources {
      let all = rows.filter { $0.numerator != 0 || $0.denominator != 0 }
      let ordered = all.sorted { one, other in
        let sizes = [one, other].map(\.numerator.magnitude)
        return sizes[0] != sizes[1] ? sizes[0] > sizes[1] : one.account < other.account
      }
      let found = foremostRows(
        of: panel, source, byGap: false, atMost: 700, workers: .backwards)
      #expect(found.first == Array(ordered.prefix(700)))
      #expect(found.count == all.count)
      #expect(found.numerator == all.reduce(0) { $0 + $1.numerator })
      #expect(found.denominator == all.reduce(0) { $0 + $1.denominator })
    }
  }
}
