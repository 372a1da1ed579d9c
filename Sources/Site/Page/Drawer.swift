import Charts
import Engine
import Facts
import Workbench

/// A figure opened: its definition, and the customers that it is counted from.
struct Drawer {
  let html: String

  /// How many customers are listed; the download has all.
  private static let shown = 50

  /// Nil where no figure is open, or there is none of that name.
  init?(_ ask: Ask, _ question: Question) {
    guard let id = ask.query.filled("figure"), let figure = try? AnyFigure(id) else { return nil }
    let book = figure.isMoney ? (try? ask.mainBook(question)).flatMap { $0 } : nil
    let opened = OpenedFigure(figure, question, book, ask)
    var model: Model = [
      "w": ask.words, "close": ask.here([("figure", nil)]),
      "closeIcon": Icon.svg("close"), "checkIcon": Icon.svg("check", size: 14),
      "context": opened.context, "name": figure.definition?.name ?? id,
      "value": opened.value, "unit": opened.unit ?? false, "interval": opened.interval ?? false,
      "compared": opened.compared ?? false, "mark": opened.mark,
      "silence": opened.silence ?? false, "facts": opened.definition,
      "definitions": ask.link("/definitions") + "#" + id,
      "download": ask.link("/figure.csv", [("figure", id)]),
    ]
    if let sides = opened.sides {
      model["equation"] =
        [
          "numerator": sides.numerator, "denominator": sides.denominator,
          "result": opened.value + (opened.unit.map { Shown.narrowSpace + $0 } ?? ""),
        ] as Model
    } else {
      model["equation"] = false
    }
    let rows = opened.rows(atMost: Self.shown)
    model["rows"] = rows.table.rows.isEmpty ? "" : rows.table.html(ask)
    model["rowNote"] = ask.words.counted("drawer.row_count", rows.count)
    model["more"] =
      rows.count > Self.shown
      ? ask.words("drawer.more", ["n": Shown.count(rows.count - Self.shown)]) : false
    model["notSum"] = figure.isSumOfRows ? false : ask.words["drawer.not_sum"]
    model["addsUp"] =
      figure.isSumOfRows && opened.silence == nil && rows.addsUp
      ? ask.words["drawer.adds_up"] : false
    let others = opened.others
    model["hasOthers"] = !others.rows.isEmpty
    model["others"] = others.rows.isEmpty ? "" : others.html(ask)
    html = ask.site.templates.page("drawer", model)
  }
}

/// What a drawer shows of a figure.
private struct OpenedFigure {
  let figure: AnyFigure
  let question: Question
  let book: Book?
  let ask: Ask
  private let share: FigureValue?
  private let money: RevenueValue?
  private let moneyInterval: WilsonInterval?
  private let canRead: Bool

  init(_ figure: AnyFigure, _ question: Question, _ book: Book?, _ ask: Ask) {
    self.figure = figure
    self.question = question
    self.book = book
    self.ask = ask
    switch figure {
    case .customers(let figure):
      share = figure.value(of: question.retention()?.total)
      money = nil
      moneyInterval = nil
      canRead = question.silence == nil
    case .money(let subject):
      share = nil
      canRead =
        question.silence == nil
        && (!subject.needsBook || book.map { question.missingRates(for: $0).isEmpty } == true)
      let found = canRead ? question.value(of: subject, book) : nil
      money = found?.value
      moneyInterval = found?.interval
    }
  }

  var context: String {
    var parts = [ask.shown.period(question.period)]
    if let book { parts.append(book.currency.code) }
    if let asOf = question.asOf {
      parts.append(ask.words("drawer.as_of", ["day": ask.shown.day(asOf)]))
    }
    return parts.joined(separator: " · ")
  }

  var silence: String? {
    if let silence = question.silence { return silence }
    guard figure.isMoney else { return nil }
    guard let book else { return ask.words["figure.no_money"] }
    let missing = question.missingRates(for: book)
    return missing.isEmpty ? nil : MissingRates.text(book, missing)
  }

  private var isShare: Bool { figure.isShare && money?.amount == nil }

  var value: String {
    if let amount = money?.amount, let book {
      return Shown.money(amount, book.currency, isSigned: isMovement, withMinor: true)
    }
    let value = share?.value ?? money?.value
    guard value != nil else { return Shown.none }
    if isShare { return Shown.bare(value, decimals: 2) }
    if case .money(let subject) = figure { return subject.shown(value, book?.currency) }
    return Shown.ratio(value)
  }

  var unit: String? { isShare && (share?.value ?? money?.value) != nil ? "%" : nil }

  private var isMovement: Bool {
    if case .money(.line) = figure { true } else { false }
  }

  var interval: String? {
    Shown.interval(share?.interval ?? moneyInterval, decimals: 2)
      .map { ask.words("drawer.interval", ["range": $0]) }
  }

  private var before: Double? {
    guard case .customers(let figure) = figure else { return nil }
    return figure.value(of: ask.compared(question)?.retention()?.total).value
  }

  var compared: String? {
    guard let before, let period = ask.lens.compared(question.period) else { return nil }
    return ask.words(
      "drawer.compared",
      ["period": ask.shown.period(period), "value": Shown.percent(before, decimals: 2)])
  }

  var mark: String {
    guard case .customers(let figure) = figure, let value = share?.value else { return "" }
    return Drawing.whisker(value, share?.interval, before, isChurn: figure.isLoss, ask)
  }

  var sides: (numerator: String, denominator: String)? {
    if let numerator = share?.numerator, let denominator = share?.denominator {
      return (Shown.count(numerator), Shown.count(denominator))
    }
    guard let numerator = money?.numerator, let denominator = money?.denominator else {
      return nil
    }
    return (quantity(numerator), quantity(denominator))
  }

  private func quantity(_ quantity: Quantity) -> String {
    switch (quantity, book) {
    case (.micros(let micros), let book?): Shown.money(micros, book.currency, withMinor: true)
    case (let quantity, _): Shown.count(Int(clamping: quantity.number))
    }
  }

  var definition: [Model] {
    figure.definition?.fields.dropFirst(2).map { field in
      ["name": ask.words["definition.\(field.name)"], "text": Shown.plain(field.text)]
    } ?? []
  }

  /// The rows, those first that are in one side only or count most.
  func rows(atMost limit: Int) -> (table: Table, count: Int, addsUp: Bool) {
    isMovement ? movementRows(limit) : weightRows(limit)
  }

  private func movementRows(_ limit: Int) -> (table: Table, count: Int, addsUp: Bool) {
    var table = Table(
      ask.words["drawer.rows"],
      [
        .name(ask.words["table.account"]), .name(ask.words["table.day"]),
        .name(ask.words["table.movement"]), .number(ask.words["table.mrr"]),
      ])
    guard let book, canRead, case .money(.line(_, let kinds)) = figure else {
      return (table, 0, false)
    }
    let largest = question.foremostMovements(book, kinds: kinds, by: .largest, atMost: limit)
    table.rows = largest.first.map { movement in
      [
        account(movement.account), Table.Cell(ask.shown.shortDay(movement.day)),
        ask.movementCell(movement.kind),
        Table.Cell(
          Shown.money(movement.micros, book.currency, isSigned: true, withMinor: true)),
      ]
    }
    return (table, largest.count, largest.sum == money?.amount)
  }

  private func weightRows(_ limit: Int) -> (table: Table, count: Int, addsUp: Bool) {
    let hasDenominator = sides != nil
    var heads = [Table.Head.name(ask.words["table.account"])]
    heads.append(.number(ask.words[hasDenominator ? "table.numerator" : "table.amount"]))
    if hasDenominator { heads.append(.number(ask.words["table.denominator"])) }
    var table = Table(ask.words["drawer.rows"], heads)
    guard canRead else { return (table, 0, addsUp(0, 0)) }
    // Who left is what one opens a loss for, and who is missing what one opens a rate of those kept
    // for.
    let isByGap = hasDenominator && !figure.isLoss
    let found = question.foremostRows(figure, book, byGap: isByGap, atMost: limit)
    table.rows = found.first.map { weight in
      var row = [account(weight.account), Table.Cell(side(weight.numerator, .numerator))]
      if hasDenominator { row.append(Table.Cell(side(weight.denominator, .denominator))) }
      return row
    }
    return (table, found.count, addsUp(found.numerator, found.denominator))
  }

  private func side(_ number: Int128, _ side: AnyFigure.Side) -> String {
    quantity(figure.quantity(number, side))
  }

  private func addsUp(_ numerator: Int128, _ denominator: Int128) -> Bool {
    if let share {
      return share.numerator.map { Int128($0) } == numerator
        && share.denominator.map { Int128($0) } == denominator
    }
    if let amount = money?.amount { return amount == numerator }
    return money?.numerator?.number == numerator && money?.denominator?.number == denominator
  }

  private func account(_ number: Int) -> Table.Cell {
    Table.Cell(ask.name(number), address: ask.account(question.accounts[number]))
  }

  /// The other rates of customers in the same period.
  var others: Table {
    var table = Table(
      ask.words["drawer.others"],
      [
        .name(ask.words["table.figure"]), .number(ask.words["table.counts"]),
        .number(ask.words["table.rate"]),
      ])
    guard case .customers(let own) = figure, let tally = question.retention()?.total else {
      return table
    }
    for other in RetentionFigure.allCases where other != own && other.isLoss == own.isLoss {
      let value = other.value(of: tally)
      let counts = value.numerator.flatMap { numerator in
        value.denominator.map { denominator in
          ask.words(
            "figure.of", ["n": Shown.count(numerator), "of": Shown.count(denominator)])
        }
      }
      table.rows.append([
        Table.Cell(other.definition.name, address: ask.here([("figure", other.rawValue)])),
        Table.Cell(counts ?? Shown.none),
        Table.Cell(Shown.percent(value.value, decimals: 2)),
      ])
    }
    return table
  }
}
