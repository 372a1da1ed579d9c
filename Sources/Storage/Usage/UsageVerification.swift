import Facts
import GRDB

/// What a verification of usage looked at, and what it found to be off.
public struct UsageVerification: Sendable {
  /// How many events were counted a second time.
  public internal(set) var events = 0
  /// How many days were held against the events that are kept of them, or against their seal.
  public internal(set) var days = 0
  /// What is off; empty means that all adds up.
  public internal(set) var findings: [UsageFinding] = []
}

/// Something that is off with usage.
public enum UsageFinding: Hashable, Sendable, CustomStringConvertible {
  /// The database engine's own check found this.
  case pages(String)
  /// The schema is not the one that the migrations make.
  case schema(String)
  /// A day whose events are gone is not as it was sealed.
  case sealedDay(Day)
  /// What was counted of a day is not what the events that are kept of it come to.
  case day(Day)
  /// The counts of an hour do not add up: accepted = stored + duplicate + quarantined.
  case sum(UsageCount.Place)
  /// Another number of events is stored than was counted.
  case stored(UsageCount.Place)
  /// Another number of events is kept apart than was counted.
  case quarantined(UsageCount.Place)

  /// One line for people, as `tenure verify` prints it.
  public var description: String {
    switch self {
    case .pages(let message): "usage, database pages: \(message)"
    case .schema(let name): "usage, schema: \(name) is not as the migrations make it"
    case .sealedDay(let day): "usage of \(day): not as it was sealed when its events went"
    case .day(let day): "usage of \(day): differs from the events that are kept"
    case .sum(let place): "usage counts of \(place): do not add up"
    case .stored(let place): "usage counts of \(place): as many events are not stored"
    case .quarantined(let place): "usage counts of \(place): as many events are not kept apart"
    }
  }
}

extension UsageCount.Place: CustomStringConvertible {
  /// The source, and the moment at which the hour began.
  public var description: String { "\(source.text) from \(Instant(hour: hour))" }
}

extension UsageStore {
  /// Checks the database, the seals, the sums, and every day that can be counted a second time.
  ///
  /// All of one moment: events may be applied meanwhile.
  ///
  /// - Parameter zone: gives the zone of a name, by whose days usage was counted.
  public func verify(zone: (String) throws -> Zone) throws -> UsageVerification {
    try pool.read { database in
      var result = UsageVerification()
      try result.checkPages(database)
      try result.checkSeals(database)
      try result.checkCounts(database)
      if let name = try RollUp.zone(database) {
        try result.checkDays(database, in: try zone(name))
      } else if try Int.fetchOne(database, sql: "SELECT 1 FROM events LIMIT 1") != nil {
        result.findings.append(.schema("roll_up"))
      }
      return result
    }
  }
}

extension UsageVerification {
  fileprivate mutating func checkPages(_ database: Database) throws {
    for line in try String.fetchAll(database, sql: "PRAGMA integrity_check(100)")
    where line != "ok" {
      // Constraints that no row keeps are found as the sums and days that they belong to.
      findings.append(.pages(line))
    }
    let expected = try DatabaseQueue()
    try UsageSchema.migrate(expected)
    let sql = "SELECT name || ':' || COALESCE(sql, '') FROM sqlite_master ORDER BY name"
    let wanted = try expected.read { try String.fetchAll($0, sql: sql) }
    let found = try String.fetchAll(database, sql: sql)
    for line in Set(wanted).symmetricDifference(found).sorted() {
      findings.append(.schema(String(decoding: line.utf8.prefix { $0 != 0x3a }, as: UTF8.self)))
    }
  }

  fileprivate mutating func checkSeals(_ database: Database) throws {
    days += try Int.fetchOne(database, sql: "SELECT count(*) FROM sealed_days") ?? 0
    findings += try RollUp.damagedDays(database).map { .sealedDay($0) }
  }

  /// Holds the counts against each other, and against what is stored and kept apart.
  fileprivate mutating func checkCounts(_ database: Database) throws {
    // Of events that are gone nothing tells how many there were: what is stored is no more then.
    let areDropped =
      try Int64.fetchOne(database, sql: "SELECT first_kept_at FROM roll_up") != nil
    let stored = try places(database, of: "events")
    let apart = try places(database, of: "quarantine")
    var counted: Set<UsageCount.Place> = []
    for row in try Row.fetchAll(database, sql: "SELECT * FROM counts ORDER BY source, hour") {
      let source: String = row["source"]
      let place = UsageCount.Place(source: Identifier(source), hour: row["hour"])
      counted.insert(place)
      let (accepted, isStored): (Int, Int) = (row["accepted"], row["stored"])
      let (duplicate, isApart): (Int, Int) = (row["duplicate"], row["quarantined"])
      let conflict: Int = row["conflict"]
      if accepted != isStored + duplicate + isApart || conflict < 0 || conflict > duplicate {
        findings.append(.sum(place))
      }
      let events = stored[place] ?? 0
      if areDropped ? events > isStored : events != isStored { findings.append(.stored(place)) }
      if apart[place] ?? 0 != isApart { findings.append(.quarantined(place)) }
    }
    for place in stored.keys where !counted.contains(place) { findings.append(.stored(place)) }
    for place in apart.keys where !counted.contains(place) { findings.append(.quarantined(place)) }
  }

  /// How many rows a table has, by source and hour of receipt.
  private func places(
    _ database: Database, of table: String
  ) throws -> [UsageCount.Place: Int] {
    let perHour: Int64 = 3_600_000_000
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT source, received / ?1 - (received % ?1 < 0) AS hour, count(*) AS events
        FROM \(table) GROUP BY 1, 2
        """, arguments: [perHour])
    var places: [UsageCount.Place: Int] = [:]
    for row in rows {
      let source: String = row["source"]
      places[UsageCount.Place(source: Identifier(source), hour: row["hour"])] = row["events"]
    }
    return places
  }
}
