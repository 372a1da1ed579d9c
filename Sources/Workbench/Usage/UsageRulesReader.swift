import Engine
import Facts
import Storage
import Synchronization

/// Reads from the settings by what usage is counted and kept.
///
/// Asked for with every piece of usage that comes, it keeps what it made of the settings.
package final class UsageRulesReader: Sendable {
  private let workspace: Workspace
  private let now: @Sendable () -> Instant
  private let state = Mutex(State())

  private struct State {
    var ledger: Ledger?
    var settings: [String: String]?
    var rules = PanelRules(zone: .utc)
  }

  /// Reads those of a workspace that is there.
  package init(_ workspace: Workspace, now: @escaping @Sendable () -> Instant) {
    self.workspace = workspace
    self.now = now
  }

  /// What is set now.
  package func rules() throws -> UsageRules {
    try state.withLock { state in
      let ledger = try state.ledger ?? Ledger.reading(workspace)
      state.ledger = ledger
      let settings = try ledger.read { try $0.settings() }
      if settings != state.settings {
        state.rules = try Knowledge.rules(settings)
        state.settings = settings
      }
      let zone = state.rules.zone
      let kept = state.rules.eventsKeptDays.map { days in
        Day(number: zone.day(of: now()).number - Int32(days))
      }
      return UsageRules(zone: zone, firstKeptDay: kept)
    }
  }
}
