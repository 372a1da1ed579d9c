import Engine
import Facts
import GRDB

/// The statements that are run for what events say of who is who.
struct IdentityStatements {
  let findID, insertID, findActor, insertActor: Prepared
  let insertLink, insertAlias, insertMembership, insertPassing, deletePassing,
    insertSaying: Prepared

  init(_ database: Database) throws {
    findID = try Prepared(database, "SELECT id FROM ids WHERE kind = ? AND external_id = ?")
    insertID = try Prepared(
      database, "INSERT INTO ids (kind, external_id) VALUES (?, ?) RETURNING id")
    findActor = try Prepared(database, "SELECT id FROM actors WHERE identity = ? AND account = ?")
    insertActor = try Prepared(
      database, "INSERT INTO actors (identity, account) VALUES (?, ?) RETURNING id")
    insertLink = try Prepared(
      database,
      """
      INSERT INTO links (anonymous, user, at, tie, recorded) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (anonymous, user) DO UPDATE
      SET at = excluded.at, tie = excluded.tie, recorded = excluded.recorded
      WHERE (excluded.at, excluded.tie) < (at, tie)
      RETURNING 1
      """)
    insertAlias = try Prepared(
      database, "INSERT OR IGNORE INTO aliases (previous_id, user, recorded) VALUES (?, ?, ?)")
    insertMembership = try Prepared(
      database,
      """
      INSERT OR IGNORE INTO memberships (identity, account, at, tie, is_passing, recorded)
      VALUES (?, ?, ?, ?, 0, ?) RETURNING 1
      """)
    deletePassing = try Prepared(
      database,
      """
      DELETE FROM memberships
      WHERE identity = ? AND account = ? AND is_passing = 1 AND (at, tie) > (?, ?)
      """)
    insertPassing = try Prepared(
      database,
      """
      INSERT INTO memberships (identity, account, at, tie, is_passing, recorded)
      SELECT ?1, ?2, ?3, ?4, 1, ?5 WHERE NOT EXISTS (
        SELECT 1 FROM memberships WHERE identity = ?1 AND account = ?2 AND is_passing = 1)
      RETURNING 1
      """)
    insertSaying = try Prepared(database, "INSERT INTO sayings (identity) VALUES (?)")
  }
}

extension UsageApplier {
  /// Keeps what an event says of who is who, and of who belongs where.
  func keepSayings(of event: UsageEvent) throws {
    guard let at = event.at else { return }
    let stamp = Identities.Stamp(
      at: at.microseconds, tie: Int64(bitPattern: secret.digest(of: event.message).high))
    let recorded = event.received.microseconds
    if let user = event.user {
      let user = try number(of: user, .user)
      if let anonymous = event.anonymous {
        try link(try number(of: anonymous, .anonymous), to: user, stamp, recorded)
      }
      if let previous = event.previous, event.kind == .alias {
        try link(try number(of: previous, .anonymous), to: user, stamp, recorded)
        statements.insertAlias.bind(1, previous.text)
        statements.insertAlias.bind(2, user)
        statements.insertAlias.bind(3, recorded)
        try statements.insertAlias.run()
      }
    }
    if let group = event.group, let identity = try identity(of: event) {
      let account = try number(of: group, .account)
      try join(identity, account, stamp, recorded, isPassing: event.kind != .group)
    }
  }

  /// Under which name somebody acted; nil for nobody.
  func identity(of event: UsageEvent) throws -> Int64? {
    if let user = event.user { return try number(of: user, .user) }
    return try event.anonymous.map { try number(of: $0, .anonymous) }
  }

  /// The number of an id, which it gets if it has none.
  func number(of text: Identifier, _ kind: UsageNumbers.IDKind) throws -> Int64 {
    let id = UsageNumbers.ID(kind: kind, text: text)
    if let known = numbers.ids[id] { return known }
    let number = try found(statements.findID, or: statements.insertID) {
      $0.bind(1, kind.rawValue)
      $0.bind(2, text.text)
    }
    numbers.ids[id] = number
    return number
  }

  /// The number of somebody who acts for an account, 0 for none; they get one if they have none.
  func actor(_ identity: Int64, _ account: Int64) throws -> Int64 {
    let actor = UsageNumbers.Actor(identity: identity, account: account)
    if let known = numbers.actors[actor] { return known }
    let number = try found(statements.findActor, or: statements.insertActor) {
      $0.bind(1, identity)
      $0.bind(2, account)
    }
    numbers.actors[actor] = number
    return number
  }

  /// The number that a statement finds, or another one makes, of the same values.
  private func found(
    _ find: Prepared, or insert: Prepared, _ bind: (Prepared) -> Void
  ) throws -> Int64 {
    bind(find)
    defer { find.reset() }
    if try find.step() { return find.integer(0) }
    bind(insert)
    defer { insert.reset() }
    _ = try insert.step()
    return insert.integer(0)
  }

  private func link(
    _ anonymous: Int64, to user: Int64, _ stamp: Identities.Stamp, _ recorded: Int64
  ) throws {
    let pair = UsageNumbers.Actor(identity: anonymous, account: user)
    if let known = numbers.links[pair], known <= stamp { return }
    numbers.links[pair] = stamp
    let statement = statements.insertLink
    bind([anonymous, user, stamp.at, stamp.tie, recorded], to: statement)
    defer { statement.reset() }
    if try statement.step() { try noteSaying(anonymous) }
  }

  private func join(
    _ identity: Int64, _ account: Int64, _ stamp: Identities.Stamp, _ recorded: Int64,
    isPassing: Bool
  ) throws {
    let statement = isPassing ? statements.insertPassing : statements.insertMembership
    if isPassing {
      let pair = UsageNumbers.Actor(identity: identity, account: account)
      if let known = numbers.passing[pair], known <= stamp { return }
      numbers.passing[pair] = stamp
      bind([identity, account, stamp.at, stamp.tie], to: statements.deletePassing)
      try statements.deletePassing.run()
    }
    bind([identity, account, stamp.at, stamp.tie, recorded], to: statement)
    defer { statement.reset() }
    if try statement.step() { try noteSaying(identity) }
  }

  private func noteSaying(_ identity: Int64) throws {
    statements.insertSaying.bind(1, identity)
    try statements.insertSaying.run()
  }

  private func bind(_ numbers: [Int64], to statement: Prepared) {
    for (index, number) in numbers.enumerated() { statement.bind(Int32(index + 1), number) }
  }
}
