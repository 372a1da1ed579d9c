import Engine
import Facts
import Workbench

extension RestatementLog {
  private var title: String {
    let until = question.asOf.map { "the end of \($0)" } ?? "now"
    return "\(question.period.label): from what was known at the end of \(since) to \(until)"
  }

  /// How many customers a figure lists; the other forms list all.
  private static let shownRows = 10

  var table: String {
    if let notice = then.notice { return title + "\n\n\(notice)\n" }
    if let silence = question.silence { return title + "\n\n\(silence)\n" }
    guard !changes.isEmpty else {
      return title + "\n\nNo figure changed.\n" + settingLines + rateLines
    }
    var text = title + "\n\n"
    let rows = changes.map { change -> [String] in
      [
        "  " + change.figure.id, change.currency?.code ?? "",
        change.figure.shown(change.before, change.currency),
        change.figure.shown(change.after, change.currency),
      ] + Reason.allCases.indices.map { change.shownStep($0) }
    }
    text += Text.columns(
      [["", "", "then", "now"] + Reason.allCases.map { "by \($0.rawValue)" }] + rows,
      leftAligned: [0, 1])
    text += settingLines + rateLines
    let named = changes.flatMap { change in change.customers.map(\.account) }
    let accounts = Set(named).sorted { question.accounts[$0] < question.accounts[$1] }
    guard !accounts.isEmpty else { return text }
    text += "\nFacts behind it, by customer:\n"
    var lines: [[String]] = []
    for account in accounts.prefix(Self.shownRows) {
      for learned in facts(behind: account) {
        lines.append([
          "  " + Text.safe(question.accounts[account].text),
          learned.why, Text.safe(learned.fact.key.text),
          learned.fact.at.day(in: question.rules.zone).description,
          "learned \(question.rules.zone.day(of: learned.fact.recorded))",
        ])
      }
    }
    text += Text.columns(lines, leftAligned: [0, 1, 2, 3, 4])
    if accounts.count > Self.shownRows {
      text += "  and \(Text.count(accounts.count - Self.shownRows)) customers more: "
      text += "--format json lists all.\n"
    }
    return text
  }

  private var settingLines: String {
    settings.map { name, before, after in
      let (old, new) = (before.isEmpty ? "–" : before, after.isEmpty ? "–" : after)
      return "\nSetting \(name): \(old) became \(new)\n"
    }.joined()
  }

  private var rateLines: String {
    guard !rates.isEmpty else { return "" }
    func shown(_ micros: Int64?) -> String { micros.map { decimalText(micros: $0) } ?? "–" }
    let lines = rates.prefix(Self.shownRows).map { change in
      "  \(change.currency.code) in \(change.month): "
        + "\(shown(change.before)) became \(shown(change.after))\n"
    }
    let more = rates.count - lines.count
    return "\nExchange rates per euro:\n" + lines.joined()
      + (more > 0 ? "  and \(Text.count(more)) more: --format json lists all.\n" : "")
  }

  var json: String {
    var json = JSONText()
    json.object { json in
      json.member("format", 1)
      json.key("period")
      question.writePeriod(to: &json)
      json.member("since", since.description)
      json.member("until", question.asOf?.description)
      json.key("settings")
      json.array { json in
        for (name, before, after) in settings {
          json.object { json in
            json.member("name", name)
            json.member("before", before)
            json.member("after", after)
          }
        }
      }
      json.key("rates")
      json.array { json in
        for change in rates {
          json.object { json in
            json.member("currency", change.currency.code)
            json.member("month", change.month.description)
            json.member("before", change.before.map { decimalText(micros: $0) })
            json.member("after", change.after.map { decimalText(micros: $0) })
          }
        }
      }
      json.key("changes")
      json.array { json in
        for change in changes { write(change, to: &json) }
      }
    }
    return json.text
  }

  private func write(_ change: Change, to json: inout JSONText) {
    json.object { json in
      json.member("id", change.figure.id)
      json.member("currency", change.currency?.code)
      json.key("before")
      change.before.write(to: &json)
      for (number, reason) in Reason.allCases.enumerated() {
        json.key("after" + reason.rawValue.prefix(1).uppercased() + reason.rawValue.dropFirst())
        change.readings[number + 1].write(to: &json)
      }
      json.key("customers")
      json.array { json in
        for (account, numerator, denominator) in change.customers {
          json.object { json in
            json.member("account", question.accounts[account].text)
            json.member("numerator", quantity: change.figure.quantity(numerator, .numerator))
            json.member(
              "denominator", quantity: change.figure.quantity(denominator, .denominator))
            json.key("facts")
            json.array { json in
              for learned in facts(behind: account) {
                json.object { json in
                  json.member("why", learned.why)
                  json.key("fact")
                  learned.fact.write(to: &json)
                }
              }
            }
          }
        }
      }
    }
  }

  /// One line a figure and step that changed it, then one a customer whose part facts changed.
  var csv: String {
    var csv = CSVText()
    csv.row([
      "figure", "currency", "step", "before", "after", "account", "numerator", "denominator",
    ])
    for change in changes {
      for (number, reason) in Reason.allCases.enumerated() where change.isChanged(by: number) {
        csv.cell(change.figure.id)
        csv.cell(change.currency?.code)
        csv.cell(reason.rawValue)
        change.readings[number].write(to: &csv)
        change.readings[number + 1].write(to: &csv)
        csv.row(["", "", ""])
      }
      for (account, numerator, denominator) in change.customers {
        csv.cell(change.figure.id)
        csv.cell(change.currency?.code)
        let reasons = facts(behind: account).map(\.why)
        csv.cell(Set(reasons).sorted().joined(separator: " "))
        csv.cell(String?.none)
        csv.cell(String?.none)
        csv.cell(question.accounts[account].text)
        csv.cell(change.figure.quantity(numerator, .numerator))
        csv.cell(change.figure.quantity(denominator, .denominator))
        csv.endRow()
      }
    }
    return csv.text
  }
}

extension RestatementLog.Change {
  /// What a step changed, as people read it; empty where nothing.
  fileprivate func shownStep(_ number: Int) -> String {
    let (before, after) = (readings[number], readings[number + 1])
    if let old = before.amount, let new = after.amount, let currency {
      return old == new ? "" : Text.money(new - old, currency, isSigned: true)
    }
    guard before.value != after.value || before.amount != after.amount else { return "" }
    guard let old = before.value, let new = after.value else {
      return after.value == nil && after.amount == nil ? "no longer defined" : "now defined"
    }
    let isShare = figure.isShare
    let change = Text.number((new - old) * (isShare ? 100 : 1))
    return (new > old ? "+" : "") + change + (isShare ? " points" : "")
  }
}

extension FigureReading {
  fileprivate func write(to json: inout JSONText) {
    if let amount {
      json.value(decimalText(micros: amount))
    } else {
      json.value(value)
    }
  }

  fileprivate func write(to csv: inout CSVText) {
    if let amount {
      csv.cell(micros: amount)
    } else {
      csv.cell(value)
    }
  }
}
