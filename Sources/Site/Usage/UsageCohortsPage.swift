import Engine
import Facts
import Workbench

/// Cohorts of accounts or people by what they did, with every way of asking in the address.
struct UsageCohortsPage {
  let html: String

  init(_ ask: Ask) throws {
    let title = ask.words["usage.cohorts.title"]
    guard let asked = try UsageAsk(ask), !asked.isEmpty else {
      html = NothingYet(ask, .usage, title: title, tabs: ask.usageTabs("/usage/cohorts")).html
      return
    }
    if let silence = asked.silence(asked.frame(title)) {
      html = silence
      return
    }
    var request = try UsageCohortRequest(ask)
    request.cellLimit = CohortPicture.columns
    let scope = try asked.scope(UsageRequest())
    var frame = asked.frame(title)
    frame.lensParts = [.period]
    frame.opening = { UsageCohortsPage.drawer(ask, scope) }
    let answer = try UsageCohortAnswer(request, scope)
    html = frame.page("cohorts", UsageCohortsView(ask, answer, asked).model)
  }

  /// A cell opened; nil where none is, or there is none of that name.
  private static func drawer(_ ask: Ask, _ scope: UsageScope) -> String? {
    guard let name = ask.query.filled("cell"), let (label, index) = CellDrawer.parse(name),
      var request = try? UsageCohortRequest(ask)
    else { return nil }
    request.cellLimit = index + 1
    guard let answer = try? UsageCohortAnswer(request, scope),
      let opened = try? UsageCellAnswer(answer, label, index)
    else { return nil }
    return CellDrawer(
      CellDrawer.Content(
        context: ask.words["usage.cohorts.title"],
        name: ask.cellName(label, index, answer.grid), cell: opened.cell,
        comparison: answer.grid.question.comparison, shown: Shown.count,
        heads: [
          .name(ask.words["usage.one.\(request.unit)"]), .name(ask.words["usage.entered"]),
          .number(ask.words["table.at_entry"]), .number(ask.words["table.retained"]),
        ],
        rows: opened.rows,
        names: { rows in
          ask.unitCells(rows.map { UsageRow($0) }, scope)
        },
        download: ask.link("/usage/cell.csv", listing: request.pairs + [("cell", name)])), ask
    ).html
  }
}

extension Shown {
  /// A sum of units.
  static func count(_ number: Int128) -> String { count(Int(clamping: number)) }
}

extension UsageCohortRequest {
  /// What an address asks for.
  init(_ ask: Ask) throws {
    self.init()
    let query = ask.query
    unit = try query.named("unit") ?? unit
    if let name = query.filled("cohort") { cohort = name }
    every = try query.named("every")
    entry = try query.named("entry") ?? entry
    start = query.list("start")
    comeback = query.list("return")
    clock = try query.named("clock") ?? clock
    sight = try query.named("at") ?? sight
    bound = try query.named("bound") ?? bound
    comparison = try query.named("relative") ?? comparison
    mean = try query.named("mean") ?? mean
    if let period = ask.lens.period { entered = period.from...period.to }
  }

  /// What an address says of it, where it is not as usual.
  var pairs: [(String, String?)] {
    [
      ("unit", unit == .accounts ? nil : unit.rawValue),
      ("cohort", cohort == "month" ? nil : cohort), ("every", every?.rawValue),
      ("entry", entry == .first ? nil : entry.rawValue),
      ("clock", clock == .calendar ? nil : clock.rawValue),
      ("at", sight == .any ? nil : sight.rawValue),
      ("bound", bound == .bounded ? nil : bound.rawValue),
      ("relative", comparison == .start ? nil : comparison.rawValue),
      ("mean", mean == .weighted ? nil : mean.rawValue),
    ] + start.map { ("start", $0) } + comeback.map { ("return", $0) }
  }
}

private struct UsageCohortsView {
  let ask: Ask
  let answer: UsageCohortAnswer
  private let asked: UsageAsk

  init(_ ask: Ask, _ answer: UsageCohortAnswer, _ asked: UsageAsk) {
    self.ask = ask
    self.answer = answer
    self.asked = asked
  }

  private var request: UsageCohortRequest { answer.request }
  private var isOfTime: Bool { CalendarUnit(rawValue: request.cohort) != nil }

  var model: Model {
    var model: Model = [
      "tabs": ask.usageTabs("/usage/cohorts"), "problem": false, "action": ask.path,
      "selects": selects, "map": false, "none": ask.words["usage.cohorts.none"], "note": false,
      "lists": [
        ask.picks("start", request.start, of: asked.events),
        ask.picks("return", request.comeback, of: asked.events),
      ],
      "hidden": ask.lens.pairs.map { ["name": $0.0, "value": $0.1] as Model },
    ]
    if request.entry == .recurring { model["note"] = ask.words["usage.cohorts.recurring"] }
    guard !answer.grid.cohorts.isEmpty else { return model }
    let picture = CohortPicture(
      ask: ask, grid: answer.grid, title: title, isOfTime: isOfTime, scale: 0...1,
      sizeHead: ask.words["usage.unit.\(request.unit.rawValue)"],
      shown: Shown.count)
    model.merge(picture.model) { $1 }
    model["legend"] = ask.words(
      "usage.cohorts.legend.\(request.sight.rawValue)",
      [
        "unit": ask.words["unit.\(answer.grid.question.every.rawValue)"],
        "whole": ask.words["relative.\(request.comparison.rawValue)"],
      ])
    model["openCells"] = ask.words["usage.cohorts.open_cells"]
    model["csv"] = ask.link("/usage/cohorts.csv", listing: request.pairs)
    return model
  }

  private var title: String {
    let key = "cohorts.by.\(request.cohort)"
    return isOfTime ? ask.words[key] : ask.words("cohorts.by", ["name": request.cohort])
  }

  private var selects: [Model] {
    let attributes = asked.knowledge.panel.attributes.keys.sorted().map(\.text)
    let units = CalendarUnit.allCases.map(\.rawValue)
    return [
      ask.select("unit", UsageUnit.allCases.map(\.rawValue), request.unit.rawValue, "usage.unit"),
      ask.select(
        "cohort", units + (request.unit == .accounts ? attributes : []), request.cohort, "slice"),
      ask.select("every", [""] + units, request.every?.rawValue ?? "", "every"),
      ask.select(
        "entry", UsageCohortQuestion.Entry.allCases.map(\.rawValue), request.entry.rawValue,
        "entry"),
      ask.select(
        "relative", CohortQuestion.Comparison.allCases.map(\.rawValue),
        request.comparison.rawValue, "relative"),
      ask.select(
        "clock", CohortQuestion.Clock.allCases.map(\.rawValue), request.clock.rawValue, "clock"),
      ask.select("at", CohortQuestion.Sight.allCases.map(\.rawValue), request.sight.rawValue, "at"),
      ask.select(
        "bound", CohortQuestion.Bound.allCases.map(\.rawValue), request.bound.rawValue, "bound"),
      ask.select(
        "mean", CohortQuestion.Mean.allCases.map(\.rawValue), request.mean.rawValue, "mean"),
    ]
  }
}
