import Engine
import Facts

/// The money of a period: each book's bridge and figures, in total and by slice.
package struct RevenueAnswer {
  package let question: Question
  package let books: [BookAnswer]
  /// How trials that began in the period converted; in every book the same, told with the first.
  package let trials: [TrialConversion]

  package init(_ question: Question, by slicing: Slicing?, currency: String?) throws {
    self.question = question
    guard question.silence == nil else {
      books = []
      trials = []
      return
    }
    trials = TrialConversion.windows.compactMap { days in
      TrialConversion(
        within: days, of: question.panel, in: question.period, horizon: question.horizon)
    }
    books = try question.books(currency: currency).map {
      BookAnswer($0, question, by: slicing)
    }
  }
}

/// One book's bridge and figures.
package struct BookAnswer {
  package let book: Book
  /// What exchange rates it lacks; where there are any there is nothing else.
  package let missing: [(currency: Currency, month: Month)]
  /// Nil where the period has not begun.
  package let bridge: Bridge?
  /// The total's first, its slice nil.
  package let figures: [(slice: String?, figure: RevenueFigure, value: RevenueValue)]

  package init(_ book: Book, _ question: Question, by slicing: Slicing?) {
    self.book = book
    missing = question.missingRates(for: book)
    guard missing.isEmpty else {
      bridge = nil
      figures = []
      return
    }
    let bridge = question.bridge(question.bridgeQuestion(book, by: slicing))
    self.bridge = bridge
    let retained = question.retained(book, by: slicing)
    var figures = RevenueFigure.allCases.map { figure in
      (String?.none, figure, question.value(of: figure, book, bridge.cells[0][0], retained?.total))
    }
    var slices: [Identifier: (cell: BridgeCell?, tally: RevenueTally?)] = [:]
    for (slice, cell) in bridge.rows(of: 0) {
      if let slice { slices[Identifier(slice), default: (nil, nil)].cell = cell }
    }
    for (slice, tally) in retained?.slices ?? [] where tally.opening > 0 || tally.returned > 0 {
      slices[Identifier(slice), default: (nil, nil)].tally = tally
    }
    let yearly = slicing.map {
      yearlyRevenue(
        of: question.panel, on: question.closingDay, book: book, by: $0,
        workers: question.workers)
    }
    for (slice, entry) in slices.sorted(by: { $0.key < $1.key }) {
      for figure in RevenueFigure.allCases {
        switch figure.base {
        case .movements:
          figures.append((slice.text, figure, figure.value(of: entry.cell ?? BridgeCell())))
        case .customers where figure == .arr:
          figures.append((slice.text, figure, RevenueValue(amount: yearly?[slice] ?? 0)))
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
  package var closingDay: Day { min(period.to, horizon) }

  package func retained(_ book: Book, by slicing: Slicing? = nil) -> RetainedRevenue? {
    retainedRevenue(
      of: panel, in: period, horizon: horizon, book: book, by: slicing, workers: workers)
  }

  /// The days that a figure of retained revenue is about.
  package func period(of figure: RevenueFigure) -> Period? {
    figure.base == .trailingYear ? .trailingYear(endingOn: closingDay) : period
  }

  /// A figure of the total.
  package func value(
    of figure: RevenueFigure, _ book: Book, _ cell: BridgeCell, _ tally: RevenueTally?
  ) -> RevenueValue {
    switch figure.base {
    case .movements: return figure.value(of: cell)
    case .customers: return tally.map(figure.value) ?? RevenueValue()
    case .trailingYear:
      guard let year = period(of: figure), hasRates(book, figure),
        let sums = retainedSums(book, over: [year])[0]
      else { return RevenueValue() }
      return figure.value(of: sums)
    case .compounded: return compounded(figure, book)
    case .agreed:
      guard closingDay == horizon, let agreed, hasRates(book, figure) else {
        return RevenueValue()
      }
      return RevenueValue(
        amount: agreedSum(of: agreed, valuedOn: horizon, book: book, workers: workers))
    }
  }

  /// Whether a book has rates for what a figure looks at outside the period.
  package func hasRates(_ book: Book, _ figure: RevenueFigure) -> Bool {
    switch figure.base {
    case .trailingYear:
      guard let year = period(of: figure) else { return false }
      return panel.hasRates(
        for: book, in: closingDay.month, paidOn: [year.openingDay, closingDay])
    case .agreed:
      return agreed?.hasRates(for: book, in: horizon.month, paidOn: [Day.last]) ?? false
    case .customers, .movements, .compounded: return true
    }
  }

  /// The monthly figure that a compounded one is a product of, and its months; nil where a rate
  /// is missing for one.
  private func factors(
    of figure: RevenueFigure, _ book: Book
  ) -> (monthly: RevenueFigure, months: [Month])? {
    guard figure.base == .compounded, closingDay == closingDay.month.lastDay else { return nil }
    let months = (0..<12).reversed().compactMap { closingDay.month.advanced(by: -$0) }
    // Each month is valued at its own closing's rate.
    let hasRates = months.allSatisfy { month in
      panel.hasRates(for: book, in: month, paidOn: [Period(month).openingDay, month.lastDay])
    }
    return hasRates ? (figure == .grrCompounded12 ? .grr : .nrr, months) : nil
  }

  /// What each customer adds above and below the line of a compounded figure's months, added up:
  /// no parts of the product, but they tell whose money it rests on.
  package func weightsOfMonths(
    of figure: RevenueFigure, _ book: Book
  ) -> [Int: FigureReading.Weight] {
    var weights: [Int: FigureReading.Weight] = [:]
    guard let (monthly, months) = factors(of: figure, book) else { return weights }
    for month in months {
      for row in Question(Period(month), of: knowledge).weights(of: monthly, book) {
        weights[row.account, default: .init()].numerator += row.numerator.number
        weights[row.account, default: .init()].denominator += row.denominator?.number ?? 0
      }
    }
    return weights.filter { $0.value != .init() }
  }

  private func compounded(_ figure: RevenueFigure, _ book: Book) -> RevenueValue {
    var value = RevenueValue()
    guard let (monthly, months) = factors(of: figure, book) else { return value }
    let shares = retainedSums(book, over: months.map { Period($0) }).compactMap {
      $0.flatMap { monthly.value(of: $0).value }
    }
    guard shares.count == 12 else { return value }
    value.value = shares.reversed().reduce(1, *)
    return value
  }

  private func retainedSums(_ book: Book, over periods: [Period]) -> [RetainedSums?] {
    Engine.retainedSums(
      of: panel, over: periods, horizon: horizon, book: book, workers: workers)
  }
}
