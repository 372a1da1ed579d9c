import Facts
import Foundation
import Storage
import Synchronization
import Workbench

/// What is known, kept ready: now, and as of the days that were asked about last.
///
/// Other processes may write the workspace; each question looks whether anything came since, and
/// takes it in at the cost of the accounts that it concerns.
final class KnowledgeStore: Sendable {
  private let workspace: Workspace
  private let today: Day?
  private let now: @Sendable () -> Instant
  private let state = Mutex(State())
  /// Taken while knowledge is read; those who want the same wait and find it there.
  private let reading = NSLock()
  /// The same for earlier days, for which nobody who asks about the present has to wait.
  private let readingPast = NSLock()
  /// The same for directories.
  private let listing = NSLock()

  private struct State {
    var ledger: Ledger?
    /// The last one asked for comes last.
    var kept: [Kept] = []
    /// What is being read beside everything else.
    var awaited: Set<Day?> = []
    var whenRead: @Sendable () -> Void = {}
    /// Why the present could not be read when it was prepared.
    var failure: (any Error)?
  }

  private struct Kept {
    var knowledge: Knowledge
    /// Made beside everything else, or when it is asked for.
    var directory: AccountDirectory?
    /// The accounts that changed while there was none.
    var unlisted: Set<Int> = []
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
    if let found = try fresh(asOf, ledger) { return found }
    let reading = asOf == nil ? reading : readingPast
    reading.lock()
    defer { reading.unlock() }
    if let found = try fresh(asOf, ledger) { return found }
    if let found = try following(asOf, ledger) { return found }
    // By a connection of its own: others go on asking meanwhile.
    let knowledge = try Knowledge(
      of: Ledger.reading(workspace), Knowledge.Known(asOf: asOf), today: today, now: now(),
      withAgreed: true)
    keep(Kept(knowledge: knowledge))
    if asOf == nil {
      let whenRead = state.withLock { $0.whenRead }
      DispatchQueue.global(qos: .utility).async(execute: whenRead)
    }
    return knowledge
  }

  /// What is done, beside everything else, when all of the present was read.
  func whenRead(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.whenRead = body }
  }

  /// Whether all of the present was read once; what came since is taken in by whoever asks.
  ///
  /// - Throws: why it could not be read.
  func hasPresent() throws -> Bool {
    let (isKept, failure) = state.withLock { state in
      (state.kept.contains { $0.knowledge.asOf == nil }, state.failure)
    }
    if !isKept, let failure { throw failure }
    return isKept
  }

  /// Whether what was known at the end of a day is ready, or would have to be read first.
  func isReady(asOf: Day?) throws -> Bool {
    guard let ledger = try ledger() else { return false }
    return try fresh(asOf, ledger) != nil
  }

  /// Reads what was known at the end of a day, beside everything else.
  func prepare(asOf: Day?) {
    let isFirst = state.withLock { $0.awaited.insert(asOf).inserted }
    guard isFirst else { return }
    DispatchQueue.global(qos: .utility).async { [self] in
      // Whoever asks for it will be told why it cannot be read.
      let reading = Result { try knowledge(asOf: asOf) }
      state.withLock { state in
        state.awaited.remove(asOf)
        if asOf == nil, case .failure(let error) = reading { state.failure = error }
      }
    }
  }

  /// The ledger to read; nil where there is none yet.
  func ledger() throws -> Ledger? {
    if let known = state.withLock({ $0.ledger }) { return known }
    guard workspace.exists else { return nil }
    let ledger = try Ledger.reading(workspace)
    state.withLock { $0.ledger = ledger }
    return ledger
  }

  /// What is kept, where nothing came that would change it.
  private func fresh(_ asOf: Day?, _ ledger: Ledger) throws -> Knowledge? {
    let kept = state.withLock { state in
      state.kept.last { $0.knowledge.asOf == asOf }?.knowledge
    }
    guard let kept, today != nil || kept.rules.zone.day(of: now()) == kept.today else {
      return nil
    }
    let isFresh = try ledger.read { view in
      guard try view.lastArrival() != kept.mark.arrival else { return true }
      // What was recorded after a day does not change what was known at its end.
      guard let asOf, let first = try view.firstRecorded(since: kept.mark) else { return false }
      return first > kept.rules.zone.end(of: asOf)
    }
    return isFresh ? kept : nil
  }

  /// What is kept of the present, with what came since; nil where it has to be read anew.
  private func following(_ asOf: Day?, _ ledger: Ledger) throws -> Knowledge? {
    guard asOf == nil,
      let kept = state.withLock({ state in state.kept.last { $0.knowledge.asOf == nil } }),
      today != nil || kept.knowledge.rules.zone.day(of: now()) == kept.knowledge.today,
      let (knowledge, changed) = try kept.knowledge.following(ledger)
    else { return nil }
    var next = Kept(knowledge: knowledge)
    next.directory = try kept.directory?.following(changed, knowledge, ledger)
    if kept.directory == nil { next.unlisted = kept.unlisted.union(changed) }
    keep(next)
    return knowledge
  }

  private func keep(_ kept: Kept) {
    state.withLock { state in
      state.kept.removeAll { $0.knowledge.asOf == kept.knowledge.asOf }
      state.kept.append(kept)
      // The present stays, whatever else is asked for.
      if state.kept.count > Self.most,
        let oldest = state.kept.firstIndex(where: { $0.knowledge.asOf != nil })
      {
        state.kept.remove(at: oldest)
      }
    }
  }
}

extension KnowledgeStore {
  /// The accounts of what is known, in the order in which they are listed.
  func directory(of knowledge: Knowledge) throws -> AccountDirectory {
    if let found = listed(knowledge) { return found }
    listing.lock()
    defer { listing.unlock() }
    if let found = listed(knowledge) { return found }
    guard let ledger = try ledger() else { throw Problem.noWorkspace }
    let directory = try AccountDirectory(knowledge, ledger)
    // Not while what is known is followed: what changed meanwhile is listed before it is kept.
    reading.lock()
    defer { reading.unlock() }
    let kept = state.withLock { state in
      state.kept.last { $0.knowledge.asOf == knowledge.asOf }
    }
    guard var kept else { return directory }
    kept.directory = try directory.following(kept.unlisted, kept.knowledge, ledger)
    kept.unlisted = []
    keep(kept)
    return directory
  }

  private func listed(_ knowledge: Knowledge) -> AccountDirectory? {
    let found = state.withLock { state in
      state.kept.last { $0.knowledge.asOf == knowledge.asOf }?.directory
    }
    return found?.mark == knowledge.mark ? found : nil
  }

  /// The number of an account in what is known; nil where there is none of that id.
  func number(of id: Identifier, in knowledge: Knowledge) throws -> Int? {
    guard let number = try ledger()?.read({ try $0.number(ofAccount: id) }),
      number < knowledge.accounts.count
    else { return nil }
    return number
  }

  /// What an account is called; nothing where it cannot be read.
  func name(_ account: Int) -> String {
    (try? ledger()?.read { try $0.name(ofAccount: account) }) ?? ""
  }
}
