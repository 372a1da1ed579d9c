import Facts
import Foundation
import Storage
import Testing
import Workbench

@testable import Site

@Suite("The pages of usage")
struct UsagePageTests {
  /// An event of a user on a day of May 2026, for an account or for none.
  static func event(
    _ user: String, _ name: String, _ day: String, _ account: String? = nil, seconds: Int? = nil
  ) -> String {
    let group = account.map { #","context":{"groupId":"\#($0)"}"# } ?? ""
    let properties = seconds.map { #","properties":{"seconds":\#($0)}"# } ?? ""
    return #"{"type":"track","userId":"\#(user)","event":"\#(name)","#
      + #""timestamp":"2026-\#(day)T10:00:00Z"\#(group)\#(properties)}"#
  }

  /// acme stays and pays for three seats, globex came in May, initech pays and left the product in
  /// April, hooli is in no books; somebody belongs to nobody.
  static func company(_ served: ServedSite) async throws {
    let start = Day("2026-01-01")!
    try served.tell([
      Told.paying("acme", seats: 3, from: start), Told.paying("globex", from: start),
      Told.paying("initech", from: start),
      Told.attributes(of: "acme", ["size": "large"], from: start),
    ])
    try await served.deliver(
      [
        event("ann", "Opened", "04-10", "acme"), event("ann", "Opened", "05-10", "acme"),
        event("bob", "Exported", "05-11", "acme", seconds: 600),
        event("cat", "Opened", "05-12", "globex", seconds: 60),
        event("dan", "Opened", "04-20", "initech"), event("eve", "Opened", "05-03", "hooli"),
        event("fay", "Opened", "05-04"), event("fay", "Opened", "05-05"),
      ], key: try served.key())
  }

  @Test("Where no usage came, pages lead to the intake")
  func nothing() async throws {
    try await ServedSite.serving { served in
      for path in ["/usage", "/usage/cohorts"] {
        let page = try await served.get(path)
        #expect(page.status == 200)
        #expect(page.body.contains("href=\"/usage/intake\""), "\(path)")
        #expect(page.body.contains("docs/usage.md"), "\(path)")
      }
      #expect(try await served.get("/usage?as-of=2026-05-01").status == 200)
    }
    try await ServedSite.serving(isEmpty: true) { served in
      let (page, file) = (try await served.get("/usage"), try await served.get("/usage.csv"))
      #expect(page.body.contains("/usage/intake") && file.status == 404)
    }
  }

  @Test("Each figure opens to rows that add up to it, and its CSV has them")
  func figures() async throws {
    try await ServedSite.serving { served in
      try await Self.company(served)
      let values: [(UsageFigure, String, rows: Int)] = [
        (.active, "3", 3), (.new, "2", 2), (.returning, "1", 1), (.resurrected, "0", 0),
        (.dormant, "1", 1), (.kept, "50.00", 2), (.trailing, "1", 1), (.stickiness, "4.30", 3),
        (.seconds, "11.0 min", 3), (.secondsMean, "3.7 min", 3), (.secondsMedian, "1.0 min", 3),
        (.paying, "66.67", 3), (.adoption, "33.33", 3), (.adoptionCount, "1.00", 1),
        (.adoptionDays, "1.00", 1),
      ]
      #expect(values.count == UsageFigure.allCases.count)
      for (figure, value, count) in values {
        let feature = figure.isOfOneEvent ? "&feature=Exported" : ""
        let window = figure == .trailing ? "&day=2026-05-16&days=5" : ""
        let asked = "?period=2026-05&figure=\(figure.rawValue)\(feature)\(window)"
        let page = try await served.get("/usage" + asked).body
        let drawer = try #require(page.components(separatedBy: "class=\"drawer\"").last)
        #expect(drawer.contains("class=\"fig-value\">\(value)<"), "\(figure)")
        #expect(
          drawer.contains("The rows add up to the figure") == figure.isSumOfRows, "\(figure)")
        #expect(drawer.contains(figure.definition.name), "\(figure)")
        let rows = try await served.table("/usage/figure.csv" + asked)
        #expect(rows.count == count, "\(figure)")
        #expect(rows.allSatisfy { $0["kind"] == "account" }, "\(figure)")
      }
      // Who pays and was not there stands first, and leads to the account's page.
      let paying = try await served.get("/usage?period=2026-05&figure=usage.paying").body
      #expect(paying.contains("<a class=\"who\" href=\"/account?period=2026-05&amp;id=initech"))
    }
  }

  @Test("A page says what belongs to nobody, and what is not over")
  func said() async throws {
    try await ServedSite.serving { served in
      try await Self.company(served)
      let may = try await served.get("/usage").body
      #expect(may.contains("What 1 person did, 2 events, belongs to no account."))
      #expect(!may.contains("is not over"))
      #expect(try await !served.get("/usage?unit=people").body.contains("to no account"))
      let year = try await served.get("/usage?period=2026&every=month").body
      #expect(year.contains("2026 is not over: this is what it came to by 1 Jun 2026."))
      let past = try await served.get("/usage?period=2027-01")
      #expect(past.status == 200 && past.body.contains("begins after"))
      // As of a day before anything came nothing had come.
      #expect(try await served.get("/usage?as-of=2026-05-20").body.contains("No usage had come"))
    }
  }

  @Test("Events are chosen by their names, and everything follows the choice")
  func chosen() async throws {
    try await ServedSite.serving { served in
      try await Self.company(served)
      let asked = "?period=2026-05&event=Exported&event=Opened"
      #expect(try await served.table("/usage.csv" + asked).last?["active"] == "3")
      let one = try await served.table("/usage.csv?period=2026-05&event=Exported")
      #expect(one.last?["active"] == "1" && one.last?["from"] == "2026-05-01")
      let used = try await served.table("/usage/adoption.csv?period=2026-05&event=Exported")
      #expect(used.count == 1 && used[0]["used"] == "1" && used[0]["units"] == "3")
      let page = try await served.get("/usage" + asked).body
      // The links of the page keep both.
      #expect(page.contains("event=Exported&amp;event=Opened&amp;figure=usage.active"))
      #expect(page.components(separatedBy: " checked>").count == 3)
      let unknown = try await served.get("/usage?event=Nothing")
      #expect(unknown.status == 400 && unknown.body.contains("No event Nothing came."))
    }
  }

  @Test("Cells open to those whom they count")
  func cells() async throws {
    try await ServedSite.serving { served in
      try await Self.company(served)
      let asked = "?cohort=size&every=month"
      let lines = try await served.table("/usage/cohorts.csv" + asked)
      #expect(lines.filter { $0["cohort"] == "large" }.map { $0["retained"] } == ["1", "1", "0"])
      let page = try await served.get("/usage/cohorts\(asked)&cell=large:1").body
      let drawer = try #require(page.components(separatedBy: "class=\"drawer\"").last)
      #expect(drawer.contains("The rows add up to the figure"))
      #expect(drawer.contains("<a class=\"who\" href=\"/account?id=acme"))
      let rows = try await served.table("/usage/cell.csv\(asked)&cell=large:1")
      #expect(rows.map { $0["id"] } == ["acme"] && rows[0]["entry_day"] == "2026-04-10")
      let people = try await served.get("/usage/cohorts?unit=people&cohort=size")
      #expect(people.status == 400 && people.body.contains("People have no attributes"))
      #expect(
        try await served.get("/usage/cohorts?unit=people&cell=1999-01:2").body
          .contains("There is no cell 1999-01:2 here."))
    }
  }

  @Test("An account's page tells what its own rows tell")
  func account() async throws {
    try await ServedSite.serving { served in
      try await Self.company(served)
      let page = try await served.get("/account?id=acme").body
      #expect(page.contains("11 May 2026"))
      #expect(page.contains("2 of 3"))
      #expect(page.contains("class=\"spark\""))
      #expect(page.contains("Exported"))
      // Who never did anything has no panel.
      try served.tell([Told.paying("umbrella", from: Day("2026-02-01")!)])
      #expect(try await !served.get("/account?id=umbrella").body.contains("Last seen"))
    }
  }

  @Test("What is told never becomes markup or a formula")
  func hostile() async throws {
    try await ServedSite.serving { served in
      let name = #"=1+1<img src=x onerror=alert(1)>\" x"#
      try await served.deliver(
        [Self.event("<b>u</b>", name, "05-10", "<i>a</i>")], key: try served.key())
      let pages = [
        "/usage", "/usage?unit=people&figure=usage.active",
        "/usage?figure=usage.adoption&feature="
          + Query.encoded("=1+1<img src=x onerror=alert(1)>\" x"),
        "/usage/cohorts?cell=2026-05:0", "/usage?event=" + Query.encoded("<u>"),
      ]
      for path in pages {
        let page = try await served.get(path).body
        #expect(!page.contains("<img") && !page.contains("<b>u") && !page.contains("<i>a"))
      }
      let csv = try await served.get("/usage/adoption.csv").body
      #expect(csv.contains("\r\n\"'=1+1<img"))
    }
  }

  @Test(
    "What an address asks is found again in the links made of it",
    arguments: [
      "", "unit=people", "every=week&event=a&event=b%26c", "unit=people&every=day&event=%3Cx%3E",
    ])
  func usageAddresses(_ text: String) throws {
    let request = try UsageRequest(Query(text[...].utf8))
    let ask = try ask("/usage?" + text)
    let link = ask.link("/usage.csv", listing: request.pairs)
    let query = link.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    #expect(query == text)
  }

  @Test(
    "The same of cohorts",
    arguments: [
      "", "unit=people&cohort=week&every=day&entry=recurring",
      "clock=anniversary&at=end&bound=unbounded&relative=previous&mean=simple",
      "cohort=size&start=a&start=b&return=c%20d",
    ])
  func cohortAddresses(_ text: String) throws {
    let ask = try ask("/usage/cohorts?" + text)
    let link = ask.link("/usage/cohorts.csv", listing: try UsageCohortRequest(ask).pairs)
    #expect((link.split(separator: "?", maxSplits: 1).dropFirst().first ?? "") == text)
  }

  @Test(
    "What is no word of an option is refused",
    arguments: [
      "/usage?unit=x", "/usage?every=x", "/usage?unit=people&unit=accounts",
      "/usage/cohorts?entry=x", "/usage/cohorts?at=x", "/usage/cohorts?cohort=nothing",
      "/usage/figure.csv?figure=mrr", "/usage/figure.csv?figure=usage.adoption",
      "/usage/figure.csv?figure=usage.trailing&days=0", "/usage/cell.csv?cell=x",
      "/usage.csv?every=day&period=1900-01-01..2026-01-01",
    ])
  func refused(_ path: String) async throws {
    try await ServedSite.serving { served in
      try await served.deliver([Self.event("u", "e", "05-10", "a")], key: try served.key())
      #expect(try await served.get(path).status == 400, "\(path)")
    }
  }

  private func ask(_ target: String) throws -> Ask {
    let workspace = Workspace(path: NSTemporaryDirectory() + "tenure-none-" + UUID().uuidString)
    let site = try Site(
      Site.Configuration(workspace: workspace, port: 0, now: { .init("2026-06-01T12:00:00Z")! }))
    return try Ask(target, site: site)
  }
}
