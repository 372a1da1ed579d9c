import Facts
import Storage

@testable import Site

/// Facts that tests tell a workspace of.
enum Told {
  static let recorded = Instant("2019-01-01T00:00:00Z")!

  private static func fact(
    _ account: String, _ kind: Fact.Kind, _ day: Day, _ key: Fact.Key, _ body: Fact.Body
  ) -> Fact {
    Fact(
      account: Identifier(account), kind: kind, at: .day(day), recorded: recorded,
      source: "tests", key: key, version: recorded, body: body)
  }

  /// What is known of a customer from a day on.
  static func attributes(
    of account: String, _ values: [String: String], from day: Day
  ) -> Fact {
    let profile = AccountProfile(
      attributes: Dictionary(uniqueKeysWithValues: values.map { (Identifier($0), $1) }))
    return fact(
      account, .accountProfile, day, Fact.Key(Identifier(account), "profile"), .account(profile))
  }

  /// That a customer pays for some seats from a day on.
  static func paying(_ account: String, seats: Int64 = 1, from day: Day) -> Fact {
    let subscription = Identifier("s-" + account)
    let state = SubscriptionState(
      subscription: subscription, status: .active, plan: "Pro", quantity: seats,
      unitAmount: Money(micros: 10_000_000, .euro))
    return fact(
      account, .subscriptionState, day, Fact.Key(subscription, "state"), .subscription(state))
  }
}

extension ServedSite {
  /// Tells the workspace of facts.
  func tell(_ facts: [Fact]) throws {
    try Ledger.writing(workspace).append(facts)
  }
}
