import Engine
import Facts

/// What is asked of cohorts, in the words that options and addresses have for it.
package struct CohortRequest: Sendable {
  /// What makes a cohort: a unit of time, `plan`, `currency`, `interval` or an attribute.
  package var cohort = "month"
  /// The unit from one cell to the next; nil for the cohort's own, else months.
  package var every: CalendarUnit?
  package var clock = CohortQuestion.Clock.calendar
  package var sight = CohortQuestion.Sight.end
  package var bound = CohortQuestion.Bound.bounded
  package var measure = CohortMeasure.customers
  package var comparison = CohortQuestion.Comparison.start
  package var mean = CohortQuestion.Mean.weighted
  /// The money that amounts are in; nil for the only one there is.
  package var currency: String?
  /// The days in which the customers entered who are asked about; nil for all.
  package var entered: ClosedRange<Day>?
  package var cellLimit: Int?

  /// Customers by month of entry.
  package init() {}

  /// What is made by; whether there is such an attribute only a question knows.
  fileprivate func chosenCohort(_ question: Question?) throws -> CohortQuestion.Cohort {
    if let unit = CalendarUnit(rawValue: cohort) { return .time(unit) }
    let slicing = Slicing(name: cohort)
    let units = CalendarUnit.allCases.map(\.rawValue)
    try question?.check(slicing, option: "--cohort", besides: units)
    return .value(slicing)
  }

  /// Refuses what does not go together.
  fileprivate func check() throws {
    if measure != .customers {
      let reason = "counts customers only: it cannot go with --measure \(measure.rawValue)."
      guard sight == .end else { throw Refusal("--at any \(reason)") }
      guard bound == .bounded else { throw Refusal("--bound unbounded \(reason)") }
    }
    guard currency == nil || measure.isMoney else {
      throw Refusal(
        "--currency says in which money: it goes with --measure mrr or grr, "
          + "not \(measure.rawValue).")
    }
  }
}

extension CohortAnswer {
  /// - Throws: ``Refusal`` where the request is none, ``Failure`` where rates are missing.
  package init(_ request: CohortRequest, _ question: Question) throws {
    try request.check()
    var book: Book?
    var isKnown = question.notice == nil
    if isKnown, request.measure.isMoney {
      book = try question.onlyBook(currency: request.currency)
      isKnown = book != nil
    }
    let asked = CohortQuestion(
      try request.chosenCohort(isKnown ? question : nil), every: request.every,
      clock: request.clock, at: request.sight, bound: request.bound,
      measure: request.measure.asked(in: book), relative: request.comparison,
      mean: request.mean, horizon: question.horizon, entered: request.entered,
      cellLimit: request.cellLimit)
    let panel = isKnown ? question.panel : Panel()
    let missing = panel.missingRates(asked)
    if let book, !missing.isEmpty { throw Failure(MissingRates.text(book, missing)) }
    self.init(
      question: question, grid: cohorts(of: panel, asked, workers: question.workers),
      name: request.cohort, measure: request.measure, book: book)
  }
}
