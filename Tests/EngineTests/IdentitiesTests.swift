import Chance
import Engine
import Foundation
import Testing

@Suite("Who is whom")
struct IdentitiesTests {
  @Test("Somebody unknown is the user whom they were first said to be, and no other")
  func first() {
    var identities = Identities()
    #expect(identities.person(of: 1) == 1)
    identities.set(links: [link(to: 10, at: 5), link(to: 11, at: 3)], of: 1)
    #expect(identities.person(of: 1) == 11)
    #expect(identities.identities(of: 11) == [11, 1] && identities.identities(of: 10) == [10])
    #expect(identities.refusals.map(\.identity) == [1])
    #expect(identities.refusals.map(\.users) == [[11, 10]])
    identities.set(links: [link(to: 10, at: 5)], of: 1)
    #expect(identities.person(of: 1) == 10 && identities.identities(of: 11) == [11])
    #expect(identities.refusals.isEmpty)
    identities.set(links: [], of: 1)
    #expect(identities.person(of: 1) == 1 && identities.identities(of: 10) == [10])
  }

  @Test("A day belongs to the account said last by then, or to the first said later")
  func accounts() {
    var identities = Identities()
    #expect(identities.account(of: 1, on: 0) == nil)
    identities.set(
      memberships: [member(of: 7, on: 20), member(of: 5, on: 10), member(of: 6, on: 30)], of: 1)
    #expect(
      [9, 10, 19, 20, 29, 30, 99].map { identities.account(of: 1, on: $0) }
        == [5, 5, 5, 7, 7, 6, 6])
  }

  @Test("What was said of somebody before they were known is said of the user")
  func together() {
    var identities = Identities()
    identities.set(memberships: [member(of: 5, on: 10)], of: 1)
    identities.set(memberships: [member(of: 6, on: 20)], of: 10)
    identities.set(links: [link(to: 10, at: 0)], of: 1)
    #expect(identities.account(of: 10, on: 15) == 5)
    #expect(identities.account(of: 10, on: 20) == 6)
  }

  @Test("Of random sayings the people are those of a union-find in order of time", arguments: 0..<8)
  func unionFind(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let rounds = Int(ProcessInfo.processInfo.environment["TENURE_GRAPHS"] ?? "") ?? 14_000
    for round in 0..<rounds {
      let unknown = 1...Int32.random(in: 1...6, using: &random)
      let users = 20...Int32.random(in: 20...24, using: &random)
      var said: [(anonymous: Int32, Identities.Link)] = []
      for number in 0..<Int.random(in: 0..<14, using: &random) {
        let stamp = Identities.Stamp(
          at: Int64.random(in: 0..<5, using: &random), tie: Int64(number))
        said.append(
          (
            unknown.randomElement(using: &random)!,
            Identities.Link(user: users.randomElement(using: &random)!, stamp: stamp)
          ))
      }
      let expected = components(said, unknown, users)
      // In any order, and piece by piece as they come.
      var identities = Identities()
      var known: [Int32: [Identities.Link]] = [:]
      for (anonymous, link) in said.shuffled(using: &random) {
        known[anonymous, default: []].append(link)
        identities.set(links: known[anonymous]!, of: anonymous)
      }
      for one in unknown {
        let person = identities.person(of: one)
        #expect(person == expected[one] ?? one, "seed \(seed), round \(round), identity \(one)")
        #expect(identities.identities(of: person).contains(one))
      }
      let merges = Set(said.map { "\($0.anonymous) \($0.1.user)" }).count
      let refused = identities.refusals.reduce(0) { $0 + $1.users.count - 1 }
      #expect(merges - refused == Set(said.map(\.anonymous)).count)
    }
  }

  /// The user in the component of each unknown one; a saying that would put two users into one
  /// component is refused.
  private func components(
    _ said: [(anonymous: Int32, Identities.Link)], _ unknown: ClosedRange<Int32>,
    _ users: ClosedRange<Int32>
  ) -> [Int32: Int32] {
    var parents: [Int32: Int32] = [:]
    for each in Array(unknown) + Array(users) { parents[each] = each }
    func root(_ one: Int32) -> Int32 { parents[one] == one ? one : root(parents[one]!) }
    for (anonymous, link) in said.sorted(by: { $0.1.stamp < $1.1.stamp }) {
      let (one, other) = (root(anonymous), root(link.user))
      if users.contains(one), users.contains(other), one != other { continue }
      if users.contains(one) { parents[other] = one } else { parents[one] = other }
    }
    var found: [Int32: Int32] = [:]
    for each in unknown where users.contains(root(each)) { found[each] = root(each) }
    return found
  }

  private func link(to user: Int32, at: Int64) -> Identities.Link {
    Identities.Link(user: user, stamp: Identities.Stamp(at: at, tie: Int64(user)))
  }

  private func member(of account: Int32, on day: Int32) -> Identities.Membership {
    Identities.Membership(
      account: account, day: day, stamp: Identities.Stamp(at: Int64(day), tie: 0))
  }
}
