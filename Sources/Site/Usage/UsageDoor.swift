import Storage
import Synchronization
import Workbench

/// The way to a workspace's usage, opened once there is a workspace.
final class UsageDoor: Sendable {
  private let workspace: Workspace
  private let capacityBytes: Int64
  private let state = Mutex(State.closed)

  private enum State {
    case closed
    case open(UsageIntake)
    /// What is wrong with what is stored stays so until somebody mends it.
    case broken(any Error)
  }

  init(_ workspace: Workspace, _ capacityBytes: Int64) {
    self.workspace = workspace
    self.capacityBytes = capacityBytes
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
        let intake = try UsageIntake(workspace, capacity: capacityBytes)
        state = .open(intake)
        return intake
      } catch  where error is IntakeLogError || error is LedgerError {
        state = .broken(error)
        throw error
      }
    }
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
