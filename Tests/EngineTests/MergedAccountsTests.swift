import Chance
import Facts
import Testing

@testable import Engine

@Suite("Merged accounts")
struct MergedAccountsTests {
  @Test("Each chain ends with who remains, and circles merge nobody", arguments: UInt64(1)...40)
  func chains(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 12
    var told: [Int: Int] = [:]
    for _ in 0..<Int.random(in: 0...14, using: &random) {
      told[Int.random(in: 0..<count, using: &random)] = Int.random(in: 0..<count, using: &random)
    }
    let merged = MergedAccounts(told)
    for account in 0..<count {
      let survivor = naiveSurvivor(of: account, told)
      #expect(merged.survivor(of: account) == survivor)
      let others = (0..<count).filter { $0 != account && naiveSurvivor(of: $0, told) == account }
      #expect(merged.merged(into: account) == others)
      let group = (0..<count).filter { naiveSurvivor(of: $0, told) == survivor }
      #expect(merged.together(with: [account]) == Set(group))
    }
    #expect(merged.isEmpty == (0..<count).allSatisfy { merged.survivor(of: $0) == $0 })
    #expect(merged.accounts == (0..<count).filter { merged.survivor(of: $0) != $0 })
  }

  /// Walks step by step and remembers where it was.
  private func naiveSurvivor(of account: Int, _ told: [Int: Int]) -> Int {
    var path = [account]
    while let next = told[path[path.count - 1]] {
      if path.contains(next) { return account }
      path.append(next)
    }
    return path[path.count - 1]
  }

  @Test("What is told of one that was merged is the other's; its own attributes come first")
  func facts() throws {
    let january = try #require(Moment("2025-01-01"))
    var builder = PanelBuilder(rules: PanelRules(), merged: MergedAccounts([0: 1, 2: 1]))
    func origin(_ assertion: Identifier) -> PanelBuilder.Origin {
      PanelBuilder.Origin(
        at: january, version: Instant(microseconds: 0), source: "test", assertion: assertion)
    }
    for account in 0...2 {
      builder.add(
        account: account,
        SubscriptionState(
          subscription: Identifier("s\(account)"), status: .active, quantity: 1,
          unitAmount: Money(micros: Int64(account + 1) * 1_000_000, .euro)), origin("row"))
      builder.add(account: account, ticketAt: january)
    }
    builder.add(
      account: 0, AccountProfile(attributes: ["country": "DE", "size": "s"]), origin("a"))
    builder.add(
      account: 2, AccountProfile(attributes: ["country": "FR", "size": "l"]), origin("c"))
    builder.add(account: 1, AccountProfile(attributes: ["country": "RO"]), origin("a"))
    let panel = builder.panel()
    #expect(panel.accountCount == 3)
    #expect((0...2).map { panel.items(of: $0).count } == [0, 3, 0])
    #expect((0...2).map { panel.activity.entries(of: $0).count } == [0, 1, 0])
    func value(_ name: Identifier, _ account: Int) throws -> String {
      let column = try #require(panel.attributes[name])
      return column.values[Int(column.code(of: account, on: january.day(in: .utc).number))]
    }
    #expect(try (0...2).map { try value("country", $0) } == ["", "RO", ""])
    // Of two that were merged the later by its assertion holds.
    #expect(try (0...2).map { try value("size", $0) } == ["", "l", ""])
  }
}
