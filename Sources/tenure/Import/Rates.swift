import ArgumentParser
import Facts
import Foundation
import Intake
import Storage
import Workbench

struct Rates: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print which exchange rates are known, or bring some in.",
    subcommands: [RatesList.self, RatesImport.self], defaultSubcommand: RatesList.self)
}

struct RatesImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring in the European Central Bank's reference rates.",
    discussion: """
      Reads eurofxref-hist.csv, all days, or eurofxref.csv, the last one. The same file twice \
      changes nothing, a later one adds days and revises those that were corrected.

      Ends with 0 when every day was taken, 2 when some were rejected, 1 when the file could not \
      be read.
      """)

  @Argument(help: "The file.", completion: .file(extensions: ["csv"]))
  var file: String

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var export: ExportOptions
  @OptionGroup var recording: RecordingOptions

  @Option(help: "Who tells it; of several sources the one with the latest export holds.")
  var source: String?

  @Option(help: "Write rejected rows to this CSV, to mend and import again.", completion: .file())
  var rejections: String?

  func validate() throws {
    _ = try source.map(ReadingOptions.source)
  }

  func run() throws {
    var options = ImportOptions(
      version: try export.version() ?? ImportRun.modified(file), recorded: recording.instant)
    options.format = .ecbRates
    // As the Bank writes them; in another order a day would be guessed at.
    options.dateOrder = .iso
    options.source = try source.map(ReadingOptions.source)
    let run = ImportRun(file: file, options: options, rejectionsPath: rejections)
    do {
      let summary = try run.load(into: place.writing())
      print(summary.text, terminator: "")
      if summary.rejected > 0 { throw ExitCode(2) }
    } catch let error as ImportError {
      throw Failure("\(file): \(error.description)")
    }
  }
}

struct RatesList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Print whose rates are known, and of which days.")

  @OptionGroup var place: WorkspaceOptions

  func run() throws {
    let (sources, rates) = try place.reading().read { view in
      (try view.rateSources(), try view.rates())
    }
    guard !sources.isEmpty else {
      print("No rates are known. `tenure rates import FILE` reads eurofxref-hist.csv.")
      return
    }
    var spans: [Currency: (first: Day, last: Day)] = [:]
    for (day, sheet) in rates {
      for currency in sheet.quotes.keys { spans[currency] = (spans[currency]?.first ?? day, day) }
    }
    let bySource = sources.map { source in
      [
        Text.safe(source.source.text), source.first.description, source.last.description,
        Text.count(source.days),
      ]
    }
    let byCurrency = spans.sorted { $0.key < $1.key }.map { currency, span in
      [currency.code, span.first.description, span.last.description]
    }
    print(
      Text.columns(
        [["source", "first day", "last day", "days"]] + bySource, leftAligned: [0, 1, 2]))
    print(
      Text.columns([["currency", "first day", "last day"]] + byCurrency, leftAligned: [0, 1, 2]),
      terminator: "")
  }
}
