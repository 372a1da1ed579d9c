import ArgumentParser
import Engine
import Facts

/// What of money is to be explained: a line of the bridge, or a figure.
enum RevenueSubject {
  case line(id: String, kinds: [MovementKind])
  case figure(RevenueFigure)

  init?(_ id: String) {
    if let figure = RevenueFigure(rawValue: id) {
      self = .figure(figure)
      return
    }
    let kinds = MovementKind.kinds(ofFigure: id)
    guard !kinds.isEmpty else { return nil }
    self = .line(id: id, kinds: kinds)
  }

  /// The names that can be asked for, the lines by cause left out.
  static let names = Definition.all.map(\.id).filter { RevenueSubject($0) != nil }

  var id: String {
    switch self {
    case .line(let id, _): id
    case .figure(let figure): figure.rawValue
    }
  }

  /// The definition; a line by cause has that of its line.
  var definition: Definition? {
    var name = id[...]
    while true {
      if let definition = Definition.named(String(name)) { return definition }
      guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
      name = name[..<dot]
    }
  }
}

/// A figure of money with its definition and the rows it adds up from.
struct RevenueExplanation {
  private let subject: RevenueSubject
  private let question: Question
  private let book: Book
  private let value: RevenueValue
  private var movements: [Movement] = []
  private var weights: [(account: Int, numerator: Quantity, denominator: Quantity?)] = []

  init(_ subject: RevenueSubject, _ question: Question, currency: String?) throws {
    self.subject = subject
    self.question = question
    guard let book = try question.onlyBook(currency: currency) else {
      throw Failure("Nothing was paid in any currency yet.")
    }
    self.book = book
    let missing = question.missingRates(for: book)
    guard missing.isEmpty else { throw Failure(MissingRates.text(book, missing)) }
    guard question.notice == nil, question.period.from <= question.horizon else {
      value = RevenueValue()
      return
    }
    let asked = question.bridgeQuestion(book)
    switch subject {
    case .line(_, let kinds):
      movements = Engine.movements(of: question.panel, asked).filter { kinds.contains($0.kind) }
      value = RevenueValue(amount: movements.reduce(0) { $0 + Int128($1.micros) })
    case .figure(let figure):
      let cell = bridge(of: question.panel, asked, workers: .threads).cells[0][0]
      value = question.value(of: figure, book, cell, question.retained(book)?.total)
      weights = question.weights(of: figure, book)
    }
    movements.sort { one, other in
      let (mine, others) = (question.accounts[one.account], question.accounts[other.account])
      return mine != others ? mine < others : one.day < other.day
    }
    weights.sort { question.accounts[$0.account] < question.accounts[$1.account] }
  }

  /// How many rows a table shows; the other forms show all.
  private static let shownRows = 100

  var table: String {
    var text = Text.columns(
      (subject.definition?.fields ?? []).map { [$0.label, $0.text] }, leftAligned: [0, 1])
    text += "\n\(subject.id), \(book.currency.code), \(question.period.label): \(shownValue)\n"
    if let notice = question.notice { return text + notice + "\n" }
    let count = max(movements.count, weights.count)
    text += "\n" + (weights.isEmpty ? movementRows : weightRows)
    if count > Self.shownRows {
      text += "and \(Text.count(count - Self.shownRows)) more: --format csv prints all.\n"
    }
    return text
  }

  private var shownValue: String {
    if let amount = value.amount { return Text.money(amount, book.currency) }
    var text = subject.shown(value.value)
    if let numerator = value.numerator, let denominator = value.denominator {
      text += " = \(Text.quantity(numerator, book.currency))"
      text += " / \(Text.quantity(denominator, book.currency))"
    }
    return text
  }

  private var movementRows: String {
    let rows = movements.prefix(Self.shownRows).map { row in
      [
        name(row.account), row.day.description, row.kind.label,
        Text.money(Int128(row.micros), book.currency, isSigned: true),
      ]
    }
    return Text.columns(
      [["customer", "day", "movement", "amount"]] + rows, leftAligned: [0, 1, 2])
  }

  private var weightRows: String {
    let rows = weights.prefix(Self.shownRows).map { row in
      [
        name(row.account), Text.quantity(row.numerator, book.currency),
        row.denominator.map { Text.quantity($0, book.currency) } ?? "",
      ]
    }
    return Text.columns([["customer", "numerator", "denominator"]] + rows)
  }

  private func name(_ account: Int) -> String { Text.safe(question.accounts[account].text) }

  /// The documented JSON; `docs/report-json.md` says what each member is.
  var json: String {
    var json = JSONText()
    json.object { json in
      json.key("figure")
      json.object { json in
        json.member("id", subject.id)
        json.member("slice", String?.none)
        json.member("numerator", quantity: value.numerator)
        json.member("denominator", quantity: value.denominator)
        if let amount = value.amount {
          json.member("value", decimalText(micros: amount))
        } else {
          json.member("value", value.value)
        }
      }
      json.member("currency", book.currency.code)
      json.key("definition")
      json.object { json in
        for field in subject.definition?.fields ?? [] { json.member(field.name, field.text) }
      }
      json.key("period")
      question.writePeriod(to: &json)
      if let notice = question.notice { json.member("notice", notice) }
      json.key("rows")
      json.array { json in
        for row in movements {
          json.object { json in
            json.member("account", question.accounts[row.account].text)
            json.member("day", row.day.description)
            json.member("movement", row.kind.name)
            json.member("amount", decimalText(micros: row.micros))
          }
        }
        for row in weights {
          json.object { json in
            json.member("account", question.accounts[row.account].text)
            json.member("numerator", quantity: row.numerator)
            json.member("denominator", quantity: row.denominator)
          }
        }
      }
    }
    return json.text
  }

  var csv: String {
    var csv = CSVText()
    if weights.isEmpty {
      csv.row(["account", "day", "movement", "amount", "currency"])
      for row in movements {
        csv.cell(question.accounts[row.account].text)
        csv.cell(row.day.description)
        csv.cell(row.kind.name)
        csv.cell(micros: Int128(row.micros))
        csv.cell(book.currency.code)
        csv.endRow()
      }
      return csv.text
    }
    csv.row(["account", "numerator", "denominator", "currency"])
    for row in weights {
      csv.cell(question.accounts[row.account].text)
      for quantity in [row.numerator, row.denominator] {
        switch quantity {
        case nil: csv.cell(String?.none)
        case .count(let number): csv.cell(Int(clamping: number))
        case .micros(let micros): csv.cell(micros: micros)
        }
      }
      csv.cell(book.currency.code)
      csv.endRow()
    }
    return csv.text
  }
}

extension RevenueSubject {
  /// A quotient as people read it: a share in percent, a ratio or units as a number.
  func shown(_ value: Double?) -> String {
    isShare ? Text.percent(value) : Text.number(value)
  }

  /// Whether a quotient is a share, shown in percent.
  var isShare: Bool {
    guard case .figure(let figure) = self else { return true }
    switch figure {
    case .arpa, .asp, .quickRatio, .quickRatioReactivation: return false
    default: return true
    }
  }
}

extension Question {
  /// The rows of a figure with what each adds above and below the line; none where it is a product.
  func weights(
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
      guard let period = period(of: figure) else { return [] }
      return (customerMoney(of: panel, in: period, horizon: horizon, book: book) ?? []).map {
        let value = figure.value(of: RevenueTally($0))
        if let amount = value.amount { return ($0.account, .micros(amount), nil) }
        return ($0.account, value.numerator ?? .micros(0), value.denominator)
      }
    case .agreed:
      guard closingDay == horizon, let agreed else { return [] }
      return agreedRevenue(of: agreed, valuedOn: horizon, book: book).map {
        ($0.account, .micros(Int128($0.micros)), nil)
      }
    case .compounded: return []
    }
  }
}
