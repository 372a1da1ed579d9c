import Charts
import Engine
import Facts
import Workbench

/// Who used the product, how often, and what of it.
struct UsagePage {
  let html: String

  init(_ ask: Ask) throws {
    let title = ask.words["nav.usage"]
    guard let asked = try UsageAsk(ask), !asked.isEmpty else {
      html = NothingYet(ask, .usage, title: title, tabs: ask.usageTabs("/usage")).html
      return
    }
    if let silence = asked.silence(asked.frame(title)) {
      html = silence
      return
    }
    let scope = try asked.scope(try UsageRequest(ask.query))
    var frame = asked.frame(title)
    frame.lensParts = [.period, .against]
    frame.acts = [
      Frame.Act(
        word: ask.words["panel.csv"],
        address: ask.link("/usage.csv", listing: scope.request.pairs))
    ]
    frame.opening = { UsageDrawer(ask, scope)?.html }
    if let silence = scope.silence {
      html = frame.page("silence", ["silence": silence])
      return
    }
    html = frame.page("usage", try UsageView(ask, scope, asked.events).model)
  }

  /// How many pieces are told at least, those before the period for comparison.
  static func pieceCount(_ every: CalendarUnit) -> Int {
    switch every {
    case .day: 28
    case .week: 13
    case .month: 12
    case .quarter: 8
    case .year: 5
    }
  }

  /// What an address asks for, told piece by piece.
  static func report(_ ask: Ask, _ scope: UsageScope) throws -> UsageReport {
    try UsageReport(
      scope, atLeast: pieceCount(scope.request.every),
      against: ask.lens.compared(scope.period))
  }
}

private struct UsageView {
  let ask: Ask
  let scope: UsageScope
  private let events: [String]
  private let report: UsageReport

  init(_ ask: Ask, _ scope: UsageScope, _ events: [String]) throws {
    self.ask = ask
    self.scope = scope
    self.events = events
    report = try UsagePage.report(ask, scope)
  }

  private var request: UsageRequest { scope.request }

  var model: Model {
    let charts = UsageCharts(ask: ask, report: report)
    let adoption = AdoptionTable(ask: ask, report: report)
    var model: Model = [
      "tabs": ask.usageTabs("/usage"), "say": say, "soFar": soFar ?? false,
      "figures": UsageCards(ask: ask, scope: scope, compared: report.compared).html,
      "action": ask.path, "period": ask.shown.period(scope.period),
      "hidden": ask.lens.pairs.map { ["name": $0.0, "value": $0.1] as Model },
      "chartTitle": ask.words(
        "usage.chart", ["unit": ask.words["usage.units.\(request.unit.rawValue)"]]),
      "active": charts.active ?? false, "table": charts.table, "key": key,
      "trailing": charts.trailing ?? false, "adoption": adoption.html,
      "adoptionMore": adoption.more ?? false, "unassigned": unassigned ?? false,
      "isOfSome": request.events.isEmpty ? false : ask.words["usage.adoption_of_chosen"],
    ]
    for (name, path) in [
      ("csv", "/usage.csv"), ("trailingCSV", "/usage/trailing.csv"),
      ("adoptionCSV", "/usage/adoption.csv"),
    ] { model[name] = ask.link(path, listing: request.pairs) }
    model["selects"] = [
      ask.select(
        "unit", UsageUnit.allCases.map(\.rawValue), request.unit.rawValue, "usage.unit",
        of: "usage"),
      ask.select(
        "every", CalendarUnit.allCases.map(\.rawValue), request.every.rawValue, "every",
        of: "usage"),
    ]
    model["lists"] = [ask.picks("event", request.events, of: events)]
    return model
  }

  private var say: String {
    let count = Int(scope.value(of: .active).number ?? 0)
    let values = [
      "period": ask.shown.period(scope.period), "active": Shown.count(count),
      "unit": ask.words[
        "usage.units.\(request.unit.rawValue)"],
      "new": Shown.count(Int(scope.value(of: .new).number ?? 0)),
      "dormant": Shown.count(Int(scope.value(of: .dormant).number ?? 0)),
    ]
    return ask.words.html(
      count == 0 ? "usage.say.nobody" : "usage.say.active", values,
      links: [ask.opening(.active)])
  }

  /// That the period is not over.
  private var soFar: String? {
    guard scope.period.to > scope.horizon else { return nil }
    return ask.words(
      "usage.not_over",
      ["period": ask.shown.period(scope.period), "day": ask.shown.day(scope.horizon)])
  }

  /// What the colours of the bars stand for.
  private var key: String {
    (ActiveUnits.Group.parts + [.dormant]).map { group in
      "<span>" + Mark.activity(group)
        + HTMLText.escaped(ask.words["usage.group.\(group.rawValue)"]) + "</span>"
    }.joined()
  }

  /// What belongs to no account.
  private var unassigned: String? {
    guard request.unit == .accounts else { return nil }
    let found = report.unassigned
    guard found.people > 0 else { return nil }
    return ask.words.counted(
      "usage.unassigned", found.people, ["count": Shown.count(found.count)])
  }
}
