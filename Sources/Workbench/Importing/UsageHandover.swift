import Facts
import Foundation
import Intake
import Storage

/// The events of a file on their way to whoever applies usage: this process, or a server.
struct UsageHandover {
  private let workspace: Workspace
  private let source: Identifier
  private let spool: UsageSpool
  private var count = 0

  /// A server that applies nothing for so long has its own trouble, and tells of it.
  private static let patience = 30.0
  private static let pause = 0.05

  init(_ workspace: Workspace, _ source: Identifier) throws {
    self.workspace = workspace
    self.source = source
    spool = try UsageSpool(workspace)
  }

  mutating func take(_ events: [UsageEvent]) throws {
    count += events.count
    try spool.append(events.map { SourcedEvent($0, from: source) })
  }

  /// Hands everything over, waits until it is applied, and counts what became of it.
  func finish(in zone: Zone, _ summary: inout ImportSummary) throws {
    guard count > 0 else { return }
    try spool.finish()
    let result = try settle(in: zone).count
    summary.accepted += result.stored
    summary.unchanged += result.duplicate
    summary.keptApart += result.quarantined
    summary.waiting += count - result.accepted
  }

  private func settle(in zone: Zone) throws -> UsageImport {
    let reading = try UsageStore.opening(workspace)
    var (last, idle) = (UsageImport(), 0.0)
    while true {
      let now = try reading.importing(spool.name)
      if now.isFinished { return now }
      idle = now == last ? idle : 0
      last = now
      do {
        let store = try UsageStore.applying(workspace)
        defer { store.close() }
        while try !store.importing(spool.name).isFinished {
          guard try store.applyImport(in: zone) else {
            throw Failure("What was to be counted is gone: import the file again.")
          }
        }
      } catch LedgerError.served {
        guard idle < Self.patience else { return now }
        Thread.sleep(forTimeInterval: Self.pause)
        idle += Self.pause
      }
    }
  }
}
