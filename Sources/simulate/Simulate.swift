import ArgumentParser
import Simulation

@main
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Makes up a subscription company and writes its books.",
    discussion: """
      The same seed, number of accounts and day always give the same bytes, on any machine and in \
      any year: --today is a fixed day unless you name one. What is written, file by file, is in \
      docs/simulation.md.
      """)

  @Argument(help: "The folder to write to; new, or empty.", completion: .directory)
  var folder: String

  @Option(help: "How many accounts ever signed up.")
  var accounts = 2000

  @Option(help: "Another seed, another company.")
  var seed: UInt64 = 1

  @Option(help: "The last day anything is known of; three years lie before it.")
  var today = "2026-11-24"

  @Option(help: "Exports of the books: one of today, the others of the month ends before.")
  var exports = 7

  @Flag(name: .customLong("no-events"), help: "Leave out what people did in the product.")
  var leavesEventsOut = false

  func validate() throws {
    _ = try company()
  }

  func run() throws {
    let company = try company()
    let writer = try FolderWriter(folder)
    let summary = try Delivery.deliver(company) { path, bytes throws(FolderWriter.Failure) in
      try writer.append(bytes, to: path)
    }
    try writer.close()
    let events = summary.events.map { ", \($0) events" } ?? ""
    print(
      "\(company.accounts) accounts, \(summary.stateRows) rows about their subscriptions"
        + "\(events), \(summary.faults.count) cells garbled on purpose")
  }

  private func company() throws -> Company {
    guard let day = CivilDay(today), (1930...2190).contains(day.civil.year) else {
      throw ValidationError("--today takes a date such as 2026-11-24, not \(today).")
    }
    guard (1...100_000_000).contains(accounts) else {
      throw ValidationError("--accounts takes a number from 1 to 100000000.")
    }
    // So many exports reach back to the launch.
    guard (1...36).contains(exports) else {
      throw ValidationError("--exports takes a number from 1 to 36.")
    }
    return Company(
      seed: seed, accounts: accounts, today: day, exports: exports, hasUsage: !leavesEventsOut)
  }
}
