import Engine
import Facts
import GRDB

/// The ledger as one reader sees it: everything asked of one view is of one moment.
public struct LedgerView {
  let database: Database
  /// Off only where a test shows what would be missed without.
  var checks = true

  /// A fact in force, with the version under which it is.
  struct InForce {
    let fact: StoredFact
    let source: Identifier
    let version: Instant

    var origin: PanelBuilder.Origin {
      PanelBuilder.Origin(
        at: fact.at, version: version, source: source, assertion: fact.assertion)
    }
  }

  /// Calls the body with every fact in force as known at an instant, nil for now.
  ///
  /// Reads the whole ledger and holds it against its checksums and seals, so that a figure is never
  /// made of damaged rows.
  func forEachInForce(
    knownAt: Instant? = nil, _ body: (InForce) throws -> Void
  ) throws {
    var log = try ArrivalLog(database, checks: checks)
    let contested = try contestedFacts()
    let confirmed = try confirmations(&log, knownAt: knownAt)
    var candidates: [Claim: [InForce]] = [:]
    try FactReader(database: database, checksRows: checks).forEachFact { fact in
      let entry = try log.entry(fact.arrival)
      if checks { try log.count(fact) }
      if let knownAt, entry.recorded > knownAt { return }
      let version = max(entry.version, confirmed[fact.id] ?? entry.version)
      let found = InForce(fact: fact, source: entry.source, version: version)
      guard contested.contains(fact.id) else { return try body(found) }
      candidates[Claim(source: entry.source, key: fact.key), default: []].append(found)
    }
    if checks { try log.check() }
    try settle(candidates, body)
  }

  /// The same for one kind of few facts, in no particular order.
  ///
  /// Reads the rows of the kind only, each against its checksum. Whether one is missing shows where
  /// the whole ledger is read, as for a panel.
  func forEachInForce(
    of kind: Fact.Kind, knownAt: Instant?, _ body: (InForce) throws -> Void
  ) throws {
    let log = try ArrivalLog(database, checks: checks)
    var candidates: [Claim: [InForce]] = [:]
    var confirmed: [Int64: Instant] = [:]
    let rows = try Prepared(
      database,
      """
      SELECT c.fact, c.arrival FROM confirmations c JOIN facts f ON f.id = c.fact
      WHERE f.kind = '\(kind.name)'
      """)
    while try rows.step() {
      let entry = try log.entry(rows.integer(1))
      if let knownAt, entry.recorded > knownAt { continue }
      let fact = rows.integer(0)
      confirmed[fact] = max(confirmed[fact] ?? entry.version, entry.version)
    }
    let reader = FactReader(database: database, checksRows: checks)
    try reader.forEachGeneralFact(where: "kind = '\(kind.name)'") { fact in
      let entry = try log.entry(fact.arrival)
      if let knownAt, entry.recorded > knownAt { return }
      let version = max(entry.version, confirmed[fact.id] ?? entry.version)
      candidates[Claim(source: entry.source, key: fact.key), default: []].append(
        InForce(fact: fact, source: entry.source, version: version))
    }
    try settle(candidates, body)
  }

  /// Calls the body with what is in force of each claim.
  private func settle(
    _ candidates: [Claim: [InForce]], _ body: (InForce) throws -> Void
  ) throws {
    for revisions in candidates.values {
      let inForce = try Revision.inForce(
        revisions.map {
          Revision(
            id: $0.fact.id, version: $0.version.microseconds, checksum: $0.fact.checksum)
        }, in: database)
      if let winner = revisions.first(where: { $0.fact.id == inForce.id }) { try body(winner) }
    }
  }

  /// What a source claims: several facts of one claim are its revisions.
  private struct Claim: Hashable {
    let source: Identifier
    let key: StoredFact.Key
  }

  /// The facts that have or had a rival, by the projection, which is held against its checksum.
  private func contestedFacts() throws -> Set<Int64> {
    var contested: Set<Int64> = []
    var sum: Int64 = 0
    let rows = try Prepared(database, "SELECT fact, by_fact FROM superseded")
    while try rows.step() {
      contested.insert(rows.integer(0))
      contested.insert(rows.integer(1))
      sum &+= FactChecksum.superseded(rows.integer(0), by: rows.integer(1))
    }
    let expected = try Int64.fetchOne(database, sql: "SELECT superseded FROM head") ?? 0
    guard !checks || sum == expected else {
      throw LedgerError.damaged(.projection("superseded"))
    }
    return contested
  }

  /// The greatest version under which each confirmed fact was said again.
  private func confirmations(
    _ log: inout ArrivalLog, knownAt: Instant?
  ) throws -> [Int64: Instant] {
    var greatest: [Int64: Instant] = [:]
    let rows = try Prepared(database, "SELECT fact, arrival FROM confirmations")
    while try rows.step() {
      let fact = rows.integer(0)
      let entry = try log.entry(rows.integer(1))
      if checks { try log.count(confirmationOf: fact, in: rows.integer(1)) }
      if let knownAt, entry.recorded > knownAt { continue }
      greatest[fact] = max(greatest[fact] ?? entry.version, entry.version)
    }
    return greatest
  }

  /// The facts in force, folded into columns; accounts are numbered as in ``accountIDs()``.
  ///
  /// - Parameter knownAt: only what was recorded by then counts; nil for everything.
  public func panel(rules: PanelRules, knownAt: Instant? = nil) throws -> Panel {
    var builder = try panelBuilder(rules: rules, knownAt: knownAt)
    return builder.panel()
  }

  /// The facts in force, ready to be folded in more ways than one.
  ///
  /// - Parameter knownAt: only what was recorded by then counts; nil for everything.
  public func panelBuilder(rules: PanelRules, knownAt: Instant? = nil) throws -> PanelBuilder {
    let count = try Int.fetchOne(database, sql: "SELECT MAX(id) FROM vault_accounts") ?? 0
    var builder = PanelBuilder(
      rules: rules, accountCount: count, merged: try merges(knownAt: knownAt))
    try forEachInForce(knownAt: knownAt) { try add($0, to: &builder) }
    return builder
  }

  /// The senders' ids of all accounts, by account number in the panel.
  public func accountIDs() throws -> [Identifier] { try accountEntries().ids }

  /// The senders' ids and names of all accounts, by account number in the panel; the id where there
  /// is no name.
  public func accountEntries() throws -> (ids: [Identifier], names: [String]) {
    let count = try Int.fetchOne(database, sql: "SELECT MAX(id) FROM vault_accounts") ?? 0
    var ids = [Identifier](repeating: Identifier(""), count: count)
    var names = [String](repeating: "", count: count)
    let rows = try Prepared(
      database, "SELECT id, external_id, name, name_version, checksum FROM vault_accounts")
    while try rows.step() {
      let id = rows.integer(0)
      guard let externalID = rows.text(1), ids.indices.contains(Int(clamping: id) - 1),
        rows.integer(4)
          == FactChecksum.vaultAccount(
            id: id, externalID: externalID, name: rows.text(2),
            nameVersion: rows.optionalInteger(3))
      else { throw LedgerError.damaged(.row(table: "vault_accounts", id: id)) }
      ids[Int(id) - 1] = Identifier(externalID)
      names[Int(id) - 1] = rows.text(2) ?? externalID
    }
    return (ids, names)
  }

  /// The number of the last arrival, 0 before the first: another one means that something came.
  public func lastArrival() throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT arrival FROM head") ?? 0
  }

  /// When each source last told of anything, by source.
  public func lastLearned() throws -> [(source: Identifier, recorded: Instant)] {
    var last: [Identifier: Instant] = [:]
    for entry in try ArrivalLog(database, checks: checks).entries {
      last[entry.source] = max(last[entry.source] ?? entry.recorded, entry.recorded)
    }
    return last.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// When each source first told of a customer, by source; settings and rates are about none.
  public func firstLearned() throws -> [(source: Identifier, recorded: Instant)] {
    var ofNoCustomer: [Int64: Int64] = [:]
    let rows = try Prepared(
      database, "SELECT arrival, COUNT(*) FROM facts WHERE account = 0 GROUP BY arrival")
    while try rows.step() { ofNoCustomer[rows.integer(0)] = rows.integer(1) }
    var first: [Identifier: Instant] = [:]
    for (index, entry) in try ArrivalLog(database, checks: checks).entries.enumerated()
    where entry.facts > ofNoCustomer[Int64(index) + 1] ?? 0 {
      first[entry.source] = min(first[entry.source] ?? entry.recorded, entry.recorded)
    }
    return first.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension Ledger {
  /// Reads at one moment: what is written meanwhile does not show.
  public func read<Result>(_ body: (LedgerView) throws -> Result) throws -> Result {
    try queue.read { try body(LedgerView(database: $0)) }
  }
}
