import ArgumentParser
import Engine
import Facts
import Storage
import Workbench

struct Restatements: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print how a period's figures changed between two days of knowledge, and why.",
    discussion: """
      Each change is told by what made it: facts that came late, were revised or taken back, \
      settings, exchange rates, and time that passed.
      """)

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var period: PeriodOptions

  @Option(help: "The figures as they were known at the end of this day.")
  var since: String

  @Option(help: "One figure, such as nrr; without it all that changed.")
  var figure: String?

  @Option(help: "The book of one currency, such as EUR.")
  var currency: String?

  @Option(help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: OutputFormat = .table

  func run() throws {
    let log = try RestatementLog(
      period.choice(), of: place.reading(), since: Day(since, for: "--since"),
      figure: figure.map(AnyFigure.init), currency: currency)
    format.show(log.table, json: log.json, csv: log.csv)
  }
}
