import Engine
import Facts
import Storage

/// A figure of usage with its definition and the units that it is counted from.
package struct UsageExplanation {
  private let figure: UsageFigure
  private let scope: UsageScope
  private let value: UsageValue
  private let rows: [UsageRow]
  /// The senders' ids, row by row.
  private let ids: [(kind: String, text: String)]

  package init(_ figure: UsageFigure, _ scope: UsageScope, _ detail: UsageDetail) throws {
    self.figure = figure
    self.scope = scope
    value = scope.value(of: figure, detail)
    rows = scope.rows(of: figure, detail)
    ids = try scope.names(of: rows)
  }

  /// How many units a table shows; the other forms show all.
  private static let shownRows = 100

  package var table: String {
    var text = Text.columns(
      figure.definition.fields.map { [$0.label, Text.wrapped($0.text, width: 84, indent: 12)] },
      leftAligned: [0, 1])
    text += "\n\(scope.period.label), \(scope.request.unit.rawValue): \(shown)"
    if let quotient = value.quotient, let numerator = quotient.numerator {
      text += " = \(Text.count(numerator)) / \(Text.count(quotient.denominator))"
    }
    if let interval = value.quotient?.interval {
      text += ", 95 % interval \(Text.interval(interval))"
    }
    text += "\n"
    if let silence = scope.silence { return text + silence + "\n" }
    let hasDenominator = rows.contains { $0.denominator != nil }
    let head = ["unit", "numerator"] + (hasDenominator ? ["denominator"] : [])
    text += "\n"
    text += Text.columns(
      [head]
        + zip(ids, rows).prefix(Self.shownRows).map { id, row in
          [Text.safe(id.text), Text.count(row.numerator)]
            + (hasDenominator ? [Text.count(row.denominator)] : [])
        })
    if rows.count > Self.shownRows {
      text += "and \(Text.count(rows.count - Self.shownRows)) more: --format csv prints all.\n"
    }
    return text
  }

  private var shown: String { UsageExplanation.shown(value, as: figure.form) }

  /// A value as people read it on a terminal.
  package static func shown(_ value: UsageValue, as form: UsageFigure.Form) -> String {
    guard let number = value.value else { return "–" }
    switch form {
    case .count: return Text.count(Int(number))
    case .share: return Text.percent(number)
    case .mean: return Text.decimal(number)
    case .seconds: return Text.decimal(number) + " s"
    }
  }

  /// The documented JSON; `docs/report-json.md` says what each member is.
  package var json: String {
    var json = JSONText()
    json.object { json in
      scope.writeQuestion(to: &json)
      json.key("figure")
      json.object { json in
        json.member("id", figure.rawValue)
        value.writeMembers(to: &json)
      }
      json.key("definition")
      figure.definition.write(to: &json)
      json.key("rows")
      json.array { json in
        for (id, row) in zip(ids, rows) {
          json.object { json in
            json.member("kind", id.kind)
            json.member("id", id.text)
            json.member("numerator", row.numerator)
            if let denominator = row.denominator { json.member("denominator", denominator) }
          }
        }
      }
    }
    return json.text
  }

  package var csv: String {
    var csv = CSVText()
    csv.row(["kind", "id", "numerator", "denominator"])
    for (id, row) in zip(ids, rows) {
      csv.cell(id.kind)
      csv.cell(id.text)
      csv.cell(row.numerator)
      csv.cell(row.denominator)
      csv.endRow()
    }
    return csv.text
  }
}

extension UsageScope {
  /// What the senders call whom rows are of, with what it is: `account`, `user` or `anonymous`.
  package func names(of rows: [UsageRow]) throws -> [(kind: String, text: String)] {
    let units = rows.map { row in if case .unit(let unit) = row.who { unit } else { 0 } }
    return zip(rows, try ids(of: units)).map { row, id in
      if case .account(let account) = row.who {
        return ("account", question.accounts[account].text)
      }
      return (id?.kind ?? "", id?.text.text ?? "")
    }
  }
}
