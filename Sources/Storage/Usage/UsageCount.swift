import Facts
import GRDB

/// What became of the events of a source that came within an hour.
public struct UsageCount: Hashable, Sendable {
  /// Of whom, and when.
  public struct Place: Hashable, Sendable {
    /// The name of the key that they came with.
    public var source: Identifier
    /// The hour of receipt: hours since 1970-01-01T00:00:00Z.
    public var hour: Int64

    /// Names a source and an hour.
    public init(source: Identifier, hour: Int64) {
      self.source = source
      self.hour = hour
    }
  }

  /// All of them: stored, duplicate and quarantined together.
  public var accepted = 0
  /// Those that count.
  public var stored = 0
  /// Those whose message id had come before.
  public var duplicate = 0
  /// The duplicates that say something else than the first of their id.
  public var conflict = 0
  /// Those whose time cannot be believed.
  public var quarantined = 0

  /// Nothing came.
  public init() {}

  init(_ row: Row) {
    accepted = row["accepted"]
    stored = row["stored"]
    duplicate = row["duplicate"]
    conflict = row["conflict"]
    quarantined = row["quarantined"]
  }

  /// Takes what became of others in.
  public mutating func add(_ other: UsageCount) {
    accepted += other.accepted
    stored += other.stored
    duplicate += other.duplicate
    conflict += other.conflict
    quarantined += other.quarantined
  }
}

extension Instant {
  private static let microsecondsPerHour: Int64 = 3_600_000_000

  /// Hours since 1970-01-01T00:00:00Z, rounded down.
  public var hour: Int64 {
    let perHour = Instant.microsecondsPerHour
    return microseconds / perHour - (microseconds % perHour < 0 ? 1 : 0)
  }

  /// The moment at which an hour begins, counted as ``hour`` counts them.
  public init(hour: Int64) {
    self.init(microseconds: hour.multipliedReportingOverflow(by: Instant.microsecondsPerHour).0)
  }
}

extension UsageStore {
  /// What became of every event that was applied.
  public func counts() throws -> [UsageCount.Place: UsageCount] {
    var counts: [UsageCount.Place: UsageCount] = [:]
    for row in try pool.read({ try Row.fetchAll($0, sql: "SELECT * FROM counts") }) {
      let source: String = row["source"]
      counts[UsageCount.Place(source: Identifier(source), hour: row["hour"])] = UsageCount(row)
    }
    return counts
  }

  /// The message ids of the events that count, in the order in which they came.
  public func messages() throws -> [Identifier] {
    let texts = try pool.read { database in
      try String.fetchAll(database, sql: "SELECT message FROM events ORDER BY id")
    }
    return texts.map { Identifier($0) }
  }

  /// The message ids of the events that are kept apart, with the reasons.
  public func quarantined() throws -> [Identifier: Quarantine] {
    var reasons: [Identifier: Quarantine] = [:]
    let rows = try pool.read { database in
      try Row.fetchAll(database, sql: "SELECT message, reason FROM quarantine")
    }
    for row in rows {
      let (message, reason): (String, String) = (row["message"], row["reason"])
      reasons[Identifier(message)] = Quarantine(rawValue: reason)
    }
    return reasons
  }
}
