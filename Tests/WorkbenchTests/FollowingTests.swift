import Engine
import Facts
import Foundation
import Storage
import Testing

@testable import Workbench

/// What is known of the present is kept up to date account by account; read anew it must be the
/// same.
@Suite("Following a ledger")
struct FollowingTests {
  private static let now = Instant("2026-06-30T12:00:00Z")!

  @Test(
    "What follows arrival by arrival is what is read anew",
    arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func sameAsReadAnew(seed: UInt64) throws {
    let company = MadeUpCompany(seed: seed)
    defer { company.remove() }
    try company.append(facts: 40)
    if seed % 2 == 0 {
      for (name, value) in [
        ("mrr_basis", "charges"), ("mrr_usage", "trailing3"), ("mrr_one_off", "included"),
        ("mrr_refunds", "subtracted"),
      ] { try company.set(name, value) }
    }
    var followed = try company.known(Self.now)
    var followedCount = 0
    for _ in 0..<25 {
      try company.append(facts: company.chance(12) + 1)
      let anew = try company.known(Self.now)
      if let next = try followed.following(company.reader()) {
        followed = next.knowledge
        followedCount += 1
      } else {
        followed = anew
      }
      try expectSame(followed, anew, company)
    }
    // An import that only confirms what had rivals is read anew; the others must not be.
    #expect(followedCount > 5)
  }

  @Test("Nothing new changes nothing")
  func nothing() throws {
    let company = MadeUpCompany(seed: 9)
    defer { company.remove() }
    try company.append(facts: 20)
    let known = try company.known(Self.now)
    let next = try #require(try known.following(company.reader()))
    #expect(next.changed.isEmpty)
    #expect(next.knowledge.mark == known.mark)
  }

  @Test("A setting is no account's: everything is read anew")
  func setting() throws {
    let company = MadeUpCompany(seed: 10)
    defer { company.remove() }
    try company.append(facts: 20)
    let known = try company.known(Self.now)
    try company.set("grace_days", "3")
    #expect(try known.following(company.reader()) == nil)
  }

  private func expectSame(
    _ one: Knowledge, _ other: Knowledge, _ company: MadeUpCompany
  ) throws {
    #expect(one.mark == other.mark)
    #expect(one.accounts == other.accounts)
    try #require(one.panel.accountCount == other.panel.accountCount)
    for account in other.accounts.indices {
      for (mine, others) in [(one.panel, other.panel), (one.agreed, other.agreed)]
        as [(Panel?, Panel?)]
      {
        #expect(steps(of: account, mine) == steps(of: account, others))
      }
      for name in other.panel.attributes.keys {
        for day in stride(from: Int32(20_000), to: 20_700, by: 50) {
          #expect(value(name, account, day, one.panel) == value(name, account, day, other.panel))
        }
      }
    }
  }

  /// The steps of each subscription, plans by their names: their numbers may differ.
  private func steps(of account: Int, _ panel: Panel?) -> [String] {
    guard let panel, account < panel.accountCount else { return [] }
    return panel.items(of: account).flatMap { steps in
      steps.map { step in
        var plain = step
        plain.plan = 0
        return "\(plain) \(panel.plans[Int(step.plan)])"
      } + ["-"]
    }
  }

  private func value(_ name: Identifier, _ account: Int, _ day: Int32, _ panel: Panel) -> String {
    guard let column = panel.attributes[name] else { return "" }
    return column.values[Int(column.code(of: account, on: day))]
  }
}
