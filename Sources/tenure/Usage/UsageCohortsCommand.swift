import ArgumentParser
import Engine
import Facts
import Workbench

extension UsageCohortQuestion.Entry: ExpressibleByArgument {}

struct UsageCohortsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cohorts",
    abstract: "Follow accounts or people from the day they did something, cohort by cohort.",
    discussion: """
      With --month, --quarter, --year, or --from and --to only those who entered in these days are \
      followed.
      """)

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var period: PeriodOptions

  @Option(help: "Follow accounts or people.")
  var unit: UsageUnit = .accounts

  @Option(
    help: """
      What makes a cohort: the day, week, month, quarter or year of entry, or for accounts a \
      customer's attribute on that day.
      """)
  var cohort = "month"

  @Option(help: "The unit from one cell to the next (default: the cohort's own, else month).")
  var every: CalendarUnit?

  @Option(help: "Enter once, the first time ever, or in every period.")
  var entry: UsageCohortQuestion.Entry = .first

  @Option(help: "Enter by this event; given several times, by any of these.")
  var start: [String] = []

  @Option(name: .customLong("return"), help: "Be retained by this event, or any of these.")
  var comeback: [String] = []

  @Option(help: "Count units of the calendar, or from each one's own day of entry.")
  var clock: CohortQuestion.Clock = .calendar

  @Option(help: "Look at a cell's last day, or at any of its days.")
  var at: CohortQuestion.Sight = .any

  @Option(help: "Count who returns in the cell itself, or later too.")
  var bound: CohortQuestion.Bound = .bounded

  @Option(help: "Compare with what a cohort entered with, or with the cell before.")
  var relative: CohortQuestion.Comparison = .start

  @Option(help: "How to make one row of all cohorts.")
  var mean: CohortQuestion.Mean = .weighted

  @Option(help: "How many cells of each cohort (default: 12 in a table, else all).")
  var periods: Int?

  @Option(help: "List those whom one cell counts, such as 2025-01:3.")
  var cell: String?

  @Option(help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: OutputFormat = .table

  private static let shownCells = 12

  func validate() throws {
    guard periods.map({ (1...100_000).contains($0) }) ?? true else {
      throw ValidationError("--periods takes a number of cells from 1 to 100,000.")
    }
    _ = try CohortCellName(cell)
  }

  func run() throws {
    let scope = try place.usageScope(UsageRequest(), try period.choice())
    let chosen = try CohortCellName(cell)
    let limit = chosen.map { $0.index + 1 } ?? periods
    let shown = limit ?? Self.shownCells
    let isTable = format == .table && chosen == nil
    let answer = try UsageCohortAnswer(request(scope, isTable ? shown : limit), scope)
    if let chosen {
      let cell = try UsageCellAnswer(answer, chosen.label, chosen.index)
      let (table, json, csv) = (try cell.table(), try cell.json(), try cell.csv())
      return format.show(table, json: json, csv: csv)
    }
    format.show(table(answer, shown), json: answer.json, csv: answer.csv)
  }

  private func request(_ scope: UsageScope, _ cellLimit: Int?) -> UsageCohortRequest {
    var request = UsageCohortRequest()
    request.unit = unit
    request.cohort = cohort
    request.every = every
    request.entry = entry
    request.start = start
    request.comeback = comeback
    request.clock = clock
    request.sight = at
    request.bound = bound
    request.comparison = relative
    request.mean = mean
    request.entered = period.isNamed ? scope.period.from...scope.period.to : nil
    request.cellLimit = cellLimit
    return request
  }

  private func table(_ answer: UsageCohortAnswer, _ count: Int) -> String {
    let grid = answer.grid
    let what = grid.question.sight == .any ? "any day" : "the last day"
    var text =
      "Cohorts of \(unit.rawValue) by \(Text.safe(cohort)), up to \(grid.question.horizon)\n"
      + "Active on \(what) of the n-th \(grid.question.every.rawValue), in % of "
      + (relative == .start ? "what entered" : "one cell earlier") + "\n\n"
    guard !grid.cohorts.isEmpty else { return text + "Nobody who is asked about entered.\n" }
    func percent(_ value: Double?) -> String { value.map { Text.decimal($0 * 100) } ?? "–" }
    let means = grid.means.prefix(count)
    let rows = grid.cohorts.map { cohort in
      [Text.slice(cohort.label), Text.count(cohort.customers)]
        + cohort.cells.prefix(count).map {
          percent($0.value(relative)) + ($0.isComplete ? " " : "*")
        }
    }
    text += Text.columns(
      [["", unit.rawValue] + means.map { "\($0.index) " }] + rows
        + [["mean", ""] + means.map { percent($0.value) + " " }])
    return text + "* not over for all of the cohort, and no part of the mean\n"
  }
}

/// A cohort and the number of a cell, as options name it.
struct CohortCellName {
  let label: String
  let index: Int

  /// Nil where none is named.
  init?(_ text: String?) throws {
    guard let text else { return nil }
    let bytes = Array(text.utf8)
    guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")),
      let index = Int(String(decoding: bytes[(colon + 1)...], as: UTF8.self)),
      (0..<1_000_000).contains(index)
    else {
      throw ValidationError(
        "--cell takes a cohort and the number of a cell, such as 2025-01:3, not \(text).")
    }
    label = String(decoding: bytes[..<colon], as: UTF8.self)
    self.index = index
  }
}
