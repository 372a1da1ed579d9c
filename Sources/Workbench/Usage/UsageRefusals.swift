import Engine
import Facts
import Storage

/// What was said of who is who and was not taken for true: it would make one of two users.
package struct UsageRefusals: Sendable {
  /// Anonymous ids that were said to be several users: the first of them holds.
  package let anonymous: [(id: Identifier, users: [Identifier])]
  /// How many there are of them, listed or not.
  package let anonymousCount: Int
  /// Users who were said to have been called what is another user's id.
  package let aliases: [RefusedAlias]
  /// How many there are of them, listed or not.
  package let aliasCount: Int

  /// - Parameters:
  ///   - identities: what is known of who is who; nil reads it.
  ///   - count: at most so many of each are listed.
  package init(
    of store: UsageStore, _ identities: Identities? = nil, atMost count: Int
  ) throws {
    (anonymous, anonymousCount, aliases, aliasCount) = try store.read { view in
      var known = identities ?? Identities()
      // Which days they are of does not matter here.
      if identities == nil { try view.read(in: .utc, into: &known) }
      let refusals = known.refusals
      let listed = refusals.prefix(count)
      let ids = try view.ids(Set(listed.flatMap { [$0.identity] + $0.users }))
      return (
        listed.map { refusal in
          (ids[refusal.identity] ?? "", refusal.users.map { ids[$0] ?? "" })
        },
        refusals.count, try view.refusedAliases(atMost: count), try view.refusedAliasCount()
      )
    }
  }

  package var isEmpty: Bool { anonymousCount + aliasCount == 0 }

  package var csv: String {
    var csv = CSVText()
    csv.row(["said", "id", "user", "holds"])
    for (id, users) in anonymous {
      for (index, user) in users.enumerated() {
        csv.row(["anonymous", id.text, user.text, index == 0 ? "yes" : "no"])
      }
    }
    for alias in aliases { csv.row(["alias", alias.previous.text, alias.user.text, "no"]) }
    return csv.text
  }
}
