import Dispatch
import Facts
import Foundation
import Synchronization

/// Takes usage in: keeps it in the log, and applies it to the tables on a thread of its own.
public final class UsageIntake: Sendable {
  /// The tables, and the keys.
  public let store: UsageStore
  private let log: IntakeLog
  private let state: Mutex<State>
  private let wake = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)

  private struct State {
    var problem: String?
    var isClosed = false
  }

  /// Opens a workspace to take usage in; it works until it is closed.
  ///
  /// - Parameter capacity: as many bytes may wait to be applied.
  /// - Throws: ``LedgerError``, ``IntakeLogError``.
  public init(_ workspace: Workspace, capacity: Int64 = 1 << 30) throws {
    store = try UsageStore.applying(workspace)
    log = try IntakeLog(
      folder: workspace.intakePath, from: try store.applied(), capacity: capacity)
    state = Mutex(State())
    Thread.detachNewThread { [self] in work() }
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
    while !state.withLock({ $0.isClosed }) {
      // A disk that was full, or a database that was busy, is tried again without a new event.
      _ = wake.wait(timeout: .now() + .seconds(problem == nil ? 60 : 1))
      do {
        while try applyPiece() {}
        state.withLock { $0.problem = nil }
      } catch {
        state.withLock { $0.problem = "\(error)" }
      }
    }
    finished.signal()
  }

  /// Applies a piece of the log; false where there is none, or it is time to end.
  private func applyPiece() throws -> Bool {
    guard !state.withLock({ $0.isClosed }) else { return false }
    let place = try store.applied()
    let (events, next) = try log.read(from: place)
    guard next > place else { return false }
    try store.apply(events, from: place, to: next)
    try log.drop(before: next)
    return true
  }
}
