import Facts
import Foundation
import Storage
import Testing

@testable import Site

/// Cases that went wrong elsewhere, by the names that RELIABILITY.md lists them under.
@Suite("Attacks on the intake, and mistakes of senders")
struct IntakeCaseTests {
  private static func event(_ id: String, _ more: String = "") -> String {
    #"{"type":"track","userId":"u","event":"e","messageId":"\#(id)"\#(more)}"#
  }

  private static func batch(_ events: [String]) -> String.UTF8View {
    #"{"batch":[\#(events.joined(separator: ","))]}"#.utf8
  }

  @Test("A1: one id twice in a batch is stored once")
  func twice() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let body = Self.batch([Self.event("m"), Self.event("m"), Self.event("m", #","n":1"#)])
      #expect(try await served.post("/v1/batch", body, headers).status == 200)
      let store = try await served.settled()
      let count = try #require(try store.counts().values.first)
      #expect(count.accepted == 3 && count.stored == 1)
      #expect(count.duplicate == 2 && count.conflict == 1)
    }
  }

  @Test("A3: two spellings of one letter are two ids")
  func spellings() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let body = Self.batch([Self.event("caf\u{e9}"), Self.event("cafe\u{301}")])
      #expect(try await served.post("/v1/batch", body, headers).status == 200)
      #expect(try await served.settled().counts().values.first?.stored == 2)
    }
  }

  @Test("A5: one id in two workspaces is stored in both; a key opens its own alone")
  func workspaces() async throws {
    try await ServedSite.serving { one in
      try await ServedSite.serving { other in
        let keys = [try one.key(), try other.key()]
        for (served, key) in [(one, keys[0]), (other, keys[1])] {
          let body = Self.event("m").utf8
          #expect(try await served.post("/v1/track", body, [login(key)]).status == 200)
          #expect(try await served.settled().messages() == ["m"])
        }
        let body = Self.event("n").utf8
        #expect(try await one.post("/v1/track", body, [login(keys[1])]).status == 401)
      }
    }
  }

  @Test("A7: of 1,000 events with one that is malformed, 999 are stored and one named")
  func malformed() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      var events = (0..<1000).map { Self.event("\($0)") }
      events[500] = #"{"type":"track","userId":"u","event":"e","n":01}"#
      let answer = try await served.post("/v1/batch", Self.batch(events), headers)
      #expect(answer.status == 200)
      #expect(answer.body.contains(#""rejected":[{"index":500,"#))
      #expect(Array(answer.body.utf8).ranges(of: Array("index".utf8)).count == 1)
      #expect(try await served.settled().counts().values.first?.stored == 999)
    }
  }

  @Test("A11: depth, many keys, long keys and double keys are refused or read by one rule")
  func shapes() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let post = { (body: String) in
        try await served.post("/v1/track", body.utf8, headers).status
      }
      for depth in [600, 15_000] {
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(try await post(Self.event("d", ",\"n\":\(nested)")) == 400)
        #expect(try await post(nested) == 400)
      }
      let keys = (0..<3000).map { "\"k\($0)\":1" }.joined(separator: ",")
      #expect(try await post(Self.event("k", ",\"properties\":{\(keys)}")) == 200)
      let long = String(repeating: "k", count: 30_000)
      #expect(try await post(Self.event("l", ",\"properties\":{\"\(long)\":1}")) == 200)
      #expect(try await post(Self.event("x", ",\"\(long + long)\":1")) == 413)
      #expect(try await post(Self.event("first", #","messageId":"second""#)) == 200)
      let (stored, expected) = (try await served.settled().messages(), ["k", "l", "first"])
      #expect(stored == expected.map { Identifier($0) })
    }
  }

  @Test("A13: ids keep every digit; a number that nothing holds is refused")
  func numbers() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      for number in ["9007199254740993", "9223372036854775808", "-0", "\"12\""] {
        let body = #"{"userId":"u","event":"e","messageId":\#(number)}"#
        #expect(try await served.post("/v1/track", body.utf8, headers).status == 200, "\(number)")
      }
      for number in ["1e400", "NaN", "Infinity", "18446744073709551616", "1e-400x", "0x10"] {
        let body = Self.event("n", ",\"n\":\(number)")
        #expect(try await served.post("/v1/track", body.utf8, headers).status == 400, "\(number)")
      }
      #expect(
        try await served.settled().messages()
          == ["9007199254740993", "9223372036854775808", "0", "12"])
    }
  }

  @Test("A15: a sender whose clock is three hours fast is corrected")
  func clock() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let body =
        #"{"sentAt":"2026-06-01T15:00:00Z","batch":[{"type":"track","userId":"u","event":"e","#
        + #""messageId":"m","timestamp":"2026-06-03T14:00:00Z"},{"type":"track","userId":"u","#
        + #""event":"e","messageId":"n","timestamp":"2026-06-02T14:00:00Z"}]}"#
      #expect(try await served.post("/v1/batch", body.utf8, headers).status == 200)
      // By our clock the first lies 47 hours ahead, the second 23, which is believed.
      let store = try await served.settled()
      #expect(try store.messages() == ["n"])
      #expect(try store.quarantined() == ["m": .future])
    }
  }

  @Test("A17: a key counts as Basic's user or in the body, nowhere else, until it is removed")
  func keys() async throws {
    try await ServedSite.serving { served in
      let key = try served.key()
      let body = Self.event("m").utf8
      let basic = { (text: String) in
        "Authorization: Basic " + Data(text.utf8).base64EncodedString()
      }
      for (path, headers) in [
        ("/v1/track", ["Authorization: Bearer \(key)"]), ("/v1/track", ["X-Write-Key: \(key)"]),
        ("/v1/track?writeKey=\(key)", []), ("/v1/track", [basic(":\(key)")]),
        ("/v1/track", [basic("web")]), ("/v1/track", [basic(key.uppercased())]),
        ("/v1/track", ["Authorization: Basic \(key)"]), ("/v1/track", [basic("\(key)\0")]),
      ] as [(String, [String])] {
        #expect(try await served.post(path, body, headers).status == 401, "\(headers)")
      }
      #expect(try await served.post("/v1/track", body, [basic("\(key):x")]).status == 200)
      let keyed = Self.event("n", #","writeKey":"\#(key)""#).utf8
      #expect(try await served.post("/v1/track", keyed).status == 200)
      // What is sent with a key reads nothing: it opens no page that is not open anyway.
      let store = try UsageStore.opening(served.workspace)
      #expect(try store.removeKey(named: "web"))
      #expect(try await served.post("/v1/track", body, [login(key)]).status == 401)
      #expect(try await served.post("/v1/track", keyed).status == 401)
      #expect(try !store.removeKey(named: "web"))
      let next = try store.addKey(named: "web")
      #expect(try await served.post("/v1/track", body, [login(key)]).status == 401)
      #expect(try await served.post("/v1/track", body, [login(next)]).status == 200)
    }
  }

  @Test("A25: names that point at each other in a circle are taken, and nothing hangs")
  func circles() async throws {
    try await ServedSite.serving(usageCapacityBytes: 1 << 26) { served in
      let headers = [login(try served.key())]
      let alias = { (from: String, to: String) in
        #"{"type":"alias","previousId":"\#(from)","userId":"\#(to)","messageId":"\#(from)\#(to)"}"#
      }
      let circle = Self.batch([alias("a", "b"), alias("b", "a"), alias("c", "c")])
      #expect(try await served.post("/v1/batch", circle, headers).status == 200)
      for part in 0..<4 {
        let many = Self.batch((0..<2500).map { alias("x\(part)-\($0)", "one") })
        #expect(try await served.post("/v1/batch", many, headers).status == 200)
      }
      #expect(try await served.settled().counts().values.first?.stored == 10_003)
    }
  }

  @Test("A27: many distinct names of events are kept, each, and memory is not")
  func names() async throws {
    try await ServedSite.serving(usageCapacityBytes: 1 << 26) { served in
      let headers = [login(try served.key())]
      for part in 0..<4 {
        let events = (0..<2500).map { number in
          #"{"type":"track","userId":"u","event":"name \#(part)-\#(number)"}"#
        }
        #expect(try await served.post("/v1/batch", Self.batch(events), headers).status == 200)
      }
      #expect(try await served.settled().counts().values.first?.stored == 10_000)
      #expect(try await served.get("/metrics").body.utf8.firstRange(of: Array("name ".utf8)) == nil)
    }
  }

  @Test("A29: what a request says of who forwarded it counts for nothing")
  func forwarded() async throws {
    try await ServedSite.serving { served in
      let headers = [
        login(try served.key()), "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: localhost",
        "Forwarded: for=127.0.0.1;host=localhost",
      ]
      let foreign = try await served.post(
        "/v1/track", Self.event("m").utf8, headers, host: "evil.example")
      #expect(foreign.status == 421)
      let evil = headers + ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https"]
      #expect(try await served.post("/v1/track", Self.event("m").utf8, evil).status == 200)
      let form = try await served.post("/import/file", "do=forget".utf8, evil)
      #expect(form.status == 403)
    }
  }
}
