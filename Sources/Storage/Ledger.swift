import CSQLite
import Facts
import GRDB

/// What happened, kept: the facts, the vault that says whom they are about, and what follows.
///
/// One process writes at a time; any number read beside it. An append is on disk when it returns.
public final class Ledger: Sendable {
  /// The folder that it was opened from.
  public let workspace: Workspace
  let queue: DatabaseQueue
  private let lock: WriterLock?

  /// Opens a workspace to read.
  public static func reading(_ workspace: Workspace) throws -> Ledger {
    guard workspace.exists else { throw LedgerError.noWorkspace(workspace.path) }
    let ledger = Ledger(
      workspace, try DatabaseQueue(path: workspace.databasePath, configuration: settings(true)),
      lock: nil)
    try ledger.refuseOtherSchema()
    return ledger
  }

  /// Opens a workspace to write, and makes it if there is none.
  ///
  /// - Throws: ``LedgerError/locked(_:process:)`` while another process writes.
  public static func writing(_ workspace: Workspace) throws -> Ledger {
    try workspace.create()
    let lock = try workspace.lock()
    let ledger = Ledger(
      workspace, try DatabaseQueue(path: workspace.databasePath, configuration: settings(false)),
      lock: lock)
    try ledger.refuseNewerSchema()
    try Schema.migrator.migrate(ledger.queue)
    return ledger
  }

  private init(_ workspace: Workspace, _ queue: DatabaseQueue, lock: WriterLock?) {
    self.workspace = workspace
    self.queue = queue
    self.lock = lock
  }

  /// Before the first connection, and only then: what SQLite can be told once a process.
  static let isConfigured = tenure_sqlite_without_statistics() == 0

  /// In kibibytes; past it an append to a large ledger reads its indexes' pages again and again.
  static let writingCacheSize = 262_144

  private static func settings(_ isReadOnly: Bool) -> Configuration {
    _ = isConfigured
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(10)
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { database in
      if !isReadOnly {
        try database.execute(sql: "PRAGMA journal_mode = WAL")
        try database.execute(sql: "PRAGMA synchronous = FULL")
        // Indexes that are built after a load are sorted by a second thread too.
        try database.execute(sql: "PRAGMA threads = 2")
      }
      let cacheSize = isReadOnly ? 65_536 : writingCacheSize
      try database.execute(sql: "PRAGMA cache_size = -\(cacheSize)")
    }
    return configuration
  }

  private func refuseNewerSchema() throws {
    let unknown = try queue.read { database in
      try Schema.migrator.hasBeenSuperseded(database)
        ? Schema.migrator.appliedIdentifiers(database) : []
    }
    guard unknown.isEmpty else {
      throw LedgerError.newerSchema(
        unknown.subtracting(Schema.migrator.migrations).sorted())
    }
  }

  private func refuseOtherSchema() throws {
    try refuseNewerSchema()
    let isComplete = try queue.read { try Schema.migrator.hasCompletedMigrations($0) }
    guard isComplete else { throw LedgerError.noWorkspace(workspace.path) }
  }
}
