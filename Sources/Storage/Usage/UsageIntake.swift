import Dispatch
import Facts
import Foundation
import Synchronization

/// By what usage is counted and kept.
public struct UsageRules: Sendable {
  /// That of the days by which it is counted.
  public var zone: Zone
  /// Events of days before it are dropped; nil keeps all of them.
  public var firstKeptDay: Day?

  /// By the days of a zone, events being kept for good or from a day on.
  public init(zone: Zone = .utc, firstKeptDay: Day? = nil) {
    self.zone = zone
    self.firstKeptDay = firstKeptDay
  }
}

/// Takes usage in: keeps it in the log, and applies it to the tables on a thread of its own.
public final class UsageIntake: Sendable {
  /// The tables, and the keys.
  public let store: UsageStore
  let log: IntakeLog
  private let rules: @Sendable () throws -> UsageRules
  private let state: Mutex<State>
  private let wake = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)

  private struct State {
    var problem: String?
    var isClosed = false
  }

  /// Opens a workspace to take usage in; it works until it is closed.
  ///
  /// - Parameters:
  ///   - capacity: as many bytes may wait to be applied.
  ///   - rules: what holds now, asked for again and again.
  /// - Throws: ``LedgerError``, ``IntakeLogError``, ``MessageIndexError``.
  public init(
    _ workspace: Workspace, capacity: Int64 = IntakeLog.usualCapacity,
    rules: @escaping @Sendable () throws -> UsageRules = { UsageRules() }
  ) throws {
    self.rules = rules
    store = try UsageStore.applying(workspace)
    log = try IntakeLog(
      folder: workspace.intakePath, from: try store.applied(), capacity: capacity)
    state = Mutex(State())
    Thread.detachNewThread { [self] in
      // Who waits for an answer goes first: what is in the log can wait a little. Of this thread.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      work()
    }
    wake.signal()
  }

  /// How many bytes wait to be applied.
  public var lag: Int64 { log.backlog }

  /// Why nothing is applied at present; nil where everything goes well.
  public var problem: String? { state.withLock { $0.problem } }

  /// Keeps events; returns when they are on disk, which is a moment before they are counted.
  ///
  /// - Throws: ``IntakeLogFull``.
  public func append(_ events: [SourcedEvent]) async throws {
    try await log.append(events)
    wake.signal()
  }

  /// Takes nothing more; returns when what was taken is on disk.
  ///
  /// What is not applied by then will be once it is opened again.
  public func close() {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    log.close()
    wake.signal()
    finished.wait()
    store.close()
  }

  private func work() {
    var idleSeconds = 0
    while !state.withLock({ $0.isClosed }) {
      // A disk that was full, or a database that was busy, is tried again without a new event; what
      // another process hands over wakes nobody.
      let isWoken = wake.wait(timeout: .now() + .seconds(1)) == .success
      idleSeconds = isWoken ? 0 : idleSeconds + 1
      guard isWoken || problem != nil || hasNews || idleSeconds % 60 == 0 else { continue }
      var failure: (any Error)?
      do {
        while try applyPiece() || applyImport(unless: &failure) {}
        try keepUp()
      } catch {
        failure = error
      }
      state.withLock { $0.problem = failure.map { "\($0)" } }
    }
    finished.signal()
  }

  /// Whether there is something to do that woke nobody: events of a file, or a zone that was set.
  private var hasNews: Bool {
    if store.hasImports { return true }
    guard let counted = try? store.countedZone(), let zone = try? rules().zone else { return false }
    return zone.name != counted
  }

  /// Applies a piece of what files brought; one that is damaged must not hold up what is sent.
  private func applyImport(unless failure: inout (any Error)?) -> Bool {
    guard failure == nil, !state.withLock({ $0.isClosed }) else { return false }
    do {
      return try store.applyImport(in: try rules().zone)
    } catch {
      failure = error
      return false
    }
  }

  /// Applies a piece of the log; false where there is none, or it is time to end.
  private func applyPiece() throws -> Bool {
    guard !state.withLock({ $0.isClosed }) else { return false }
    let place = try store.applied()
    let (events, next) = try log.read(from: place)
    guard next > place else { return false }
    try store.apply(events, from: place, to: next, in: try rules().zone)
    try store.tidy()
    try log.drop(before: next)
    return true
  }

  /// What is done where there is nothing to apply: another zone's days, and events to be dropped.
  private func keepUp() throws {
    let rules = try rules()
    try store.count(in: rules.zone)
    guard let day = rules.firstKeptDay else { return }
    // A little at a time: what comes meanwhile does not wait.
    while try store.dropEvents(before: day, in: rules.zone) > 0, try !applyPiece() {}
  }
}
