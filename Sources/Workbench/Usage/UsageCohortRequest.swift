import Engine
import Facts

/// What is asked of cohorts of units, in the words that options and addresses have for it.
package struct UsageCohortRequest: Sendable {
  package var unit = UsageUnit.accounts
  /// What makes a cohort: a unit of time, or for accounts an attribute.
  package var cohort = "month"
  /// The unit from one cell to the next; nil for the cohort's own, else months.
  package var every: CalendarUnit?
  package var entry = UsageCohortQuestion.Entry.first
  /// The events by which units enter; empty for any.
  package var start: [String] = []
  /// The events by which they are retained; empty for any.
  package var comeback: [String] = []
  package var clock = CohortQuestion.Clock.calendar
  package var sight = CohortQuestion.Sight.any
  package var bound = CohortQuestion.Bound.bounded
  package var comparison = CohortQuestion.Comparison.start
  package var mean = CohortQuestion.Mean.weighted
  /// The days in which the units entered that are asked about; nil for all.
  package var entered: ClosedRange<Day>?
  package var cellLimit: Int?

  /// Accounts by the month of their first event.
  package init() {}

  /// The attribute that cohorts are made by; nil for time.
  fileprivate func column(_ scope: UsageScope) throws -> AttributeColumn? {
    guard CalendarUnit(rawValue: cohort) == nil else { return nil }
    let name = Identifier(cohort)
    let panel = scope.question.panel
    let units = CalendarUnit.allCases.map(\.rawValue).joined(separator: ", ")
    guard unit == .accounts else {
      throw Refusal("People have no attributes: cohort takes one of \(units).")
    }
    guard let column = panel.attributes[name] else {
      guard scope.question.asOf == nil else { return AttributeColumn() }
      let known = panel.attributes.keys.sorted().map { Text.safe($0.text) }
      let list = known.isEmpty ? "there are none" : known.joined(separator: ", ")
      throw Refusal(
        "cohort takes \(units) or a customer's attribute (\(list)), not \(Text.safe(cohort)).")
    }
    return column.renumbered(scope.accounts)
  }
}

/// A grid of cohorts of units with what was asked.
package struct UsageCohortAnswer {
  package let request: UsageCohortRequest
  package let scope: UsageScope
  package let cohorts: UsageCohorts
  private let values: AttributeColumn
  private let book: ActivityBook

  package var grid: CohortGrid { cohorts.grid }

  /// - Throws: ``Refusal`` where the request is none.
  package init(_ request: UsageCohortRequest, _ scope: UsageScope) throws {
    self.request = request
    self.scope = scope
    book = scope.book(of: request.unit)
    let column = try request.column(scope)
    let shape = CohortQuestion(
      column == nil
        ? .time(CalendarUnit(rawValue: request.cohort) ?? .month)
        : .value(.attribute(Identifier(request.cohort))),
      every: request.every, clock: request.clock, at: request.sight, bound: request.bound,
      relative: request.comparison, mean: request.mean, horizon: scope.horizon,
      entered: request.entered, cellLimit: request.cellLimit)
    let question = UsageCohortQuestion(
      shape, entry: request.entry, from: try UsageScope.kinds(request.start, in: book),
      to: try UsageScope.kinds(request.comeback, in: book))
    values = column ?? AttributeColumn()
    cohorts = usageCohorts(of: book, question, by: values, workers: scope.workers)
  }

  /// What a cell counts; its rows add up to it.
  package func rows(of cohort: Int, _ index: Int) -> [CohortRow] {
    cohorts.rows(of: cohort, index, in: book, by: values)
  }

  /// The place of a cohort by what it is called.
  package func place(of label: String) -> Int? {
    grid.cohorts.firstIndex { equalBytes($0.label, label) }
  }

  /// One line a cohort and cell, safe to open in a spreadsheet.
  package var csv: String {
    var csv = CSVText()
    csv.row([
      "cohort", "cohort_units", "index", "units", "previous", "retained", "complete", "value",
    ])
    for cohort in grid.cohorts {
      for cell in cohort.cells {
        csv.cell(cohort.label)
        csv.cell(cohort.customers)
        csv.cell(cell.index)
        csv.cell(cell.customers)
        csv.cell(Int(clamping: cell.previous))
        csv.cell(Int(clamping: cell.retained))
        csv.cell(cell.isComplete ? "yes" : "no")
        csv.cell(cell.value(grid.question.comparison))
        csv.endRow()
      }
    }
    return csv.text
  }

  /// The documented JSON; `docs/report-json.md` says what each member is.
  package var json: String {
    var json = JSONText()
    json.object { json in
      writeQuestion(to: &json)
      json.key("cohorts")
      json.array { json in
        for cohort in grid.cohorts {
          json.object { json in
            json.member("label", cohort.label)
            json.member("units", cohort.customers)
            json.key("cells")
            json.array { json in
              for cell in cohort.cells { json.object { write(cell, to: &$0) } }
            }
          }
        }
      }
      grid.writeMeans(to: &json)
    }
    return json.text
  }

  /// Writes the members that say what was asked.
  package func writeQuestion(to json: inout JSONText) {
    let asked = grid.question
    json.member("format", 1)
    scope.question.writeMoment(to: &json)
    json.member("unit", request.unit.rawValue)
    json.member("cohort", request.cohort)
    json.member("every", asked.every.rawValue)
    json.member("entry", request.entry.rawValue)
    for (name, events) in [("start", request.start), ("return", request.comeback)] {
      json.key(name)
      json.array { json in for event in events { json.value(event) } }
    }
    json.member("clock", asked.clock.rawValue)
    json.member("at", asked.sight.rawValue)
    json.member("bound", asked.bound.rawValue)
    json.member("relative", asked.comparison.rawValue)
  }

  /// Writes a cell's members.
  package func write(_ cell: CohortCell, to json: inout JSONText) {
    json.member("index", cell.index)
    json.member("units", cell.customers)
    json.member("previous", Int(clamping: cell.previous))
    json.member("retained", Int(clamping: cell.retained))
    json.member("complete", cell.isComplete)
    json.member("value", cell.value(grid.question.comparison))
  }
}
