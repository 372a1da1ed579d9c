import Facts
import Storage
import Workbench

/// The events that are kept apart, why, and the form that mends their time.
struct QuarantinePage {
  let html: String

  /// So many are listed on a page.
  static let pageSize = 20

  init(_ ask: Ask) throws {
    let asked = try MendQuery(ask.query)
    let before = try QuarantinePage.cursor(ask)
    html = try IntakeFrame(ask, .quarantine).page("quarantine") { intake in
      guard let knowledge = try ask.site.usage.knowledge() else { return [:] }
      let view = QuarantineView(
        ask: ask, store: intake.store, zone: knowledge.zone, asked: asked,
        counts: try intake.store.quarantineCounts())
      return try view.model(before: before)
    }
  }

  /// The event before which a list goes on; nil for the newest.
  static func cursor(_ ask: Ask) throws -> Int64? {
    guard let text = ask.query.filled("before") else { return nil }
    guard let number = Int64(text), number > 0 else {
      throw Refusal("before takes the number of an event, not \(Text.safe(text)).")
    }
    return number
  }
}

/// What an address or a form says of events that are kept apart: which ones, and how to mend them.
struct MendQuery {
  let choice: UsageStore.QuarantineChoice
  /// Nil where none is named yet.
  let rule: Mend?
  /// The hours of a shift as they were filled in.
  let hours: String?

  /// - Throws: ``Refusal`` for a reason or a rule that there is not.
  init(_ query: Query) throws {
    choice = try UsageStore.QuarantineChoice(
      reason: query.filled("reason"), source: query.filled("source"))
    hours = query.filled("hours")
    switch query.filled("rule") {
    case nil: rule = nil
    case .some(let name) where equalBytes(name, "receipt"):
      rule = try Mend(isReceipt: true, shiftHours: nil)
    case .some(let name) where equalBytes(name, "shift"):
      rule = try Mend(isReceipt: false, shiftHours: hours)
    case .some(let name):
      throw Refusal("rule takes receipt or shift, not \(Text.safe(name)).")
    }
  }

  /// The names by which addresses and forms say it.
  var pairs: [(String, String)] {
    var pairs = filter
    switch rule {
    case nil: break
    case .receipt: pairs.append(("rule", "receipt"))
    case .shift(let seconds):
      pairs += [("rule", "shift"), ("hours", String(seconds / 3600))]
    }
    return pairs
  }

  /// Which events alone.
  var filter: [(String, String)] {
    (choice.reason.map { [("reason", $0.rawValue)] } ?? [])
      + (choice.source.map { [("source", $0.text)] } ?? [])
  }
}

/// What the page shows.
private struct QuarantineView {
  let ask: Ask
  let store: UsageStore
  let zone: Zone
  let asked: MendQuery
  let counts: [UsageStore.QuarantineChoice: Int]

  private var all: Int { counts.values.reduce(0, +) }

  /// How many the choice of the address holds.
  private var chosen: Int {
    counts.reduce(0) { sum, each in
      let isOne =
        (asked.choice.reason == nil || asked.choice.reason == each.key.reason)
        && (asked.choice.source == nil || asked.choice.source == each.key.source)
      return sum + (isOne ? each.value : 0)
    }
  }

  func model(before number: Int64?) throws -> Model {
    let events = try store.quarantine(
      asked.choice, before: number, atMost: QuarantinePage.pageSize + 1)
    let shown = events.prefix(QuarantinePage.pageSize)
    let mends = try store.mends()
    var pages: [Model] = []
    if number != nil {
      pages.append([
        "word": ask.words["apart.newest"], "address": ask.here([("before", nil), ("mended", nil)]),
      ])
    }
    if events.count > shown.count, let last = shown.last {
      pages.append([
        "word": ask.words["apart.older"],
        "address": ask.here([("before", String(last.number)), ("mended", nil)]),
      ])
    }
    return [
      "say": ask.words.html(
        all == 0 ? "apart.say.none" : "apart.say",
        ["events": ask.words.counted("intake.events", all)]),
      "hasCounts": all > 0, "table": table, "form": all > 0 ? form : false,
      "preview": try preview ?? false, "outcome": outcome(mends) ?? false,
      "listed": ask.words.counted("apart.listed", chosen), "hasEvents": !shown.isEmpty,
      "isFiltered": !asked.filter.isEmpty,
      "whole": ask.link(IntakeFrame.Part.quarantine.path), "events": shown.map(entry),
      "pages": pages, "hasMends": !mends.isEmpty, "mends": table(of: mends),
      "csv": ask.link(IntakeFrame.Part.quarantine.path + ".csv", asked.filter.map { ($0.0, $0.1) }),
      "csvNote": chosen > Download.mostApart
        ? ask.words("apart.csv_note", ["n": Shown.count(Download.mostApart)]) : false,
    ]
  }

  private func reason(_ reason: Quarantine?) -> String {
    ask.words["apart.reason.\(reason?.rawValue ?? "any")"]
  }

  private func source(_ source: Identifier?) -> String {
    source?.text ?? ask.words["apart.any_source"]
  }

  private var table: String {
    var table = Table(
      ask.words["apart.by_source"],
      [
        .name(ask.words["intake.source"]), .name(ask.words["apart.reason"]),
        .number(ask.words["apart.events"]),
      ])
    let sorted = counts.sorted { one, other in
      let names = (one.key.source ?? "", other.key.source ?? "")
      return names.0 != names.1
        ? names.0 < names.1
        : precedes(one.key.reason?.rawValue ?? "", other.key.reason?.rawValue ?? "")
    }
    table.rows = sorted.map { key, count in
      [
        .data(
          source(key.source),
          address: ask.link(
            IntakeFrame.Part.quarantine.path,
            [("source", key.source?.text), ("reason", key.reason?.rawValue)])),
        Table.Cell(reason(key.reason)), Table.Cell(Shown.count(count)),
      ]
    }
    table.foot = [Table.Cell(ask.words["slice.all"]), Table.Cell(""), Table.Cell(Shown.count(all))]
    return table.html(ask)
  }

  private var form: Model {
    let sources = Set(counts.keys.compactMap(\.source)).sorted()
    var isReceipt = true
    if case .shift = asked.rule { isReceipt = false }
    return [
      "action": IntakeFrame.Part.quarantine.path,
      "hidden": ask.lens.pairs.map { ["name": $0.0, "value": $0.1] as Model },
      "sources": [
        ["value": "", "word": source(nil), "isChosen": asked.choice.source == nil] as Model
      ]
        + sources.map { name in
          [
            "value": name.text, "word": name.text, "isData": true,
            "isChosen": asked.choice.source == name,
          ] as Model
        },
      "reasons": ([nil] + Quarantine.allCases.map { $0 }).map { (each: Quarantine?) in
        [
          "value": each?.rawValue ?? "", "word": reason(each),
          "isChosen": asked.choice.reason == each, "isData": false,
        ] as Model
      },
      "isReceipt": isReceipt, "hours": asked.hours ?? "-24", "most": String(Mend.mostHours),
      "least": String(-Mend.mostHours),
    ]
  }

  /// What the rule that is asked about would do.
  private var preview: Model? {
    get throws {
      guard let rule = asked.rule, all > 0 else { return nil }
      let outcome = try store.previewMend(asked.choice, by: rule)
      return [
        "rule": text(of: rule.description),
        "which": which(asked.choice),
        "mended": ask.words.counted("apart.would_mend", outcome.mended),
        "left": ask.words.counted("apart.would_stay", outcome.left),
        "hidden": asked.pairs.map { ["name": $0.0, "value": $0.1] as Model },
        "button": outcome.mended > 0
          ? ask.words.counted("apart.mend_now", outcome.mended) : false,
      ]
    }
  }

  /// What became of the mend that an address names.
  private func outcome(_ mends: [MendRecord]) -> Model? {
    guard let text = ask.query.filled("mended"),
      let record = mends.first(where: { equalBytes(String($0.number), text) })
    else { return nil }
    return [
      "mended": ask.words.counted("apart.was_mended", record.outcome.mended),
      "left": ask.words.counted("apart.did_stay", record.outcome.left),
      "counts": ask.link(IntakeFrame.Part.counts.path),
    ]
  }

  /// A rule as it is written down, in words.
  private func text(of rule: String) -> String {
    let parts = rule.utf8.split(separator: 0x20)
    guard parts.count == 2, let seconds = Int(String(parts[1]) ?? "") else {
      return ask.words["apart.rule.receipt"]
    }
    return ask.words(
      seconds < 0 ? "apart.rule.earlier" : "apart.rule.later",
      ["hours": ask.words.counted("apart.hours", abs(seconds / 3600))])
  }

  private func which(_ choice: UsageStore.QuarantineChoice) -> String {
    ask.words("apart.which", ["source": source(choice.source), "reason": reason(choice.reason)])
  }

  private func table(of mends: [MendRecord]) -> String {
    var table = Table(
      ask.words["apart.mends"],
      [
        .name(ask.words["apart.made"]), .name(ask.words["apart.by_rule"]),
        .name(ask.words["intake.source"]), .name(ask.words["apart.reason"]),
        .number(ask.words["apart.mended"]), .number(ask.words["apart.left"]),
      ])
    table.rows = mends.reversed().prefix(50).map { record in
      [
        Table.Cell(ask.moment(record.made, zone)), Table.Cell(text(of: record.rule)),
        record.choice.source.map { .data($0.text) } ?? Table.Cell(source(nil)),
        Table.Cell(reason(record.choice.reason)),
        Table.Cell(Shown.count(record.outcome.mended)),
        Table.Cell(Shown.count(record.outcome.left)),
      ]
    }
    return table.html(ask)
  }

  private func entry(_ event: QuarantinedEvent) -> Model {
    [
      "message": event.message.text, "source": event.source.text, "reason": reason(event.reason),
      "said": ask.words(
        "apart.said",
        [
          "time": event.at.map { ask.moment($0, zone) }
            ?? ask.words[event.reason == .unreadable ? "apart.no_time" : "apart.unknown_time"]
        ]),
      "received": ask.words("apart.received", ["time": ask.moment(event.received, zone)]),
      "body": IndentedJSON.text(event.body),
    ]
  }
}

extension Ask {
  /// `21 Nov 2026, 14:05`, in a zone.
  func moment(_ instant: Instant, _ zone: Zone) -> String {
    guard instant >= .first, instant <= .last else { return words["apart.beyond"] }
    return words(
      "apart.moment",
      ["day": shown.day(zone.day(of: instant)), "time": Shown.time(instant, zone)])
  }
}
