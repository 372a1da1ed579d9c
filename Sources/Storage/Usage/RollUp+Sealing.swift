import Facts
import GRDB

extension RollUp {
  /// Drops events of days before one, at most so many, and seals the days that lose some.
  ///
  /// What was counted of those days stays, and is from then on all that is known of them.
  ///
  /// - Returns: how many were dropped.
  static func dropEvents(
    before day: Day, in zone: Zone, atMost count: Int, _ database: Database
  ) throws -> Int {
    let start = zone.start(of: day).microseconds
    let kept = try Int32.fetchOne(database, sql: "SELECT first_kept_day FROM roll_up")
    if kept.map({ $0 < day.number }) ?? true {
      _ = try addIncrements(database)
      try database.execute(
        sql: "UPDATE roll_up SET first_kept_day = ?, first_kept_at = ?",
        arguments: [day.number, start])
      let days = try Int64.fetchAll(
        database,
        sql: """
          SELECT DISTINCT day FROM daily
          WHERE day < ? AND day NOT IN (SELECT day FROM sealed_days)
          """, arguments: [day.number])
      for day in days { try seal(day, database) }
    }
    try database.execute(
      sql: "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? LIMIT ?)",
      arguments: [start, count])
    return database.changesCount
  }

  /// Runs what changes days that are sealed, and seals them anew.
  static func keepSeals(
    _ database: Database, from added: Int64, _ body: () throws -> Void
  ) throws {
    let first = try Int64.fetchOne(database, sql: "SELECT first_kept_day FROM roll_up")
    let days =
      try first.map {
        try Int64.fetchAll(
          database, sql: "SELECT DISTINCT day FROM increments WHERE id > ? AND day < ?",
          arguments: [added, $0])
      } ?? []
    // What is damaged already must not be sealed as if it were whole.
    for day in days { try check(day, database) }
    try body()
    for day in days { try seal(day, database) }
  }

  /// What is wrong with sealed days.
  static func damagedDays(_ database: Database) throws -> [Day] {
    try Int32.fetchAll(database, sql: "SELECT day FROM sealed_days ORDER BY day").filter {
      try !isWhole(Int64($0), database)
    }.map { Day(number: $0) }
  }

  private static func check(_ day: Int64, _ database: Database) throws {
    guard try isWhole(day, database) else {
      throw UsageDamage.sealedDay(Day(number: Int32(clamping: day)))
    }
  }

  private static func isWhole(_ day: Int64, _ database: Database) throws -> Bool {
    guard
      let seal = try Row.fetchOne(
        database, sql: "SELECT rows, checksum FROM sealed_days WHERE day = ?", arguments: [day])
    else { return true }
    let (rows, checksum) = try sum(day, database)
    return seal["rows"] == rows && seal["checksum"] == checksum
  }

  private static func seal(_ day: Int64, _ database: Database) throws {
    let (rows, checksum) = try sum(day, database)
    try database.execute(
      sql: """
        INSERT INTO sealed_days (day, rows, checksum) VALUES (?, ?, ?)
        ON CONFLICT (day) DO UPDATE SET rows = excluded.rows, checksum = excluded.checksum
        """, arguments: [day, rows, checksum])
  }

  private static func sum(
    _ day: Int64, _ database: Database
  ) throws -> (rows: Int64, checksum: Int64) {
    let statement = try Prepared(
      database, "SELECT actor, name, recorded, count, seconds FROM daily WHERE day = ?")
    statement.bind(1, day)
    var (rows, total): (Int64, Int64) = (0, 0)
    while try statement.step() {
      var checksum = Checksum()
      checksum.add(day)
      for column in Int32(0)..<5 { checksum.add(statement.integer(column)) }
      total &+= checksum.value
      rows += 1
    }
    return (rows, total)
  }
}

/// What is stored of usage is not what was written.
public enum UsageDamage: Error, Equatable, CustomStringConvertible {
  /// A day whose events are gone, and whose counts are others than they were.
  case sealedDay(Day)

  /// A sentence for people.
  public var description: String {
    switch self {
    case .sealedDay(let day): "What was counted of \(day) is damaged, and its events are gone."
    }
  }
}
