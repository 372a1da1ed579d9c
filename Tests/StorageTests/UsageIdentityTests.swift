import Facts
import Storage
import Testing

@Suite("Of whom usage speaks")
struct UsageIdentityTests {
  let folder = Scratch()

  init() throws { _ = try Ledger.writing(folder.workspace) }

  private func event(
    _ number: Int, _ kind: UsageEvent.Kind, user: Identifier? = nil, anonymous: Identifier? = nil,
    previous: Identifier? = nil, group: Identifier? = nil
  ) -> SourcedEvent {
    var sourced = usage(number)
    sourced.event.kind = kind
    (sourced.event.user, sourced.event.anonymous) = (user, anonymous)
    (sourced.event.previous, sourced.event.group) = (previous, group)
    return sourced
  }

  @Test("People are users, and those of whom no user is known")
  func people() throws {
    let store = try UsageStore.applying(folder.workspace)
    try store.apply(
      [
        event(1, .track, anonymous: "a1"), event(2, .track, anonymous: "a2"),
        event(3, .identify, user: "u1", anonymous: "a1"), event(4, .track, user: "u2"),
        event(5, .group, user: "u2", group: "acme"),
      ], from: 0, to: 1)
    let population = try store.read { try $0.population() }
    #expect(population.users == 2 && population.anonymous == 2)
    #expect(population.linked == 1 && population.accounts == 1)
    #expect(population.people == 3)
    #expect(try store.read { try $0.accountIDs() } == ["acme"])
  }

  @Test("An alias between two users is refused, whichever is known first; one's own is none")
  func aliases() throws {
    let store = try UsageStore.applying(folder.workspace)
    try store.apply(
      [
        event(1, .alias, user: "u2", previous: "u1"), event(2, .track, user: "u2"),
        event(3, .alias, user: "u3", previous: "device"),
        event(4, .alias, user: "u3", previous: "u3"),
      ], from: 0, to: 1)
    func refused() throws -> [RefusedAlias] { try store.read { try $0.refusedAliases(atMost: 9) } }
    #expect(try refused() == [])
    try store.apply([event(5, .track, user: "u1")], from: 1, to: 2)
    #expect(try refused().map(\.previous) == ["u1"] && refused().map(\.user) == ["u2"])
    #expect(try store.read { try $0.refusedAliasCount() } == 1)
    #expect(try store.read { try $0.refusedAliases(atMost: 0) } == [])
  }
}
