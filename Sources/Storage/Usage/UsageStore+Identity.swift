import Facts
import GRDB

/// That a user was said to be called otherwise before, which is another user's id.
public struct RefusedAlias: Hashable, Sendable {
  /// What the user was said to be called before.
  public var previous: Identifier
  /// The user of whom it was said.
  public var user: Identifier
}

/// How many there are of whom usage speaks.
public struct UsagePopulation: Hashable, Sendable {
  /// Ids of users.
  public var users = 0
  /// Ids under which somebody acted, or was said to act, without saying who they are.
  public var anonymous = 0
  /// Those of the anonymous ids that are a user's.
  public var linked = 0
  /// Ids of accounts.
  public var accounts = 0

  /// Users, and anonymous ids of nobody who is known.
  public var people: Int { users + anonymous - linked }
}

extension UsageView {
  /// How many people and accounts there are.
  public func population() throws -> UsagePopulation {
    var population = UsagePopulation()
    let rows = try Row.fetchAll(
      database, sql: "SELECT kind, count(*) AS ids FROM ids GROUP BY kind")
    for row in rows {
      switch row["kind"] as String {
      case "user": population.users = row["ids"]
      case "anonymous": population.anonymous = row["ids"]
      default: population.accounts = row["ids"]
      }
    }
    population.linked =
      try Int.fetchOne(database, sql: "SELECT count(DISTINCT anonymous) FROM links") ?? 0
    return population
  }

  /// The aliases by which two users would have become one, at most so many.
  ///
  /// What a user says of their own id is none.
  public func refusedAliases(atMost count: Int) throws -> [RefusedAlias] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT aliases.previous_id, ids.external_id \(UsageView.refused)
        ORDER BY aliases.previous_id, ids.external_id LIMIT ?
        """, arguments: [count]
    ).map { row in
      let (previous, user): (String, String) = (row["previous_id"], row["external_id"])
      return RefusedAlias(previous: Identifier(previous), user: Identifier(user))
    }
  }

  /// How many aliases would have made one of two users.
  public func refusedAliasCount() throws -> Int {
    try Int.fetchOne(database, sql: "SELECT count(*) \(UsageView.refused)") ?? 0
  }

  private static let refused = """
    FROM aliases
    JOIN ids ON ids.id = aliases.user
    JOIN ids AS other ON other.kind = 'user' AND other.external_id = aliases.previous_id
      AND other.id <> aliases.user
    """

  /// The ids of some numbers.
  public func ids(_ numbers: some Sequence<Int32>) throws -> [Int32: Identifier] {
    let statement = try Prepared(database, "SELECT external_id FROM ids WHERE id = ?")
    var ids: [Int32: Identifier] = [:]
    for number in numbers {
      statement.bind(1, Int64(number))
      if try statement.step() { ids[number] = Identifier(statement.text(0) ?? "") }
      statement.reset()
    }
    return ids
  }

  /// The accounts that usage names, by their bytes.
  public func accountIDs() throws -> [Identifier] {
    let statement = try Prepared(
      database, "SELECT external_id FROM ids WHERE kind = 'account' ORDER BY external_id")
    var ids: [Identifier] = []
    while try statement.step() { ids.append(Identifier(statement.text(0) ?? "")) }
    return ids
  }
}
