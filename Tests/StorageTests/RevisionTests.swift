import Chance
import Facts
import Testing

@testable import Storage

@Suite("Revisions")
struct RevisionTests {
  let scratch = Scratch()

  @Test("The same arrival twice changes nothing, not one byte of the ledger's seal")
  func twice() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let june = Arrival(version: 10)
    let facts = [june.fact("acme", "s1"), june.fact("globex", "s2")]
    #expect(try ledger.append(june, facts) == [.stored, .stored])
    let before = try ledger.told()
    let seal = try ledger.seal()
    #expect(try ledger.append(june, facts) == [.unchanged, .unchanged])
    // Learned again at another time: still the same revision.
    let again = Arrival(version: 10, recorded: 99)
    let same = [again.fact("acme", "s1"), again.fact("globex", "s2")]
    #expect(try ledger.append(again, same) == [.unchanged, .unchanged])
    #expect(try ledger.told() == before)
    #expect(try ledger.seal() == seal)
  }

  @Test("July's export after June's revises what changed, whichever comes first")
  func julyAfterJune() throws {
    let june = Arrival(version: 6, recorded: 6)
    let july = Arrival(version: 7, recorded: 7)
    for julyFirst in [false, true] {
      let scratch = Scratch()
      let ledger = try Ledger.writing(scratch.workspace)
      let first = { try ledger.append(june, [june.fact("acme", "s1", endsAt: "2025-06-10")]) }
      let second = { try ledger.append(july, [july.fact("acme", "s1")]) }
      let outcomes = try julyFirst ? [second(), first()] : [first(), second()]
      #expect(outcomes == [[.stored], [.revised]])
      #expect(try ledger.standing() == ["acme 20089:paying:10000000:Pro"])
    }
  }

  @Test("A body that comes back under a later version is in force again")
  func confirmation() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (june, july, august) = (Arrival(version: 6), Arrival(version: 7), Arrival(version: 8))
    try ledger.append(june, [june.fact("acme", "s1", amount: 10)])
    #expect(try ledger.append(july, [july.fact("acme", "s1", amount: 20)]) == [.revised])
    #expect(try ledger.append(august, [august.fact("acme", "s1", amount: 10)]) == [.revised])
    #expect(try ledger.standing() == ["acme 20089:paying:10000000:Pro"])
    #expect(try ledger.told().count == 3)
    #expect(try ledger.standing(knownAt: moment(7)) == ["acme 20089:paying:20000000:Pro"])
  }

  @Test("A later export that says the same keeps an earlier one that comes late from winning")
  func lateExport() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (june, july, august) = (Arrival(version: 6), Arrival(version: 7), Arrival(version: 8))
    try ledger.append(june, [june.fact("acme", "s1", amount: 10)])
    #expect(try ledger.append(august, [august.fact("acme", "s1", amount: 10)]) == [.unchanged])
    try ledger.append(july, [july.fact("acme", "s1", amount: 20)])
    #expect(try ledger.standing() == ["acme 20089:paying:10000000:Pro"])
  }

  @Test("An assertion taken back is gone, and as of an earlier day it is not")
  func retraction() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (june, july) = (Arrival(version: 6), Arrival(version: 7))
    try ledger.append(june, [june.fact("acme", "s1")])
    #expect(try ledger.append(july, [july.fact("acme", "s1", status: nil)]) == [.revised])
    #expect(try ledger.standing() == ["acme "])
    #expect(try ledger.standing(knownAt: moment(6)) == ["acme 20089:paying:10000000:Pro"])
  }

  @Test("A corrected date alone is a revision too")
  func correctedDate() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (june, july) = (Arrival(version: 6), Arrival(version: 7))
    try ledger.append(june, [june.fact("acme", "s1", at: "2025-01-01")])
    #expect(try ledger.append(july, [july.fact("acme", "s1", at: "2025-01-05")]) == [.revised])
    #expect(try ledger.standing() == ["acme 20093:paying:10000000:Pro"])
  }

  @Test("Of two bodies in one version the greater bytes hold, in either order")
  func sameVersion() throws {
    var standings: [[String]] = []
    for amounts in [[10, 9], [9, 10]] as [[Int64]] {
      let scratch = Scratch()
      let ledger = try Ledger.writing(scratch.workspace)
      let june = Arrival(version: 6)
      try ledger.append(june, amounts.map { june.fact("acme", "s1", amount: $0) })
      standings.append(try ledger.standing())
    }
    // "9" comes after "10" as bytes.
    #expect(standings == [["acme 20089:paying:9000000:Pro"], ["acme 20089:paying:9000000:Pro"]])
  }

  @Test("Sources do not revise each other: their assertions stand side by side")
  func sources() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (stripe, crm) = (
      Arrival(version: 6, source: "stripe"), Arrival(version: 7, source: "crm")
    )
    try ledger.append(stripe, [stripe.fact("acme", "s1", amount: 10)])
    #expect(try ledger.append(crm, [crm.fact("acme", "s1", amount: 20)]) == [.stored])
    #expect(try ledger.told().count == 2)
  }

  @Test("Ids that look alike and are other bytes are other customers")
  func bytes() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let june = Arrival(version: 6)
    let facts = [
      june.fact("caf\u{e9}", "s\u{e9}"), june.fact("cafe\u{301}", "se\u{301}"),
    ]
    #expect(try ledger.append(june, facts) == [.stored, .stored])
    #expect(try ledger.read { try $0.accountIDs() }.count == 2)
  }

  @Test("Any order and any doubling of the same arrivals adds up to the same", arguments: 1...30)
  func orderFree(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var arrivals: [(Arrival, [Fact])] = []
    for version in 1...6 {
      let source: Identifier = version % 2 == 0 ? "a" : "b"
      let arrival = Arrival(version: version / 2, recorded: version, source: source)
      let facts = (0..<8).map { _ in
        arrival.fact(
          Identifier("c\(Int.random(in: 0...2, using: &random))"),
          Identifier("s\(Int.random(in: 0...2, using: &random))"),
          at: ["2025-01-01", "2025-01-02"].randomElement(using: &random)!,
          assertion: ["row", "x"].randomElement(using: &random)!,
          status: [.active, .paused, .ended, nil].randomElement(using: &random)!,
          amount: Int64.random(in: 1...2, using: &random))
      }
      arrivals.append((arrival, facts))
    }
    try expectSame(of: arrivals, in: &random) { try $0.standing() }
  }
}

extension Ledger {
  /// The seal of the last arrival, which covers all before it.
  func seal() throws -> Int64? {
    try queue.read { try Int64.fetchOne($0, sql: "SELECT seal FROM head") }
  }
}
