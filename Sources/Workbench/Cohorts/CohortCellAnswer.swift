import Engine
import Facts

/// One cell of a grid with the customers that it counts.
package struct CohortCellAnswer {
  private let answer: CohortAnswer
  private let cohort: Cohort?
  private let cell: CohortCell?
  /// In the order of their ids.
  private let rows: [(id: Identifier, row: CohortRow)]

  package init(_ answer: CohortAnswer, _ label: String, _ index: Int) throws {
    self.answer = answer
    guard answer.question.notice == nil else {
      (cohort, cell, rows) = (nil, nil, [])
      return
    }
    let cohorts = answer.grid.cohorts
    guard let place = cohorts.firstIndex(where: { equalBytes($0.label, label) }) else {
      let known = cohorts.prefix(12).map { Text.safe($0.label) }.joined(separator: ", ")
      let more = cohorts.count > 12 ? " and \(Text.count(cohorts.count - 12)) more" : ""
      throw Failure(
        "--cell: there is no cohort \(Text.safe(label)). "
          + (cohorts.isEmpty ? "There are none." : "There are: \(known)\(more)."))
    }
    guard index < cohorts[place].cells.count else {
      throw Failure(
        "--cell: nobody of \(Text.slice(label)) has begun cell \(index) yet; "
          + "the last one is \(cohorts[place].cells.count - 1).")
    }
    cohort = cohorts[place]
    cell = cohorts[place].cells[index]
    rows = answer.grid.rows(of: place, index, in: answer.question.panel)
      .map { (answer.question.accounts[$0.account], $0) }.sorted { $0.0 < $1.0 }
  }

  /// How many customers a table shows; the other forms show all.
  private static let shownRows = 100

  package var table: String {
    guard let cohort, let cell else { return (answer.question.notice ?? "") + "\n" }
    let comparison = answer.grid.question.comparison
    let value = Text.percent(cell.value(comparison))
    var text = "\(Text.slice(cohort.label)), cell \(cell.index): "
    text += "\(answer.shown(cell.retained)) / \(answer.shown(cell.compared(comparison))) = \(value)"
    if !cell.isComplete { text += ", so far" }
    text += "\n\(Text.count(cell.customers)) of \(Text.count(cohort.customers)) customers counted\n"
    let head = ["customer", "first paid", "at entry", "one cell earlier", "retained"]
    text += "\n"
    text += Text.columns(
      [head]
        + rows.prefix(Self.shownRows).map { id, row in
          [
            Text.safe(id.text), row.entryDay.description, answer.shown(row.base),
            answer.shown(row.previous), answer.shown(row.retained),
          ]
        }, leftAligned: [0, 1])
    if rows.count > Self.shownRows {
      text += "and \(Text.count(rows.count - Self.shownRows)) more: --format csv prints all.\n"
    }
    return text
  }

  /// The documented JSON; `docs/report-json.md` says what each member is.
  package var json: String {
    var json = JSONText()
    json.object { json in
      answer.writeQuestion(to: &json)
      guard let cohort, let cell else { return }
      json.member("label", cohort.label)
      json.key("cell")
      json.object { answer.write(cell, to: &$0) }
      json.key("rows")
      json.array { json in
        for (id, row) in rows {
          json.object { json in
            json.member("account", id.text)
            json.member("firstPaidDay", row.entryDay.description)
            json.member("base", quantity: answer.quantity(row.base))
            json.member("previous", quantity: answer.quantity(row.previous))
            json.member("retained", quantity: answer.quantity(row.retained))
          }
        }
      }
    }
    return json.text
  }

  package var csv: String {
    var csv = CSVText()
    csv.row(["account", "first_paid_day", "base", "previous", "retained", "currency"])
    for (id, row) in rows {
      csv.cell(id.text)
      csv.cell(row.entryDay.description)
      for sum in [row.base, row.previous, row.retained] { csv.cell(answer.quantity(sum)) }
      csv.cell(answer.book?.currency.code)
      csv.endRow()
    }
    return csv.text
  }
}
