import ArgumentParser
import Facts
import Foundation
import Intake
import Storage
import Workbench

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring in a company's history from CSV files.",
    discussion: """
      Recognises the exports of Stripe, ChartMogul, Recurly, Chargebee, Zendesk, Intercom, \
      HubSpot, PostHog, Amplitude and Segment and Tenure's own formats by their header; --map \
      names the columns of any other file. Every row becomes facts, or an event of usage, or is \
      rejected with its line, column and what was expected. The same file twice changes nothing.

      Ends with 0 when every row was taken, 2 when some were rejected, 1 when a file could not be \
      read.
      """)

  @Argument(help: "The files.", completion: .file(extensions: ["csv", "tsv", "txt"]))
  var files: [String]

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var export: ExportOptions
  @OptionGroup var recording: RecordingOptions

  @Option(help: "Write rejected rows to this CSV, to mend and import again.", completion: .file())
  var rejections: String?

  @Flag(help: "Read and check the files, keep nothing.")
  var dryRun = false

  @Flag(help: "No progress on the terminal.")
  var quiet = false

  @Flag(help: "Print the summary as JSON.")
  var json = false

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name at least one file.") }
    guard rejections == nil || files.count == 1 else {
      throw ValidationError("--rejections takes the rows of one file; import one at a time.")
    }
  }

  func run() throws {
    let recorded = recording.instant
    var summaries: [ImportSummary] = []
    var hasFailed = false
    let ledger = dryRun ? nil : try place.writing()
    for file in files {
      do {
        var options = ImportOptions(
          version: try export.version() ?? ImportRun.modified(file), recorded: recorded)
        try reading.apply(to: &options)
        let bar = ProgressBar(file: file, isWanted: !quiet && !json)
        defer { bar?.end() }
        let run = ImportRun(
          file: file, options: options, rejectionsPath: rejections, progress: bar?.show)
        summaries.append(try run.load(into: ledger))
      } catch let error as ImportError {
        hasFailed = true
        FileHandle.standardError.write(Data("\(file): \(error.description)\n".utf8))
      } catch let error as Failure {
        hasFailed = true
        FileHandle.standardError.write(Data("\(error.description)\n".utf8))
      } catch {
        hasFailed = true
        FileHandle.standardError.write(Data("\(file): \(error)\n".utf8))
      }
    }
    print(
      json ? ImportSummary.json(summaries) : summaries.map(\.text).joined(),
      terminator: json ? "\n" : "")
    if hasFailed { throw ExitCode.failure }
    if summaries.contains(where: { $0.rejected > 0 }) { throw ExitCode(2) }
  }
}

/// How to read the files, where that is not to be found out from them.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: "The kind of file: \(ImportFormat.ofCustomers.map(\.name).joined(separator: ", ")).")
  var format: String?

  @Option(help: "Who tells it; assertions of different sources stand beside each other.")
  var source: String?

  @Option(help: "COLUMN=FIELD: this column holds that field; as often as needed.")
  var map: [String] = []

  @Option(help: "comma, semicolon, tab or pipe.")
  var delimiter: String?

  @Option(help: "\(TextEncoding.allCases.map(\.name).joined(separator: ", ")).")
  var encoding: String?

  @Option(help: "\(DateOrder.allCases.map(\.name).joined(separator: ", ")).")
  var dateFormat: String?

  @Option(help: "The mark before an amount's decimals: point or comma.")
  var decimal: String?

  @Option(help: "The currency of rows that name none, such as USD.")
  var currency: String?

  private static let delimiters: [(name: String, byte: UInt8)] = [
    ("comma", UInt8(ascii: ",")), ("semicolon", UInt8(ascii: ";")), ("tab", 0x09),
    ("pipe", UInt8(ascii: "|")),
  ]

  func validate() throws {
    var options = ImportOptions(version: .first, recorded: .first)
    try apply(to: &options)
  }

  func apply(to options: inout ImportOptions) throws {
    options.format = try named(format, "--format", ImportFormat.ofCustomers, \.name)
    options.delimiter =
      try named(delimiter, "--delimiter", ReadingOptions.delimiters, \.name)?.byte
    options.encoding = try named(encoding, "--encoding", TextEncoding.allCases, \.name)
    options.dateOrder = try named(dateFormat, "--date-format", DateOrder.allCases, \.name)
    options.decimal = try named(decimal, "--decimal", DecimalMark.allCases, \.name)
    if let currency {
      guard let known = Currency(currency) else {
        throw ValidationError("--currency takes a code of ISO 4217 such as USD, not \(currency).")
      }
      options.currency = known
    }
    options.source = try source.map(ReadingOptions.source)
    options.mapping = try map.map { text in
      guard let mapping = ColumnMapping(text) else {
        throw ValidationError("--map takes COLUMN=FIELD, not \(text).")
      }
      return mapping
    }
  }

  /// Who tells of a file, as `--source` names it.
  static func source(_ name: String) throws -> Identifier {
    do {
      return try SourceName(name).id
    } catch let refusal as Refusal {
      throw ValidationError("--\(refusal)")
    }
  }

  /// The one of a list that an option names; "auto" and nothing leave it to the file.
  private func named<Value>(
    _ text: String?, _ option: String, _ values: [Value], _ name: (Value) -> String
  ) throws -> Value? {
    guard let text, text != "auto" else { return nil }
    if let value = values.first(where: { name($0) == text }) { return value }
    let known = values.map(name).joined(separator: ", ")
    throw ValidationError("\(option) takes auto or one of \(known); not \(text).")
  }
}
