import Engine
import Facts
import Foundation
import Storage
import Testing

@testable import Workbench

/// Two accounts of one company: what changes when that is learned, and what stays as it was said.
@Suite("Merging customers")
final class MergeTests {
  private let workspace = Workspace(
    path: NSTemporaryDirectory() + "tenure-test-" + UUID().uuidString)

  deinit { try? FileManager.default.removeItem(atPath: workspace.path) }

  private func moment(_ text: String) throws -> Moment { try #require(Moment(text)) }

  /// Someone pays from a day on, and to another one; told on the first of May.
  private func tell(
    _ account: Identifier, _ amount: Int64, from start: String, to end: String? = nil,
    country: String
  ) throws {
    let recorded = try #require(Instant("2025-05-01T12:00:00Z"))
    var state = SubscriptionState(
      subscription: Identifier("sub of " + account.text), status: .active, quantity: 1,
      unitAmount: Money(micros: amount * 1_000_000, .euro))
    state.endsAt = try end.map(moment)
    func fact(_ body: Fact.Body, _ key: Fact.Key) throws -> Fact {
      Fact(
        account: account, kind: body.kind, at: try moment(start), recorded: recorded,
        source: "csv", key: key, version: recorded, body: body)
    }
    try Ledger.writing(workspace).append([
      try fact(.subscription(state), Fact.Key(state.subscription, "row")),
      try fact(
        .account(AccountProfile(attributes: ["country": country])), Fact.Key(account, "profile")),
    ])
  }

  private func merging(on day: String) throws -> Merging {
    Merging(
      try Ledger.writing(workspace), now: try #require(Instant(day + "T12:00:00Z")))
  }

  /// `old` left on the day on which `new` came; `twin` pays beside `acme`.
  private func tellAll() throws {
    try tell("old", 100, from: "2025-01-10", to: "2025-03-15", country: "DE")
    try tell("new", 120, from: "2025-03-15", country: "DE")
    try tell("acme", 50, from: "2025-01-10", country: "FR")
    try tell("twin", 30, from: "2025-02-10", country: "RO")
  }

  private func question(_ month: String, asOf: String? = nil) throws -> Question {
    let choice = PeriodChoice(
      period: Period(try #require(Month(month))), asOf: try asOf.map { try #require(Day($0)) },
      today: Day("2025-08-01"), now: try #require(Instant("2025-08-01T12:00:00Z")))
    return try Question(choice, of: Ledger.reading(workspace))
  }

  private func bridge(_ question: Question, before: Question? = nil, by slicing: Slicing? = nil)
    throws -> [String: [String: Int128]]
  {
    let answer = try BridgeAnswer(
      question, before: before, every: nil, by: slicing, netting: .day, currency: nil)
    let found = try #require(answer.books[0].bridge)
    var lines: [String: [String: Int128]] = [:]
    for (slice, cell) in found.rows(of: 0) {
      var row = ["opening": cell.opening / 1_000_000, "closing": cell.closing / 1_000_000]
      for kind in MovementKind.allCases where cell[kind] != 0 {
        row[kind.name] = cell[kind] / 1_000_000
      }
      lines[slice ?? "total"] = row
    }
    return lines
  }

  @Test("T-125 Merged: the history is another one, the difference a correction, and it is logged")
  func restated() throws {
    try tellAll()
    let before = try bridge(try question("2025-03"))["total"]
    #expect(
      before == ["opening": 180, "closing": 200, "new": 120, "churn.voluntary": -100])
    try merging(on: "2025-06-10").merge("old", into: "new")
    try merging(on: "2025-06-10").merge("twin", into: "acme")

    // Who came back under another name has not left.
    let march = try question("2025-03")
    #expect(
      try bridge(march)["total"] == ["opening": 180, "closing": 200, "expansion.plan": 20])
    #expect(march.retention()?.total.opening == 2)
    #expect(march.retention()?.total.churned == 0)
    // What was said stays said.
    let then = try question("2025-03", asOf: "2025-06-09")
    #expect(try bridge(then)["total"] == before)
    #expect(then.retention()?.total.churned == 1)

    let now = try question("2025-06")
    let published = try question("2025-06", asOf: "2025-05-31")
    let corrected = try bridge(now, before: published, by: .attribute("country"))
    #expect(corrected["total"] == ["opening": 200, "closing": 200])
    #expect(corrected["FR"] == ["opening": 50, "correction": 30, "closing": 80])
    #expect(corrected["RO"] == ["opening": 30, "correction": -30, "closing": 0])

    let log = try RestatementLog(
      PeriodChoice(
        period: Period(try #require(Month("2025-03"))), today: Day("2025-08-01"),
        now: try #require(Instant("2025-08-01T12:00:00Z"))),
      of: Ledger.reading(workspace), since: try #require(Day("2025-06-09")),
      figure: AnyFigure("crr"), currency: nil)
    let change = try #require(log.changes.first)
    #expect(change.isChanged(by: 1) && change.before.value == 2.0 / 3 && change.after.value == 1)
    let ids = change.customers.map { log.question.accounts[$0.account].text }
    #expect(ids.sorted() == ["new", "old", "twin"])
    for (account, _, _) in change.customers {
      #expect(log.facts(behind: account).map(\.why) == ["merged"])
    }
  }

  @Test("What is told later of one that was merged counts too, and taken back all is as it was")
  func undone() throws {
    try tellAll()
    let before = try question("2025-07")
    try merging(on: "2025-06-10").merge("twin", into: "acme")
    let merged = try question("2025-07")
    #expect(merged.retention()?.total.opening == 2)
    try tell("twin", 45, from: "2025-02-10", country: "RO")
    let told = try question("2025-07")
    #expect(try bridge(told)["total"]?["closing"] == 215)
    let follows = try #require(try merged.knowledge.following(Ledger.reading(workspace)))
    let both = Set(
      try ["acme", "twin"].map { id in
        try #require(told.accounts.firstIndex(of: Identifier(id)))
      })
    #expect(follows.changed == both)
    #expect(follows.knowledge.panel.items(of: 2) == told.panel.items(of: 2))
    try merging(on: "2025-06-11").undo("twin")
    let after = try question("2025-07")
    #expect(after.panel.merged.isEmpty)
    #expect(after.retention()?.total.opening == before.retention()?.total.opening)
  }

  @Test("The last word holds, whatever the clock said before")
  func clockSetBack() throws {
    try tellAll()
    try merging(on: "2025-06-10").merge("twin", into: "acme")
    try merging(on: "2025-06-09").undo("twin")
    #expect(try question("2025-07").panel.merged.isEmpty)
    try merging(on: "2025-06-09").merge("twin", into: "new")
    #expect(
      try Ledger.reading(workspace).read { try Merging.all($0) }
        == [Merging.Merge(account: "twin", into: "new")])
  }

  @Test("What cannot be meant is refused and says why; nothing is written")
  func refused() throws {
    try tellAll()
    try merging(on: "2025-06-10").merge("old", into: "new")
    let reader = try Ledger.reading(workspace)
    let before = try reader.read { try $0.lastArrival() }
    let merging = try merging(on: "2025-06-11")
    for (account, into, why) in [
      ("nobody", "new", "Nobody told of a customer nobody."),
      ("twin", "nobody", "Nobody told of a customer nobody."),
      ("twin", "twin", "twin is itself already: name two customers."),
      ("old", "acme", "old is new already. Take that back first."),
      ("new", "old", "old is new already. Take that back first."),
    ] {
      #expect {
        try merging.merge(Identifier(account), into: Identifier(into))
      } throws: { error in
        (error as? Refusal)?.description == why
      }
    }
    #expect(throws: Refusal.self) { try merging.undo("twin") }
    #expect(try reader.read { try $0.lastArrival() } == before)
    #expect(
      try reader.read { try Merging.all($0) } == [Merging.Merge(account: "old", into: "new")])
  }

  @Test("A ledger with merges is sound, is made again alike, and exports the senders' ids")
  func sound() throws {
    try tellAll()
    try merging(on: "2025-06-10").merge("twin", into: "acme")
    try merging(on: "2025-06-11").merge("acme", into: "new")
    let ledger = try Ledger.writing(workspace)
    let found = ledger.verify(rules: PanelRules(), today: try #require(Day("2025-08-01")))
    #expect(found.findings.isEmpty && found.figures > 0)
    var told: [String] = []
    try ledger.read { view in
      try view.forEachFact { fact in
        guard case .merge(let merge)? = fact.body else { return }
        told.append("\(fact.key.text) \(merge.into.text)")
      }
    }
    #expect(told == ["twin#merge acme", "acme#merge new"])
    let month = try question("2025-07")
    #expect(month.retention()?.total.opening == 1)
    #expect(try bridge(month)["total"]?["opening"] == 200)
  }
}
