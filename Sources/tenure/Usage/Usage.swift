import ArgumentParser
import Facts
import Storage
import Workbench

struct Usage: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Print who used the product, what became of what was sent, or mend what is kept apart.",
    discussion: """
      Every event that was accepted is stored, a duplicate, or kept apart because nobody can say \
      on which day it belongs. docs/usage.md tells what becomes of an event.
      """,
    subcommands: [
      UsageCounts.self, UsageReportCommand.self, UsageCohortsCommand.self, UsageMend.self,
      UsageRebuild.self,
    ],
    defaultSubcommand: UsageCounts.self)
}

struct UsageCounts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "counts",
    abstract: "Print by source what came in the last 24 hours and ever, and what was not taken.")

  enum Format: String, CaseIterable, ExpressibleByArgument { case table, json }

  @OptionGroup var place: WorkspaceOptions

  @Option(help: "How to print: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: Format = .table

  func run() throws {
    let summary = try UsageSummary(of: place.usage(), in: place.usageZone(), now: .now)
    switch format {
    case .table: print(summary.text, terminator: "")
    case .json: print(summary.json)
    }
  }
}

struct UsageMend: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mend",
    abstract: "Say when events took place that are kept apart; they count from then on.",
    discussion: """
      Give --received for events that took place when they came, or --shift-hours for a clock that \
      was wrong by so many: -48 moves them two days back. --dry-run only counts. While a server \
      has the workspace, its page /usage/intake/quarantine does the same.
      """)

  @OptionGroup var place: WorkspaceOptions

  @Option(
    help: ArgumentHelp(
      "Only what is kept apart for this: "
        + "\(Quarantine.allCases.map(\.rawValue).joined(separator: ", "))."))
  var reason: String?

  @Option(help: "Only what came with the key of this name.")
  var source: String?

  @Flag(help: "They took place when they were received.")
  var received = false

  @Option(
    parsing: .unconditional,
    help: "They took place so many hours later than their sender says; below 0, earlier.")
  var shiftHours: String?

  @Flag(help: "Say what it would do, and change nothing.")
  var dryRun = false

  func validate() throws {
    guard received != (shiftHours != nil) else {
      throw ValidationError("Give one of --received and --shift-hours.")
    }
  }

  func run() throws {
    let choice = try UsageStore.QuarantineChoice(reason: reason, source: source)
    let rule = try Mend(isReceipt: received, shiftHours: shiftHours)
    guard !dryRun else {
      let outcome = try place.usage().previewMend(choice, by: rule)
      print(
        "\(Text.count(outcome.mended)) would count, "
          + "\(Text.count(outcome.left)) would stay apart")
      return
    }
    let zone = try place.usageZone()
    let outcome = try place.applyingUsage(elsewhere: "use its page /usage/intake/quarantine")
      .mend(choice, by: rule, at: .now, in: zone).outcome
    print("\(Text.count(outcome.mended)) count now, \(Text.count(outcome.left)) stay apart")
  }
}

struct UsageRebuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Count all events that are kept anew, by the days of the workspace's zone.",
    discussion: "Days of which no events are kept stay as they were counted.")

  @OptionGroup var place: WorkspaceOptions

  func run() throws {
    let zone = try place.usageZone()
    let store = try place.applyingUsage(elsewhere: "end it first")
    let before = try store.verify(zone: ZoneFile.zone)
    try store.rebuild(in: zone)
    let after = try store.verify(zone: ZoneFile.zone)
    let verdict = before.findings == after.findings ? "as before" : "WAS DIFFERENT"
    print(
      "\(Text.count(after.events)) events of \(Text.count(after.days)) days counted anew, "
        + verdict)
    for finding in after.findings { print("damaged: \(finding)") }
    guard after.findings.isEmpty else { throw ExitCode.failure }
  }
}
