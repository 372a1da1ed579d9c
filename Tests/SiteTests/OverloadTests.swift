import Facts
import Foundation
import Storage
import Testing

@testable import Site

@Suite("More than the server can take")
struct OverloadTests {
  private static func head(_ path: String, _ length: Int, _ more: String = "") -> [UInt8] {
    let lines = ["POST \(path) HTTP/1.1", "Host: localhost", "Content-Length: \(length)"]
    return Array((lines.joined(separator: "\r\n") + "\r\n\(more)\r\n").utf8)
  }

  @Test("Where too many requests with usage are being taken, a client is told to come again")
  func admission() async throws {
    var limits = Limits()
    limits.usageRequests = 1
    try await ServedSite.serving(limits: limits) { served in
      let headers = [login(try served.key())]
      let slow = RawConnection(port: served.port)
      let event = Array(UsageTests.event.utf8)
      slow.send(Self.head("/v1/track", event.count, headers[0] + "\r\n"))
      while served.site.admission.held.requests == 0 { await Task.yield() }
      let answer = try await served.post("/v1/track", event, headers)
      #expect(answer.status == 429 && answer.headers.contains("retry-after: 1"))
      #expect(answer.body.contains(#""success":false"#))
      // Pages are not concerned.
      #expect(try await served.get("/definitions").status == 200)
      slow.send(event)
      let first = try await served.aside { slow.next() }
      #expect(try ServedSite.Answer(first).status == 200)
      #expect(try await served.post("/v1/track", event, headers).status == 200)
      #expect(try await served.settled().counts().values.first?.accepted == 2)
      #expect(served.site.admission.held == (0, 0))
    }
  }

  @Test("Bytes are set aside before they are read, packed ones for what they may become")
  func bytes() async throws {
    var limits = Limits()
    limits.usageBytes = 1000
    try await ServedSite.serving(limits: limits) { served in
      let headers = [login(try served.key())]
      let event = UsageTests.event
      #expect(try await served.post("/v1/track", event.utf8, headers).status == 200)
      let long = event + String(repeating: " ", count: 1000)
      #expect(try await served.post("/v1/track", long.utf8, headers).status == 429)
      let packed = headers + ["Content-Encoding: gzip"]
      #expect(try await served.post("/v1/track", event.utf8, packed).status == 429)
    }
  }

  @Test("A body that says that it is too large is refused before it is read, and closed")
  func early() async throws {
    try await ServedSite.serving { served in
      let answers = try await served.aside {
        try ["/v1/track", "/v1/batch"].map { path in
          let connection = RawConnection(port: served.port)
          connection.send(Self.head(path, 10_000_000_000))
          return try ServedSite.Answer(connection.rest())
        }
      }
      for answer in answers {
        #expect(answer.status == 413 && answer.headers.contains("connection: close"))
      }
    }
  }

  @Test("What nobody reads of a body is not taken from the network for ever")
  func surplus() async throws {
    var limits = Limits()
    limits.lingeringMilliseconds = 50
    let most = limits
    try await ServedSite.serving(limits: most) { served in
      // Refused for its key, a page that takes no body, and one that is not there.
      for path in ["/v1/batch", "/definitions", "/nowhere"] {
        let sent = try await served.aside {
          let connection = RawConnection(port: served.port)
          let head = [
            "POST \(path) HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked",
            "Authorization: Basic eDo=",
          ]
          connection.send((head.joined(separator: "\r\n") + "\r\n\r\n").utf8)
          let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x20, count: 65536) + [13, 10]
          var sent = 0
          for _ in 0..<10_000 {
            let count = connection.send(chunk)
            sent += count
            if count < chunk.count { break }
          }
          return sent
        }
        #expect(sent < 600_000_000, "\(path)")
      }
      #expect(try await served.get("/definitions").status == 200)
    }
  }

  @Test("A head, a body and a connection that stand still are closed; pages are had meanwhile")
  func still() async throws {
    var limits = Limits()
    limits.idleSeconds = 1
    limits.patienceSeconds = 1
    limits.leastBytesPerSecond = 1 << 20
    let short = limits
    try await ServedSite.serving(limits: short) { served in
      let key = login(try served.key())
      let beginnings = [
        [], Array("GET / HTTP/1.1\r\nHost: local".utf8), Self.head("/v1/track", 60, key + "\r\n"),
        Self.head("/import", 60),
      ]
      let connections = beginnings.map { beginning in
        let connection = RawConnection(port: served.port)
        connection.send(beginning)
        return connection
      }
      #expect(try await served.get("/definitions").status == 200)
      for (number, connection) in connections.enumerated() {
        let rest = try await served.aside { connection.restIfClosed() }
        #expect(rest != nil, "\(number)")
        #expect(rest?.starts(with: "HTTP/1.1 200".utf8) != true, "\(number)")
      }
      #expect(try await served.settled().messages() == [])
    }
  }

  @Test("A new connection is let in where the limit is reached: the one idle longest is closed")
  func connections() async throws {
    var limits = Limits()
    limits.connections = 8
    let few = limits
    try await ServedSite.serving(limits: few) { served in
      let key = try served.key()
      // One whose body is still to come outlives those that are idle.
      let slow = RawConnection(port: served.port)
      let event = Array(UsageTests.event.utf8)
      slow.send(Self.head("/v1/track", event.count, login(key) + "\r\n"))
      while served.site.admission.held.requests == 0 { await Task.yield() }
      let idle = (0..<30).map { _ in RawConnection(port: served.port) }
      #expect(try await served.get("/definitions").status == 200)
      #expect(served.site.connections.count <= 8)
      #expect(served.site.connections.evicted >= 23)
      let closed = try await served.aside { idle[0].restIfClosed() }
      #expect(closed == [])
      slow.send(event)
      let answer = try await served.aside { slow.next() }
      #expect(try ServedSite.Answer(answer).status == 200)
    }
  }
}
