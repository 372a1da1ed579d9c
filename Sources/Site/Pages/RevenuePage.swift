import Charts
import Engine
import Facts
import Workbench

/// How the money moved, book by book.
struct RevenuePage {
  let html: String

  init(_ ask: Ask) throws {
    guard let knowledge = try ask.knowledge(), !knowledge.accounts.isEmpty else {
      html = NothingYet(ask, .revenue, title: ask.words["nav.revenue"]).html
      return
    }
    let question = ask.question(knowledge)
    var frame = Frame(ask, place: .revenue, title: ask.words["nav.revenue"])
    frame.knowledge = knowledge
    frame.question = question
    frame.lensParts = [.period, .against, .slicing, .eachCurrency]
    if let slicing = ask.lens.slicing { try question.check(Slicing(name: slicing), option: "by") }
    if let silence = question.silence {
      html = frame.page("silence", ["silence": silence])
      return
    }
    let every = try RevenuePage.every(ask)
    let books = try question.books(currency: ask.lens.currency)
    let views = books.map { BookView(ask, question, $0, every: every, isOnly: books.count == 1) }
    html = frame.page(
      "revenue",
      [
        "say": views.isEmpty
          ? ask.words["revenue.none"] : views.map(\.say).joined(separator: " "),
        "books": views.map(\.model),
      ])
  }

  /// The unit of the table's columns.
  static func every(_ ask: Ask) throws -> CalendarUnit {
    guard let text = ask.query.filled("every") else { return .month }
    guard let unit = CalendarUnit(rawValue: text) else {
      let known = CalendarUnit.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal("every takes one of \(known), not \(Text.safe(text)).")
    }
    return unit
  }
}

private struct BookView {
  let ask: Ask
  let question: Question
  let book: Book
  let every: CalendarUnit
  let isOnly: Bool
  private let now, then: MoneyReading?

  init(_ ask: Ask, _ question: Question, _ book: Book, every: CalendarUnit, isOnly: Bool) {
    self.ask = ask
    self.question = question
    self.book = book
    self.every = every
    self.isOnly = isOnly
    now = MoneyReading(question, book)
    then = ask.compared(question).flatMap { MoneyReading($0, book) }
  }

  private var currency: Currency { book.currency }

  var say: String {
    guard let now else { return ask.words["revenue.no_rates"] }
    let (opening, closing) = (now.cell.opening, now.cell.closing)
    let change = closing - opening
    return ask.words.html(
      change < 0 ? "revenue.say.fell" : "revenue.say.rose",
      [
        "period": ask.shown.period(question.period),
        "from": Shown.money(opening, currency), "to": Shown.money(closing, currency),
        "change": Shown.money(Int128(change.magnitude), currency),
      ], links: [ask.here([("figure", "mrr")])])
  }

  var model: Model {
    var model: Model = [
      "w": ask.words, "title": currency.code, "hasTitle": !isOnly, "figures": "",
      "hasBridge": false,
      "missing": false, "period": ask.shown.period(question.period), "slices": false,
      "checkIcon": Icon.svg("check", size: 14),
      "csv": ask.link(
        "/bridge.csv", [("every", every.rawValue), ("currency", currency.code)]),
    ]
    guard let now else {
      model["missing"] = MissingRates.text(book, question.missingRates(for: book))
      return model
    }
    let drawn = Drawing.waterfall(now, ask)
    let bridge = pieces
    model["hasBridge"] = true
    model["figures"] = figures(now)
    model["waterfall"] = drawn.svg
    model["cut"] =
      drawn.cut.map { cut in
        ask.words("chart.cut", ["from": Shown.symbol(currency) + Shown.tick(cut)])
      } ?? false
    model["movements"] =
      bridge.flatMap { Drawing.movements($0, currency, ask, every: every) } ?? false
    model["table"] = bridge.map(table) ?? ""
    model["tableNote"] = ask.words(
      "revenue.table_note",
      ["unit": ask.words["unit.\(every)"], "currency": currency.code])
    model["everies"] = CalendarUnit.allCases.map { unit in
      [
        "word": ask.words["every.\(unit)"],
        "address": ask.here([("every", unit == .month ? nil : unit.rawValue)]),
        "isChosen": unit == every,
      ] as Model
    }
    if let slicing = ask.lens.slicing {
      model["slices"] = slices(Slicing(name: slicing))
      model["slicesTitle"] = ask.words("retention.by", ["slicing": slicing])
    }
    return model
  }

  private func figures(_ now: MoneyReading) -> String {
    var mrr = FigureCard.amount(.mrr, now, then, ask)
    mrr.mark = Drawing.spark(Trend(question).revenue(book))
    return FigureCard.html(
      [
        mrr, FigureCard.quotient(.grr, now, then, ask), FigureCard.quotient(.nrr, now, then, ask),
        FigureCard.amount(.arr, now, then, ask), FigureCard.quotient(.arpa, now, then, ask),
        FigureCard.quotient(.quickRatio, now, then, ask),
        FigureCard.quotient(.churnGross, now, then, ask),
        FigureCard.amount(.cmrr, now, nil, ask),
      ], ask)
  }

  /// How many columns the table has.
  private var columnCount: Int { every == .year ? 5 : 12 }

  /// The bridges of the last pieces that end with the period.
  private var pieces: Bridge? {
    let last = question.closingDay
    var periods: [Period] = []
    var day = last
    while periods.count < columnCount {
      let (days, label) = every.unit(of: day)
      guard days.lowerBound.number > Day.first.number + 1,
        let period = Period(from: days.lowerBound, to: days.upperBound, label: label)
      else { break }
      periods.append(period)
      day = period.openingDay
    }
    periods.reverse()
    guard let first = periods.first,
      question.panel.missingRates(for: book, from: first.openingDay, through: last).isEmpty
    else { return nil }
    return question.bridge(question.bridgeQuestion(book, periods))
  }

  /// The newest period first: where there is little room it is the one that is seen.
  private func table(_ bridge: Bridge) -> String {
    var table = Table(
      ask.words["revenue.table"],
      [.name(ask.words["table.movement"])]
        + bridge.periods.reversed().map { .number(ask.shown.brief($0, every)) })
    let lines = bridge.cells.reversed().map { BridgeLines($0[0], currency) }
    func row(_ cell: Table.Cell, _ value: (BridgeLines) -> Int128, isSigned: Bool) {
      table.rows.append(
        [cell]
          + lines.map { Table.Cell(Shown.whole(value($0), isSigned: isSigned)) })
    }
    row(Table.Cell(ask.words["table.opening"]), { $0.opening }, isSigned: false)
    for kind in MovementKind.allCases where bridge.cells.contains(where: { $0[0][kind] != 0 }) {
      row(ask.movementCell(kind), { $0[kind] }, isSigned: true)
    }
    table.foot =
      [Table.Cell(ask.words["table.closing"])]
      + lines.map { Table.Cell(Shown.whole($0.closing)) }
    return table.html(ask)
  }

  private func slices(_ slicing: Slicing) -> String {
    let answer = BookAnswer(book, question, by: slicing)
    var shares: [Identifier: [RevenueFigure: Double]] = [:]
    for (slice, figure, value) in answer.figures where figure == .grr || figure == .nrr {
      if let slice { shares[Identifier(slice), default: [:]][figure] = value.value }
    }
    var table = Table(
      ask.words("retention.by", ["slicing": slicing.name]),
      [
        .name(ask.slicingName(slicing.name)), .number(ask.words["table.customers"]),
        .number(ask.words["table.opening"]), .number(ask.words["table.closing"]),
        .number(ask.words["table.change"]), .number(RevenueFigure.grr.definition.name),
        .number(RevenueFigure.nrr.definition.name),
      ])
    func row(_ name: String, _ cell: BridgeCell, _ found: [RevenueFigure: Double])
      -> [Table.Cell]
    {
      [
        Table.Cell(name), Table.Cell(Shown.count(cell.closingCustomers)),
        Table.Cell(Shown.money(cell.opening, currency)),
        Table.Cell(Shown.money(cell.closing, currency)),
        Table.Cell(Shown.money(cell.closing - cell.opening, currency, isSigned: true)),
        Table.Cell(Shown.percent(found[.grr])), Table.Cell(Shown.percent(found[.nrr])),
      ]
    }
    for (slice, cell) in answer.bridge?.rows(of: 0).prefix(201) ?? [] {
      guard let slice else {
        let total = answer.figures.filter { $0.slice == nil }
        func share(_ figure: RevenueFigure) -> Double? {
          total.first { $0.figure == figure }?.value.value
        }
        var found: [RevenueFigure: Double] = [:]
        found[.grr] = share(.grr)
        found[.nrr] = share(.nrr)
        table.foot = row(ask.words["slice.all"], cell, found)
        continue
      }
      table.rows.append(
        row(
          slice.isEmpty ? ask.words["slice.unknown"] : slice, cell,
          shares[Identifier(slice)] ?? [:]))
    }
    return table.html(ask)
  }
}
