import Facts
import Foundation
import Storage
import Testing

@testable import Site

@Suite("Taking usage in over HTTP")
struct UsageTests {
  static let event = #"{"type":"track","userId":"u","event":"e","messageId":"m"}"#

  @Test("Each call is answered with success once it is on disk, and counted")
  func calls() async throws {
    try await ServedSite.serving { served in
      let key = try served.key()
      let bodies = [
        "identify": #"{"userId":"u","messageId":"1"}"#,
        "track": #"{"userId":"u","event":"e","messageId":"2"}"#,
        "page": #"{"userId":"u","messageId":"3"}"#,
        "screen": #"{"anonymousId":"a","messageId":"4"}"#,
        "group": #"{"userId":"u","groupId":"g","messageId":"5"}"#,
        "alias": #"{"userId":"u","previousId":"a","messageId":"6"}"#,
        "batch": #"{"batch":[{"type":"page","userId":"u","messageId":"7"}]}"#,
        "import": #"{"batch":[{"type":"page","userId":"u","messageId":"8"}]}"#,
      ]
      for (call, body) in bodies {
        let answer = try await served.post("/v1/\(call)", body.utf8, [login(key)])
        #expect(answer.status == 200, "\(call)")
        #expect(answer.body == #"{"success":true}"#, "\(call)")
        #expect(answer.headers.contains("content-type: application/json"))
      }
      let again = try await served.post("/v1/track", bodies["track"]!.utf8, [login(key)])
      #expect(again.status == 200)
      let store = try await served.settled()
      #expect(Set(try store.messages()) == Set((1...8).map { Identifier("\($0)") }))
      let counts = try store.counts()
      let place = UsageCount.Place(source: "web", hour: ServedSite.noon.hour)
      #expect(Array(counts.keys) == [place])
      #expect(counts[place]?.accepted == 9 && counts[place]?.duplicate == 1)
    }
  }

  @Test("Without a key that is known nothing is taken")
  func keys() async throws {
    try await ServedSite.serving { served in
      let key = try served.key()
      let body = #"{"batch":[\#(Self.event)]}"#
      let keyed = { (key: String) in #"{"writeKey":"\#(key)","batch":[\#(Self.event)]}"# }
      for (body, headers) in [
        (body, []), (body, [login("")]), (body, [login("wrong")]), (body, [login(key + "0")]),
        (body, ["Authorization: Bearer \(key)"]), (body, ["Authorization: Basic \(key)"]),
        (body, ["Authorization: Basic"]), (keyed("wrong"), []), (keyed(key), [login("wrong")]),
      ] as [(String, [String])] {
        let answer = try await served.post("/v1/batch", body.utf8, headers)
        #expect(answer.status == 401, "\(headers)")
        #expect(answer.headers.contains("www-authenticate: basic"))
      }
      #expect(try await served.post("/v1/batch", keyed(key).utf8).status == 200)
      #expect(try await served.post("/v1/batch", body.utf8, [login(key)]).status == 200)
      let count = try await served.settled().counts().values.first
      #expect(count?.accepted == 2)
    }
  }

  @Test("What cannot be taken of a batch is named by its place")
  func rejected() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let some = #"{"batch":[1,\#(Self.event),{"type":"track","userId":"u","event":1e400}]}"#
      let answer = try await served.post("/v1/batch", some.utf8, headers)
      #expect(answer.status == 200)
      #expect(
        answer.body.hasPrefix(
          #"{"success":true,"rejected":[{"index":0,"reason":"an event is a JSON object"},"#
            + #"{"index":2,"reason":"#))
      for (body, text) in [
        (#"{"batch":[1]}"#, "No event could be taken."), ("{", "is no JSON object"),
        (#"{"batch":1}"#, "has no batch"), ("", "is no JSON object"),
      ] {
        let answer = try await served.post("/v1/batch", body.utf8, headers)
        #expect(answer.status == 400, "\(body)")
        #expect(answer.body.hasPrefix(#"{"success":false,"error":"#) && answer.body.contains(text))
      }
      #expect(try await served.post("/v1/batch", #"{"batch":[]}"#.utf8, headers).status == 200)
      #expect(try await served.post("/v1/track", "{}".utf8, headers).status == 400)
      #expect(try await served.settled().messages() == ["m"])
    }
  }

  @Test("Packed bodies are unpacked, up to a limit")
  func packed() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key()), "Content-Encoding: gzip"]
      // `{"batch":[{"type":"page","userId":"u","messageId":"m"}]}`
      let body = try #require(Data(base64Encoded: packedBatch))
      #expect(try await served.post("/v1/batch", body, headers).status == 200)
      #expect(try await served.settled().messages() == ["m"])
      for length in 0..<body.count {
        #expect(throws: Gzip.Wrong.broken) {
          try Gzip.unpacked(Array(body.prefix(length)), atMost: 1000)
        }
      }
      #expect(try Gzip.unpacked(Array(body), atMost: 56).count == 56)
      #expect(throws: Gzip.Wrong.tooLarge) { try Gzip.unpacked(Array(body), atMost: 55) }
      #expect(throws: Gzip.Wrong.broken) { try Gzip.unpacked(Array(body) + [0], atMost: 99) }
      #expect(try await served.post("/v1/batch", "no gzip".utf8, headers).status == 400)
      let bomb = try #require(Data(base64Encoded: packedBlanks))
      #expect(try await served.post("/v1/batch", bomb, headers).status == 413)
      let other = [headers[0], "Content-Encoding: br"]
      #expect(try await served.post("/v1/batch", body, other).status == 415)
    }
  }

  @Test("What is too large is refused as that")
  func large() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let body = #"{"batch":[\#(Self.event)]}"# + String(repeating: " ", count: 500 << 10)
      #expect(try await served.post("/v1/batch", body.utf8, headers).status == 413)
      let event = Self.event + String(repeating: " ", count: 32 << 10)
      #expect(try await served.post("/v1/track", event.utf8, headers).status == 413)
      #expect(try await served.settled().messages() == [])
    }
  }

  @Test("Where there is no room, a client is told to come again")
  func full() async throws {
    try await ServedSite.serving(usageCapacityBytes: 200) { served in
      let headers = [login(try served.key())]
      let many = Array(repeating: Self.event, count: 9).joined(separator: ",")
      let answer = try await served.post("/v1/batch", #"{"batch":[\#(many)]}"#.utf8, headers)
      #expect(answer.status == 503 && answer.headers.contains("retry-after: 5"))
      #expect(try await served.post("/v1/track", Self.event.utf8, headers).status == 200)
      #expect(try await served.settled().messages() == ["m"])
    }
  }

  @Test("A name of elsewhere is refused; other addresses still ask where a form comes from")
  func gate() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let event = Self.event.utf8
      let foreign = try await served.post("/v1/track", event, headers, host: "evil.example")
      #expect(foreign.status == 421)
      for path in ["/import", "/import/file", "//import", "/v1/../import", "/v1/track/"] {
        #expect(try await served.post(path, event, headers).status != 200, "\(path)")
      }
      #expect(try await served.post("/import", event, headers).status == 403)
    }
  }

  @Test("Whether it serves and whether it can be used are told apart")
  func health() async throws {
    try await ServedSite.serving(isEmpty: true) { served in
      #expect(try await served.get("/health").status == 200)
      let ready = try await served.get("/ready")
      #expect(ready.status == 503 && ready.body.contains("There is no workspace yet."))
      let answer = try await served.post("/v1/track", Self.event.utf8, [login("x")])
      #expect(answer.status == 503 && answer.headers.contains("retry-after: 30"))
      // Whatever makes the workspace meanwhile, the server takes usage in from then on.
      _ = try Ledger.writing(served.workspace)
      let key = try served.key()
      #expect(try await served.post("/v1/track", Self.event.utf8, [login(key)]).status == 200)
      while try await served.get("/ready").status != 200 { await Task.yield() }
    }
  }

  @Test("A second server on a workspace is told who has it")
  func second() async throws {
    try await ServedSite.serving { served in
      let me = String(ProcessInfo.processInfo.processIdentifier)
      let other = try Site(served.site.configuration)
      await #expect(throws: LedgerError.served(served.workspace.path, process: me)) {
        try await other.serve { _ in }
      }
    }
  }
}

/// A batch of one event, called m.
private let packedBatch =
  "H4sIAAAAAAACA6tWSkosSc5QsoquViqpLEhVslIqSExPVdJRKi1OLfJMAfJLgZzc1OJioDCYn6tUG1sLAP2O7+M4"
  + "AAAA"

/// 600 KB of blanks, whose packed form is one letter over and over.
private let packedBlanks =
  "H4sIAAAAAAACA+3BMQEAAADCoCrrn9IWXkAB" + String(repeating: "A", count: 792) + "8DA6RUuOAGAJAA=="
