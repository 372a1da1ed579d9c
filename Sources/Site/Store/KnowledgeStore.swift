import Facts
import Foundation
import Storage
import Synchronization
import Workbench

/// What is known, kept ready: now, and as of the days that were asked about last.
///
/// Other processes may write the workspace; each question looks whether anything came since.
final class KnowledgeStore: Sendable {
  private let workspace: Workspace
  private let today: Day?
  private let now: @Sendable () -> Instant
  private let state = Mutex(State())
  /// Taken while knowledge is read; those who want the same wait and find it there.
  private let reading = NSLock()

  private struct State {
    var ledger: Ledger?
    /// The last one asked for comes last.
    var kept: [(key: Key, knowledge: Knowledge, directory: AccountDirectory?)] = []
    /// What is being read beside everything else.
    var awaited: Set<Day?> = []
  }

  private struct Key: Hashable {
    var arrival: Int64
    var today: Day?
    var asOf: Day?
  }

  /// So many are kept; more would fill memory with what nobody looks at.
  private static let most = 6

  init(_ workspace: Workspace, today: Day?, now: @escaping @Sendable () -> Instant) {
    self.workspace = workspace
    self.today = today
    self.now = now
  }

  /// What was known at the end of a day, or is known now; nil where there is no workspace yet.
  func knowledge(asOf: Day?) throws -> Knowledge? {
    guard let ledger = try ledger() else { return nil }
    let key = Key(arrival: try ledger.read { try $0.lastArrival() }, today: today, asOf: asOf)
    if let found = kept(key) { return found }
    reading.lock()
    defer { reading.unlock() }
    if let found = kept(key) { return found }
    let knowledge = try Knowledge(
      of: ledger, Knowledge.Known(asOf: asOf), today: today, now: now(), withAgreed: true)
    state.withLock { state in
      state.kept.removeAll { $0.key.asOf == asOf }
      state.kept.append((key, knowledge, nil))
      if state.kept.count > Self.most { state.kept.removeFirst() }
    }
    return knowledge
  }

  /// Reads what was known at the end of a day, beside everything else.
  func prepare(asOf: Day?) {
    let isFirst = state.withLock { $0.awaited.insert(asOf).inserted }
    guard isFirst else { return }
    DispatchQueue.global(qos: .utility).async { [self] in
      // Whoever asks for it will be told why it cannot be read.
      _ = try? knowledge(asOf: asOf)
      _ = state.withLock { $0.awaited.remove(asOf) }
    }
  }

  /// Whether what was asked is ready, or would have to be read first.
  func isReady(asOf: Day?) throws -> Bool {
    guard let ledger = try ledger() else { return false }
    let key = Key(arrival: try ledger.read { try $0.lastArrival() }, today: today, asOf: asOf)
    return kept(key) != nil
  }

  /// The ledger to read; nil where there is none yet.
  func ledger() throws -> Ledger? {
    if let known = state.withLock({ $0.ledger }) { return known }
    guard workspace.exists else { return nil }
    let ledger = try Ledger.reading(workspace)
    state.withLock { $0.ledger = ledger }
    return ledger
  }

  /// The accounts of what is known, in the order in which they are listed.
  func directory(of knowledge: Knowledge) throws -> AccountDirectory {
    let found = state.withLock { state in
      state.kept.last { $0.key.asOf == knowledge.asOf }?.directory
    }
    if let found, found.count == knowledge.accounts.count { return found }
    let directory = AccountDirectory(knowledge)
    state.withLock { state in
      guard let index = state.kept.lastIndex(where: { $0.key.asOf == knowledge.asOf }) else {
        return
      }
      state.kept[index].directory = directory
    }
    return directory
  }

  /// The number of an account in what is known; nil where there is none of that id.
  func number(of id: Identifier, in knowledge: Knowledge) throws -> Int? {
    guard let number = try ledger()?.read({ try $0.number(ofAccount: id) }),
      number < knowledge.accounts.count
    else { return nil }
    return number
  }

  private func kept(_ key: Key) -> Knowledge? {
    state.withLock { state in
      guard let index = state.kept.firstIndex(where: { $0.key == key }) else { return nil }
      // The day may have changed since: what is kept of yesterday is not what is known today.
      let found = state.kept.remove(at: index)
      guard today != nil || found.knowledge.rules.zone.day(of: now()) == found.knowledge.today
      else { return nil }
      state.kept.append(found)
      return found.knowledge
    }
  }
}
