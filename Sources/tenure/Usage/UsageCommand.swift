import ArgumentParser
import Engine
import Facts
import Storage
import Workbench

extension UsageUnit: ExpressibleByArgument {}

struct UsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage",
    abstract: "Print who used the product in a period, how often and what, or cohorts of them.",
    discussion: "A running server may take usage in meanwhile: what it has counted is printed.",
    subcommands: [Report.self, UsageCohortsCommand.self], defaultSubcommand: Report.self)

  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print active units, stickiness, session time and what was used in a period.")

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var period: PeriodOptions
    @OptionGroup var usage: UsageOptions

    @Option(help: "What the period is cut into.")
    var every: CalendarUnit = .month

    @Option(
      help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: OutputFormat = .table

    func run() throws {
      var request = usage.request
      request.every = every
      let scope = try place.usageScope(request, try period.choice())
      let last = scope.period.openingDay
      let length = scope.period.to.number - scope.period.from.number
      let before =
        scope.period.unit.map { $0.unit(of: last).days }.flatMap {
          Period(from: $0.lowerBound, to: $0.upperBound)
        } ?? Period(from: Day(number: last.number - length), to: last)
      let report = try UsageReport(scope, against: before)
      format.show(UsageTable(report).text, json: report.json, csv: report.csv)
    }
  }
}

/// Whom figures of usage count, and by which events.
struct UsageOptions: ParsableArguments {
  @Option(help: "Count accounts or people.")
  var unit: UsageUnit = .accounts

  @Option(help: "Count this event; given several times, these. Without it any event counts.")
  var event: [String] = []

  var request: UsageRequest {
    var request = UsageRequest()
    request.unit = unit
    request.events = event
    return request
  }
}

extension WorkspaceOptions {
  /// Usage asked about a period, beside what is known of accounts.
  func usageScope(_ request: UsageRequest, _ choice: PeriodChoice) throws -> UsageScope {
    let ledger = try reading()
    let question = try Question(choice, of: ledger)
    let store = try usage()
    let known = try UsageKnowledge(of: store, in: question.rules.zone, knownBy: choice.asOf)
    var links = AccountLinks()
    try links.follow(store, question.accounts) { id in
      try ledger.read { try $0.number(ofAccount: id) }
    }
    return try UsageScope(request, question, known, links, store)
  }
}
