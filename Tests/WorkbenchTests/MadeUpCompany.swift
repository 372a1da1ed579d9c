import Chance
import Facts
import Foundation
import Storage
import Workbench

/// A workspace that chance writes: customers, several subscriptions, corrections, things taken
/// back, subscriptions that change hands, by two sources.
final class MadeUpCompany {
  private let workspace: Workspace
  private var random: SplitMix64
  private var recorded = Instant("2026-01-01T00:00:00Z")!
  private var version: Int64 = 0
  /// What was said, to be said again: a confirmation.
  private var told: [Fact] = []
  /// The accounts that somebody told of, once a fact.
  private var known: [Identifier] = []

  init(seed: UInt64) {
    workspace = Workspace(path: NSTemporaryDirectory() + "tenure-test-" + UUID().uuidString)
    random = SplitMix64(seed: seed)
  }

  func remove() { try? FileManager.default.removeItem(atPath: workspace.path) }

  func reader() throws -> Ledger { try Ledger.reading(workspace) }

  func known(_ now: Instant) throws -> Knowledge {
    try Knowledge(
      of: reader(), Knowledge.Known(asOf: nil), today: nil, now: now, withAgreed: true)
  }

  func chance(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  /// One arrival of one source; now and then an older export comes after a newer one.
  func append(facts count: Int) throws {
    recorded = Instant(microseconds: recorded.microseconds + 60_000_000)
    version += chance(5) == 0 ? -3 : 1
    let source = Identifier(chance(3) == 0 ? "other" : "tenure")
    let said = Instant(microseconds: 1_760_000_000_000_000 + version * 86_400_000_000)
    var facts: [Identifier: Fact] = [:]
    for _ in 0..<count {
      var fact = fact(source, said)
      if let old = told.filter({ $0.source == source }).randomElement(using: &random),
        chance(3) == 0
      {
        fact = old
        fact.recorded = recorded
        fact.version = said
      }
      told.append(fact)
      facts[Identifier(fact.kind.name + fact.key.text)] = fact
    }
    try write(facts.sorted { $0.key < $1.key }.map(\.value) + merges(source, said))
  }

  /// Now and then a customer is said to be another one, in circles too, or no more to be one.
  private func merges(_ source: Identifier, _ said: Instant) -> [Fact] {
    guard chance(4) == 0, let account = known.randomElement(using: &random),
      let into = known.randomElement(using: &random)
    else { return [] }
    let merge = Fact(
      account: account, kind: .accountMerge, at: .instant(recorded), recorded: recorded,
      source: source, key: Fact.Key(account, "merge"), version: said,
      body: chance(4) == 0 ? nil : .merge(AccountMerge(into: into)))
    told.append(merge)
    return [merge]
  }

  func set(_ name: String, _ value: String) throws {
    recorded = Instant(microseconds: recorded.microseconds + 60_000_000)
    try write([
      Fact(
        account: "", kind: .setting, at: .instant(recorded), recorded: recorded,
        source: SourceName.settings, key: Fact.Key("setting", Identifier(name)),
        version: recorded, body: .setting(Setting(name: name, value: value)))
    ])
  }

  private func write(_ facts: [Fact]) throws {
    try Ledger.writing(workspace).append(facts)
    known += facts.filter(\.kind.isOfAccount).map(\.account)
  }

  private func fact(_ source: Identifier, _ said: Instant) -> Fact {
    let account = Identifier("a\(chance(30))")
    let at = Moment.day(Day(number: 20_000 + Int32(chance(20)) * 35))
    if chance(5) == 0 {
      let profile = AccountProfile(attributes: [
        Identifier(chance(2) == 0 ? "country" : "size"): "v\(chance(4))"
      ])
      return Fact(
        account: account, kind: .accountProfile, at: at, recorded: recorded, source: source,
        key: Fact.Key(account, Identifier("p\(chance(3))")), version: said,
        body: chance(12) == 0 ? nil : .account(profile))
    }
    if chance(6) == 0 {
      let charge = charge()
      return Fact(
        account: account, kind: .charge, at: at, recorded: recorded, source: source,
        key: Fact.Key(account, Identifier("charge:" + charge.charge.text)), version: said,
        body: chance(12) == 0 ? nil : .charge(charge))
    }
    // Mostly an account's own; what changes hands has both touched.
    let subscription = Identifier(chance(10) == 0 ? "s-any" : "s-\(account.text)-\(chance(2))")
    return Fact(
      account: account, kind: .subscriptionState, at: at, recorded: recorded, source: source,
      key: Fact.Key(subscription, Identifier("k\(chance(4))")), version: said,
      body: chance(12) == 0 ? nil : .subscription(state(subscription)))
  }

  private func charge() -> Charge {
    let kind = Charge.Kind.allCases[chance(4)]
    var charge = Charge(
      charge: Identifier("c\(chance(4))"), kind: kind,
      amount: Money(micros: Int64(chance(90)) * 1_000_000, .euro))
    guard kind == .recurring else {
      charge.refunds = kind == .refund ? Identifier("c\(chance(4))") : nil
      return charge
    }
    let start = 20_000 + Int32(chance(600))
    charge.subscription = Identifier("s\(chance(2))")
    charge.plan = "plan \(chance(7))"
    charge.quantity = Int64(chance(4))
    charge.periodStart = .day(Day(number: start))
    charge.periodEnd = .day(Day(number: start + 1 + Int32(chance(90))))
    return charge
  }

  private func state(_ subscription: Identifier) -> SubscriptionState {
    var state = SubscriptionState(
      subscription: subscription,
      status: SubscriptionState.Status.allCases[chance(6)], plan: "plan \(chance(5))",
      quantity: Int64(chance(4)),
      unitAmount: Money(micros: Int64(chance(90)) * 1_000_000, .euro))
    if chance(3) == 0 { state.endsAt = .day(Day(number: 20_200 + Int32(chance(700)))) }
    if chance(3) == 0 { state.trialEnd = .day(Day(number: 20_100 + Int32(chance(600)))) }
    return state
  }
}
