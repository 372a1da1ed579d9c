import Chance
import Facts
import Testing

@testable import Engine

@Suite("Panel")
struct PanelTests {
  private func step(_ day: Int32, _ standing: Standing, _ micros: Int64 = 0) -> Step {
    Step(
      day: day, standing: standing, cause: .other, monthlyMicros: micros,
      yearlyMicros: 12 * micros, quantity: 1, currency: 0, plan: 0, intervalUnit: 2,
      intervalCount: 1, anchorDay: day)
  }

  private func randomItems(_ random: inout SplitMix64) -> [[Step]] {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in
      var day = Int32.random(in: 0...100, using: &random)
      return (0..<Int.random(in: 1...4, using: &random)).map { _ in
        day += Int32.random(in: 1...30, using: &random)
        return step(
          day, [.none, .free, .paused, .paying].randomElement(using: &random)!,
          Int64.random(in: 1...9, using: &random))
      }
    }
  }

  @Test(
    "Whatever is replaced and merged, an account has the steps it was given last",
    arguments: 1...20)
  func replaces(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var panel = Panel()
    var expected: [[[Step]]] = []
    for _ in 0..<300 {
      expected.append(randomItems(&random))
      panel.append(account: expected[expected.count - 1])
    }
    for _ in 0..<2000 {
      let account = Int.random(in: 0..<310, using: &random)
      while expected.count <= account { expected.append([]) }
      expected[account] = randomItems(&random)
      panel.replace(account: account, with: expected[account])
    }
    #expect((0..<panel.accountCount).allSatisfy { panel.items(of: $0) == expected[$0] })
    #expect(panel.accountCount == expected.count)
  }

  @Test("A tail stays under a sixteenth of its base")
  func tailIsSmall() {
    var random = SplitMix64(seed: 7)
    var panel = Panel()
    for _ in 0..<4000 { panel.append(account: [[step(1, .paying), step(9, .none)]]) }
    var largest = 0
    for _ in 0..<3000 {
      panel.replace(account: Int.random(in: 0..<4000, using: &random), with: [[step(5, .paying)]])
      largest = max(largest, panel.tailStepCount)
    }
    #expect(largest > 0)
    #expect(largest <= 8000 / 16)
  }

  @Test("A reader's copy keeps what it had")
  func copies() {
    var panel = Panel()
    for _ in 0..<100 { panel.append(account: [[step(1, .paying, 10)]]) }
    let before = panel
    for account in 0..<100 { panel.replace(account: account, with: [[step(2, .none)]]) }
    #expect((0..<100).allSatisfy { before.items(of: $0) == [[step(1, .paying, 10)]] })
    #expect((0..<100).allSatisfy { panel.items(of: $0) == [[step(2, .none)]] })
  }

  @Test("Accounts beyond the last are added empty")
  func grows() {
    var panel = Panel()
    panel.replace(account: 5000, with: [[step(1, .paying)]])
    #expect(panel.accountCount == 5001)
    #expect(panel.items(of: 4999).isEmpty)
    #expect(panel.items(of: 5000).count == 1)
  }

  @Test("The order in which facts are added does not matter", arguments: 1...20)
  func orderFree(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let told = (0..<12).map { number in
      (
        SubscriptionState(
          subscription: Identifier("s\(number % 3)"),
          status: SubscriptionState.Status.allCases.randomElement(using: &random)!,
          plan: ["a", "b"].randomElement(using: &random),
          unitAmount: Money(micros: 5_000_000, Currency("EUR")!)),
        PanelBuilder.Origin(
          at: .day(Day(number: Int32.random(in: 0...5, using: &random))),
          version: Instant(microseconds: Int64.random(in: 0...2, using: &random)),
          source: Identifier(["x", "y"].randomElement(using: &random)!),
          assertion: Identifier("\(number)"))
      )
    }
    func names(_ order: [(SubscriptionState, PanelBuilder.Origin)]) -> [[String]] {
      var builder = PanelBuilder(rules: PanelRules())
      for (state, origin) in order { builder.add(account: 0, state, origin) }
      let panel = builder.panel()
      return panel.items(of: 0).map { steps in
        steps.map { "\($0.day) \($0.standing) \(panel.plans[Int($0.plan)])" }
      }
    }
    let first = names(told)
    for _ in 0..<5 { #expect(names(told.shuffled(using: &random)) == first) }
  }

  @Test("A day-precision fact keeps its day in every zone, an instant does not")
  func zones() throws {
    let apia = try Zone.system("Pacific/Apia")
    for (at, utcDay, apiaDay) in [
      ("2025-01-01", "2025-01-01", "2025-01-01"),
      ("2025-01-01T12:00:00.000000Z", "2025-01-01", "2025-01-02"),
    ] {
      for (zone, expected) in [(Zone.utc, utcDay), (apia, apiaDay)] {
        var book = Company(rules: PanelRules(zone: zone))
        book.say("acme", from: at)
        #expect(book.panel.days?.lowerBound == Day(expected)!)
      }
    }
  }
}
