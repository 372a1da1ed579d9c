import Engine
import Facts

/// A figure with its definition and the customers it is counted from.
package struct Explanation {
  package let figure: RetentionFigure
  package let question: Question

  package init(_ figure: RetentionFigure, _ question: Question) {
    self.figure = figure
    self.question = question
  }

  private var value: FigureValue { figure.value(of: question.retention()?.total) }

  /// How many customers a table shows; the other forms show all.
  private static let shownRows = 100

  package var table: String {
    let definition = figure.definition
    var text = Text.columns(
      definition.fields.map { [$0.label, Text.wrapped($0.text, width: 84, indent: 12)] },
      leftAligned: [0, 1])
    text += "\n\(question.period.label): \(Text.percent(value.value))"
    if let numerator = value.numerator {
      text += " = \(Text.count(numerator)) / \(Text.count(value.denominator))"
    }
    if let interval = value.interval { text += ", 95 % interval \(Text.interval(interval))" }
    text += "\n"
    if let silence = question.silence { return text + silence + "\n" }
    if !figure.isSumOfRows {
      text +=
        "A sum of days: what each customer adds to numerator and denominator is no part of it.\n"
    }
    let rows = question.customers().filter { isCounted($0.row) }
    let head = [
      "customer", "opening", "closing", "first paid", "times left", "numerator", "denominator",
    ]
    text += "\n"
    text += Text.columns(
      [head]
        + rows.prefix(Explanation.shownRows).map { id, row in
          [
            Text.safe(id.text), row.opening.name, row.closing.name,
            row.firstPaidDay?.description ?? "–", Text.count(row.churnEvents),
            Text.count(figure.numeratorWeight(of: row)),
            Text.count(figure.denominatorWeight(of: row)),
          ]
        }, leftAligned: [0, 1, 2, 3])
    if rows.count > Explanation.shownRows {
      text += "and \(Text.count(rows.count - Explanation.shownRows)) more: "
      text += "--format csv prints all.\n"
    }
    return text
  }

  private func isCounted(_ row: CustomerPeriod) -> Bool {
    figure.numeratorWeight(of: row) != 0 || figure.denominatorWeight(of: row) != 0
  }

  package var json: String {
    var json = JSONText()
    json.object { json in
      json.key("figure")
      value.write(to: &json, id: figure.rawValue, slice: nil)
      json.key("definition")
      figure.definition.write(to: &json)
      json.key("period")
      question.writePeriod(to: &json)
      if let notice = question.notice { json.member("notice", notice) }
      json.key("rows")
      json.array { json in
        for (id, row) in question.customers() { write(id, row, to: &json) }
      }
    }
    return json.text
  }

  private func write(_ id: Identifier, _ row: CustomerPeriod, to json: inout JSONText) {
    json.object { json in
      json.member("account", id.text)
      json.member("opening", row.opening.name)
      json.member("closing", row.closing.name)
      json.member("new", row.isNew)
      json.member("firstPaidDay", row.firstPaidDay?.description)
      json.member("churnEvents", row.churnEvents)
      json.member("survived", row.survived)
      json.member("dueForRenewal", row.isDue)
      json.member("sameMonth", row.isSameMonth)
      json.member("numerator", figure.numeratorWeight(of: row))
      json.member("denominator", figure.denominatorWeight(of: row))
    }
  }

  package var csv: String {
    var csv = CSVText()
    csv.row([
      "account", "opening", "closing", "new", "first_paid_day", "churn_events", "survived",
      "due_for_renewal", "same_month", "numerator", "denominator",
    ])
    for (id, row) in question.customers() {
      csv.cell(id.text)
      csv.cell(row.opening.name)
      csv.cell(row.closing.name)
      csv.cell(row.isNew ? "yes" : "no")
      csv.cell(row.firstPaidDay?.description)
      csv.cell(row.churnEvents)
      csv.cell(row.survived ? "yes" : "no")
      csv.cell(row.isDue ? "yes" : "no")
      csv.cell(row.isSameMonth ? "yes" : "no")
      csv.cell(figure.numeratorWeight(of: row))
      csv.cell(figure.denominatorWeight(of: row))
      csv.endRow()
    }
    return csv.text
  }
}

extension Definition {
  /// Writes its parts as a JSON object.
  package func write(to json: inout JSONText) {
    json.object { json in for field in fields { json.member(field.name, field.text) } }
  }

  /// Its parts with the names that JSON and people know them by.
  package var fields: [(name: String, label: String, text: String)] {
    [
      ("id", "Figure", id), ("name", "Name", name), ("unit", "Unit", unit),
      ("population", "Population", population), ("window", "Window", window),
      ("edgeRules", "Edge rules", edgeRules), ("formula", "Formula", formula),
      ("source", "Source", source),
    ]
  }
}
