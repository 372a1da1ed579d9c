import Engine
import Facts

/// A figure of money with its definition and the rows it adds up from.
package struct RevenueExplanation {
  private let subject: RevenueSubject
  private let question: Question
  private let book: Book?
  private let reading: SubjectReading
  private let movements: [Movement]
  private let weights: [(account: Int, numerator: Quantity, denominator: Quantity?)]

  package init(_ subject: RevenueSubject, _ question: Question, currency: String?) throws {
    self.subject = subject
    self.question = question
    if subject.needsBook, question.notice == nil {
      guard let book = try question.onlyBook(currency: currency) else {
        throw Failure("Nothing was paid in any currency yet.")
      }
      let missing = question.missingRates(for: book)
      guard missing.isEmpty else { throw Failure(MissingRates.text(book, missing)) }
      self.book = book
    } else {
      book = nil
    }
    reading = question.silence == nil ? question.read(subject, book) : SubjectReading()
    movements = reading.movements.sorted { one, other in
      let (mine, others) = (question.accounts[one.account], question.accounts[other.account])
      return mine != others ? mine < others : one.day < other.day
    }
    weights = reading.weights.sorted {
      question.accounts[$0.account] < question.accounts[$1.account]
    }
  }

  private var value: RevenueValue { reading.value }

  /// Whether its rows are movements.
  private var isLine: Bool {
    if case .line = subject { true } else { false }
  }

  private func shown(_ quantity: Quantity) -> String { Text.quantity(quantity, book?.currency) }

  /// How many rows a table shows; the other forms show all.
  private static let shownRows = 100

  package var table: String {
    var text = Text.columns(
      (subject.definition?.fields ?? []).map {
        [$0.label, Text.wrapped($0.text, width: 84, indent: 12)]
      },
      leftAligned: [0, 1])
    let name = [subject.id, book?.currency.code, question.period.label].compactMap { $0 }
    text += "\n\(name.joined(separator: ", ")): \(shownValue)\n"
    if let silence = question.silence { return text + silence + "\n" }
    let count = max(movements.count, weights.count)
    guard subject.isSumOfRows else {
      return text + "It is a product of twelve months: `tenure explain` each by itself.\n"
    }
    text += "\n" + (isLine ? movementRows : weightRows)
    if count > Self.shownRows {
      text += "and \(Text.count(count - Self.shownRows)) more: --format csv prints all.\n"
    }
    return text
  }

  private var shownValue: String {
    if let amount = value.amount { return shown(.micros(amount)) }
    var text = subject.shown(value.value, book?.currency)
    if let numerator = value.numerator, let denominator = value.denominator {
      text += " = \(shown(numerator)) / \(shown(denominator))"
    }
    return text
  }

  private var movementRows: String {
    let rows = movements.prefix(Self.shownRows).map { row in
      [
        name(row.account), row.day.description, row.kind.label,
        Text.quantity(.micros(row.micros), book?.currency, isSigned: true),
      ]
    }
    return Text.columns(
      [["customer", "day", "movement", "amount"]] + rows, leftAligned: [0, 1, 2])
  }

  private var weightRows: String {
    let isAmount = value.amount != nil
    let rows = weights.prefix(Self.shownRows).map { row in
      [name(row.account), shown(row.numerator)] + (row.denominator.map { [shown($0)] } ?? [])
    }
    let head = isAmount ? ["customer", "amount"] : ["customer", "numerator", "denominator"]
    return Text.columns([head] + rows)
  }

  private func name(_ account: Int) -> String { Text.safe(question.accounts[account].text) }

  /// The documented JSON; `docs/report-json.md` says what each member is.
  package var json: String {
    var json = JSONText()
    json.object { json in
      json.key("figure")
      value.write(to: &json, id: subject.id, slice: nil, reading.interval)
      json.member("currency", book?.currency.code)
      json.key("definition")
      if let definition = subject.definition { definition.write(to: &json) } else { json.null() }
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

  package var csv: String {
    var csv = CSVText()
    if isLine {
      csv.row(["account", "day", "movement", "amount", "currency"])
      for row in movements {
        csv.cell(question.accounts[row.account].text)
        csv.cell(row.day.description)
        csv.cell(row.kind.name)
        csv.cell(micros: row.micros)
        csv.cell(book?.currency.code)
        csv.endRow()
      }
      return csv.text
    }
    csv.row(["account", "numerator", "denominator", "currency"])
    for row in weights {
      csv.cell(question.accounts[row.account].text)
      csv.cell(row.numerator)
      csv.cell(row.denominator)
      csv.cell(book?.currency.code)
      csv.endRow()
    }
    return csv.text
  }
}
