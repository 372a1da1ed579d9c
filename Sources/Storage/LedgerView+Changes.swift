import Engine
import Facts
import GRDB

/// How far a reader has read: everything up to an arrival and a fact.
public struct LedgerMark: Hashable, Sendable {
  /// The last arrival, 0 before the first.
  public let arrival: Int64
  let fact: Int64
}

/// What came into a ledger since a mark.
public enum LedgerChanges: Sendable {
  /// These accounts, by their numbers in the panel, and nothing that concerns others.
  case accounts(Set<Int>)
  /// Settings, rates, customers that are another one, or more than it pays to follow: read
  /// everything anew.
  case everything
}

extension LedgerView {
  /// How far this view reaches.
  public func mark() throws -> LedgerMark {
    let facts = try ["subscription_facts", "facts"].map { table in
      try Int64.fetchOne(database, sql: "SELECT MAX(id) FROM \(table)") ?? 0
    }
    return LedgerMark(arrival: try lastArrival(), fact: facts.max() ?? 0)
  }

  /// When the first arrival after a mark was recorded; nil where there is none.
  public func firstRecorded(since mark: LedgerMark) throws -> Instant? {
    try Int64.fetchOne(
      database, sql: "SELECT MIN(recorded) FROM arrivals WHERE id > ?", arguments: [mark.arrival]
    ).map { Instant(microseconds: $0) }
  }

  /// Whose facts in force may be others than they were at a mark.
  ///
  /// - Parameter limit: with more accounts than this everything is to be read.
  public func changes(since mark: LedgerMark, atMost limit: Int) throws -> LedgerChanges {
    var accounts: Set<Int> = []
    // Confirmations have no index by arrival, and mostly there are none.
    let hasConfirmations =
      try Bool.fetchOne(
        database,
        sql: "SELECT EXISTS (SELECT 1 FROM arrivals WHERE id > ? AND confirmations > 0)",
        arguments: [mark.arrival]) ?? true
    let ofOthers = "account = 0 OR kind = '\(Fact.Kind.accountMerge.name)'"
    for (table, others) in [("subscription_facts", "0"), ("facts", ofOthers)] {
      let fresh = "id > \(mark.fact)"
      let isOfNobody = try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE \(fresh) AND (\(others)))")
      guard isOfNobody == false else { return .everything }
      // What a new fact superseded may be of another account: a subscription that changed hands.
      let rivals = "id IN (SELECT fact FROM superseded WHERE by_fact > \(mark.fact))"
      let confirmed = "id IN (SELECT fact FROM confirmations WHERE arrival > \(mark.arrival))"
      for condition in [fresh, rivals] + (hasConfirmations ? [confirmed] : []) {
        let rows = try Prepared(
          database,
          // The sign keeps SQLite from going through a whole index of accounts for their order.
          "SELECT DISTINCT +account FROM \(table) WHERE \(condition) LIMIT \(limit + 1)")
        while try rows.step() { accounts.insert(Int(rows.integer(0)) - 1) }
        guard accounts.count <= limit else { return .everything }
      }
    }
    guard hasConfirmations else {
      return accounts.contains(-1) ? .everything : .accounts(accounts)
    }
    // A confirmation can put an older revision back in force, of whichever account, or let one
    // source's word of who is whom hold against another's.
    let isFlipped = try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM confirmations c WHERE c.arrival > ? AND
          (c.fact IN (SELECT fact FROM superseded) OR c.fact IN (SELECT by_fact FROM superseded)
          OR c.fact IN (SELECT id FROM facts WHERE kind = '\(Fact.Kind.accountMerge.name)')))
        """, arguments: [mark.arrival])
    guard isFlipped == false, !accounts.contains(-1) else { return .everything }
    return .accounts(accounts)
  }

  /// Adds to a builder what is in force of some accounts, which may count for others, each row held
  /// against its checksum.
  public func add(_ accounts: Set<Int>, to builder: inout PanelBuilder) throws {
    let log = try ArrivalLog(database, checks: checks)
    let reader = FactReader(database: database, checksRows: checks)
    let confirmations = try Prepared(
      database,
      "SELECT MAX(e.version) FROM confirmations c JOIN arrivals a ON a.id = c.arrival "
        + "JOIN editions e ON e.id = a.edition WHERE c.fact = ?")
    for account in accounts {
      let inForce = "id NOT IN (SELECT fact FROM superseded)"
      try reader.forEachFact(where: "account = \(account + 1) AND \(inForce)") { fact in
        let entry = try log.entry(fact.arrival)
        confirmations.bind(1, fact.id)
        defer { confirmations.reset() }
        let confirmed =
          try confirmations.step() ? confirmations.optionalInteger(0) : nil
        let version = max(
          entry.version, confirmed.map { Instant(microseconds: $0) } ?? entry.version)
        try add(
          InForce(fact: fact, source: entry.source, version: version), to: &builder)
      }
    }
  }
}
