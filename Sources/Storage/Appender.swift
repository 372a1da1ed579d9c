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
/// Into an empty ledger it loads without its large indexes and builds them at the end, in the one
/// transaction that makes all of it appear: twice as fast. It leaves that mode at the first key
/// that may have come before, or when what it must remember grows past ``largestBulk``; from then
/// on each batch is a transaction of its own.
public final class Appender {
  /// How many keys or accounts a load remembers before it goes on with indexes.
  static let largestBulk = 1 << 20

  let database: Database
  let arrival: Arrival
  var writer: LedgerWriter
  private var isBulk: Bool
  private var bulkKeys: Set<Int64> = []
  /// In bulk, all accounts there are.
  private var bulkAccounts = NumberedTexts()
  /// With indexes, those that were asked for lately.
  private var accounts: [Identifier: Int64] = [:]

  init(_ database: Database, _ arrival: Arrival) throws {
    self.database = database
    self.arrival = arrival
    writer = try LedgerWriter(database, arrival)
    isBulk = try writer.isLedgerEmpty()
    // A load writes its facts before the arrival they belong to; counting each as an orphan until
    // then costs a tenth of the time. The seal holds them together.
    if isBulk { try database.execute(sql: "PRAGMA foreign_keys = OFF") }
    try database.execute(sql: "BEGIN IMMEDIATE")
    if isBulk {
      for name in Schema.deferrableIndexes.keys { try database.execute(sql: "DROP INDEX \(name)") }
    }
  }

  /// Appends facts; all whose outcome is not unchanged are durable once the load returns.
  ///
  /// - Returns: what became of each, by the facts' indices.
  /// - Throws: ``LedgerError/mixedArrival`` where a fact is of another arrival.
  public func append(_ facts: [Fact], _ particulars: [Particulars] = []) throws -> (
    facts: [Outcome], particulars: [Outcome]
  ) {
    var outcomes = [Outcome](repeating: .unchanged, count: facts.count)
    for index in order(of: facts) {
      let fact = facts[index]
      guard fact.source == arrival.source, fact.version == arrival.version,
        fact.recorded == arrival.recorded
      else { throw LedgerError.mixedArrival }
      outcomes[index] = try append(fact)
    }
    let told = try particulars.map { entry in
      try writer.tell(entry, account: account(entry.account))
    }
    if isBulk, bulkAccounts.count > Appender.largestBulk { try leaveBulk() }
    if !isBulk {
      try commit()
      try database.execute(sql: "BEGIN IMMEDIATE")
    }
    return (outcomes, told)
  }

  /// Seals what was appended since the last commit and makes it durable.
  func commit() throws {
    if isBulk { try buildIndexes() }
    try writer.seal()
    try database.execute(sql: "COMMIT")
    // Between commits another batch of accounts may come; what is remembered stays bounded.
    if accounts.count > Appender.largestBulk / 8 { accounts.removeAll() }
  }

  private func append(_ fact: Fact) throws -> Outcome {
    let isOfNoAccount = fact.kind == .setting || fact.kind == .rates
    let account = isOfNoAccount ? 0 : try account(fact.account)
    guard fact.kind == .subscriptionState else {
      return try writer.appendGeneral(fact, account: account)
    }
    var state: SubscriptionState?
    if case .subscription(let body)? = fact.body { state = body }
    let content = FactChecksum.content(fact.key.object, fact.key.assertion, fact.at, state)
    let checksum = FactChecksum.row(content: content, account: account)
    if isBulk {
      if bulkKeys.count < Appender.largestBulk, bulkKeys.insert(bulkKey(fact.key)).inserted {
        try writer.insert(fact, state, account: account, checksum: checksum)
        return .stored
      }
      try leaveBulk()
    }
    let known = try writer.revisions(of: fact.key)
    return try writer.settle(known, checksum: checksum) {
      try writer.insert(fact, state, account: account, checksum: checksum)
    }
  }

  /// In bulk any order will do; with indexes, their own order touches each page once.
  private func order(of facts: [Fact]) -> [Int] {
    guard !isBulk, facts.count > 1000 else { return Array(facts.indices) }
    let keys = facts.map { $0.key.object.text }
    return facts.indices.sorted { one, other in
      equalBytes(keys[one], keys[other]) ? one < other : precedes(keys[one], keys[other])
    }
  }

  private func account(_ id: Identifier) throws -> Int64 {
    if isBulk {
      let (number, isNew) = bulkAccounts.number(of: id.text)
      if isNew { try writer.insertAccount(id) }
      return number
    }
    if let known = accounts[id] { return known }
    let number = try writer.account(id)
    accounts[id] = number
    return number
  }

  private func bulkKey(_ key: Fact.Key) -> Int64 {
    var sum = Checksum()
    sum.add(key.object.text)
    sum.add(key.assertion.text)
    return sum.value
  }

  private func leaveBulk() throws {
    try buildIndexes()
    isBulk = false
    bulkKeys = []
    bulkAccounts = NumberedTexts()
  }

  private func buildIndexes() throws {
    for sql in Schema.deferrableIndexes.values { try database.execute(sql: sql) }
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
    try queue.writeWithoutTransaction { database in
      let appender = try Appender(database, arrival)
      defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
      do {
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
