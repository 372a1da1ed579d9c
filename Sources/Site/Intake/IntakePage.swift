import Charts
import Facts
import Storage
import Workbench

/// What became of the usage that was sent, in numbers that add up.
struct IntakePage {
  let html: String

  init(_ ask: Ask) throws {
    // What is wrong with an address is said before anything came, too.
    _ = try IntakePage.choice(ask, .day)
    html = try IntakeFrame(ask, .counts).page("intake") { intake in
      let store = intake.store
      let counts = try store.counts()
      guard !counts.isEmpty else { return try IntakePage.start(ask, store) }
      guard let knowledge = try ask.site.usage.knowledge() else { return [:] }
      let now = ask.site.configuration.now()
      let (span, step) = try IntakePage.choice(
        ask, IntakeCounts.shortestSpan(counts, in: knowledge.zone, now: now))
      let view = IntakeView(
        ask: ask, counts: IntakeCounts(counts, span, step, in: knowledge.zone, now: now),
        receipts: knowledge.receipts)
      return view.model
    }
  }

  /// How far back an address looks, and in which pieces.
  ///
  /// - Parameter standard: how far back one looks that does not say.
  static func choice(
    _ ask: Ask, _ standard: IntakeCounts.Span
  ) throws -> (IntakeCounts.Span, IntakeCounts.Step) {
    let asked = try IntakePage.named(ask, "every", IntakeCounts.Step.self)
    let fits = asked.map { steps(of: standard).contains($0) } ?? true
    let span =
      try IntakePage.named(ask, "last", IntakeCounts.Span.self) ?? (fits ? standard : .day)
    let step = asked ?? (span == .day ? .hour : .day)
    guard step == .day || steps(of: span).contains(.hour) else {
      throw Refusal("every takes hour with last=24h and last=7d alone.")
    }
    return (span, step)
  }

  static func steps(of span: IntakeCounts.Span) -> [IntakeCounts.Step] {
    switch span {
    case .day, .week: [.hour, .day]
    case .month, .all: [.day]
    }
  }

  private static func named<Choice: RawRepresentable & CaseIterable>(
    _ ask: Ask, _ name: String, _ type: Choice.Type
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = ask.query.filled(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal("\(name) takes one of \(known), not \(Text.safe(text)).")
    }
    return choice
  }

  /// The way to the first event.
  private static func start(_ ask: Ask, _ store: UsageStore) throws -> Model {
    let keys = try store.keyNames()
    let address = "http://localhost:\(ask.site.configuration.port)"
    return [
      "counted": false,
      "start": [
        "hasKeys": !keys.isEmpty,
        "keys": ask.words.counted(
          "intake.keys", keys.count, ["names": keys.joined(separator: ", ")]),
        "curl": "curl -u wk_…: \(address)/v1/track "
          + #"-d '{"userId": "user-1", "event": "Report Exported"}'"#,
        "python": """
        from segment.analytics.client import Client

        client = Client("wk_…", host="\(address)", gzip=True)
        client.track("user-1", "Report Exported", {"rows": 1200})
        client.flush()
        """,
      ] as Model,
    ]
  }
}

/// The counts of some hours as the page shows them.
struct IntakeView {
  let ask: Ask
  let counts: IntakeCounts
  let receipts: UsageReceipts

  private var total: UsageCount { counts.total }

  var model: Model {
    [
      "start": false,
      "counted": [
        "say": ask.words.html(
          "intake.say.\(counts.span.rawValue)",
          [
            "events": ask.words.counted("intake.events", total.accepted),
            "sources": ask.words.counted("intake.sources", counts.sources.count),
          ]),
        "spans": IntakeCounts.Span.allCases.map { span in
          choice(
            "span", span.rawValue, isChosen: span == counts.span,
            [("last", span.rawValue), ("every", nil)])
        },
        "steps": IntakePage.steps(of: counts.span).map { step in
          choice(
            "step", step.rawValue, isChosen: step == counts.step, [("every", step.rawValue)])
        },
        "accepted": Shown.count(total.accepted), "stored": Shown.count(total.stored),
        "duplicate": Shown.count(total.duplicate), "apart": Shown.count(total.quarantined),
        "conflicts": total.conflict > 0
          ? ask.words.counted("intake.conflicts", total.conflict) : false,
        "addsUp": total.addsUp, "chart": chart, "twin": twin, "sources": sources,
        "cut": counts.isCut
          ? ask.words("intake.cut", ["n": Shown.count(IntakeCounts.mostPieces)]) : false,
        "checkIcon": Icon.svg("check", size: 14), "late": late,
        "csv": ask.link(
          "/usage/intake.csv", [("last", counts.span.rawValue), ("every", counts.step.rawValue)]),
      ] as Model,
    ]
  }

  private func choice(
    _ group: String, _ name: String, isChosen: Bool, _ changes: [(String, String?)]
  ) -> Model {
    [
      "word": ask.words["intake.\(group).\(name)"], "address": ask.here(changes),
      "isChosen": isChosen,
    ]
  }

  /// When a piece began, in words.
  private func name(_ piece: IntakeCounts.Piece) -> String {
    let day = counts.zone.day(of: piece.start)
    return counts.step == .day
      ? ask.shown.day(day)
      : ask.words(
        "intake.hour",
        ["day": ask.shown.shortDay(day), "time": Shown.time(piece.start, counts.zone)])
  }

  private func label(_ piece: IntakeCounts.Piece) -> String {
    if counts.step == .hour {
      return counts.span == .day ? Shown.time(piece.start, counts.zone) : name(piece)
    }
    return ask.shown.shortDay(counts.zone.day(of: piece.start))
  }

  private var chart: String {
    let last = counts.pieces.count - 1
    let bars = counts.pieces.enumerated().map { index, piece in
      let count = piece.count
      let text = ask.words(
        "intake.read",
        [
          "name": name(piece), "stored": Shown.count(count.stored),
          "duplicate": Shown.count(count.duplicate), "apart": Shown.count(count.quarantined),
        ])
      let narrow = ask.words(
        "chart.read", ["name": name(piece), "value": Shown.count(count.accepted)])
      return MovementChart.Bar(
        ChartPeriod(label(piece), reading: Reading(text, narrow: narrow)),
        amounts: [
          (.stored, Double(count.stored)), (.duplicate, Double(count.duplicate)),
          (.apart, Double(count.quarantined)),
        ], isSoFar: index == last)
    }
    return MovementChart(
      title: ask.words["intake.chart.\(counts.step.rawValue)"], unit: ask.words["intake.unit"],
      bars: bars, tick: { Shown.tick($0) }
    ).svg
  }

  private static let columns = ["accepted", "stored", "duplicate", "apart", "conflict"]

  private func table(_ label: String, _ first: String) -> Table {
    Table(
      label, [.name(first)] + Self.columns.map { .number(ask.words["intake.count.\($0)"]) })
  }

  private func cells(_ first: Table.Cell, _ count: UsageCount) -> [Table.Cell] {
    [first] + count.numbers.map { Table.Cell(Shown.count($0)) }
  }

  /// The chart's numbers, the last piece first.
  private var twin: String {
    var table = table(
      ask.words["intake.chart.\(counts.step.rawValue)"],
      ask.words["intake.step.\(counts.step.rawValue)"])
    table.rows = counts.pieces.reversed().map { cells(Table.Cell(name($0)), $0.count) }
    return table.html(ask)
  }

  private var sources: String {
    var table = table(ask.words["intake.by_source"], ask.words["intake.source"])
    table.rows = counts.sources.map { cells(.data($0.source.text), $0.count) }
    table.foot = cells(Table.Cell(ask.words["slice.all"]), total)
    return table.html(ask)
  }

  private var late: Model {
    let lateness = receipts.lateness(since: counts.firstDay)
    var table = Table(
      ask.words["intake.late"],
      [.name(ask.words["intake.late.by"]), .number(ask.words["intake.late.events"])])
    let groups: [(String, Int)] = [
      ("week", lateness.count(2..<7)), ("month", lateness.count(7..<30)),
      ("more", lateness.count(30...)),
    ]
    table.rows = groups.map { key, count in
      [Table.Cell(ask.words["intake.late.\(key)"]), Table.Cell(Shown.count(count))]
    }
    return [
      "howLate": ask.words(
        lateness.late == 0 ? "intake.late.none" : "intake.late.say",
        [
          "late": ask.words.counted("intake.late.count", lateness.late),
          "of": Shown.count(lateness.events), "day": ask.shown.day(counts.firstDay),
          "days": Shown.count(lateness.mostDays),
        ]),
      "table": lateness.late == 0 ? "" : table.html(ask),
    ]
  }
}
