import ArgumentParser
import Engine
import Facts
import Workbench

extension CohortQuestion.Clock: ExpressibleByArgument {}
extension CohortQuestion.Sight: ExpressibleByArgument {}
extension CohortQuestion.Bound: ExpressibleByArgument {}
extension CohortQuestion.Comparison: ExpressibleByArgument {}
extension CohortQuestion.Mean: ExpressibleByArgument {}
extension CohortMeasure: ExpressibleByArgument {}

struct Cohorts: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Follow customers from the day they first paid, cohort by cohort.",
    discussion: """
      With --month, --quarter, --year, or --from and --to only customers who entered in these days \
      are followed.
      """)

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var period: PeriodOptions

  @Option(
    help: """
      What makes a cohort: the day, week, month, quarter or year of entry, or the plan, currency, \
      interval or a customer's attribute on that day.
      """)
  var cohort = "month"

  @Option(help: "The unit from one cell to the next (default: the cohort's own, else month).")
  var every: CalendarUnit?

  @Option(help: "Count units of the calendar, or from each customer's own day of entry.")
  var clock: CohortQuestion.Clock = .calendar

  @Option(help: "Look at customers at a cell's end, or on any of its days.")
  var at: CohortQuestion.Sight = .end

  @Option(help: "Count a customer for the cell itself, or for later days too.")
  var bound: CohortQuestion.Bound = .bounded

  @Option(help: "What to count.")
  var measure: CohortMeasure = .customers

  @Option(help: "Compare with what a cohort entered with, or with the cell before.")
  var relative: CohortQuestion.Comparison = .start

  @Option(help: "How to make one row of all cohorts.")
  var mean: CohortQuestion.Mean = .weighted

  @Option(help: "How many cells of each cohort (default: 12 in a table, else all).")
  var periods: Int?

  @Option(help: "The book of one currency, such as EUR; for --measure mrr and grr.")
  var currency: String?

  @Option(help: "List the customers of one cell, such as 2025-01:3.")
  var cell: String?

  @Option(help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: OutputFormat = .table

  /// How many cells a table shows unless it is said.
  private static let shownCells = 12

  func validate() throws {
    guard periods.map({ (1...100_000).contains($0) }) ?? true else {
      throw ValidationError("--periods takes a number of cells from 1 to 100,000.")
    }
    _ = try CohortCellName(cell)
  }

  func run() throws {
    let question = try Question(period.choice(), of: place.reading())
    let chosen = try CohortCellName(cell)
    let limit = chosen.map { $0.index + 1 } ?? periods
    let isTable = format == .table && chosen == nil
    // One more than a table shows, to know whether there are more.
    let request = request(question, cellLimit: isTable ? (limit ?? Self.shownCells) + 1 : limit)
    let answer = try CohortAnswer(request, question)
    if let chosen {
      let cell = try CohortCellAnswer(answer, chosen.label, chosen.index)
      return format.show(cell.table, json: cell.json, csv: cell.csv)
    }
    let cells = limit ?? Self.shownCells
    format.show(
      CohortTable(answer, cells: cells, hasColours: Terminal.hasColours).text,
      json: answer.json, csv: answer.csv)
  }

  private func request(_ question: Question, cellLimit: Int?) -> CohortRequest {
    var request = CohortRequest()
    request.cohort = cohort
    request.every = every
    request.clock = clock
    request.sight = at
    request.bound = bound
    request.measure = measure
    request.comparison = relative
    request.mean = mean
    request.currency = currency
    request.entered = period.isNamed ? question.period.from...question.period.to : nil
    request.cellLimit = cellLimit
    return request
  }
}

extension PeriodOptions {
  /// Whether days were named, rather than left to be the last month.
  var isNamed: Bool { month != nil || quarter != nil || year != nil || from != nil }
}
