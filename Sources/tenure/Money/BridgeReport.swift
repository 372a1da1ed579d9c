import ArgumentParser
import Engine
import Facts
import Workbench

extension CalendarUnit: ExpressibleByArgument {}

extension Netting: ExpressibleByArgument {}

struct BridgeReport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge",
    abstract: "Print how recurring revenue got from the opening of each period to its closing.")

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var period: PeriodOptions

  @Option(help: "Cut the period into days, weeks, months, quarters or years.")
  var every: CalendarUnit?

  @Option(help: "Break down by plan, currency, interval or a customer's attribute.")
  var by: String?

  @Option(help: "What is set off first: a customer's day, its whole period, or nothing.")
  var netting: Netting = .day

  @Option(help: "The book of one currency, such as EUR.")
  var currency: String?

  @Option(help: "Open with what was known at the end of this day; the rest is correction.")
  var published: String?

  @Option(help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: OutputFormat = .table

  /// More would be no table, and hardly a file.
  private static let mostPieces = 10_000

  func run() throws {
    let ledger = try place.reading()
    let question = try Question(period.choice(), of: ledger)
    if let every, every.count(in: question.period) > Self.mostPieces {
      throw ValidationError(
        "--every \(every.rawValue) cuts \(question.period.label) into more than "
          + "\(Text.count(Self.mostPieces)) pieces.")
    }
    if let by { try question.check(Slicing(name: by), option: "--by") }
    let before = try published.map { text in
      let day = try Day(text, for: "--published")
      guard day <= question.horizon else {
        throw ValidationError("--published \(day) lies after \(question.horizon), the last day.")
      }
      return try Question(period.choice(), of: ledger, known: Knowledge.Known(asOf: day))
    }
    let answer = try BridgeAnswer(
      question, before: before, every: every, by: by.map(Slicing.init(name:)), netting: netting,
      currency: currency)
    format.show(BridgeTable(answer).text, json: answer.json, csv: answer.csv)
  }
}
