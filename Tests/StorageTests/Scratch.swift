import Chance
import Engine
import Facts
import Foundation
import Storage
import Testing

/// A workspace in a folder of its own, gone when the test is.
final class Scratch {
  let workspace: Workspace

  init() {
    workspace = Workspace(
      path: NSTemporaryDirectory() + "tenure-test-" + UUID().uuidString)
  }

  deinit { try? FileManager.default.removeItem(atPath: workspace.path) }
}

/// An instant so many seconds after 2025-01-01T00:00:00Z.
func moment(_ seconds: Int) -> Instant {
  Instant(microseconds: (1_735_689_600 + Int64(seconds)) * 1_000_000)
}

extension Arrival {
  init(version: Int, recorded: Int? = nil, source: Identifier = "test") {
    self.init(source: source, version: moment(version), recorded: moment(recorded ?? version))
  }

  /// A subscription's state in this arrival; nil for a status takes the assertion back.
  func fact(
    _ account: Identifier, _ subscription: Identifier, at: String = "2025-01-01",
    assertion: Identifier = "row", status: SubscriptionState.Status? = .active,
    plan: String? = "Pro", amount: Int64 = 10, endsAt: String? = nil
  ) -> Fact {
    let body = status.map { status in
      Fact.Body.subscription(
        SubscriptionState(
          subscription: subscription, status: status, plan: plan,
          unitAmount: Money(micros: amount * 1_000_000, Currency("USD")!),
          endsAt: endsAt.map { Moment($0)! }))
    }
    return Fact(
      account: account, kind: .subscriptionState, at: Moment(at)!, recorded: recorded,
      source: source, key: Fact.Key(subscription, assertion), version: version, body: body)
  }
}

extension Arrival {
  /// A day's rates in this arrival, as decimals; nil takes the day's sheet back.
  func rates(_ day: String, _ quotes: [String: String]?) -> Fact {
    let sheet = quotes.map { quotes in
      RateSheet(
        base: Currency("EUR")!,
        quotes: Dictionary(
          uniqueKeysWithValues: quotes.map { (Currency($0.key)!, micros(decimalText: $0.value)!) }))
    }
    return Fact(
      account: "", kind: .rates, at: Moment(day)!, recorded: recorded, source: source,
      key: Fact.Key("rates", Identifier(day)), version: version, body: sheet.map(Fact.Body.rates))
  }

  /// A setting in this arrival; nil takes it back.
  func setting(_ name: String, _ value: String?) -> Fact {
    Fact(
      account: "", kind: .setting, at: .instant(version), recorded: recorded, source: source,
      key: Fact.Key("setting", Identifier(name)), version: version,
      body: value.map { .setting(Setting(name: name, value: $0)) })
  }
}

extension Ledger {
  /// The rates in force, a line a day: `2026-01-02 JPY 162.7 USD 1.5`.
  func rates(knownAt: Instant? = nil) throws -> [String] {
    try read { try $0.rates(knownAt: knownAt) }.map { day, sheet in
      let quotes = sheet.quotes.sorted { $0.key < $1.key }
      return ([day.description] + quotes.map { "\($0.key) \(decimalText(micros: $0.value))" })
        .joined(separator: " ")
    }
  }

  /// Appends facts as one arrival.
  @discardableResult
  func append(_ arrival: Arrival, _ facts: [Fact]) throws -> [Outcome] {
    try append(arrival) { try $0.append(facts).facts }
  }

  /// Every fact as `tenure export` prints it, sorted, without what depends on arrival.
  func told() throws -> [String] {
    try read { view in
      var lines: [String] = []
      try view.forEachFact { fact in
        var json = JSONText()
        fact.write(to: &json)
        lines.append(json.text)
      }
      return lines
    }
  }

  /// What the facts add up to, account by account, in a form that can be compared.
  func standing(knownAt: Instant? = nil) throws -> [String] {
    try read { view in
      let panel = try view.panel(rules: PanelRules(), knownAt: knownAt)
      let ids = try view.accountIDs()
      return ids.indices.map { account in
        let steps = panel.items(of: account).map { steps in
          steps.map { "\($0.day):\($0.standing):\($0.monthlyMicros):\(panel.plans[Int($0.plan)])" }
            .joined(separator: " ")
        }
        return ids[account].text + " " + steps.sorted().joined(separator: " | ")
      }.sorted()
    }
  }
}

/// Expects the same reading whatever the order of arrivals, of the facts in each, and some told
/// twice; and a ledger that is sound after each.
func expectSame(
  of arrivals: [(Arrival, [Fact])], in random: inout SplitMix64,
  _ read: (Ledger) throws -> [String]
) throws {
  var expected: [String]?
  for _ in 0..<4 {
    let scratch = Scratch()
    let ledger = try Ledger.writing(scratch.workspace)
    for (arrival, facts) in (arrivals + arrivals.prefix(2)).shuffled(using: &random) {
      try ledger.append(arrival, facts.shuffled(using: &random))
    }
    let reading = try read(ledger)
    #expect(reading == expected ?? reading)
    expected = reading
    #expect(try ledger.rebuild().allSatisfy { $0.before == $0.after })
    #expect(ledger.verify(rules: .init(), today: Day("2026-01-31")!).findings.isEmpty)
  }
}
