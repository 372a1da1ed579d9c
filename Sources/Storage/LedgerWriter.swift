import Facts
import GRDB

/// A revision of an assertion that the ledger holds.
struct Revision {
  let id: Int64
  /// The greatest version under which it was said.
  var version: Int64
  let checksum: Int64
}

/// Writes rows of the ledger and of the vault, inside a transaction that someone else has open.
final class LedgerWriter {
  let database: Database
  private let arrival: Arrival
  private var arrivalID: Int64
  private var edition: Int64
  private var isEditionStored: Bool
  /// Whether the arrival that rows are written for has a row itself.
  private var hasBegun = false
  /// Source and version of each edition, by its number.
  private var editions: [Int64: (source: Identifier, version: Int64)] = [:]
  /// The number that the next fact gets; they go up by one.
  private(set) var nextFact: Int64
  private var nextAccount: Int64
  private var factCount: Int64 = 0
  private var confirmationCount: Int64 = 0
  private var checksums: Int64 = 0
  /// The checksum of the projection `superseded`, kept as its rows change.
  private var supersededSum: Int64
  private let statements: LedgerStatements
  let vault: VaultWriter

  init(_ database: Database, _ arrival: Arrival) throws {
    self.database = database
    self.arrival = arrival
    statements = try LedgerStatements(database)
    vault = try VaultWriter(database, version: arrival.version.microseconds)
    func largest(_ table: String) throws -> Int64 {
      try Int64.fetchOne(database, sql: "SELECT MAX(id) FROM \(table)") ?? 0
    }
    supersededSum = try Int64.fetchOne(database, sql: "SELECT superseded FROM head") ?? 0
    arrivalID = try largest("arrivals") + 1
    nextFact = try max(largest("subscription_facts"), largest("facts")) + 1
    nextAccount = try largest("vault_accounts") + 1
    edition = try largest("editions") + 1
    isEditionStored = false
    for row in try Row.fetchAll(database, sql: "SELECT id, source, version FROM editions") {
      let source = Identifier(row["source"])
      editions[row["id"]] = (source, row["version"])
      if source == arrival.source, row["version"] == arrival.version.microseconds {
        edition = row["id"]
        isEditionStored = true
      }
    }
  }

  /// Whether the tables with large indexes have rows.
  func hasIndexedRows() throws -> Bool {
    let subscription = try Int64.fetchOne(database, sql: "SELECT MAX(id) FROM subscription_facts")
    return subscription != nil || nextAccount > 1
  }

  func insert(
    _ fact: Fact, _ state: SubscriptionState?, account: Int64, checksum: Int64
  ) throws {
    try begin()
    let statement = statements.insertSubscription
    statement.bind(1, nextFact)
    statement.bind(2, arrivalID)
    statement.bind(3, edition)
    statement.bind(4, account)
    statement.bind(5, fact.key.object.text)
    statement.bindRepeated(6, fact.key.assertion.text)
    statement.bindRepeated(7, fact.at.description)
    SubscriptionColumns.bind(state, to: statement, from: 8)
    statement.bind(8 + SubscriptionColumns.count, checksum)
    try statement.run()
    count(checksum)
  }

  private func count(_ checksum: Int64) {
    checksums &+= FactChecksum.seal(checksum: checksum, id: nextFact, edition: edition)
    nextFact += 1
    factCount += 1
  }

  /// The revisions of a subscription's assertion by this arrival's source.
  func revisions(of key: Fact.Key) throws -> [Revision] {
    let statement = statements.findSubscription
    statement.bind(1, key.object.text)
    statement.bind(2, key.assertion.text)
    return try revisions(statement)
  }

  /// The same, where it is known which rows may be of the assertion.
  func revisions(of key: Fact.Key, among ids: [Int64]) throws -> [Revision] {
    let statement = statements.subscriptionByID
    return try ids.flatMap { id in
      statement.bind(1, id)
      statement.bind(2, key.object.text)
      statement.bind(3, key.assertion.text)
      return try revisions(statement)
    }
  }

  private func revisions(_ statement: Prepared) throws -> [Revision] {
    defer { statement.reset() }
    var found: [Revision] = []
    while try statement.step() {
      guard let said = editions[statement.integer(1)], said.source == arrival.source
      else { continue }
      found.append(
        Revision(
          id: statement.integer(0), version: said.version, checksum: statement.integer(2)))
    }
    for index in found.indices {
      found[index].version = try max(found[index].version, confirmedVersion(found[index].id))
    }
    return found
  }

  private func confirmedVersion(_ fact: Int64) throws -> Int64 {
    let statement = statements.findConfirmations
    defer { statement.reset() }
    statement.bind(1, fact)
    var greatest = Int64.min
    while try statement.step() {
      greatest = max(greatest, editions[statement.integer(0)]?.version ?? .min)
    }
    return greatest
  }

  /// Adds what is said to the revisions known of the assertion, and settles which is in force.
  ///
  /// - Parameter insert: writes the new revision's row, if it is one.
  func settle(
    _ known: [Revision], checksum: Int64, insert: () throws -> Void
  ) throws -> Outcome {
    let version = arrival.version.microseconds
    guard let same = known.firstIndex(where: { $0.checksum == checksum }) else {
      let id = nextFact
      try insert()
      guard !known.isEmpty else { return .stored }
      try keep(known + [Revision(id: id, version: version, checksum: checksum)])
      return .revised
    }
    guard known[same].version < version else { return .unchanged }
    try confirm(known[same].id)
    var confirmed = known
    confirmed[same].version = version
    let before = try Revision.inForce(known, in: database)
    return try keep(confirmed) == before.id ? .unchanged : .revised
  }

  /// Writes down which of the revisions are superseded, and by which; returns that one.
  @discardableResult
  private func keep(_ revisions: [Revision]) throws -> Int64 {
    guard revisions.count > 1 else { return revisions[0].id }
    let inForce = try Revision.inForce(revisions, in: database)
    for revision in revisions {
      let known = try superseding(revision.id)
      let now = revision.id == inForce.id ? nil : inForce.id
      guard known != now else { continue }
      let statement = now == nil ? statements.deleteSuperseded : statements.insertSuperseded
      statement.bind(1, revision.id)
      if let now { statement.bind(2, now) }
      try statement.run()
      if let known { supersededSum &-= FactChecksum.superseded(revision.id, by: known) }
      if let now { supersededSum &+= FactChecksum.superseded(revision.id, by: now) }
    }
    return inForce.id
  }

  private func superseding(_ fact: Int64) throws -> Int64? {
    let statement = statements.findSuperseded
    defer { statement.reset() }
    statement.bind(1, fact)
    return try statement.step() ? statement.integer(0) : nil
  }

  private func confirm(_ fact: Int64) throws {
    try begin()
    let statement = statements.insertConfirmation
    statement.bind(1, fact)
    statement.bind(2, arrivalID)
    try statement.run()
    confirmationCount += 1
    checksums &+= FactChecksum.seal(confirmationOf: fact)
  }

  /// Appends a fact that is no subscription's; its body is stored as text, with opaque ids.
  func appendGeneral(_ fact: Fact, account: Int64) throws -> Outcome {
    guard let (assertion, body) = try opaque(fact, of: account) else { return .unchanged }
    let text = body.map { String(decoding: $0.canonicalBytes, as: UTF8.self) }
    let content = FactChecksum.content(fact.kind, assertion, fact.at, text)
    let checksum = FactChecksum.row(content: content, account: account)
    statements.findGeneral.bind(1, account)
    statements.findGeneral.bind(2, fact.kind.name)
    statements.findGeneral.bind(3, assertion)
    return try settle(try revisions(statements.findGeneral), checksum: checksum) {
      try begin()
      let statement = statements.insertGeneral
      statement.bind(1, nextFact)
      statement.bind(2, arrivalID)
      statement.bind(3, edition)
      statement.bind(4, account)
      statement.bind(5, fact.kind.name)
      statement.bind(6, assertion)
      statement.bind(7, fact.at.description)
      statement.bind(8, text)
      statement.bind(9, checksum)
      try statement.run()
      count(checksum)
    }
  }

  /// The number of an account, which it gets if it has none.
  func account(_ id: Identifier) throws -> Int64 {
    try knownAccount(id) ?? insertAccount(id)
  }

  func knownAccount(_ id: Identifier) throws -> Int64? {
    let statement = statements.findAccount
    defer { statement.reset() }
    statement.bind(1, id.text)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// Numbers an account that has no number; numbers go up by one.
  @discardableResult
  func insertAccount(_ id: Identifier) throws -> Int64 {
    let statement = statements.insertAccount
    statement.bind(1, nextAccount)
    statement.bind(2, id.text)
    statement.bind(
      3,
      FactChecksum.vaultAccount(
        id: nextAccount, externalID: id.text, name: nil, nameVersion: nil))
    try statement.run()
    nextAccount += 1
    return nextAccount - 1
  }

  /// Writes what is known of who an account or a contact is, if it is newer than what is known.
  func tell(_ particulars: Particulars, account: Int64) throws -> Outcome {
    try vault.tell(particulars, account: account)
  }

  /// Writes the arrival that the next rows belong to, whose sums are not known yet.
  ///
  /// Before its rows: a row that others wait for lets SQLite look through all of theirs.
  private func begin() throws {
    guard !hasBegun else { return }
    hasBegun = true
    if !isEditionStored {
      try database.execute(
        sql: "INSERT INTO editions (id, source, version) VALUES (?, ?, ?)",
        arguments: [edition, arrival.source.text, arrival.version.microseconds])
      isEditionStored = true
      editions[edition] = (arrival.source, arrival.version.microseconds)
    }
    try database.execute(
      sql: """
        INSERT INTO arrivals (id, edition, recorded, facts, confirmations, checksums, seal)
        VALUES (?, ?, ?, 0, 0, 0, 0)
        """, arguments: [arrivalID, edition, arrival.recorded.microseconds])
  }

  /// Gives the arrival of the rows since the last seal its sums and seal; nothing without rows.
  func seal() throws {
    guard factCount + confirmationCount > 0 else { return }
    let previous = try Int64.fetchOne(database, sql: "SELECT seal FROM head") ?? 0
    let seal = FactChecksum.seal(
      previous: previous, arrival: arrivalID, source: arrival.source.text,
      version: arrival.version.microseconds, recorded: arrival.recorded.microseconds,
      facts: factCount, confirmations: confirmationCount, checksums: checksums)
    try database.execute(
      sql: "UPDATE arrivals SET facts = ?, confirmations = ?, checksums = ?, seal = ? WHERE id = ?",
      arguments: [factCount, confirmationCount, checksums, seal, arrivalID])
    try database.execute(
      sql: """
        INSERT INTO head (id, arrival, seal, superseded) VALUES (1, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET arrival = excluded.arrival, seal = excluded.seal,
          superseded = excluded.superseded
        """, arguments: [arrivalID, seal, supersededSum])
    arrivalID += 1
    hasBegun = false
    (factCount, confirmationCount, checksums) = (0, 0, 0)
  }
}
