import ArgumentParser
import Engine
import Facts
import Storage
import Workbench

extension UsageUnit: ExpressibleByArgument {}

struct UsageReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Print active units, stickiness, session time and what was used in a period.",
    discussion: "A running server may take usage in meanwhile: what it has counted is printed.")

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var period: PeriodOptions
  @OptionGroup var usage: UsageOptions

  @Option(help: "What the period is cut into.")
  var every: CalendarUnit = .month

  @Option(help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: OutputFormat = .table

  func run() throws {
    var request = usage.request
    request.every = every
    let scope = try place.usageScope(request, try period.choice())
    let report = try UsageReport(scope, against: before(scope.period))
    format.show(UsageTable(report).text, json: report.json, csv: report.csv)
  }

  /// The period of the same length before.
  private func before(_ period: Period) -> Period? {
    let last = period.openingDay
    if let days = period.unit?.unit(of: last).days {
      return Period(from: days.lowerBound, to: days.upperBound)
    }
    return Period(
      from: Day(number: last.number - (period.to.number - period.from.number)), to: last)
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
    let store = try countedUsage(in: question.rules.zone)
    let known = try UsageKnowledge(of: store, in: question.rules.zone, knownBy: choice.asOf)
    var links = AccountLinks()
    try links.follow(store, question.accounts) { id in
      try ledger.read { try $0.number(ofAccount: id) }
    }
    return try UsageScope(request, question, known, links, store)
  }
}
