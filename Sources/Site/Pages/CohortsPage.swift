import Charts
import Engine
import Facts
import Workbench

/// Cohorts as a heat map and as curves, with every way of asking in the address.
struct CohortsPage {
  let html: String

  init(_ ask: Ask) throws {
    guard let knowledge = try ask.knowledge(), !knowledge.accounts.isEmpty else {
      html = NothingYet(ask, .retention, title: ask.words["cohorts.title"]).html
      return
    }
    let question = ask.question(knowledge)
    var frame = Frame(ask, place: .retention, title: ask.words["cohorts.title"])
    frame.knowledge = knowledge
    frame.question = question
    frame.lensParts = [.period, .oneCurrency]
    html = frame.page("cohorts", try CohortsView(ask, question).model)
  }
}

extension CohortRequest {
  /// What an address asks for; of several books and none named the largest.
  init(_ ask: Ask, _ question: Question) throws {
    self.init()
    let query = ask.query
    if let name = query.filled("cohort") { cohort = name }
    every = try CohortRequest.named(query, "every")
    clock = try CohortRequest.named(query, "clock") ?? clock
    sight = try CohortRequest.named(query, "at") ?? sight
    bound = try CohortRequest.named(query, "bound") ?? bound
    measure = try CohortRequest.named(query, "measure") ?? measure
    comparison = try CohortRequest.named(query, "relative") ?? comparison
    mean = try CohortRequest.named(query, "mean") ?? mean
    if measure.isMoney {
      currency = try ask.lens.currency ?? ask.mainBook(question)?.currency.code
    }
    if let period = ask.lens.period { entered = period.from...period.to }
  }

  private static func named<Value: RawRepresentable & CaseIterable>(
    _ query: Query, _ name: String
  ) throws -> Value? where Value.RawValue == String {
    guard let text = query.filled(name) else { return nil }
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal("\(name) takes one of \(known), not \(Text.safe(text)).")
    }
    return value
  }

  /// What an address says of it, where it is not as usual.
  var pairs: [(String, String?)] {
    [
      ("cohort", cohort == "month" ? nil : cohort), ("every", every?.rawValue),
      ("clock", clock == .calendar ? nil : clock.rawValue),
      ("at", sight == .end ? nil : sight.rawValue),
      ("bound", bound == .bounded ? nil : bound.rawValue),
      ("measure", measure == .customers ? nil : measure.rawValue),
      ("relative", comparison == .start ? nil : comparison.rawValue),
      ("mean", mean == .weighted ? nil : mean.rawValue),
    ]
  }
}

private struct CohortsView {
  let ask: Ask
  let question: Question
  private let request: CohortRequest
  private let answer: CohortAnswer?
  private let problem: String?

  /// Cells beyond these are in the download.
  private static let columns = 25
  private static let rows = 60

  init(_ ask: Ask, _ question: Question) throws {
    self.ask = ask
    self.question = question
    var request = try CohortRequest(ask, question)
    request.cellLimit = Self.columns
    self.request = request
    do {
      answer =
        question.silence == nil || question.notice == nil
        ? try CohortAnswer(request, question) : nil
      problem = question.notice
    } catch let refusal as Refusal {
      (answer, problem) = (nil, refusal.description)
    } catch let failure as Failure {
      (answer, problem) = (nil, failure.description)
    }
  }

  var model: Model {
    var model: Model = [
      "tabs": RetentionPage.tabs(ask, "/retention/cohorts"), "problem": problem ?? false,
      "selects": selects, "map": false, "none": ask.words["cohorts.none"],
      "hidden": ask.lens.pairs.map { ["name": $0.0, "value": $0.1] as Model },
    ]
    guard let answer, !answer.grid.cohorts.isEmpty else { return model }
    model["map"] = map(answer)
    model["title"] = title
    model["legend"] = legend
    model["key"] = HeatMap.key(
      low: Shown.percent(scale.lowerBound, decimals: 0),
      high: Shown.percent(scale.upperBound, decimals: 0),
      partial: ask.words[isOfTime ? "cohorts.so_far" : "cohorts.few"])
    model["csv"] = ask.link("/cohorts.csv", request.pairs)
    model["curves"] = curves(answer)
    model["curvesNote"] =
      ask.words[
        isOfTime ? "cohorts.curves_note" : "cohorts.curves_note_values"]
    return model
  }

  private var title: String {
    let key = "cohorts.by.\(request.cohort)"
    return ask.words.has(key)
      ? ask.words[key] : ask.words("cohorts.by", ["name": request.cohort])
  }

  private var legend: String {
    ask.words(
      "cohorts.legend.\(request.sight.rawValue)",
      [
        "measure": ask.words["measure.\(request.measure.rawValue)"],
        "unit": ask.words["unit.\((answer?.grid.question.every ?? .month).rawValue)"],
        "whole": ask.words["relative.\(request.comparison.rawValue)"],
      ])
  }

  /// Money and seats grow: their shades go on above all.
  private var scale: ClosedRange<Double> { request.measure == .customers ? 0.5...1 : 0.5...1.5 }

  private func map(_ answer: CohortAnswer) -> String {
    let grid = answer.grid
    let cohorts = grid.cohorts.suffix(Self.rows)
    let comparison = grid.question.comparison
    let count = min(Self.columns, grid.means.count)
    let rows = cohorts.map { cohort in
      HeatMap.Row(
        ask.cohortName(cohort.label), size: Shown.count(cohort.customers),
        cells: cohort.cells.prefix(count).map { cell in
          let value = cell.value(comparison)
          return HeatMap.Cell(
            value ?? .nan, label: Shown.bare(value, decimals: 0),
            spoken: isSure(cell)
              ? "" : ask.words[isOfTime ? "cohorts.spoken_so_far" : "cohorts.few"],
            title: ask.words(
              "figure.of",
              ["n": answer.shown(cell.retained), "of": answer.shown(cell.compared(comparison))]),
            href: ask.here([("cell", "\(cohort.label):\(cell.index)")]),
            isComplete: isSure(cell))
        })
    }
    var map = HeatMap(
      title: title, corner: ask.words["cohorts.ask.cohort"],
      sizeHead: ask.words["table.customers"], columns: (0..<count).map { String($0) }, rows: rows)
    if grid.means.contains(where: { $0.value != nil }) {
      map.mean = HeatMap.Row(
        ask.words["mean.\(grid.question.mean.rawValue)"], size: "",
        cells: grid.means.prefix(count).map { mean in
          HeatMap.Cell(
            mean.value ?? .nan, label: Shown.bare(mean.value, decimals: 0), isComplete: true)
        })
    }
    map.scale = scale
    return map.html
  }

  /// Whether cohorts are of those who came at one time, and reach their cells together.
  private var isOfTime: Bool { CalendarUnit(rawValue: request.cohort) != nil }

  /// Whether a cell tells more than chance or haste: where all reach it together those of them who
  /// did, else enough of them.
  private func isSure(_ cell: CohortCell) -> Bool {
    isOfTime ? cell.isComplete : cell.customers >= RetentionCurve.leastAtRisk
  }

  private func curves(_ answer: CohortAnswer) -> String {
    let grid = answer.grid
    let means = grid.means.prefix(Self.columns)
    // The three largest, where cohorts are no units of time; else the mean alone says enough.
    let largest = isOfTime ? [] : grid.cohorts.sorted { $0.customers > $1.customers }.prefix(3)
    var series = largest.map { cohort in
      LineChart.Series(
        ask.cohortName(cohort.label),
        // Of those who came at different times no cell is over for all: each is so far.
        points: cohort.cells.prefix(Self.columns).map { cell in
          LineChart.Point(
            isSure(cell) ? cell.value(grid.question.comparison) ?? .nan : .nan)
        })
    }
    if means.contains(where: { $0.value != nil }) {
      series.append(
        LineChart.Series(
          ask.words["mean.\(grid.question.mean.rawValue)"],
          points: means.map { LineChart.Point($0.value ?? .nan) }))
    }
    let length = series.compactMap { $0.points.lastIndex { !$0.value.isNaN } }.max() ?? 0
    let periods = means.prefix(length + 1).map { mean in
      ChartPeriod(
        String(mean.index),
        reading: Reading(
          ask.words(
            "chart.read_month",
            ["n": String(mean.index), "value": Shown.percent(mean.value)])))
    }
    var chart = LineChart(
      title: ask.words["cohorts.curves"],
      unit: ask.words(
        "chart.share", ["whole": ask.words["relative.\(grid.question.comparison.rawValue)"]]),
      periods: periods, series: series, tick: { Shown.percentTick($0) })
    chart.periodUnit = ask.words["units.\(grid.question.every.rawValue)"]
    return chart.svg
  }

  private var selects: [Model] {
    let attributes = question.panel.attributes.keys.sorted().map(\.text)
    let cohorts =
      CalendarUnit.allCases.map(\.rawValue) + ["plan", "currency", "interval"] + attributes
    return [
      select("cohort", cohorts, request.cohort, "slice"),
      select(
        "every", [""] + CalendarUnit.allCases.map(\.rawValue), request.every?.rawValue ?? "",
        "every"),
      select(
        "measure", CohortMeasure.allCases.map(\.rawValue), request.measure.rawValue,
        "measure"),
      select(
        "relative", CohortQuestion.Comparison.allCases.map(\.rawValue),
        request.comparison.rawValue, "relative"),
      select(
        "clock", CohortQuestion.Clock.allCases.map(\.rawValue), request.clock.rawValue,
        "clock"),
      select("at", CohortQuestion.Sight.allCases.map(\.rawValue), request.sight.rawValue, "at"),
      select(
        "bound", CohortQuestion.Bound.allCases.map(\.rawValue), request.bound.rawValue,
        "bound"),
      select("mean", CohortQuestion.Mean.allCases.map(\.rawValue), request.mean.rawValue, "mean"),
    ]
  }

  private func select(
    _ name: String, _ values: [String], _ chosen: String, _ group: String
  ) -> Model {
    [
      "name": name, "label": ask.words["cohorts.ask.\(name)"],
      "options": values.map { value in
        let key = "\(group).\(value.isEmpty ? "own" : value)"
        return [
          "value": value, "word": ask.words.has(key) ? ask.words[key] : value,
          "isChosen": equalBytes(value, chosen),
        ] as Model
      },
    ]
  }
}
