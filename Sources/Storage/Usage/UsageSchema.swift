import GRDB

/// The tables of usage, as migrations that are only ever added to.
enum UsageSchema {
  /// Brings a file's tables up to this release's.
  ///
  /// - Throws: ``LedgerError/newerSchema(_:)``.
  static func migrate(_ pool: some DatabaseWriter) throws {
    while true {
      let applied = try pool.read { try migrator.appliedIdentifiers($0) }
      let unknown = applied.subtracting(migrator.migrations)
      guard unknown.isEmpty else { throw LedgerError.newerSchema(unknown.sorted()) }
      do {
        return try migrator.migrate(pool)
      } catch {
        // Another process that opened it at the same time may have been first.
        let now = try pool.read { try migrator.appliedIdentifiers($0) }
        guard now.count > applied.count else { throw error }
      }
    }
  }

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1-usage") { database in
      for statement in tables { try database.execute(sql: statement) }
    }
    migrator.registerMigration("2-days") { database in
      for statement in UsageSchema.days { try database.execute(sql: statement) }
    }
    migrator.registerMigration("3-message-runs") { database in
      for statement in runTables { try database.execute(sql: statement) }
      try moveMessages(database)
      try database.execute(sql: "DROP TABLE messages")
    }
    migrator.registerMigration("4-imports") { try $0.execute(sql: imports) }
    return migrator
  }

  private static let tables = [
    // The secret under which ids are digested, and how far the log was applied.
    """
    CREATE TABLE state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      secret BLOB NOT NULL CHECK (length(secret) = 32),
      applied INTEGER NOT NULL CHECK (applied >= 0)
    )
    """,
    "INSERT INTO state (id, secret, applied) VALUES (1, randomblob(32), 0)",
    // Every message id that ever came, and the body that came with it first.
    """
    CREATE TABLE messages (
      id BLOB PRIMARY KEY CHECK (length(id) = 16),
      body INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE events (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      kind TEXT NOT NULL,
      message TEXT NOT NULL,
      anonymous_id TEXT,
      user_id TEXT,
      group_id TEXT,
      previous_id TEXT,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      received INTEGER NOT NULL,
      body BLOB NOT NULL,
      CHECK (anonymous_id IS NOT NULL OR user_id IS NOT NULL)
    )
    """,
    """
    CREATE TABLE quarantine (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      message TEXT NOT NULL,
      reason TEXT NOT NULL CHECK (reason IN ('unreadable', 'future', 'past')),
      received INTEGER NOT NULL,
      body BLOB NOT NULL
    )
    """,
    // By hour of receipt: hours since 1970-01-01T00:00:00Z.
    """
    CREATE TABLE counts (
      source TEXT NOT NULL,
      hour INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      stored INTEGER NOT NULL,
      duplicate INTEGER NOT NULL,
      conflict INTEGER NOT NULL,
      quarantined INTEGER NOT NULL,
      PRIMARY KEY (source, hour),
      CHECK (accepted = stored + duplicate + quarantined),
      CHECK (conflict BETWEEN 0 AND duplicate)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE keys (
      name TEXT PRIMARY KEY CHECK (length(name) > 0),
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 16)
    ) WITHOUT ROWID
    """,
  ]

  private static let runTables = [
    // The message ids that came last, row by row as they came, with the bodies that came first.
    """
    CREATE TABLE recent_messages (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      high INTEGER NOT NULL,
      low INTEGER NOT NULL,
      body INTEGER NOT NULL
    )
    """,
    // The files with those that came before: how many ids each has, and its header's checksum.
    """
    CREATE TABLE message_runs (
      id INTEGER PRIMARY KEY CHECK (id > 0),
      ids INTEGER NOT NULL CHECK (ids > 0),
      checksum INTEGER NOT NULL
    )
    """,
  ]

  // What became of the events of files, by the names under which they were handed over.
  private static let imports = """
    CREATE TABLE imports (
      name TEXT PRIMARY KEY,
      applied INTEGER NOT NULL DEFAULT 0,
      finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)),
      accepted INTEGER NOT NULL DEFAULT 0,
      stored INTEGER NOT NULL DEFAULT 0,
      duplicate INTEGER NOT NULL DEFAULT 0,
      conflict INTEGER NOT NULL DEFAULT 0,
      quarantined INTEGER NOT NULL DEFAULT 0,
      CHECK (accepted = stored + duplicate + quarantined)
    ) WITHOUT ROWID
    """

  private static func moveMessages(_ database: Database) throws {
    let rows = try Prepared(database, "SELECT id, body FROM messages")
    let insertion = try Prepared(
      database, "INSERT INTO recent_messages (high, low, body) VALUES (?, ?, ?)")
    while try rows.step() {
      let id = rows.bytes(0)
      // The table's CHECK holds it to 16 bytes.
      guard id.count == 16, let start = id.baseAddress else { continue }
      let digest = MessageEntry.digest(in: start)
      insertion.bind(1, Int64(bitPattern: digest.high))
      insertion.bind(2, Int64(bitPattern: digest.low))
      insertion.bind(3, rows.integer(1))
      try insertion.run()
    }
  }
}
