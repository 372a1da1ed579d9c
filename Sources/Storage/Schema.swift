import GRDB

/// The tables, as migrations that are only ever added to.
///
/// *Ledger*: `editions`, `arrivals`, `subscription_facts`, `facts`, `confirmations`; rows are
/// added, never changed; `head` names the last arrival, and holds the checksum of the projection.
/// *Vault*: `vault_accounts`, `vault_contacts`; who is behind the ids, changed and erased at will.
/// *Projection*: `superseded`; what follows from the ledger and can be made again.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1-ledger") { database in
      for statement in tables + indexes + views { try database.execute(sql: statement) }
    }
    migrator.registerMigration("2-revenue") { database in
      for statement in revenueColumns { try database.execute(sql: statement) }
    }
    migrator.registerMigration("3-accounts") { database in
      try database.execute(sql: indexByAccount)
    }
    migrator.registerMigration("4-merges") { database in
      try database.execute(sql: indexOfMerges)
    }
    migrator.registerMigration("5-tax") { database in
      for statement in taxColumns { try database.execute(sql: statement) }
    }
    return migrator
  }

  private static let tables = [
    """
    CREATE TABLE editions (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      version INTEGER NOT NULL,
      UNIQUE (source, version)
    )
    """,
    """
    CREATE TABLE arrivals (
      id INTEGER PRIMARY KEY,
      edition INTEGER NOT NULL REFERENCES editions (id) DEFERRABLE INITIALLY DEFERRED,
      recorded INTEGER NOT NULL,
      facts INTEGER NOT NULL CHECK (facts >= 0),
      confirmations INTEGER NOT NULL CHECK (confirmations >= 0),
      checksums INTEGER NOT NULL,
      seal INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE subscription_facts (
      id INTEGER PRIMARY KEY,
      arrival INTEGER NOT NULL REFERENCES arrivals (id) DEFERRABLE INITIALLY DEFERRED,
      edition INTEGER NOT NULL REFERENCES editions (id) DEFERRABLE INITIALLY DEFERRED,
      account INTEGER NOT NULL,
      subscription TEXT NOT NULL,
      assertion TEXT NOT NULL,
      at TEXT NOT NULL,
      status TEXT,
      plan TEXT,
      quantity INTEGER CHECK (quantity >= 0),
      unit_micros INTEGER CHECK (unit_micros >= 0),
      currency TEXT,
      interval_unit TEXT,
      interval_count INTEGER CHECK (interval_count >= 1),
      discount_micros INTEGER CHECK (discount_micros >= 0),
      discount_percent INTEGER CHECK (discount_percent >= 0),
      trial_end TEXT,
      ends_at TEXT,
      checksum INTEGER NOT NULL,
      CHECK ((status IS NULL) = (unit_micros IS NULL)),
      CHECK ((status IS NULL) = (currency IS NULL))
    )
    """,
    """
    CREATE TABLE facts (
      id INTEGER PRIMARY KEY,
      arrival INTEGER NOT NULL REFERENCES arrivals (id) DEFERRABLE INITIALLY DEFERRED,
      edition INTEGER NOT NULL REFERENCES editions (id) DEFERRABLE INITIALLY DEFERRED,
      account INTEGER NOT NULL,
      kind TEXT NOT NULL,
      assertion TEXT NOT NULL,
      at TEXT NOT NULL,
      body TEXT,
      checksum INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE confirmations (
      fact INTEGER NOT NULL,
      arrival INTEGER NOT NULL REFERENCES arrivals (id) DEFERRABLE INITIALLY DEFERRED,
      PRIMARY KEY (fact, arrival)
    )
    """,
    """
    CREATE TABLE head (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      arrival INTEGER NOT NULL,
      seal INTEGER NOT NULL,
      superseded INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE superseded (
      fact INTEGER PRIMARY KEY,
      by_fact INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE vault_accounts (
      id INTEGER PRIMARY KEY,
      external_id TEXT NOT NULL,
      name TEXT,
      name_version INTEGER,
      checksum INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE vault_contacts (
      id INTEGER PRIMARY KEY,
      account INTEGER NOT NULL,
      external_id TEXT NOT NULL,
      name TEXT,
      email TEXT,
      version INTEGER,
      checksum INTEGER NOT NULL,
      UNIQUE (account, external_id)
    )
    """,
  ]

  private static let revenueColumns = [
    "ALTER TABLE subscription_facts ADD COLUMN discount_ends_at TEXT",
    "ALTER TABLE subscription_facts ADD COLUMN end_cause TEXT",
  ]

  private static let taxColumns = [
    "ALTER TABLE subscription_facts ADD COLUMN canceled_at TEXT",
    "ALTER TABLE subscription_facts ADD COLUMN tax_added INTEGER",
    "ALTER TABLE subscription_facts ADD COLUMN tax_included INTEGER",
  ]

  /// The indexes that a load into an empty ledger builds after its rows, at half the cost.
  static let deferrableIndexes = keyIndexes.merging(
    ["subscription_facts_by_account": indexByAccount]
  ) { one, _ in one }

  private static let keyIndexes = [
    "subscription_facts_by_key": """
    CREATE UNIQUE INDEX subscription_facts_by_key
    ON subscription_facts (subscription, assertion, edition, checksum)
    """,
    "vault_accounts_by_external_id": """
    CREATE UNIQUE INDEX vault_accounts_by_external_id ON vault_accounts (external_id)
    """,
  ]

  private static let indexes =
    keyIndexes.sorted { $0.key < $1.key }.map(\.value) + [
      """
      CREATE UNIQUE INDEX facts_by_key ON facts (account, kind, assertion, edition, checksum)
      """
    ]

  private static let indexByAccount = """
    CREATE INDEX subscription_facts_by_account ON subscription_facts (account)
    """

  /// Of few rows among many, so that each reader finds them at once.
  private static let indexOfMerges = """
    CREATE INDEX facts_of_merges ON facts (id) WHERE kind = 'account.merge'
    """

  /// For people who look into the folder with a database tool; Tenure itself reads the tables.
  private static let views = [
    """
    CREATE VIEW subscriptions AS
    SELECT s.subscription, s.assertion, a.external_id AS account, s.at, s.status, s.plan,
      s.quantity, s.unit_micros / 1000000.0 AS unit_amount, s.currency, s.interval_unit,
      s.interval_count, s.trial_end, s.ends_at
    FROM subscription_facts s
    JOIN vault_accounts a ON a.id = s.account
    LEFT JOIN superseded x ON x.fact = s.id
    WHERE x.fact IS NULL AND s.status IS NOT NULL
    """
  ]
}
