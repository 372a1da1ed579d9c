import Facts
import GRDB

/// A fact as an account's page tells it: what was said, when it happened and when it was learned.
public struct ToldFact: Sendable {
  /// The fact, with the senders' own ids.
  public let fact: Fact
  /// Whether a later revision of the same assertion is in force now.
  public let isSuperseded: Bool
}

extension LedgerView {
  /// The number in the panel of an account, nil where nobody told of it.
  public func number(ofAccount id: Identifier) throws -> Int? {
    try Int.fetchOne(
      database, sql: "SELECT id FROM vault_accounts WHERE external_id = ?", arguments: [id.text]
    ).map { $0 - 1 }
  }

  /// The sender's id of an account, by its number in the panel.
  public func id(ofAccount account: Int) throws -> Identifier {
    Identifier(
      try String.fetchOne(
        database, sql: "SELECT external_id FROM vault_accounts WHERE id = ?",
        arguments: [Int64(account) + 1]) ?? "")
  }

  /// What an account is called: its name, else its id.
  public func name(ofAccount account: Int) throws -> String {
    try String.fetchOne(
      database, sql: "SELECT COALESCE(name, external_id) FROM vault_accounts WHERE id = ?",
      arguments: [Int64(account) + 1]) ?? ""
  }

  /// Every revision of every fact on some accounts, as known at an instant, the latest first.
  ///
  /// - Parameters:
  ///   - accounts: their numbers in the panel: those of one customer.
  ///   - knownAt: only what was recorded by then; nil for everything.
  public func facts(ofAccounts accounts: [Int], knownAt: Instant? = nil) throws -> [ToldFact] {
    let log = try ArrivalLog(database, checks: checks)
    var ids: [Int64: Identifier] = [:]
    for account in accounts { ids[Int64(account) + 1] = try id(ofAccount: account) }
    let numbers = ids.keys.sorted().map(String.init).joined(separator: ", ")
    var found: [(stored: StoredFact, told: ToldFact)] = []
    try FactReader(database: database, checksRows: checks)
      .forEachFact(where: "account IN (\(numbers))") { stored in
        let entry = try log.entry(stored.arrival)
        if let knownAt, entry.recorded > knownAt { return }
        let isSuperseded =
          try Int64.fetchOne(
            database, sql: "SELECT by_fact FROM superseded WHERE fact = ?",
            arguments: [stored.id]) != nil
        let id = ids[stored.account] ?? Identifier("")
        var body = stored.body
        if let into = stored.mergedInto {
          body = .merge(AccountMerge(into: try self.id(ofAccount: Int(into) - 1)))
        }
        let fact = Fact(
          account: id, kind: stored.kind, at: stored.at, recorded: entry.recorded,
          source: entry.source, key: Fact.Key(stored.subscription ?? id, stored.assertion),
          version: entry.version, body: body)
        found.append((stored, ToldFact(fact: fact, isSuperseded: isSuperseded)))
      }
    return found.sorted { one, other in
      let (first, second) = (one.told.fact, other.told.fact)
      let (at, otherAt) = (first.at.start(in: .utc), second.at.start(in: .utc))
      return at != otherAt
        ? at > otherAt
        : (first.recorded, one.stored.id) > (second.recorded, other.stored.id)
    }.map(\.told)
  }
}

extension LedgerView {
  /// What one source says of subscriptions and has not revised or taken back, in no order that
  /// means anything.
  ///
  /// - Parameter body: gets the account's id, the assertion, when it began to hold, and what holds.
  public func forEachSubscriptionInForce(
    of source: Identifier,
    _ body: (Identifier, Identifier, Moment, SubscriptionState) throws -> Void
  ) throws {
    let accounts = try accountIDs()
    try forEachInForce { found in
      guard found.source == source, case .subscription(let state)? = found.fact.body else { return }
      try body(
        accounts[Int(found.fact.account) - 1], found.fact.assertion, found.fact.at, state)
    }
  }
}
