import Engine
import Facts
import Workbench

/// The money of a period in one book, counted once for all figures of a page.
struct MoneyReading {
  let question: Question
  let book: Book
  let cell: BridgeCell
  let tally: RevenueTally?

  /// Nil where nothing can be said, or exchange rates are missing.
  init?(_ question: Question, _ book: Book) {
    guard let cell = Self.cell(question, book) else { return nil }
    self.question = question
    self.book = book
    self.cell = cell
    tally = question.retained(book)?.total
  }

  /// The movements alone.
  static func cell(_ question: Question, _ book: Book) -> BridgeCell? {
    guard question.silence == nil, question.missingRates(for: book).isEmpty else { return nil }
    return question.bridge(question.bridgeQuestion(book)).cells.first?.first
  }

  var currency: Currency { book.currency }

  func value(_ figure: RevenueFigure) -> RevenueValue {
    question.value(of: figure, book, cell, tally)
  }
}

extension Ask {
  /// The book that a page with room for one shows: the one that was chosen, else the one with the
  /// most customers.
  func mainBook(_ question: Question) throws -> Book? {
    let books = try question.books(currency: lens.currency)
    guard books.count > 1 else { return books.first }
    let customers = books.map { book -> Int in
      let bridge = question.bridge(question.bridgeQuestion(book))
      return bridge.cells.first?.first?.closingCustomers ?? 0
    }
    let most = customers.indices.max { customers[$0] < customers[$1] } ?? 0
    return books[most]
  }

  /// The same question about the period that is compared with; nil where there is none.
  func compared(_ question: Question) -> Question? {
    lens.compared(question.period).map { Question($0, of: question.knowledge) }
  }
}

extension FigureCard {
  /// An amount of money, with the months before as a small line.
  static func amount(
    _ figure: RevenueFigure, _ now: MoneyReading?, _ then: MoneyReading?, _ ask: Ask
  ) -> FigureCard {
    var card = FigureCard(
      name: figure.definition.name, address: ask.here([("figure", figure.rawValue)]))
    guard let now, let amount = now.value(figure).amount else {
      let isPast = now.map { $0.question.closingDay < $0.question.horizon } ?? false
      card.why =
        ask.words[
          figure == .cmrr && isPast ? "figure.only_now" : "figure.no_money"]
      return card
    }
    card.value = Shown.figure(amount, now.currency)
    if figure == .mrr {
      card.of = ask.words.counted("figure.customers", now.cell.closingCustomers)
    }
    guard let then, let before = then.value(figure).amount, before != 0 else { return card }
    let change = amount - before
    let share = Double(change) / Double(before)
    let name = ask.shown.period(then.question.period)
    // What rounds to nothing is shown as nothing.
    let visible = Text.rounded(change, to: Int128(Money.microsPerUnit))
    card.change = Change(
      course: visible > 0 ? "up" : visible < 0 ? "down" : "flat",
      text: (visible > 0 ? "▲ " : visible < 0 ? "▼ " : "● ")
        + Shown.figure(change, now.currency, isSigned: true),
      note: ask.words(
        "figure.share_on",
        ["share": (visible > 0 ? "+" : "") + Shown.percent(share), "period": name]))
    return card
  }

  /// A share or ratio of money.
  static func quotient(
    _ figure: RevenueFigure, _ now: MoneyReading?, _ then: MoneyReading?, _ ask: Ask
  ) -> FigureCard {
    var card = FigureCard(
      name: figure.definition.name, address: ask.here([("figure", figure.rawValue)]))
    let value = now?.value(figure)
    guard let now, let value, let share = value.value else {
      card.why = ask.words["figure.nothing_to_divide"]
      return card
    }
    if let numerator = value.numerator, let denominator = value.denominator {
      card.of = ask.words(
        figure.isShare ? "figure.of" : "figure.per",
        [
          "n": Shown.short(numerator, now.currency), "of": Shown.short(denominator, now.currency),
        ])
    }
    let before = then?.value(figure).value
    switch figure {
    case .arpa, .asp:
      card.value = Shown.figure(Int128((share * 1_000_000).rounded()), now.currency)
    case .quickRatio, .quickRatioReactivation: card.value = Shown.ratio(share)
    default:
      card.value = Shown.bare(share)
      card.unit = "%"
      card.mark = Drawing.whisker(share, nil, before, isChurn: figure.isLoss, ask)
      card.setChange(
        from: before, to: share, interval: nil, isLoss: figure.isLoss,
        then?.question.period, ask)
    }
    return card
  }
}

extension RevenueFigure {
  /// Whether it is a part of a whole, and not so much for each.
  fileprivate var isShare: Bool {
    switch self {
    case .arpa, .asp, .quickRatio, .quickRatioReactivation: false
    default: true
    }
  }

  /// Whether more of it is worse.
  var isLoss: Bool {
    switch self {
    case .churnGross, .churnLost, .churnNet, .churnNetExpansion, .quantityChurn: true
    default: false
    }
  }
}

extension AnyFigure {
  /// Whether more of it is worse.
  var isLoss: Bool {
    switch self {
    case .customers(let figure): figure.isLoss
    case .money(.figure(let figure)): figure.isLoss
    case .money: false
    }
  }
}

extension Shown {
  /// A number of something, or an amount where there is little room.
  static func short(_ quantity: Quantity, _ currency: Currency) -> String {
    switch quantity {
    case .count(let number): count(Int(clamping: number))
    case .micros(let micros): shortMoney(micros, currency)
    }
  }
}
