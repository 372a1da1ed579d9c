import Facts
import Foundation
import Storage
import Synchronization
import Testing

@testable import Site

@Suite("What those who watch over a server are told")
struct OperationsTests {
  /// Lines that were logged.
  private final class Lines: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    func take(_ line: [UInt8]) { bytes.withLock { $0 += line } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }

  @Test("Nothing that was sent stands in the log, or in the figures")
  func canaries() async throws {
    let lines = Lines()
    try await ServedSite.serving(log: lines.take) { served in
      let key = try served.key()
      let canary = "canary"
      let event = { (more: String) in
        #"{"type":"track","userId":"canary-user","anonymousId":"canary-anonymous","#
          + #""messageId":"canary-message","event":"canary-event","traits":{"email":"canary@x.y"},"#
          + #""properties":{"canary-name":"canary-value"},"context":{"ip":"canary-ip"}\#(more)}"#
      }
      let headers = [
        login(key), "User-Agent: canary-agent", "Referer: http://localhost/canary-referer",
        "X-Forwarded-For: canary-forwarded", "Cookie: a=canary-cookie", "X-Canary: canary",
      ]
      for (path, body, headers) in [
        ("/v1/track?canary=query", event(""), headers),
        ("/v1/track", event("") + "canary-rest", headers),
        ("/v1/track", event(#","canary":1e400"#), headers),
        ("/v1/batch", "{\"batch\":[\(event("")),{\"canary\":1}]}", headers),
        ("/v1/batch", "{\"canary\":", headers),
        ("/v1/batch", event(#","writeKey":"canary-key","batch":[]"#), Array(headers.dropFirst())),
        ("/v1/track", event(""), [login("canary-key")]),
        ("/v1/track", event(""), headers + ["Content-Encoding: canary"]),
        ("/v1/track", event(""), headers + ["Content-Encoding: gzip"]),
        ("/canary-path?canary=1", event(""), headers), ("/import", event(""), headers),
        ("/import/file", "id=canary&do=canary", headers + ["Origin: http://canary"]),
      ] as [(String, String, [String])] {
        _ = try await served.post(path, body.utf8, headers)
      }
      for path in [
        "/canary?canary=1", "/?period=canary", "/account?id=canary", "/figure.csv?figure=canary",
        "/?canary=1&canary=2", "/%zzcanary", "/import/file?id=canary", "/assets/canary",
      ] {
        _ = try await served.get(path, headers)
      }
      _ = try await served.post("/v1/track", event("").utf8, headers, host: "canary.example")
      // It was there to be told of.
      #expect(try await served.settled().messages() == ["canary-message"])
      let metrics = try await served.get("/metrics").body
      for text in [lines.text, metrics] {
        #expect(text.utf8.firstRange(of: Array(canary.utf8)) == nil)
        #expect(text.utf8.firstRange(of: Array(key.utf8)) == nil)
      }
      #expect(lines.text.utf8.count { $0 == 0x0A } >= 15)
    }
  }

  @Test("A refusal is a line of JSON that says what kind of address, which status and why")
  func line() async throws {
    let lines = Lines()
    try await ServedSite.serving(log: lines.take) { served in
      _ = try await served.post("/v1/track", "{}".utf8, [login("wrong")])
      _ = try await served.get("/definitions")
      let key = try served.key()
      let some = #"{"batch":[1,\#(UsageTests.event)]}"#
      _ = try await served.post("/v1/batch", some.utf8, [login(key)])
    }
    let all = try lines.text.utf8.split(separator: 0x0A).map { line in
      try #require(
        JSONSerialization.jsonObject(with: Data(Array(line))) as? [String: Any])
    }.filter { $0["route"] != nil }
    #expect(all.count == 2)
    let refusal = try #require(all.first)
    #expect(refusal["time"] as? String == "2026-06-01T12:00:00.000000Z")
    #expect(refusal["level"] as? String == "warning")
    #expect(refusal["message"] as? String == "request refused")
    #expect(refusal["route"] as? String == "usage")
    #expect(refusal["status"] as? Int == 401)
    #expect(refusal["reason"] as? String == "A write key that is known here is needed.")
    #expect(refusal["milliseconds"] is Int)
    #expect(all.last?["message"] as? String == "events refused")
    #expect(all.last?["events"] as? Int == 1)
  }

  @Test("A request that takes long is told, a quick one and those of watchers are not")
  func slow() {
    let lines = Lines()
    let log = RequestLog(Site.logger(JSONLog(now: { ServedSite.noon }, write: lines.take)))
    log.answered(.page, 200, .milliseconds(999), reason: nil)
    log.answered(.operations, 503, .seconds(5), reason: nil)
    #expect(lines.text.isEmpty)
    log.answered(.page, 200, .seconds(2), reason: nil)
    #expect(lines.text.contains(#""message":"slow request","milliseconds":2000,"route":"page""#))
  }

  @Test("Of a flood of refusals some are logged, and how many were not")
  func flood() async throws {
    let lines = Lines()
    let log = RequestLog(
      Site.logger(JSONLog(now: { ServedSite.noon }, write: lines.take)))
    for _ in 0..<1000 { log.answered(.page, 404, .zero, reason: "not_found") }
    #expect((20...40).contains(lines.text.utf8.count { $0 == 0x0A }))
  }

  @Test("Usage lags for as long as the oldest of it waits")
  func lag() async throws {
    let lag = LagClock()
    #expect(lag.seconds(appliedTo: 0) == 0)
    lag.note(10)
    lag.note(20)
    let first = lag.seconds(appliedTo: 5)
    #expect(first > 0 && first < 10)
    #expect(lag.seconds(appliedTo: 5) > first)
    #expect(lag.seconds(appliedTo: 10) == 0)
  }

  @Test("The figures say what became of events, of requests and of the process")
  func metrics() async throws {
    try await ServedSite.serving { served in
      let store = try UsageStore.opening(served.workspace)
      let odd = #"od"d\source"#
      let keys = [try served.key(), try store.addKey(named: odd)]
      let late = #"{"userId":"u","event":"e","messageId":"l","timestamp":"2001-01-01T00:00:00Z"}"#
      let other = #"{"userId":"v","event":"e","messageId":"m"}"#
      for body in [UsageTests.event, UsageTests.event, other, late] {
        _ = try await served.post("/v1/track", body.utf8, [login(keys[0])])
      }
      _ = try await served.post("/v1/track", #"{"userId":"u","event":"e"}"#.utf8, [login(keys[1])])
      _ = try await served.post("/v1/track", "{}".utf8, [login("x")])
      _ = try await served.settled()
      let answer = try await served.get("/metrics")
      #expect(answer.status == 200)
      #expect(answer.headers.contains("content-type: text/plain; version=0.0.4; charset=utf-8"))
      let figures = try Figures(answer.body)
      let name = "tenure_usage_events_total"
      for (outcome, count) in [
        ("accepted", 4.0), ("stored", 1), ("duplicate", 2), ("conflict", 1), ("quarantined", 1),
      ] {
        #expect(figures[name, "outcome=\"\(outcome)\",source=\"web\""] == count, "\(outcome)")
      }
      #expect(figures[name, #"outcome="stored",source="od\"d\\source""#] == 1)
      let requests = "tenure_http_requests_total"
      #expect(figures[requests, "route=\"usage\",status=\"200\""] == 5)
      #expect(figures[requests, "route=\"usage\",status=\"401\""] == 1)
      let took = "tenure_http_request_seconds"
      #expect(figures[took + "_count", "route=\"usage\""] == 6)
      #expect(figures[took + "_bucket", "le=\"+Inf\",route=\"usage\""] == 6)
      #expect(figures["tenure_usage_backlog_bytes", ""] == 0)
      #expect(figures["tenure_usage_lag_seconds", ""] == 0)
      #expect(figures["tenure_usage_applying", ""] == 1)
      #expect((figures["tenure_usage_flushes_total", ""] ?? 0) >= 1)
      #expect((figures["tenure_connections", ""] ?? 0) >= 1)
      #if os(Linux)
        #expect((figures["process_resident_memory_bytes", ""] ?? 0) > 1e6)
        let start = try #require(figures["process_start_time_seconds", ""])
        #expect(abs(start - Date().timeIntervalSince1970) < 86_400)
      #endif
    }
  }
}

/// Figures as they were told; whatever is no line of the format is an error.
private struct Figures {
  private var values: [String: Double] = [:]

  init(_ text: String) throws {
    try #require(text.utf8.last == 0x0A)
    var families: Set<String> = []
    for line in text.utf8.split(separator: 0x0A) {
      let line = String(line) ?? ""
      guard !line.utf8.starts(with: "# ".utf8) else {
        let words = line.utf8.split(separator: 0x20, maxSplits: 3).map { String($0) ?? "" }
        try #require(words.count == 4 && ["HELP", "TYPE"].contains(words[1]))
        if words[1] == "TYPE" {
          try #require(families.insert(words[2]).inserted, "a family is told once")
        }
        continue
      }
      let space = try #require(line.utf8.lastIndex(of: 0x20))
      let value = try #require(Double(line[line.utf8.index(after: space)...]))
      let label = String(line[..<space])
      let name = String(label.utf8.prefix { $0 != UInt8(ascii: "{") }) ?? ""
      let family = ["_bucket", "_sum", "_count"].reduce(name) { name, end in
        families.contains(name) || !name.hasSuffix(end)
          ? name : String(name.dropLast(end.count))
      }
      try #require(families.contains(family), "\(family) has a type")
      try #require(values.updateValue(value, forKey: Self.sorted(label)) == nil, "told once")
    }
  }

  /// A figure by its name and its labels in order.
  subscript(name: String, labels: String) -> Double? {
    values[labels.isEmpty ? name : name + "{" + labels + "}"]
  }

  /// No label here has a comma in it.
  private static func sorted(_ label: String) -> String {
    guard let open = label.utf8.firstIndex(of: UInt8(ascii: "{")) else { return label }
    let inner = label[label.utf8.index(after: open)...].dropLast()
    let pairs = inner.utf8.split(separator: UInt8(ascii: ",")).map { String($0) ?? "" }.sorted()
    return label[...open] + pairs.joined(separator: ",") + "}"
  }
}
