import Engine
import Facts

/// The money of a period: each book's bridge and figures, in total and by slice.
struct RevenueAnswer {
  let question: Question
  let books: [BookAnswer]

  init(_ question: Question, by slicing: Slicing?, currency: String? = nil) throws {
    self.question = question
    guard question.notice == nil else {
      books = []
      return
    }
    books = try question.books(currency: currency).map {
      BookAnswer($0, question, by: slicing)
    }
  }
}

/// One book's bridge and figures.
struct BookAnswer {
  let book: Book
  /// What exchange rates it lacks; where there are any there is nothing else.
  let missing: [(currency: Currency, month: Month)]
  /// Nil where the period has not begun.
  let bridge: Bridge?
  /// The total's first, its slice nil.
  let figures: [(slice: String?, figure: RevenueFigure, value: RevenueValue)]

  init(_ book: Book, _ question: Question, by slicing: Slicing?) {
    self.book = book
    missing = question.panel.missingRates(for: book, through: question.horizon)
    guard missing.isEmpty, question.period.from <= question.horizon else {
      bridge = nil
      figures = []
      return
    }
    let bridge = Engine.bridge(
      of: question.panel, question.bridgeQuestion(book, by: slicing), workers: .threads)
    self.bridge = bridge
    let retained = question.retained(book, by: slicing)
    var figures = RevenueFigure.allCases.map { figure in
      (String?.none, figure, question.value(of: figure, book, bridge.cells[0][0], retained?.total))
    }
    var slices: [Identifier: (cell: BridgeCell?, tally: RevenueTally?)] = [:]
    for (slice, cell) in bridge.rows(of: 0) {
      if let slice { slices[Identifier(slice), default: (nil, nil)].cell = cell }
    }
    for (slice, tally) in retained?.slices ?? [] {
      slices[Identifier(slice), default: (nil, nil)].tally = tally
    }
    for (slice, entry) in slices.sorted(by: { $0.key < $1.key }) {
      for figure in RevenueFigure.allCases {
        switch figure.base {
        case .movements:
          figures.append((slice.text, figure, figure.value(of: entry.cell ?? BridgeCell())))
        case .customers:
          figures.append((slice.text, figure, figure.value(of: entry.tally ?? RevenueTally())))
        case .trailingYear, .compounded, .agreed: break
        }
      }
    }
    self.figures = figures
  }
}

extension Question {
  /// The closing: the period's last day, or the last day that is known.
  var closingDay: Day { min(period.to, horizon) }

  func retained(_ book: Book, by slicing: Slicing? = nil) -> RetainedRevenue? {
    retainedRevenue(
      of: panel, in: period, horizon: horizon, book: book, by: slicing, workers: .threads)
  }

  /// The days that a figure of retained revenue is about.
  func period(of figure: RevenueFigure) -> Period? {
    figure.base == .trailingYear ? .trailingYear(endingOn: closingDay) : period
  }

  /// A figure of the total.
  func value(
    of figure: RevenueFigure, _ book: Book, _ cell: BridgeCell, _ tally: RevenueTally?
  ) -> RevenueValue {
    switch figure.base {
    case .movements: return figure.value(of: cell)
    case .customers: return tally.map(figure.value) ?? RevenueValue()
    case .trailingYear:
      guard let year = period(of: figure),
        let retained = retainedRevenue(
          of: panel, in: year, horizon: horizon, book: book, workers: .threads)
      else { return RevenueValue() }
      return figure.value(of: retained.total)
    case .compounded: return compounded(figure == .grrCompounded12 ? .grr : .nrr, book)
    case .agreed:
      guard closingDay == horizon, let agreed else { return RevenueValue() }
      let rows = agreedRevenue(of: agreed, valuedOn: horizon, book: book)
      return RevenueValue(amount: rows.reduce(0) { $0 + Int128($1.micros) })
    }
  }

  private func compounded(_ figure: RevenueFigure, _ book: Book) -> RevenueValue {
    var value = RevenueValue()
    guard closingDay == closingDay.month.lastDay else { return value }
    var product = 1.0
    for back in 0..<12 {
      guard let month = closingDay.month.advanced(by: -back),
        let retained = retainedRevenue(
          of: panel, in: Period(month), horizon: horizon, book: book, workers: .threads),
        let share = figure.value(of: retained.total).value
      else { return value }
      product *= share
    }
    value.value = product
    return value
  }
}
