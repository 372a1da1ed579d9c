import ArgumentParser
import Engine
import Facts
import Workbench

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print two definitions side by side, with the customers that make the difference.",
    discussion: """
      Two figures, `tenure compare crr tracked`; or one figure under another setting, \
      `tenure compare mrr --set mrr_week=4.33`.
      """)

  @Argument(help: "The figure, such as crr.")
  var figure: String

  @Argument(help: "The figure beside it; without it, the same under other settings.")
  var other: String?

  @Option(name: .customLong("set"), help: "A setting for the second, such as mrr_week=4.33.")
  var settings: [String] = []

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var period: PeriodOptions

  @Option(help: "The book of one currency, such as EUR.")
  var currency: String?

  @Option(help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: OutputFormat = .table

  func validate() throws {
    guard other != nil || !settings.isEmpty else {
      throw ValidationError("Name a second figure, or a setting with --set NAME=VALUE.")
    }
  }

  func run() throws {
    let ledger = try place.reading()
    let one = try AnyFigure(figure)
    let second = try other.map(AnyFigure.init) ?? one
    guard one.isMoney == second.isMoney else {
      throw ValidationError(
        "\(one.id) and \(second.id) do not count the same: money and customers.")
    }
    var known = Knowledge.Known(asOf: try period.choice().asOf)
    let question = try Question(period.choice(), of: ledger, withAgreed: true, known: known)
    known.otherwise = try changed()
    let otherwise = try Question(period.choice(), of: ledger, withAgreed: true, known: known)
    guard one.isMoney || currency == nil else {
      throw ValidationError("--currency is for figures of money; \(one.id) counts customers.")
    }
    let books: [Book?] = one.isMoney ? try question.books(currency: currency) : [nil]
    guard !books.isEmpty || question.notice != nil else {
      throw Failure("Nothing was paid in any currency yet.")
    }
    let comparisons = books.map { book in
      Comparison(
        first: one, second: second, book: book, question: question, otherwise: otherwise,
        changed: known.otherwise)
    }
    switch format {
    case .table: print(comparisons.map(\.table).joined(separator: "\n"), terminator: "")
    case .json:
      var json = JSONText()
      json.array { json in for comparison in comparisons { comparison.write(to: &json) } }
      print(json.text)
    case .csv:
      var csv = CSVText()
      csv.row(Comparison.csvHeader)
      for comparison in comparisons { comparison.write(to: &csv) }
      print(csv.text, terminator: "")
    }
  }

  private func changed() throws -> [String: String] {
    var changed: [String: String] = [:]
    for text in settings {
      let parts = text.utf8.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw ValidationError(
          "--set takes NAME=VALUE such as mrr_week=4.33, not \(Text.safe(text)).")
      }
      let (name, value) = (String(parts[0]) ?? "", String(parts[1]) ?? "")
      guard let setting = RuleSetting.named(name) else {
        let known = RuleSetting.all.map(\.name).joined(separator: ", ")
        throw ValidationError("--set takes one of \(known), not \(Text.safe(name)).")
      }
      var rules = PanelRules()
      guard setting.set(value, in: &rules) else {
        throw ValidationError("\(name) takes \(setting.takes), not \(Text.safe(value)).")
      }
      guard setting.name != "currency" else {
        throw ValidationError(
          "--set currency would compare books of different money; ask `tenure report` for each.")
      }
      changed[setting.name] = value
    }
    return changed
  }
}
