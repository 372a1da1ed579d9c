import Facts
import Foundation
import Storage
import Synchronization
import Workbench

/// The way to a workspace's usage, opened once there is a workspace.
///
/// What is counted there is kept ready to be asked, and followed as more comes.
final class UsageDoor: Sendable {
  private let workspace: Workspace
  private let capacityBytes: Int64
  private let rules: UsageRulesReader
  private let state = Mutex(State.closed)
  private let known = Mutex<UsageKnowledge?>(nil)
  /// What was known on the earlier day that was asked about last, and how far usage reached then.
  private let past = Mutex<Past?>(nil)
  private let links = Mutex(AccountLinks())
  /// Taken while knowledge is read; those who want the same wait and find it there.
  private let reading = NSLock()

  private struct Past {
    let day: Day
    let mark: UsageMark
    let knowledge: UsageKnowledge
  }

  private enum State {
    case closed
    case open(UsageIntake)
    /// What is wrong with what is stored stays so until somebody mends it.
    case broken(any Error)
  }

  init(
    _ workspace: Workspace, _ capacityBytes: Int64, now: @escaping @Sendable () -> Instant
  ) {
    self.workspace = workspace
    rules = UsageRulesReader(workspace, now: now)
    self.capacityBytes = capacityBytes
  }

  /// What takes usage in, where it is open and nobody is just opening it; never waits.
  var openIntake: UsageIntake? {
    let found = state.withLockIfAvailable { state -> UsageIntake? in
      if case .open(let intake) = state { return intake }
      return nil
    }
    return found ?? nil
  }

  /// What takes usage in; nil where there is no workspace yet.
  ///
  /// - Throws: why it cannot be opened.
  func intake() throws -> UsageIntake? {
    try state.withLock { state in
      switch state {
      case .open(let intake): return intake
      case .broken(let error): throw error
      case .closed: break
      }
      guard workspace.exists else { return nil }
      do {
        let intake = try UsageIntake(
          workspace, capacity: capacityBytes, rules: { [rules] in try rules.rules() })
        state = .open(intake)
        return intake
      } catch
        where error is IntakeLogError || error is LedgerError || error is MessageIndexError
      {
        // A command that has it for a while is not what is wrong with it.
        if case LedgerError.served = error { throw error }
        state = .broken(error)
        throw error
      }
    }
  }

  /// What is known of usage now; nil where there is no workspace yet.
  ///
  /// - Throws: why it cannot be read.
  func knowledge() throws -> UsageKnowledge? {
    guard let store = try intake()?.store else { return nil }
    reading.lock()
    defer { reading.unlock() }
    let before = known.withLock { $0 }
    let next =
      try before?.following(store) ?? UsageKnowledge(of: store, in: try rules.rules().zone)
    known.withLock { $0 = next }
    return next
  }

  /// What was known of usage at the end of a day; nil where there is no workspace yet.
  func knowledge(knownBy day: Day) throws -> UsageKnowledge? {
    guard let store = try intake()?.store else { return nil }
    let mark = try store.read { try $0.mark() }
    if let past = past.withLock({ $0 }), past.day == day, past.mark == mark {
      return past.knowledge
    }
    let knowledge = try UsageKnowledge(of: store, in: try rules.rules().zone, knownBy: day)
    past.withLock { $0 = Past(day: day, mark: mark, knowledge: knowledge) }
    return knowledge
  }

  /// Which accounts of usage are which of the books.
  ///
  /// - Parameters:
  ///   - known: the books' ids by number.
  ///   - number: looks one up among them.
  func links(
    to known: [Identifier], number: (Identifier) throws -> Int?
  ) throws -> AccountLinks {
    guard let store = try intake()?.store else { return AccountLinks() }
    return try links.withLock { links in
      try links.follow(store, known, number: number)
      return links
    }
  }

  /// Puts a rule to events that are kept apart; nil where there is no workspace yet.
  func mend(
    _ choice: UsageStore.QuarantineChoice, by rule: Mend, at now: Instant
  ) throws -> MendRecord? {
    guard let store = try intake()?.store else { return nil }
    return try store.mend(choice, by: rule, at: now, in: try rules.rules().zone)
  }

  /// Returns when everything that was taken is on disk.
  func close() {
    let intake = state.withLock { state in
      defer { state = .closed }
      if case .open(let intake) = state { return intake as UsageIntake? }
      return nil
    }
    intake?.close()
  }
}
