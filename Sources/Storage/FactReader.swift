import Facts
import GRDB

/// A row of the ledger, read and checked.
struct StoredFact {
  let id: Int64
  let arrival: Int64
  let edition: Int64
  /// The account's number in the vault; 0 for settings.
  let account: Int64
  let kind: Fact.Kind
  /// The subscription's id; nil for other kinds.
  let subscription: Identifier?
  let assertion: Identifier
  let at: Moment
  let body: Fact.Body?
  let checksum: Int64

  /// What tells this assertion from others of its source.
  var key: Key {
    Key(
      kind: kind, account: subscription == nil ? account : 0, subscription: subscription,
      assertion: assertion)
  }

  struct Key: Hashable {
    let kind: Fact.Kind
    let account: Int64
    let subscription: Identifier?
    let assertion: Identifier
  }
}

/// Reads the rows of the ledger in the order of their ids, each against its checksum.
struct FactReader {
  let database: Database
  /// Off only where a test shows what would be missed without.
  var checksRows = true

  /// Every subscription fact, or those a condition picks.
  func forEachSubscriptionFact(
    where condition: String = "1", _ body: (StoredFact) throws -> Void
  ) throws {
    let rows = try Prepared(
      database,
      """
      SELECT id, arrival, edition, account, subscription, assertion, at, checksum,
        \(SubscriptionColumns.names)
      FROM subscription_facts WHERE \(condition) ORDER BY id
      """)
    while try rows.step() {
      let id = rows.integer(0)
      let damaged = LedgerError.damaged(.row(table: "subscription_facts", id: id))
      guard let subscription = rows.text(4).map({ Identifier($0) }),
        let assertion = rows.text(5).map({ Identifier($0) }),
        let at = rows.text(6).flatMap(Moment.init),
        let state = SubscriptionColumns.read(rows, from: 8, subscription: subscription)
      else { throw damaged }
      let account = rows.integer(3)
      let content = FactChecksum.content(subscription, assertion, at, state)
      guard
        !checksRows || rows.integer(7) == FactChecksum.row(content: content, account: account)
      else { throw damaged }
      try body(
        StoredFact(
          id: id, arrival: rows.integer(1), edition: rows.integer(2), account: account,
          kind: .subscriptionState, subscription: subscription, assertion: assertion, at: at,
          body: state.map(Fact.Body.subscription), checksum: rows.integer(7)))
    }
  }

  /// Every fact of the other kinds, or those a condition picks.
  func forEachGeneralFact(
    where condition: String = "1", _ body: (StoredFact) throws -> Void
  ) throws {
    let rows = try Prepared(
      database,
      """
      SELECT id, arrival, edition, account, kind, assertion, at, body, checksum
      FROM facts WHERE \(condition) ORDER BY id
      """)
    while try rows.step() {
      let id = rows.integer(0)
      let damaged = LedgerError.damaged(.row(table: "facts", id: id))
      guard let name = rows.text(4),
        let kind = Fact.Kind.allCases.first(where: { $0.name == name }),
        let assertion = rows.text(5), let at = rows.text(6).flatMap(Moment.init)
      else { throw damaged }
      let text = rows.text(7)
      guard (text == nil) == rows.isNull(7) else { throw damaged }
      let content = FactChecksum.content(kind, assertion, at, text)
      let account = rows.integer(3)
      guard
        !checksRows || rows.integer(8) == FactChecksum.row(content: content, account: account)
      else { throw damaged }
      let parsed = text.map { Fact.Body(kind, canonical: Array($0.utf8)) }
      if case .some(.none) = parsed { throw damaged }
      try body(
        StoredFact(
          id: id, arrival: rows.integer(1), edition: rows.integer(2), account: account,
          kind: kind, subscription: nil, assertion: Identifier(assertion), at: at,
          body: parsed ?? nil, checksum: rows.integer(8)))
    }
  }

  /// Both kinds of rows, the subscriptions' first.
  func forEachFact(where condition: String = "1", _ body: (StoredFact) throws -> Void) throws {
    try forEachSubscriptionFact(where: condition, body)
    try forEachGeneralFact(where: condition, body)
  }

  /// The fact of an id.
  func fact(_ id: Int64) throws -> StoredFact? {
    var found: StoredFact?
    try forEachFact(where: "id = \(id)") { found = $0 }
    return found
  }
}

extension Revision {
  /// The revision in force: of the greatest version, then body bytes, then time, then account.
  ///
  /// - Precondition: there is at least one.
  static func inForce(_ revisions: [Revision], in database: Database) throws -> Revision {
    var best = revisions[0]
    for revision in revisions.dropFirst() {
      if revision.version > best.version {
        best = revision
      } else if revision.version == best.version,
        try RevisionText(best.id, in: database) < RevisionText(revision.id, in: database)
      {
        best = revision
      }
    }
    return best
  }
}

/// What decides between revisions of one version.
struct RevisionText: Comparable {
  private let parts: [[UInt8]]

  init(_ id: Int64, in database: Database) throws {
    guard let fact = try FactReader(database: database).fact(id) else {
      throw LedgerError.damaged(.row(table: "facts", id: id))
    }
    let account = try String.fetchOne(
      database, sql: "SELECT external_id FROM vault_accounts WHERE id = ?",
      arguments: [fact.account])
    var body = fact.body
    if let into = fact.mergedInto {
      // By the id, not by the number that it got: that hangs on the order of arrival.
      let id = try LedgerView(database: database).id(ofAccount: Int(into) - 1)
      body = .merge(AccountMerge(into: id))
    }
    parts = [
      body?.canonicalBytes ?? [], Array(fact.at.description.utf8),
      Array((account ?? "").utf8),
    ]
  }

  static func < (one: RevisionText, other: RevisionText) -> Bool {
    for (mine, others) in zip(one.parts, other.parts) where mine != others {
      return mine.lexicographicallyPrecedes(others)
    }
    return false
  }
}
