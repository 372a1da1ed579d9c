import Facts
import Testing

@testable import Engine

/// Who acts for an account, and values of accounts by the numbers that usage has for them.
@Suite("Members of accounts")
struct UsageMembersTests {
  private static let (ann, bob, alias, acme, globex): (Int32, Int32, Int32, Int32, Int32) =
    (1, 2, 3, 4, 5)

  private static func book() -> UsageBook {
    var identities = Identities()
    let early = Identities.Stamp(at: 0, tie: 0)
    identities.set(links: [.init(user: ann, stamp: early)], of: alias)
    identities.set(
      memberships: [
        .init(account: acme, day: 10, stamp: early),
        .init(account: globex, day: 20, stamp: .init(at: 1, tie: 0)),
      ], of: bob)
    func row(_ actor: Int, _ day: Int32, _ kind: Int32 = 0) -> ActivityRow {
      ActivityRow(unit: actor, day: day, kind: kind)
    }
    return UsageBook(
      kinds: ["opened"], identities: identities,
      actors: [
        1: .init(identity: ann, account: acme), 2: .init(identity: alias, account: acme),
        3: .init(identity: bob, account: nil), 4: .init(identity: ann, account: globex),
      ], rows: [row(1, 12), row(2, 13), row(3, 15), row(3, 25), row(4, 30), row(1, 40, -1)])
  }

  private func days(_ first: Int32, _ last: Int32) -> ClosedRange<Day> {
    Day(number: first)...Day(number: last)
  }

  @Test("A person counts once under all names, on the days on which it belonged there")
  func people() {
    let book = Self.book()
    #expect(book.people(of: Self.acme, in: days(0, 50)) == [Self.ann, Self.bob])
    #expect(book.people(of: Self.globex, in: days(0, 50)) == [Self.ann, Self.bob])
    #expect(book.people(of: Self.globex, in: days(0, 24)) == [])
    #expect(book.people(of: Self.acme, in: days(13, 14)) == [Self.ann])
    // What is no event makes nobody active.
    #expect(book.people(of: Self.acme, in: days(16, 50)) == [])
  }

  @Test("Values follow their accounts to other numbers, and are unknown elsewhere")
  func renumbered() {
    let column = AttributeColumn(values: ["", "small", "large"], codes: [1, 2])
    let other = column.renumbered([nil, 1, 0, 9, nil])
    #expect((0..<6).map { other.code(of: $0, on: 20_000) } == [0, 2, 1, 0, 0, 0])
    #expect(other.values == column.values)
  }
}
