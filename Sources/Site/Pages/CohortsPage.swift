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
    every = try query.named("every")
    clock = try query.named("clock") ?? clock
    sight = try query.named("at") ?? sight
    bound = try query.named("bound") ?? bound
    measure = try query.named("measure") ?? measure
    comparison = try query.named("relative") ?? comparison
    mean = try query.named("mean") ?? mean
    if measure.isMoney {
      currency = try ask.lens.currency ?? ask.mainBook(question)?.currency.code
    }
    if let period = ask.lens.period { entered = period.from...period.to }
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

  init(_ ask: Ask, _ question: Question) throws {
    self.ask = ask
    self.question = question
    var request = try CohortRequest(ask, question)
    request.cellLimit = CohortPicture.columns
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
      "action": ask.path, "selects": selects, "lists": [Model](), "map": false,
      "none": ask.words["cohorts.none"], "note": false,
      "hidden": ask.lens.pairs.map { ["name": $0.0, "value": $0.1] as Model },
    ]
    guard let answer, !answer.grid.cohorts.isEmpty else { return model }
    // Money and seats grow: their shades go on above all.
    let picture = CohortPicture(
      ask: ask, grid: answer.grid, title: title,
      isOfTime: CalendarUnit(rawValue: request.cohort) != nil,
      scale: request.measure == .customers ? 0.5...1 : 0.5...1.5,
      sizeHead: ask.words["table.customers"], shown: answer.shown)
    model.merge(picture.model) { $1 }
    model["legend"] = legend
    model["openCells"] = ask.words["cohorts.open_cells"]
    model["csv"] = ask.link("/cohorts.csv", request.pairs)
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

  private var selects: [Model] {
    let attributes = question.panel.attributes.keys.sorted().map(\.text)
    let cohorts =
      CalendarUnit.allCases.map(\.rawValue) + ["plan", "currency", "interval"] + attributes
    return [
      ask.select("cohort", cohorts, request.cohort, "slice"),
      ask.select(
        "every", [""] + CalendarUnit.allCases.map(\.rawValue), request.every?.rawValue ?? "",
        "every"),
      ask.select(
        "measure", CohortMeasure.allCases.map(\.rawValue), request.measure.rawValue,
        "measure"),
      ask.select(
        "relative", CohortQuestion.Comparison.allCases.map(\.rawValue),
        request.comparison.rawValue, "relative"),
      ask.select(
        "clock", CohortQuestion.Clock.allCases.map(\.rawValue), request.clock.rawValue,
        "clock"),
      ask.select(
        "at", CohortQuestion.Sight.allCases.map(\.rawValue), request.sight.rawValue, "at"),
      ask.select(
        "bound", CohortQuestion.Bound.allCases.map(\.rawValue), request.bound.rawValue,
        "bound"),
      ask.select(
        "mean", CohortQuestion.Mean.allCases.map(\.rawValue), request.mean.rawValue, "mean"),
    ]
  }
}

extension Ask {
  /// A field of a form that takes one of some values, whose words stand in the catalogue by group.
  func select(
    _ name: String, _ values: [String], _ chosen: String, _ group: String,
    of form: String = "cohorts"
  ) -> Model {
    [
      "name": name, "label": words["\(form).ask.\(name)"],
      "options": values.map { value in
        let key = "\(group).\(value.isEmpty ? "own" : value)"
        return [
          "value": value, "word": words.has(key) ? words[key] : value,
          "isChosen": equalBytes(value, chosen),
        ] as Model
      },
    ]
  }
}
