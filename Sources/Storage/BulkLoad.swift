import CSQLite
import Facts
import GRDB

/// A ledger without its two large indexes, from the beginning of a transaction to its end.
///
/// A row with a random key touches a page of each index, and once these are larger than the cache
/// that is most of what a row costs. Building them after the rows sorts instead. Until then
/// fingerprints tell which keys and accounts there are.
final class BulkLoad {
  /// When a load is worth its cost, and how much it remembers in memory.
  struct Limits {
    /// How many facts an append writes with indexes before it does without.
    var smallest: Int64 = 1 << 17
    /// And for how many of the ledger's facts it writes one before.
    ///
    /// A load reads all there are and indexes them again, which about here costs what was spent
    /// already: so an append costs at most about twice what the better of the two ways would have.
    var share: Int64 = 16
    /// Entries that a fingerprint index keeps in memory.
    var largestTable = FingerprintIndex.largestTable
  }

  /// In kibibytes.
  ///
  /// Rows go to the ends of tables, which takes few pages; indexes are
  /// sorted in pieces of the other size, two or three of which are in memory at a time.
  private static let (rowsCacheSize, sortingCacheSize) = (16_384, 65_536)

  private let database: Database
  private let maker = FingerprintMaker()
  private let keys: FingerprintIndex
  private let accounts: FingerprintIndex
  /// Of the batch's facts, by their indices.
  private var batchKeys: [Fingerprint] = []
  /// Of the batch's facts and then of its particulars.
  private var batchAccounts: [Fingerprint] = []

  /// Opens the transaction, reads what the ledger holds, and drops the indexes.
  ///
  /// - Parameter folder: where room is for what does not fit into memory.
  init(_ database: Database, folder: String, limits: Limits) throws {
    self.database = database
    keys = FingerprintIndex(folder: folder, largestTable: limits.largestTable)
    accounts = FingerprintIndex(folder: folder, largestTable: limits.largestTable)
    // A load writes its facts before the arrival they belong to; counting each as an orphan until
    // then costs a tenth of the time. The seal holds them together.
    try database.execute(sql: "PRAGMA foreign_keys = OFF")
    try database.execute(sql: "PRAGMA cache_size = -\(BulkLoad.rowsCacheSize)")
    // What filled the larger cache is given back; its pages are too small for anything else.
    try database.execute(sql: "PRAGMA shrink_memory")
    tenure_return_free_memory()
    try database.execute(sql: "BEGIN IMMEDIATE")
    let facts = try Prepared(database, "SELECT id, subscription, assertion FROM subscription_facts")
    while try facts.step() {
      try keys.makeRoom()
      keys.insert(maker.fingerprint(facts.bytes(1), facts.bytes(2)), facts.integer(0))
    }
    let known = try Prepared(database, "SELECT id, external_id FROM vault_accounts NOT INDEXED")
    while try known.step() {
      try accounts.makeRoom()
      accounts.insert(maker.fingerprint(known.bytes(1)), known.integer(0))
    }
    for name in Schema.deferrableIndexes.keys {
      try database.execute(sql: "DROP INDEX \(name)")
    }
  }

  /// Puts back the settings that a load changes, once its transaction is over.
  static func restoreSettings(of database: Database) {
    try? database.execute(sql: "PRAGMA foreign_keys = ON")
    try? database.execute(sql: "PRAGMA cache_size = -\(Ledger.writingCacheSize)")
  }

  /// Builds the indexes; nothing can be looked up any more.
  func finish() throws {
    keys.removeAll()
    accounts.removeAll()
    try database.execute(sql: "PRAGMA cache_size = -\(BulkLoad.sortingCacheSize)")
    for sql in Schema.deferrableIndexes.values { try database.execute(sql: sql) }
  }

  /// Prepares for a batch; what follows names its facts and particulars by their indices.
  func begin(_ facts: [Fact], _ particulars: [Particulars]) throws {
    batchKeys = facts.map { maker.fingerprint(of: $0.key) }
    batchAccounts = facts.map { maker.fingerprint(of: $0.account) }
    batchAccounts += particulars.map { maker.fingerprint(of: $0.account) }
    try keys.recall(batchKeys)
    try accounts.recall(batchAccounts)
  }

  /// Says that a fact's turn has come, before anything is asked of it.
  func reach(_ fact: Int) {
    guard fact % 256 == 0 else { return }
    let next = fact..<min(fact + 256, batchKeys.count)
    keys.prefetch(batchKeys[next])
    accounts.prefetch(batchAccounts[next])
  }

  /// The rows that may be of a fact's assertion.
  func rows(of fact: Int) -> [Int64] { keys.all(batchKeys[fact]) }

  /// Remembers a fact's row.
  func wrote(_ fact: Int, as row: Int64) { keys.insert(batchKeys[fact], row) }

  /// The number of the account of a fact, or of particulars counted on from the facts.
  ///
  /// - Parameter insert: gives a number to an account that has none.
  func account(of entry: Int, insert: () throws -> Int64) rethrows -> Int64 {
    if let known = accounts.first(batchAccounts[entry]) { return known }
    let number = try insert()
    accounts.insert(batchAccounts[entry], number)
    return number
  }
}
