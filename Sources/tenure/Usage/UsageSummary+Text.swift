import Facts
import Storage
import Workbench

extension UsageSummary {
  /// The summary as a terminal shows it.
  var text: String {
    guard !all.sources.isEmpty else {
      return "No event has come yet. `tenure keys add NAME` makes a key to send them with.\n"
    }
    var parts = [
      "Last 24 hours\n" + UsageSummary.table(lastDay), "All\n" + UsageSummary.table(all),
    ]
    if !apart.isEmpty {
      let rows = apart.map { source, reason, events in
        ["  " + Text.safe(source.text), reason.rawValue, Text.count(events)]
      }
      parts.append("Kept apart\n" + Text.columns(rows, leftAligned: [0, 1]))
    }
    if !contained.isEmpty {
      let rows = contained.map { each in
        ["  " + each.what, Text.count(each.events), "last \(each.last)"]
      }
      parts.append("Events beyond the caps of names\n" + Text.columns(rows, leftAligned: [0, 2]))
    }
    if !refusals.isEmpty { parts.append(refused) }
    return parts.joined(separator: "\n")
  }

  private static func table(_ counts: IntakeCounts) -> String {
    let head = ["  source", "accepted", "= stored", "+ duplicate", "+ kept apart", "conflicts"]
    let rows = counts.sources.map { source, count in
      ["  " + Text.safe(source.text)] + count.numbers.map { Text.count($0) }
    }
    let sum = ["  all together"] + counts.total.numbers.map { Text.count($0) }
    return Text.columns([head] + rows + (rows.count == 1 ? [] : [sum]))
  }

  private var refused: String {
    var rows = refusals.anonymous.map { id, users in
      let others = users.dropFirst().map { Text.safe($0.text) }.joined(separator: ", ")
      return [
        "  \(Text.safe(id.text))", "is \(Text.safe(users.first?.text ?? ""))", "not \(others)",
      ]
    }
    rows += refusals.aliases.map { alias in
      [
        "  \(Text.safe(alias.user.text))", "", "not \(Text.safe(alias.previous.text)), a user too",
      ]
    }
    let more = refusals.anonymousCount + refusals.aliasCount - rows.count
    return "Refused to make one of\n" + Text.columns(rows, leftAligned: [0, 1, 2])
      + (more > 0 ? "  and \(Text.count(more)) more\n" : "")
  }
}
