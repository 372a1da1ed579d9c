import Facts
import GRDB

/// The daily roll-up: what was done, by day, actor, name and day of receipt.
enum RollUp {
  /// So many increments wait before they are added to the days.
  static let fullIncrements = 1 << 17

  /// The name of the zone that days are of; nil before anything was counted.
  static func zone(_ database: Database) throws -> String? {
    try String.fetchOne(database, sql: "SELECT zone FROM roll_up")
  }

  /// How many increments wait to be added to the days.
  static func waiting(_ database: Database) throws -> Int64 {
    try Int64.fetchOne(
      database,
      sql: "SELECT coalesce((SELECT max(id) FROM increments), added) - added FROM roll_up") ?? 0
  }

  /// Adds the increments to the days.
  ///
  /// The last ones stay once more, for those who follow what comes; those before them go.
  ///
  /// - Returns: whether there was anything to do.
  static func addIncrements(_ database: Database) throws -> Bool {
    guard try waiting(database) > 0 else { return false }
    let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM increments") ?? 0
    let added = try Int64.fetchOne(database, sql: "SELECT added FROM roll_up") ?? 0
    try keepSeals(database, from: added) {
      try database.execute(
        sql: """
          INSERT INTO daily (day, actor, name, recorded, count, seconds)
          SELECT day, actor, name, recorded, sum(count), sum(seconds) FROM increments
          WHERE id > ? GROUP BY day, actor, name, recorded
          ON CONFLICT (day, actor, name, recorded) DO UPDATE SET
            count = count + excluded.count, seconds = seconds + excluded.seconds
          """, arguments: [added])
    }
    try database.execute(sql: "DELETE FROM increments WHERE id <= ?", arguments: [added])
    try database.execute(
      sql: "UPDATE roll_up SET added = ?, dropped = ?", arguments: [last, added])
    return true
  }

  /// Counts all events that are kept anew, by the days of a zone.
  ///
  /// Days of which no events are kept stay as they were counted.
  static func countAgain(_ applier: UsageApplier) throws {
    let database = applier.database
    applier.increments = RollUpIncrements()
    _ = try addIncrements(database)
    try database.execute(sql: "DELETE FROM increments")
    try database.execute(
      sql: """
        UPDATE roll_up SET zone = ?, generation = generation + 1,
          added = (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'increments')
        """, arguments: [applier.zone.name])
    try database.execute(sql: "UPDATE roll_up SET dropped = added")
    let kept = try Kept(database)
    try database.execute(sql: "DELETE FROM daily WHERE day >= ?", arguments: [kept.firstDay])
    let rows = try StoredEvents(database, from: kept.firstAt)
    while let event = try rows.next() { try applier.countAgain(event) }
  }
}

extension RollUp {
  /// From where on events are kept: what is counted before it can not be counted again.
  struct Kept {
    /// The first day of which they are.
    let firstDay: Int32
    /// Its first moment, by the zone of its time.
    let firstAt: Int64

    /// Everything is kept where nothing was dropped.
    init(_ database: Database) throws {
      let row = try Row.fetchOne(
        database, sql: "SELECT first_kept_day, first_kept_at FROM roll_up")
      firstDay = row?["first_kept_day"] ?? .min
      firstAt = row?["first_kept_at"] ?? .min
    }

    /// The day on which what happened at a moment is counted.
    ///
    /// By another zone the hours around the first moment may belong to the day on its other side:
    /// they stay with those that are counted again, or with those that are not.
    func day(_ day: Int32, _ at: Instant) -> Int32 {
      at.microseconds >= firstAt ? max(day, firstDay) : min(day, firstDay - 1)
    }
  }
}

/// The events that are kept, one after the other.
private struct StoredEvents {
  private let statement: Prepared

  init(_ database: Database, from at: Int64) throws {
    statement = try Prepared(
      database,
      """
      SELECT kind, message, anonymous_id, user_id, group_id, previous_id, name, at, received,
        seconds
      FROM events WHERE at >= ? ORDER BY id
      """)
    statement.bind(1, at)
  }

  /// The next one, without its body; nil behind the last.
  func next() throws -> UsageEvent? {
    guard try statement.step() else { return nil }
    var event = UsageEvent(
      UsageEvent.Kind(rawValue: statement.text(0) ?? "") ?? .track, message: id(1) ?? "",
      at: Instant(microseconds: statement.integer(7)),
      received: Instant(microseconds: statement.integer(8)))
    (event.anonymous, event.user, event.group, event.previous) = (id(2), id(3), id(4), id(5))
    event.name = statement.text(6) ?? ""
    event.seconds = statement.optionalInteger(9).map { Int(clamping: $0) }
    return event
  }

  private func id(_ column: Int32) -> Identifier? { statement.text(column).map { Identifier($0) } }
}
