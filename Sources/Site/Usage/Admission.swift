import Synchronization

/// Lets as many requests with usage in as memory was set aside for.
final class Admission: Sendable {
  private let mostRequests: Int
  private let mostBytes: Int
  private let state = Mutex((requests: 0, bytes: 0))

  init(requests: Int, bytes: Int) {
    mostRequests = requests
    mostBytes = bytes
  }

  /// What is let in at present.
  var held: (requests: Int, bytes: Int) { state.withLock { $0 } }

  /// Does something with room for so many bytes; nil where there is none.
  func admit<Value>(
    bytes: Int, _ work: () async throws -> Value
  ) async throws -> Value? {
    let isIn = state.withLock { state in
      guard state.requests < mostRequests, state.bytes + bytes <= mostBytes else { return false }
      state.requests += 1
      state.bytes += bytes
      return true
    }
    guard isIn else { return nil }
    defer {
      state.withLock { state in
        state.requests -= 1
        state.bytes -= bytes
      }
    }
    return try await work()
  }
}
