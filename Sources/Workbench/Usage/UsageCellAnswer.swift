import Engine
import Facts

/// One cell of a grid of units with those that it counts.
package struct UsageCellAnswer {
  private let answer: UsageCohortAnswer
  package let cohort: Cohort
  package let cell: CohortCell
  /// In the order of their numbers.
  package let rows: [CohortRow]

  /// - Throws: ``Failure`` where there is no such cell.
  package init(_ answer: UsageCohortAnswer, _ label: String, _ index: Int) throws {
    self.answer = answer
    guard let place = answer.place(of: label) else {
      let known = answer.grid.cohorts.prefix(12).map { Text.safe($0.label) }
      throw Failure(
        "There is no cohort \(Text.safe(label)). "
          + (known.isEmpty ? "There are none." : "There are: \(known.joined(separator: ", "))."))
    }
    let cohort = answer.grid.cohorts[place]
    guard index < cohort.cells.count else {
      throw Failure(
        "Nobody of \(Text.slice(label)) has begun cell \(index) yet; "
          + "the last one is \(cohort.cells.count - 1).")
    }
    self.cohort = cohort
    cell = cohort.cells[index]
    rows = answer.rows(of: place, index)
  }

  /// What the senders call the units, row by row.
  private func names() throws -> [(kind: String, text: String)] {
    try answer.scope.names(of: rows.map { UsageRow(.unit($0.account), 1) })
  }

  private static let shownRows = 100

  package func table() throws -> String {
    let comparison = answer.grid.question.comparison
    let compared = Int(clamping: cell.compared(comparison))
    var text = "\(Text.slice(cohort.label)), cell \(cell.index): "
    text += "\(Text.count(Int(clamping: cell.retained))) / \(Text.count(compared))"
    text += " = \(Text.percent(cell.value(comparison)))\(cell.isComplete ? "" : ", so far")\n"
    text += "\(Text.count(cell.customers)) of \(Text.count(cohort.customers)) units counted\n\n"
    let lines = zip(try names(), rows).prefix(Self.shownRows).map { name, row in
      [
        Text.safe(name.text), row.entryDay.description, Text.count(Int(clamping: row.previous)),
        Text.count(Int(clamping: row.retained)),
      ]
    }
    text += Text.columns(
      [["unit", "entered", "one cell earlier", "retained"]] + lines, leftAligned: [0, 1])
    if rows.count > Self.shownRows {
      text += "and \(Text.count(rows.count - Self.shownRows)) more: --format csv prints all.\n"
    }
    return text
  }

  package func csv() throws -> String {
    var csv = CSVText()
    csv.row(["kind", "id", "entry_day", "previous", "retained"])
    for (name, row) in zip(try names(), rows) {
      csv.cell(name.kind)
      csv.cell(name.text)
      csv.cell(row.entryDay.description)
      csv.cell(Int(clamping: row.previous))
      csv.cell(Int(clamping: row.retained))
      csv.endRow()
    }
    return csv.text
  }

  package func json() throws -> String {
    let names = try names()
    var json = JSONText()
    json.object { json in
      answer.writeQuestion(to: &json)
      json.member("label", cohort.label)
      json.key("cell")
      json.object { answer.write(cell, to: &$0) }
      json.key("rows")
      json.array { json in
        for (name, row) in zip(names, rows) {
          json.object { json in
            json.member("kind", name.kind)
            json.member("id", name.text)
            json.member("entryDay", row.entryDay.description)
            json.member("previous", Int(clamping: row.previous))
            json.member("retained", Int(clamping: row.retained))
          }
        }
      }
    }
    return json.text
  }
}
