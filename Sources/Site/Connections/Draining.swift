import ServiceLifecycle

/// Ends connections that are still at something a while after the server was told to stop.
///
/// Until then each request that has begun to come is answered, and its connection closed.
struct Draining: Service {
  let connections: Connections
  let seconds: Int64

  func run() async throws {
    try await gracefulShutdown()
    // Whoever stops the server waits for the requests alone, which may be done long before.
    Task.detached {
      try await Task.sleep(for: .seconds(seconds))
      connections.closeAll()
    }
  }
}
