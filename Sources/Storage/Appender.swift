import Facts
import GRDB

/// Facts that came together: one delivery of one source, known by one version.
public struct Arrival: Hashable, Sendable {
  /// Who tells all of it.
  public var source: Identifier
  /// The sender's version of all of it, which decides between revisions.
  public var version: Instant
  /// When Tenure learned of it; what is asked as of an earlier instant leaves it out.
  public var recorded: Instant

  /// Takes the three that every fact appended with it must carry.
  public init(source: Identifier, version: Instant, recorded: Instant) {
    self.source = source
    self.version = version
    self.recorded = recorded
  }
}

/// What became of a fact that was handed in.
public enum Outcome: Int, Comparable, Sendable {
  /// Known already, and what is in force stays so.
  case unchanged = 0
  /// Another revision of what was known.
  case revised = 1
  /// Said for the first time.
  case stored = 2

  /// Goes by how much is new: a row's outcome is the greatest of its facts' outcomes.
  public static func < (one: Outcome, other: Outcome) -> Bool { one.rawValue < other.rawValue }
}

/// Appends the facts of one arrival, batch by batch.
///
/// Each batch is a transaction of its own, until so much was written that the rest is cheaper as a
/// ``BulkLoad``: one transaction, at whose end the large indexes are built anew. Into an empty
/// ledger all of it is one.
public final class Appender {
  /// How many accounts' numbers are remembered between batches.
  private static let largestCache = 1 << 17

  let database: Database
  let arrival: Arrival
  private let writer: LedgerWriter
  private let folder: String
  private let limits: BulkLoad.Limits
  /// How many facts the ledger held before.
  private let factsBefore: Int64
  private var bulk: BulkLoad?
  /// With indexes, the accounts that were asked for lately.
  private var accounts: [Identifier: Int64] = [:]

  init(
    _ database: Database, _ arrival: Arrival, folder: String, limits: BulkLoad.Limits
  ) throws {
    self.database = database
    self.arrival = arrival
    self.folder = folder
    self.limits = limits
    writer = try LedgerWriter(database, arrival)
    factsBefore = writer.nextFact - 1
    try begin(isBulk: !writer.hasIndexedRows())
  }

  /// Appends facts; all whose outcome is not unchanged are durable once the load returns.
  ///
  /// - Returns: what became of each, by the facts' indices.
  /// - Throws: ``LedgerError/mixedArrival`` where a fact is of another arrival.
  public func append(_ facts: [Fact], _ particulars: [Particulars] = []) throws -> (
    facts: [Outcome], particulars: [Outcome]
  ) {
    try bulk?.begin(facts, particulars)
    var outcomes = [Outcome](repeating: .unchanged, count: facts.count)
    for index in order(of: facts) {
      let fact = facts[index]
      guard fact.source == arrival.source, fact.version == arrival.version,
        fact.recorded == arrival.recorded
      else { throw LedgerError.mixedArrival }
      bulk?.reach(index)
      outcomes[index] = try append(fact, at: index)
    }
    let told = try particulars.enumerated().map { index, entry in
      try writer.tell(entry, account: account(entry.account, at: facts.count + index))
    }
    if bulk == nil {
      try commit()
      let written = writer.nextFact - 1 - factsBefore
      try begin(isBulk: written >= max(limits.smallest, factsBefore / limits.share))
    }
    return (outcomes, told)
  }

  /// Seals what was appended since the last commit and makes it durable.
  func commit() throws {
    try bulk?.finish()
    try writer.seal()
    try database.execute(sql: "COMMIT")
    // Between commits another batch of accounts may come; what is remembered stays bounded.
    if accounts.count > Appender.largestCache { accounts.removeAll() }
  }

  private func begin(isBulk: Bool) throws {
    guard isBulk else { return try database.execute(sql: "BEGIN IMMEDIATE") }
    accounts = [:]
    bulk = try BulkLoad(database, folder: folder, limits: limits)
  }

  private func append(_ fact: Fact, at index: Int) throws -> Outcome {
    let account = fact.kind.isOfAccount ? try account(fact.account, at: index) : 0
    guard fact.kind == .subscriptionState else {
      return try writer.appendGeneral(fact, account: account)
    }
    var state: SubscriptionState?
    if case .subscription(let body)? = fact.body { state = body }
    let content = FactChecksum.content(fact.key.object, fact.key.assertion, fact.at, state)
    let checksum = FactChecksum.row(content: content, account: account)
    let known =
      if let bulk {
        try writer.revisions(of: fact.key, among: bulk.rows(of: index))
      } else {
        try writer.revisions(of: fact.key)
      }
    return try writer.settle(known, checksum: checksum) {
      bulk?.wrote(index, as: writer.nextFact)
      try writer.insert(fact, state, account: account, checksum: checksum)
    }
  }

  /// In bulk any order will do; with indexes, their own order touches each page once.
  private func order(of facts: [Fact]) -> [Int] {
    guard bulk == nil, facts.count > 1000 else { return Array(facts.indices) }
    let keys = facts.map { $0.key.object.text }
    return facts.indices.sorted { one, other in
      equalBytes(keys[one], keys[other]) ? one < other : precedes(keys[one], keys[other])
    }
  }

  private func account(_ id: Identifier, at index: Int) throws -> Int64 {
    if let bulk { return try bulk.account(of: index) { try writer.insertAccount(id) } }
    if let known = accounts[id] { return known }
    let number = try writer.account(id)
    accounts[id] = number
    return number
  }
}

extension Ledger {
  /// Appends an arrival; everything appended is on disk when this returns.
  ///
  /// A load that ends early, by an error or with the process, leaves whole batches or nothing, and
  /// the same load run again ends the same.
  ///
  /// - Parameter load: appends batch after batch.
  public func append<Result>(
    _ arrival: Arrival, _ load: (Appender) throws -> Result
  ) throws -> Result {
    try append(arrival, limits: BulkLoad.Limits(), load)
  }

  func append<Result>(
    _ arrival: Arrival, limits: BulkLoad.Limits, _ load: (Appender) throws -> Result
  ) throws -> Result {
    try queue.writeWithoutTransaction { database in
      defer { BulkLoad.restoreSettings(of: database) }
      do {
        let appender = try Appender(database, arrival, folder: workspace.path, limits: limits)
        let result = try load(appender)
        try appender.commit()
        return result
      } catch {
        if database.isInsideTransaction { try database.execute(sql: "ROLLBACK") }
        throw error
      }
    }
  }

  /// Appends a few facts of any arrivals, each durable when this returns.
  public func append(_ facts: [Fact]) throws {
    for fact in facts {
      let arrival = Arrival(source: fact.source, version: fact.version, recorded: fact.recorded)
      _ = try append(arrival) { try $0.append([fact]) }
    }
  }
}
