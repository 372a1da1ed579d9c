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
    isEmpty: Bool = false, usageCapacityBytes: Int64 = 1 << 20,
    _ ask: @escaping @Sendable (ServedSite) async throws -> Void
  ) async throws {
    let workspace = Workspace(
      path: NSTemporaryDirectory() + "tenure-site-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(atPath: workspace.path) }
    if !isEmpty { _ = try Ledger.writing(workspace) }
    var configuration = Site.Configuration(workspace: workspace, port: 0, now: { noon })
    configuration.usageCapacityBytes = usageCapacityBytes
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

  func get(_ path: String) async throws -> Answer { try await ask("GET \(path)", [], []) }

  private func ask(
    _ request: String, _ headers: [String], _ body: [UInt8], host: String? = nil
  ) async throws -> Answer {
    let head = ["\(request) HTTP/1.1", "Host: \(host ?? "localhost:\(port)")", "Connection: close"]
    let bytes = Array(((head + headers).joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    return try await withCheckedThrowingContinuation { continuation in
      // Off the few threads that the server's tasks run on.
      DispatchQueue.global().async {
        continuation.resume(with: Result { try exchange(bytes) })
      }
    }
  }

  private func exchange(_ bytes: [UInt8]) throws -> Answer {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isThere = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    #expect(isThere)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      // A server may answer before it has read all.
      guard count > 0 else { break }
      sent += count
    }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count > 0 else { break }
      answer += piece[..<count]
    }
    let end = try #require(answer.firstRange(of: Array("\r\n\r\n".utf8)))
    let headers = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
    let status = try #require(Int(headers.split(separator: " ")[1]))
    let body = String(decoding: answer[end.upperBound...], as: UTF8.self)
    return Answer(status: status, headers: headers.lowercased(), body: body)
  }
}
