import Engine
import Facts

/// What of money is to be explained: a line of the bridge, a figure, or how trials converted.
package enum RevenueSubject {
  case opening
  case line(id: String, kinds: [MovementKind])
  case figure(RevenueFigure)
  case trials(days: Int)

  package init?(_ id: String) {
    if let figure = RevenueFigure(rawValue: id) {
      self = .figure(figure)
    } else if equalBytes(id, "mrr.opening") {
      self = .opening
    } else if let days = TrialConversion.windows.first(where: {
      equalBytes(id, "trial_conversion.\($0)")
    }) {
      self = .trials(days: days)
    } else {
      let kinds = MovementKind.kinds(ofFigure: id)
      guard !kinds.isEmpty else { return nil }
      self = .line(id: id, kinds: kinds)
    }
  }

  /// The names that can be asked for, the lines by cause left out.
  package static let names = Definition.all.map(\.id).filter { RevenueSubject($0) != nil }

  package var id: String {
    switch self {
    case .opening: "mrr.opening"
    case .line(let id, _): id
    case .figure(let figure): figure.rawValue
    case .trials(let days): "trial_conversion.\(days)"
    }
  }

  /// Whether it is told in a book; trials are told once.
  package var needsBook: Bool {
    if case .trials = self { false } else { true }
  }

  /// The definition; a line by cause has that of its line.
  package var definition: Definition? {
    var name = id[...]
    while true {
      if let definition = Definition.named(String(name)) { return definition }
      guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
      name = name[..<dot]
    }
  }

  /// Whether its rows add up to it, above and below the line.
  package var isSumOfRows: Bool {
    if case .figure(let figure) = self { figure.base != .compounded } else { true }
  }

  /// A quotient as people read it: a share in percent, an amount in its currency's decimals, a
  /// ratio as a number.
  package func shown(_ value: Double?, _ currency: Currency?) -> String {
    switch self {
    case .figure(.arpa), .figure(.asp):
      guard let value, let currency, abs(value) < 1e12 else { return Text.number(value) }
      let micros = Int128((value * Double(Money.microsPerUnit)).rounded())
      return Text.money(micros, currency)
    default: return isShare ? Text.percent(value) : Text.number(value)
    }
  }

  /// Whether a quotient is a share, shown in percent.
  package var isShare: Bool {
    guard case .figure(let figure) = self else { return true }
    switch figure {
    case .arpa, .asp, .quickRatio, .quickRatioReactivation: return false
    default: return true
    }
  }
}

extension Question {
  /// A subject's value and the rows that it adds up from: movements, or what customers add above
  /// and below the line.
  ///
  /// - Precondition: the period has begun, and the book has its rates.
  package func read(_ subject: RevenueSubject, _ book: Book?) -> SubjectReading {
    var reading = SubjectReading()
    switch (subject, book) {
    case (.trials(let days), _):
      guard
        let trials = TrialConversion(within: days, of: panel, in: period, horizon: horizon)
      else { return reading }
      reading.value = RevenueValue(
        .count(Int128(trials.numerator)), over: .count(Int128(trials.denominator)))
      reading.interval = trials.value.interval
      reading.weights = trials.rows.map {
        ($0.account, .count($0.isConverted ? 1 : 0), .count(1))
      }
    case (.opening, let book?):
      reading.weights = accountCells(of: panel, bridgeQuestion(book)).compactMap {
        $0.cell.opening == 0 ? nil : ($0.account, .micros($0.cell.opening), nil)
      }
      reading.value = RevenueValue(amount: reading.weights.reduce(0) { $0 + $1.numerator.number })
    case (.line(_, let kinds), let book?):
      reading.movements = Engine.movements(of: panel, bridgeQuestion(book))
        .filter { kinds.contains($0.kind) }
      reading.value = RevenueValue(
        amount: reading.movements.reduce(0) { $0 + $1.micros })
    case (.figure(let figure), let book?):
      let cell = bridge(bridgeQuestion(book)).cells[0][0]
      reading.value = value(of: figure, book, cell, retained(book)?.total)
      reading.weights = weights(of: figure, book)
    case (_, nil): break
    }
    return reading
  }

  /// What a subject's rows are read from; nil where it has none, or where they are movements.
  private func rowSource(_ subject: RevenueSubject, _ book: Book) -> RowSource? {
    switch subject {
    case .opening: return .opening(bridgeQuestion(book))
    case .figure(let figure):
      switch figure.base {
      case .movements: return .bridge(figure, bridgeQuestion(book))
      case .customers, .trailingYear:
        guard let period = period(of: figure), hasRates(book, figure) else { return nil }
        return .retained(figure, period, horizon: horizon, book)
      case .agreed:
        return closingDay == horizon && hasRates(book, figure) ? .agreed(book, horizon) : nil
      case .compounded: return nil
      }
    case .line, .trials: return nil
    }
  }

  /// The rows of a figure that are shown first, with the sums of all.
  ///
  /// - Precondition: as for reading it; it is no line of the bridge.
  package func foremostRows(
    _ figure: AnyFigure, _ book: Book?, byGap: Bool, atMost limit: Int
  ) -> ForemostRows {
    let source: RowSource?
    var rows = ForemostRows(byGap: byGap, atMost: limit)
    switch figure {
    case .customers(let figure): source = .customers(figure, period, horizon: horizon)
    case .money(.trials(let days)):
      let trials = TrialConversion(within: days, of: panel, in: period, horizon: horizon)
      for row in trials?.rows ?? [] {
        rows.add(
          WeightedRow(
            account: row.account, numerator: row.isConverted ? 1 : 0, denominator: 1))
      }
      return rows
    case .money(let subject): source = book.flatMap { rowSource(subject, $0) }
    }
    guard let source else { return rows }
    var asked = panel
    if case .agreed = source {
      guard let agreed else { return rows }
      asked = agreed
    }
    return Engine.foremostRows(
      of: asked, source, byGap: byGap, atMost: limit, workers: workers)
  }

  /// The movements of some lines that come first, with the sum of all.
  package func foremostMovements(
    _ book: Book, _ period: Period? = nil, kinds: [MovementKind]? = nil,
    by order: ForemostMovements.Order, atMost limit: Int
  ) -> ForemostMovements {
    Engine.foremostMovements(
      of: panel, bridgeQuestion(book, period.map { [$0] }), kinds: kinds, by: order,
      atMost: limit, workers: workers)
  }

  /// A subject's value, without its rows.
  ///
  /// - Precondition: the period has begun, and the book has its rates.
  package func value(
    of subject: RevenueSubject, _ book: Book?
  ) -> (value: RevenueValue, interval: WilsonInterval?) {
    switch (subject, book) {
    case (.trials, _):
      let reading = read(subject, book)
      return (reading.value, reading.interval)
    case (.opening, let book?):
      return (RevenueValue(amount: bridge(bridgeQuestion(book)).cells[0][0].opening), nil)
    case (.line(_, let kinds), let book?):
      let cell = bridge(bridgeQuestion(book)).cells[0][0]
      return (RevenueValue(amount: kinds.reduce(0) { $0 + cell[$1] }), nil)
    case (.figure(let figure), let book?):
      let cell = bridge(bridgeQuestion(book)).cells[0][0]
      return (value(of: figure, book, cell, retained(book)?.total), nil)
    case (_, nil): return (RevenueValue(), nil)
    }
  }

  /// The rows of a figure with what each adds above and below the line; none where it is a product.
  package func weights(
    of figure: RevenueFigure, _ book: Book
  ) -> [(account: Int, numerator: Quantity, denominator: Quantity?)] {
    switch figure.base {
    case .movements:
      return accountCells(of: panel, bridgeQuestion(book)).map { account, cell in
        let value = figure.value(of: cell)
        if let amount = value.amount { return (account, .micros(amount), nil) }
        return (account, value.numerator ?? .micros(0), value.denominator)
      }
    case .customers, .trailingYear:
      guard let period = period(of: figure), hasRates(book, figure) else { return [] }
      return (customerMoney(of: panel, in: period, horizon: horizon, book: book) ?? []).map {
        let value = figure.value(of: RevenueTally($0))
        if let amount = value.amount { return ($0.account, .micros(amount), nil) }
        return ($0.account, value.numerator ?? .micros(0), value.denominator)
      }
    case .agreed:
      guard closingDay == horizon, let agreed, hasRates(book, figure) else { return [] }
      return agreedRevenue(of: agreed, valuedOn: horizon, book: book).map {
        ($0.account, .micros($0.micros), nil)
      }
    case .compounded: return []
    }
  }
}

/// A value of money with the rows it adds up from.
package struct SubjectReading {
  package var value = RevenueValue()
  package var interval: WilsonInterval?
  package var movements: [Movement] = []
  package var weights: [(account: Int, numerator: Quantity, denominator: Quantity?)] = []
}
