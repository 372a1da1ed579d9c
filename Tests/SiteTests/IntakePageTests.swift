import Facts
import Foundation
import Storage
import Testing

@testable import Site

@Suite("The pages of the intake")
struct IntakePageTests {
  static let paths = [
    "/usage/intake", "/usage/intake?last=7d", "/usage/intake?last=7d&every=hour",
    "/usage/intake?last=30d", "/usage/intake?last=all", "/usage/intake/quarantine",
    "/usage/intake/quarantine?reason=future&source=web&rule=shift&hours=-48",
    "/usage/intake/quarantine?rule=receipt", "/usage/intake/names", "/usage/intake/names?name=1",
    "/usage/intake/identity",
  ]
  static let files = [
    "/usage/intake.csv", "/usage/intake/quarantine.csv", "/usage/intake/names.csv",
    "/usage/intake/refusals.csv",
  ]

  @Test("Without a workspace, a key or an event, pages say what leads on")
  func beginnings() async throws {
    try await ServedSite.serving(isEmpty: true) { served in
      for path in Self.paths {
        let page = try await served.get(path)
        #expect(page.status == 200 && !page.body.contains("⟪"), "\(path)")
        #expect(page.body.contains("Nothing was told yet"), "\(path)")
      }
      for path in Self.files { #expect(try await served.get(path).status == 404, "\(path)") }
    }
    try await ServedSite.serving { served in
      let first = try await served.get("/usage/intake").body
      #expect(first.contains("tenure keys add web") && !first.contains("curl -u"))
      _ = try served.key()
      let second = try await served.get("/usage/intake").body
      #expect(!second.contains("tenure keys add") && second.contains("There is a key: web"))
      #expect(second.contains("curl -u wk_…: http://localhost"))
      #expect(second.contains("client.flush()"))
      for path in Self.paths + Self.files {
        let page = try await served.get(path)
        #expect(page.status == 200 && !page.body.contains("⟪"), "\(path)")
      }
    }
  }

  @Test("The equation is that of the counts, and adds up again once some were mended")
  func equation() async throws {
    try await ServedSite.serving { served in
      try await served.sendSome()
      let before = try await served.get("/usage/intake").body
      #expect(served.equation(in: before) == ["6", "3", "1", "2"])
      #expect(before.contains("Adds up to the last event"))
      let preview = try await served.get(
        "/usage/intake/quarantine?reason=future&rule=shift&hours=-48")
      #expect(preview.body.contains("1 event would count."))
      #expect(preview.body.contains("0 would stay apart."))
      #expect(served.equation(in: try await served.get("/usage/intake").body).last == "2")
      let done = try await served.mend("reason=future&rule=shift&hours=-48")
      #expect(done.status == 303)
      #expect(done.headers.contains("location: /usage/intake/quarantine?mended=1"))
      let outcome = try await served.get("/usage/intake/quarantine?mended=1").body
      #expect(outcome.contains("1 event counts now.") && outcome.contains("moved 48 hours earlier"))
      let after = try await served.get("/usage/intake").body
      #expect(served.equation(in: after) == ["6", "4", "1", "1"])
    }
  }

  @Test("A form from elsewhere mends nothing, and neither does an address")
  func origins() async throws {
    try await ServedSite.serving { served in
      try await served.sendSome()
      for origin in ["http://evil.example", "null", nil] {
        let answer = try await served.mend("rule=receipt", origin: origin)
        #expect(answer.status == 403, "\(origin ?? "none")")
      }
      for path in Self.paths + Self.files { _ = try await served.get(path) }
      #expect(try await served.get("/usage/intake/mend?rule=receipt").status >= 404)
      let store = try await served.settled()
      #expect(try store.mends().isEmpty)
      #expect(try store.quarantined().count == 2)
      for body in [
        "", "rule=other", "rule=shift", "rule=shift&hours=0", "rule=shift&hours=1.5",
        "rule=shift&hours=100001", "rule=receipt&reason=none", "rule=receipt&rule=receipt",
      ] {
        #expect(try await served.mend(body).status == 400, "\(body)")
      }
      #expect(try store.mends().isEmpty)
      #expect(try await served.mend("rule=receipt&source=nobody").status == 303)
      #expect(try store.mends().map(\.outcome) == [MendOutcome()])
    }
  }

  @Test("What is asked for and is not there is refused")
  func refused() async throws {
    try await ServedSite.serving { served in
      for query in [
        "?last=1y", "?every=week", "?last=all&every=hour", "/quarantine?before=x",
        "/quarantine?before=-1", "/quarantine?reason=x", "/names?page=0", "/names?name=x",
      ] {
        let status = try await served.get("/usage/intake" + query).status
        #expect(status == 400, "\(query)")
      }
    }
  }

  @Test("The list goes on from a cursor, each event once")
  func cursor() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let events = (1...45).map { number in
        #"{"type":"track","userId":"u","event":"e","messageId":"m-\#(number)-","#
          + #""timestamp":"never"}"#
      }
      let batch = #"{"batch":[\#(events.joined(separator: ","))]}"#
      #expect(try await served.post("/v1/batch", batch.utf8, headers).status == 200)
      _ = try await served.settled()
      var address = "/usage/intake/quarantine"
      var seen: [Substring] = []
      var count = 0
      while true {
        let page = try await served.get(address).body
        seen += page.matches(of: /<b class="data" translate="no">(m-[0-9]+-)</).map(\.1)
        count += 1
        guard let next = page.firstMatch(of: /href="([^"]*before=[0-9]+)">Older/) else { break }
        address = String(next.1).replacing("&amp;", with: "&")
      }
      #expect(count == 3)
      #expect(seen.map(String.init) == (1...45).reversed().map { "m-\($0)-" })
      let csv = try await served.get("/usage/intake/quarantine.csv?reason=unreadable").body
      #expect(csv.split(separator: "\r\n").count == 46)
    }
  }

  @Test("What senders call things stays text on every page and in every file")
  func hostile() async throws {
    try await ServedSite.serving { served in
      let headers = [login(try served.key())]
      let evil = #"\"><img src=x onerror=alert(1)>\u0600<b>"#
      let formula = "=HYPERLINK(1)"
      let events = [
        #"{"type":"track","userId":"\#(evil)","event":"\#(evil)","messageId":"1","#
          + #""properties":{"\#(evil)":1},"context":{"groupId":"\#(evil)"}}"#,
        #"{"type":"track","userId":"u","event":"\#(formula)","messageId":"2","#
          + #""properties":{"\#(formula)":1}}"#,
        #"{"type":"track","userId":"u","event":"e","messageId":"\#(evil)","timestamp":"x"}"#,
        #"{"type":"track","userId":"u","event":"e","messageId":"\#(formula)","timestamp":"x"}"#,
        #"{"type":"track","userId":"one","anonymousId":"\#(formula)","event":"e"}"#,
        #"{"type":"track","userId":"two","anonymousId":"\#(formula)","event":"e"}"#,
        #"{"type":"alias","userId":"one","previousId":"\#(formula)","messageId":"5"}"#,
      ]
      let batch = #"{"batch":[\#(events.joined(separator: ","))]}"#
      #expect(try await served.post("/v1/batch", batch.utf8, headers).status == 200)
      _ = try await served.settled()
      for path in Self.paths {
        let page = try await served.get(path).body
        #expect(page.utf8.firstRange(of: Array("<img".utf8)) == nil, "\(path)")
      }
      for path in Self.files.dropFirst() {
        let csv = try await served.get(path).body
        #expect(csv.contains("'" + formula), "\(path)")
        #expect(!csv.contains("," + formula) && !csv.contains("\n" + formula), "\(path)")
      }
    }
  }

  @Test("JSON is shown a line a member; strings stay as they are")
  func indented() {
    let cases = [
      (
        #"{"a":1,"b":[true,{}],"c":[ ]}"#,
        "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    {}\n  ],\n  \"c\": []\n}"
      ),
      (#"{"a{,:[\"]":"x\\"}"#, "{\n  \"a{,:[\\\"]\": \"x\\\\\"\n}"), ("", ""), ("]]", "\n]\n]"),
      ("no", "no"),
    ]
    for (json, shown) in cases { #expect(IndentedJSON.text(Array(json.utf8)) == shown) }
    let deep = String(repeating: "[", count: 5000)
    #expect(IndentedJSON.text(Array(deep.utf8)).utf8.count < 5000 * 51)
  }
}

extension ServedSite {
  /// Six events: three count, one came twice, two have a time that cannot be believed.
  fileprivate func sendSome() async throws {
    let times = [
      "2026-06-01T11:00:00Z", "2026-05-20T11:00:00Z", "2026-06-01T10:00:00Z",
      "2026-06-03T12:00:01Z", "never",
    ]
    var events = times.enumerated().map { number, time in
      #"{"type":"track","userId":"u","event":"e","messageId":"m\#(number)","timestamp":"\#(time)"}"#
    }
    events.append(events[0])
    let batch = #"{"batch":[\#(events.joined(separator: ","))]}"#
    let answer = try await post("/v1/batch", batch.utf8, [login(try key())])
    #expect(answer.status == 200)
    _ = try await settled()
  }

  fileprivate func mend(_ body: String, origin: String? = "own") async throws -> Answer {
    let own = "http://localhost:\(port)"
    let headers = ["Content-Type: application/x-www-form-urlencoded"]
    return try await post(
      "/usage/intake/mend", body.utf8,
      headers + (origin.map { ["Origin: " + ($0 == "own" ? own : $0)] } ?? []))
  }

  /// Accepted, stored, duplicates, kept apart as a page says them.
  fileprivate func equation(in page: String) -> [String] {
    let text = page.firstMatch(of: /<p class="eq large">(.*?)<\/p>/)?.1 ?? ""
    return text.matches(of: /<b>([0-9,]+)<\/b>/).map { String($0.1) }
  }
}
