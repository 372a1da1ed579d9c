import Facts

/// What a customer adds to a figure above and below the line; nothing below for an amount.
public struct WeightedRow: Hashable, Sendable {
  /// The account's number in the panel.
  public let account: Int
  /// Above the line.
  public let numerator: Int128
  /// Below the line.
  public let denominator: Int128

  /// A row of numbers, or of millionths of a book's currency.
  public init(account: Int, numerator: Int128, denominator: Int128) {
    self.account = account
    self.numerator = numerator
    self.denominator = denominator
  }

  /// How far apart the two sides are.
  fileprivate var gap: Int128.Magnitude { (denominator - numerator).magnitude }
}

/// The customers that a figure is counted from: those that are shown first, and the sums of all.
public struct ForemostRows: Sendable {
  /// The first of them: by the gap of both sides if that is asked for, then by the size of the
  /// numerator, then by account number.
  public var first: [WeightedRow] { rows.first }
  /// How many there are that add anything.
  public var count: Int { rows.count }
  /// The sum of all numerators.
  public private(set) var numerator: Int128 = 0
  /// The sum of all denominators.
  public private(set) var denominator: Int128 = 0
  fileprivate var rows: Foremost<WeightedRow>

  /// No rows yet.
  ///
  /// - Parameters:
  ///   - byGap: whether those whose sides differ most come first.
  ///   - limit: how many are listed at most.
  public init(byGap: Bool, atMost limit: Int) {
    rows = Foremost(atMost: limit) { one, other in
      if byGap, one.gap != other.gap { return one.gap > other.gap }
      return one.numerator.magnitude > other.numerator.magnitude
    }
  }

  /// Adds a row, which comes after those before it where the order says nothing.
  public mutating func add(_ row: WeightedRow) {
    guard row.numerator != 0 || row.denominator != 0 else { return }
    numerator += row.numerator
    denominator += row.denominator
    rows.add(row)
  }

  mutating func merge(_ other: ForemostRows) {
    numerator += other.numerator
    denominator += other.denominator
    rows.merge(other.rows)
  }
}

/// The rows that figures have; each adds up from all of its rows.
public enum RowSource: Sendable {
  /// Of customers in a period.
  case customers(RetentionFigure, Period, horizon: Day)
  /// Who makes the two retention rates differ in a period: 1 above the line for who came back, −1
  /// for who came and went.
  case differing(Period, horizon: Day)
  /// What each brought at a bridge's opening.
  case opening(BridgeQuestion)
  /// Of a bridge of one period.
  case bridge(RevenueFigure, BridgeQuestion)
  /// Of what was retained in a period.
  case retained(RevenueFigure, Period, horizon: Day, Book)
  /// What was agreed, valued on a day; of the panel of what was agreed.
  case agreed(Book, Day)
}

/// The rows of a figure that are shown first.
public func foremostRows(
  of panel: Panel, _ source: RowSource, byGap: Bool, atMost limit: Int,
  workers: Workers = .oneByOne
) -> ForemostRows {
  let empty = ForemostRows(byGap: byGap, atMost: limit)
  func rows(
    _ asked: any Hashable & Sendable, _ walk: @Sendable (Int, (WeightedRow) -> Void) -> Void
  ) -> ForemostRows {
    let asked = RowsAsked(
      source: source.name, rest: Partials.Question(asked), byGap: byGap, limit: limit)
    return workers.parts(of: panel, asked, byteCount: 64 * limit, isOrdered: true) { chunks in
      var rows = empty
      for chunk in chunks { walk(chunk) { rows.add($0) } }
      rows.rows.order()
      return rows
    }.reduce(into: empty) { $0.merge($1) }
  }
  switch source {
  case .customers(let figure, let period, let horizon):
    guard let window = Window(period, horizon: horizon) else { return empty }
    return rows(window) { PeriodWalk(window).forEachWeight(of: figure, $0, in: panel, $1) }
  case .differing(let period, let horizon):
    guard let window = Window(period, horizon: horizon) else { return empty }
    return rows(window) { PeriodWalk(window).forEachDifference(of: $0, in: panel, $1) }
  case .opening(let question):
    guard let plan = BridgePlan(panel, question) else { return empty }
    return rows(plan.asked) { chunk, addRow in
      func add(_ account: Int, _ opening: Int128) {
        addRow(WeightedRow(account: account, numerator: opening, denominator: 0))
      }
      plan.forEachCell(of: chunk, unchanged: add) { add($0, $1.opening) }
    }
  case .bridge(let figure, let question):
    guard let plan = BridgePlan(panel, question) else { return empty }
    return rows(plan.asked) { chunk, add in
      plan.forEachCell(
        of: chunk, unchanged: { add(WeightedRow($0, figure.value(ofUnchanged: $1))) }
      ) { add(WeightedRow($0, figure.value(of: $1))) }
    }
  case .retained(let figure, let period, let horizon, let book):
    guard let window = Window(period, horizon: horizon) else { return empty }
    let walk = MoneyWalk(panel, window, book)
    return rows(RetainedAsked(panel, window, book)) { chunk, add in
      walk.forEachCustomer(of: chunk, in: panel) {
        add(WeightedRow($0.account, figure.value(of: RevenueTally($0))))
      }
    }
  case .agreed(let book, let day):
    let walk = AgreedWalk(panel, day, book)
    return rows(walk.asked) { chunk, add in
      walk.forEachCustomer(of: chunk) { account, micros in
        add(WeightedRow(account: account, numerator: micros, denominator: 0))
      }
    }
  }
}

extension PeriodWalk {
  /// What a chunk's customers add to a figure.
  fileprivate func forEachWeight(
    of figure: RetentionFigure, _ chunk: Int, in panel: Panel, _ add: (WeightedRow) -> Void
  ) {
    forEachCustomer(of: chunk, in: panel) { row in
      guard row.isRelevant else { return }
      add(
        WeightedRow(
          account: row.account, numerator: Int128(figure.numeratorWeight(of: row)),
          denominator: Int128(figure.denominatorWeight(of: row))))
    }
  }

  /// What a chunk's customers add to what the two retention rates differ by.
  fileprivate func forEachDifference(
    of chunk: Int, in panel: Panel, _ add: (WeightedRow) -> Void
  ) {
    forEachCustomer(of: chunk, in: panel, onlyChanged: true) { row in
      let isLost = row.isNew && !row.isPayingAtClosing
      let difference: Int128 = row.isReactivated ? 1 : isLost ? -1 : 0
      add(WeightedRow(account: row.account, numerator: difference, denominator: 0))
    }
  }
}

/// Everything that a piece's rows depend on besides its chunks.
private struct RowsAsked: Hashable, Sendable {
  let source: String
  let rest: Partials.Question
  let byGap: Bool
  let limit: Int
}

extension RowSource {
  /// Which rows of which figure.
  fileprivate var name: String {
    switch self {
    case .customers(let figure, _, _): figure.rawValue
    case .differing: "differing"
    case .opening: "opening"
    case .bridge(let figure, _), .retained(let figure, _, _, _): figure.rawValue
    case .agreed: "agreed"
    }
  }
}

extension WeightedRow {
  /// What a customer adds to a figure of money.
  fileprivate init(_ account: Int, _ value: RevenueValue) {
    let sides = (value.numerator?.number ?? 0, value.denominator?.number ?? 0)
    self.init(
      account: account, numerator: value.amount ?? sides.0,
      denominator: value.amount == nil ? sides.1 : 0)
  }
}
