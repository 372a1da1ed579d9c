import Chance
import Engine
import Facts
import Testing

@testable import Storage

@Suite("Rates")
struct RatesTests {
  let scratch = Scratch()
  private let today = Day("2026-06-01")!

  @Test("A day's sheet is revised whole, and as of an earlier day the one before holds")
  func revised() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (june, july) = (Arrival(version: 6), Arrival(version: 7))
    let days = [
      june.rates("2026-01-02", ["USD": "1.5", "JPY": "160"]),
      june.rates("2026-01-05", ["USD": "1.6"]),
    ]
    #expect(try ledger.append(june, days) == [.stored, .stored])
    #expect(try ledger.append(june, days) == [.unchanged, .unchanged])
    let later = [
      july.rates("2026-01-02", ["USD": "1.4"]), july.rates("2026-01-05", ["USD": "1.6"]),
      july.rates("2026-01-06", ["USD": "1.7"]),
    ]
    #expect(try ledger.append(july, later) == [.revised, .unchanged, .stored])
    #expect(
      try ledger.rates() == ["2026-01-02 USD 1.4", "2026-01-05 USD 1.6", "2026-01-06 USD 1.7"])
    #expect(
      try ledger.rates(knownAt: moment(6)) == ["2026-01-02 JPY 160 USD 1.5", "2026-01-05 USD 1.6"])
    #expect(try ledger.rates(knownAt: moment(5)) == [])
    #expect(ledger.verify(rules: .init(), today: today).findings.isEmpty)
    #expect(try ledger.rebuild().map { [$0.rows == 1, $0.before == $0.after] } == [[true, true]])
    #expect(try ledger.told().filter { $0.contains("\"kind\":\"rates\"") }.count == 5)
  }

  @Test("What went in comes out, taken back or not")
  func exported() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let ecb = Arrival(version: 6, source: "ecb")
    let facts = [
      ecb.rates("2026-01-02", ["USD": "1.5", "JPY": "160.25"]), ecb.rates("2026-01-05", [:]),
      ecb.rates("2026-01-06", nil),
    ]
    try ledger.append(ecb, facts)
    var found: [Fact] = []
    try ledger.read { try $0.forEachFact { found.append($0) } }
    #expect(found == facts)
    #expect(try ledger.rates() == ["2026-01-02 JPY 160.25 USD 1.5", "2026-01-05"])
  }

  @Test("A sheet that comes back under a later version holds again")
  func confirmed() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    for (version, rate) in [(6, "1.5"), (7, "1.4"), (8, "1.5")] {
      let arrival = Arrival(version: version)
      try ledger.append(arrival, [arrival.rates("2026-01-02", ["USD": rate])])
    }
    #expect(try ledger.rates() == ["2026-01-02 USD 1.5"])
    #expect(try ledger.rates(knownAt: moment(7)) == ["2026-01-02 USD 1.4"])
  }

  @Test("Of several sources on a day the newest holds, whole; taken back, the other one")
  func sources() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let ecb = Arrival(version: 7, source: "ecb")
    let bank = Arrival(version: 6, source: "bank")
    try ledger.append(
      ecb, [ecb.rates("2026-01-02", ["USD": "1.5"]), ecb.rates("2026-01-05", ["USD": "1.6"])])
    try ledger.append(bank, [bank.rates("2026-01-02", ["USD": "1.4", "JPY": "160"])])
    #expect(try ledger.rates() == ["2026-01-02 USD 1.5", "2026-01-05 USD 1.6"])
    #expect(
      try ledger.read { try $0.rateSources() }.map {
        "\($0.source) \($0.days) \($0.first) \($0.last)"
      }
        == ["bank 1 2026-01-02 2026-01-02", "ecb 2 2026-01-02 2026-01-05"])
    let again = Arrival(version: 8, source: "ecb")
    try ledger.append(
      again, [again.rates("2026-01-02", nil), again.rates("2026-01-05", nil)])
    #expect(try ledger.rates() == ["2026-01-02 JPY 160 USD 1.4"])
    #expect(try ledger.rates(knownAt: moment(7)) == ["2026-01-02 USD 1.5", "2026-01-05 USD 1.6"])
  }

  @Test("Of two sources of one version the greater name holds, whichever comes first")
  func sameVersion() throws {
    for names in [["a", "b"], ["b", "a"]] as [[Identifier]] {
      let scratch = Scratch()
      let ledger = try Ledger.writing(scratch.workspace)
      for name in names {
        let arrival = Arrival(version: 6, source: name)
        try ledger.append(
          arrival, [arrival.rates("2026-01-02", ["USD": name == "a" ? "2" : "1"])])
      }
      #expect(try ledger.rates() == ["2026-01-02 USD 1"])
    }
  }

  @Test("Any order and any doubling of the same arrivals adds up to the same", arguments: 1...20)
  func orderFree(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var arrivals: [(Arrival, [Fact])] = []
    for version in 1...6 {
      let arrival = Arrival(
        version: version / 2, recorded: version, source: version % 2 == 0 ? "a" : "b")
      let facts = (0..<4).map { _ in
        let isTakenBack = Int.random(in: 0..<4, using: &random) == 0
        return arrival.rates(
          "2026-01-0\(Int.random(in: 1...3, using: &random))",
          isTakenBack ? nil : ["USD": "\(Int.random(in: 1...2, using: &random))"])
      }
      arrivals.append((arrival, facts))
    }
    try expectSame(of: arrivals, in: &random) { try $0.rates() }
  }

  @Test("Rates concern no customer: they make none, and say nothing of since when one is known")
  func noCustomer() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (ecb, stripe) = (
      Arrival(version: 5, source: "ecb"), Arrival(version: 6, source: "stripe")
    )
    try ledger.append(ecb, [ecb.rates("2026-01-02", ["USD": "1.5"]), ecb.setting("free", "churn")])
    #expect(try ledger.read { try $0.firstLearned() }.isEmpty)
    #expect(try ledger.read { try $0.accountIDs() }.isEmpty)
    try ledger.append(stripe, [stripe.fact("acme", "s1")])
    #expect(try ledger.read { try $0.firstLearned() }.map(\.source) == ["stripe"])
    #expect(try ledger.standing() == ["acme 20089:paying:10000000:Pro"])
  }
}
