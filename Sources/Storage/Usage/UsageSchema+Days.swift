extension UsageSchema {
  /// Who did what on which day: identities, names and the daily roll-up.
  ///
  /// `ids`, `links`, `memberships` and `aliases` say who is whom; what they say does not depend on
  /// the order of arrival. The roll-up is `daily` and, newer than that, `increments`: rows that
  /// were counted as pieces were applied, and are added to `daily` many at a time.
  static let days = [
    "ALTER TABLE events ADD COLUMN seconds INTEGER",
    "CREATE INDEX events_by_time ON events (at)",
    // What is needed to take it up again: the event as the intake log spells it.
    "ALTER TABLE quarantine ADD COLUMN event BLOB",
    """
    CREATE TABLE ids (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('anonymous', 'user', 'account')),
      external_id TEXT NOT NULL,
      UNIQUE (kind, external_id)
    )
    """,
    // An anonymous identity, and a user that it was said to be, when that was said first.
    """
    CREATE TABLE links (
      anonymous INTEGER NOT NULL REFERENCES ids (id),
      user INTEGER NOT NULL REFERENCES ids (id),
      at INTEGER NOT NULL,
      tie INTEGER NOT NULL,
      recorded INTEGER NOT NULL,
      PRIMARY KEY (anonymous, user)
    ) WITHOUT ROWID
    """,
    // That a user was called otherwise before: refused where that is another user's id.
    """
    CREATE TABLE aliases (
      previous_id TEXT NOT NULL,
      user INTEGER NOT NULL REFERENCES ids (id),
      recorded INTEGER NOT NULL,
      PRIMARY KEY (previous_id, user)
    ) WITHOUT ROWID
    """,
    // To which account an identity belongs from a moment on. What a group call says stands as it
    // was said; of what other events say in passing, the first of each account.
    """
    CREATE TABLE memberships (
      identity INTEGER NOT NULL REFERENCES ids (id),
      account INTEGER NOT NULL REFERENCES ids (id),
      at INTEGER NOT NULL,
      tie INTEGER NOT NULL,
      is_passing INTEGER NOT NULL CHECK (is_passing IN (0, 1)),
      recorded INTEGER NOT NULL,
      PRIMARY KEY (identity, account, is_passing, at, tie)
    ) WITHOUT ROWID
    """,
    // Of whom something was said, in the order in which that was learned.
    """
    CREATE TABLE sayings (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      identity INTEGER NOT NULL
    )
    """,
    // Who acts: an identity, and the account that the event itself names, 0 for none.
    """
    CREATE TABLE actors (
      id INTEGER PRIMARY KEY,
      identity INTEGER NOT NULL REFERENCES ids (id),
      account INTEGER NOT NULL,
      UNIQUE (identity, account)
    )
    """,
    // Names of what is done; one of each kind stands for all that came when there were too many.
    """
    CREATE TABLE names (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('track', 'page', 'screen')),
      name TEXT NOT NULL,
      is_rest INTEGER NOT NULL CHECK (is_rest IN (0, 1)),
      first_received INTEGER NOT NULL,
      UNIQUE (kind, is_rest, name)
    )
    """,
    """
    CREATE TABLE properties (
      name INTEGER NOT NULL REFERENCES names (id),
      property TEXT NOT NULL,
      PRIMARY KEY (name, property)
    ) WITHOUT ROWID
    """,
    // Events whose name, or one of whose properties' names, was not registered any more.
    """
    CREATE TABLE contained (
      what TEXT PRIMARY KEY CHECK (what IN ('track', 'page', 'screen', 'property')),
      events INTEGER NOT NULL,
      last_received INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE increments (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      day INTEGER NOT NULL,
      actor INTEGER NOT NULL,
      name INTEGER NOT NULL,
      recorded INTEGER NOT NULL,
      count INTEGER NOT NULL CHECK (count > 0),
      seconds INTEGER NOT NULL CHECK (seconds >= 0)
    )
    """,
    """
    CREATE TABLE daily (
      day INTEGER NOT NULL,
      actor INTEGER NOT NULL REFERENCES actors (id),
      name INTEGER NOT NULL REFERENCES names (id),
      recorded INTEGER NOT NULL,
      count INTEGER NOT NULL CHECK (count > 0),
      seconds INTEGER NOT NULL CHECK (seconds >= 0),
      PRIMARY KEY (day, actor, name, recorded)
    ) WITHOUT ROWID
    """,
    // What was done to events that were kept apart.
    """
    CREATE TABLE mends (
      id INTEGER PRIMARY KEY,
      made INTEGER NOT NULL,
      rule TEXT NOT NULL,
      reason TEXT,
      source TEXT,
      mended INTEGER NOT NULL,
      left_apart INTEGER NOT NULL
    )
    """,
    // Days of which no event is kept any more: what is counted of them can not be counted again.
    """
    CREATE TABLE sealed_days (
      day INTEGER PRIMARY KEY,
      rows INTEGER NOT NULL,
      checksum INTEGER NOT NULL
    )
    """,
    // The zone that days are of, none before anything was counted; the increments that `daily`
    // holds, and those that are gone; the first day of which events are kept, and its first moment;
    // and a number that changes whenever all was counted anew.
    """
    CREATE TABLE roll_up (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      zone TEXT,
      added INTEGER NOT NULL,
      dropped INTEGER NOT NULL,
      first_kept_day INTEGER,
      first_kept_at INTEGER,
      generation INTEGER NOT NULL,
      CHECK (dropped <= added),
      CHECK ((first_kept_day IS NULL) = (first_kept_at IS NULL))
    )
    """,
    "INSERT INTO roll_up (id, zone, added, dropped, generation) VALUES (1, NULL, 0, 0, 1)",
  ]
}
