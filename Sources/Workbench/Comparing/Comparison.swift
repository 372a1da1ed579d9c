import Engine
import Facts

/// Two readings of a period, and what sets them apart.
package struct Comparison {
  package let first, second: AnyFigure
  package let book: Book?
  package let question: Question
  package let changed: [(name: String, from: String, to: String)]
  private let one, other: FigureReading
  private let rows: [Row]

  private struct Row {
    let account: Identifier
    let one, other: FigureReading.Weight
    let why: String
  }

  package init(
    first: AnyFigure, second: AnyFigure, book: Book?, question: Question, otherwise: Question,
    changed: [String: String]
  ) {
    self.first = first
    self.second = second
    self.book = book
    self.question = question
    self.changed = changed.sorted { $0.key < $1.key }.map { name, value in
      (name, RuleSetting.named(name)?.shown(in: question.settings) ?? "", value)
    }
    let one = FigureReading(first, question, book)
    let other = FigureReading(second, otherwise, book.map { otherwise.book(of: $0.currency) })
    self.one = one
    self.other = other
    let why = Differences(question, book)
    guard first.isSumOfRows, second.isSumOfRows else {
      rows = []
      return
    }
    rows = Set(one.weights.keys).union(other.weights.keys)
      .filter { one.weights[$0] != other.weights[$0] }
      .map { account in
        Row(
          account: question.accounts[account], one: one.weights[account] ?? .init(),
          other: other.weights[account] ?? .init(), why: why.text(account))
      }.sorted { $0.account < $1.account }
  }

  private static let shownRows = 50

  /// Why there is nothing to compare; nil where there is.
  private var silence: String? {
    if let silence = question.silence { return silence + "\n" }
    guard let book else { return nil }
    let missing = question.missingRates(for: book)
    return missing.isEmpty ? nil : MissingRates.text(book, missing)
  }

  package var table: String {
    var text = "\(question.period.label)\n"
    if let silence { return text + silence }
    text += Text.columns(
      [
        ["  " + first.id, first.shown(one, book?.currency), first.definition?.formula ?? ""],
        ["  " + secondName, second.shown(other, book?.currency), second.definition?.formula ?? ""],
      ], leftAligned: [0, 2])
    text += "\nWhat sets them apart:\n" + rule
    for figure in [first, second] where !figure.isSumOfRows {
      return text + "\n\(figure.id) is no sum over customers: none's part in it can be told.\n"
    }
    guard !rows.isEmpty else { return text + "\nNo customer makes a difference.\n" }
    text +=
      rows.count == 1
      ? "\n1 customer makes the difference:\n"
      : "\n\(Text.count(rows.count)) customers make the difference:\n"
    let shown = rows.prefix(Self.shownRows).map { row in
      [
        "  " + Text.safe(row.account.text), weight(row.one, first), weight(row.other, second),
        row.why,
      ]
    }
    text += Text.columns([["", first.id, secondName, ""]] + shown, leftAligned: [0, 3])
    if rows.count > Self.shownRows {
      text += "  and \(Text.count(rows.count - Self.shownRows)) more: --format csv lists all.\n"
    }
    return text
  }

  private var secondName: String {
    changed.isEmpty ? second.id : second.id + " otherwise"
  }

  private var rule: String {
    var lines = changed.map { name, from, to in
      "  \(name): \(from.isEmpty ? "–" : from), otherwise \(to)\n"
    }
    if !equalBytes(first.id, second.id) {
      for figure in [first, second] {
        guard let definition = figure.definition else { continue }
        let rules = "\(definition.population). \(definition.window). \(definition.edgeRules)"
        let text = Text.wrapped("\(figure.id): \(rules)", width: 90, indent: 4)
        lines.append("  \(text)\n")
      }
    }
    return lines.joined()
  }

  private func weight(_ weight: FigureReading.Weight, _ figure: AnyFigure) -> String {
    let sides = [
      figure.quantity(weight.numerator, .numerator),
      figure.quantity(weight.denominator, .denominator),
    ].map { Text.quantity($0, book?.currency) }
    return book != nil && weight.denominator == 0 ? sides[0] : sides.joined(separator: " / ")
  }

  package func write(to json: inout JSONText) {
    json.object { json in
      json.member("first", first.id)
      json.member("second", second.id)
      json.member("currency", book?.currency.code)
      json.key("period")
      question.writePeriod(to: &json)
      if let notice = question.notice { json.member("notice", notice) }
      json.key("settings")
      json.object { json in for (name, _, to) in changed { json.member(name, to) } }
      json.member(
        "firstValue", one.amount.map { decimalText(micros: $0) } ?? one.value.map { "\($0)" })
      json.member(
        "secondValue", other.amount.map { decimalText(micros: $0) } ?? other.value.map { "\($0)" })
      json.key("customers")
      json.array { json in
        for row in rows {
          json.object { json in
            json.member("account", row.account.text)
            for (name, figure, weight) in [
              ("first", first, row.one), ("second", second, row.other),
            ] {
              json.member(
                name + "Numerator", quantity: figure.quantity(weight.numerator, .numerator))
              json.member(
                name + "Denominator", quantity: figure.quantity(weight.denominator, .denominator))
            }
            json.member("why", row.why)
          }
        }
      }
    }
  }

  package static let csvHeader = [
    "account", "currency", "first_numerator", "first_denominator", "second_numerator",
    "second_denominator", "why",
  ]

  package func write(to csv: inout CSVText) {
    for row in rows {
      csv.cell(row.account.text)
      csv.cell(book?.currency.code)
      for (figure, weight) in [(first, row.one), (second, row.other)] {
        csv.cell(figure.quantity(weight.numerator, .numerator))
        csv.cell(figure.quantity(weight.denominator, .denominator))
      }
      csv.cell(row.why)
      csv.endRow()
    }
  }
}

/// What is special about customers of a period, in the words that tell definitions apart.
private struct Differences {
  private var customers: [Int: CustomerPeriod] = [:]
  private var money: [Int: CustomerMoney] = [:]

  init(_ question: Question, _ book: Book?) {
    let rows =
      Engine.customers(
        of: question.panel, in: question.period, horizon: question.horizon,
        workers: question.workers) ?? []
    for row in rows { customers[row.account] = row }
    guard let book else { return }
    let amounts = customerMoney(
      of: question.panel, in: question.period, horizon: question.horizon, book: book)
    for row in amounts ?? [] { money[row.account] = row }
  }

  func text(_ account: Int) -> String {
    var words: [String] = []
    if let row = customers[account] {
      if row.isNew { words.append(row.isPayingAtClosing ? "new" : "new and gone again") }
      if row.isReactivated { words.append("came back or resumed") }
      if row.isPayingAtOpening, row.closing == .paused { words.append("on hold") }
      if row.isPayingAtOpening, row.closing == .free { words.append("served for nothing") }
      if row.churnEvents > 1 { words.append("left \(row.churnEvents) times") }
      if row.churnEvents == 1, row.isPayingAtOpening, row.isPayingAtClosing {
        words.append("left and is back")
      }
      if row.isPayingAtOpening, !row.survived, row.isPayingAtClosing, row.churnEvents == 0 {
        words.append("paused within")
      }
      if row.isPayingAtOpening, row.closing == .none { words.append("left") }
      if row.isPayingAtOpening, !row.isDue { words.append("not up for renewal") }
    }
    if let row = money[account] {
      if row.priceGains > 0 { words.append("price rose") }
      if row.opening > 0, row.closing > row.opening { words.append("pays more") }
      if row.closing > 0, row.closing < row.opening { words.append("pays less") }
    }
    return words.joined(separator: ", ")
  }
}
