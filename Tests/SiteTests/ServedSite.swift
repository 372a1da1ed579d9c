import Facts
import Foundation
import Storage
import Testing

@testable import Site

/// A site that is served on a port of its own, asked over a socket.
struct ServedSite: Sendable {
  let site: Site
  let port: Int
  var workspace: Workspace { site.configuration.workspace }

  static let noon = Instant("2026-06-01T12:00:00Z")!

  /// Serves a workspace in a new folder while something asks; gone afterwards.
  static func serving(
    isEmpty: Bool = false, usageCapacityBytes: Int64 = 1 << 20, now: Instant = noon,
    limits: Limits = Limits(), log: @escaping @Sendable ([UInt8]) -> Void = { _ in },
    _ ask: @escaping @Sendable (ServedSite) async throws -> Void
  ) async throws {
    let workspace = Workspace(
      path: NSTemporaryDirectory() + "tenure-site-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(atPath: workspace.path) }
    if !isEmpty { _ = try Ledger.writing(workspace) }
    var configuration = Site.Configuration(workspace: workspace, port: 0, now: { now })
    configuration.usageCapacityBytes = usageCapacityBytes
    configuration.limits = limits
    configuration.log = log
    let site = try Site(configuration)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { port.finish() }
        do { try await site.serve { port.yield($0) } } catch is CancellationError {}
      }
      var first = ports.makeAsyncIterator()
      let served = ServedSite(site: site, port: try #require(await first.next()))
      try await ask(served)
      tasks.cancelAll()
    }
  }

  struct Answer {
    var status: Int
    var headers: String
    var body: String
  }

  func post(
    _ path: String, _ body: some Collection<UInt8> & Sendable, _ headers: [String] = [],
    host: String? = nil
  ) async throws -> Answer {
    let length = "Content-Length: \(body.count)"
    return try await ask("POST \(path)", headers + [length], Array(body), host: host)
  }

  func get(_ path: String, _ headers: [String] = []) async throws -> Answer {
    try await ask("GET \(path)", headers, [])
  }

  /// Works with sockets, off the few threads that the server's tasks run on.
  func aside<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      // A thread of its own: the server needs those that are shared, and this one waits for it.
      Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
    }
  }

  /// A key for a source called web.
  func key() throws -> String {
    try UsageStore.opening(workspace).addKey(named: "web")
  }

  /// The store once everything that was taken is applied.
  func settled() async throws -> UsageStore {
    let intake = try #require(try site.usage.intake())
    while intake.lag > 0 { await Task.yield() }
    return intake.store
  }

  private func ask(
    _ request: String, _ headers: [String], _ body: [UInt8], host: String? = nil
  ) async throws -> Answer {
    let head = ["\(request) HTTP/1.1", "Host: \(host ?? "localhost:\(port)")", "Connection: close"]
    let bytes = Array(((head + headers).joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    return try await aside { try exchange(bytes) }
  }

  private func exchange(_ bytes: [UInt8]) throws -> Answer {
    let connection = RawConnection(port: port)
    connection.send(bytes)
    return try Answer(connection.rest())
  }
}

extension ServedSite.Answer {
  init(_ answer: [UInt8]) throws {
    let end = try #require(answer.firstRange(of: Array("\r\n\r\n".utf8)))
    let headers = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
    let status = try #require(Int(headers.split(separator: " ")[1]))
    let body = String(decoding: answer[end.upperBound...], as: UTF8.self)
    self.init(status: status, headers: headers.lowercased(), body: body)
  }
}

/// The header of HTTP's Basic scheme with a key.
func login(_ key: String) -> String {
  "Authorization: Basic " + Data("\(key):".utf8).base64EncodedString()
}
