import Facts
import GRDB

extension UsageVerification {
  /// Counts every day of which events are kept a second time, and holds it against what stands
  /// there.
  ///
  /// With dictionaries and texts, and nothing of what counted it first.
  mutating func checkDays(_ database: Database, in zone: Zone) throws {
    let kept = try Row.fetchOne(
      database, sql: "SELECT first_kept_day, first_kept_at FROM roll_up")
    let firstDay: Int32 = kept?["first_kept_day"] ?? .min
    let firstAt: Int64 = kept?["first_kept_at"] ?? .min
    let recount = try DayRecount(database, zone, firstDay: firstDay)
    var days = Set(
      try Int32.fetchAll(
        database, sql: "SELECT DISTINCT day FROM daily WHERE day >= ?", arguments: [firstDay]))
    days.formUnion(recount.waiting.keys.filter { $0 >= firstDay })
    var next = firstAt
    while let at = try Int64.fetchOne(
      database, sql: "SELECT min(at) FROM events WHERE at >= ?", arguments: [next])
    {
      let day = max(firstDay, zone.day(of: Instant(microseconds: at)).number)
      days.insert(day)
      next = max(at + 1, zone.start(of: Day(number: day + 1)).microseconds)
    }
    for day in days.sorted() {
      // By another zone than they were kept by, the first hours may be those of the day before.
      let from = day == firstDay ? firstAt : zone.start(of: Day(number: day)).microseconds
      let end = zone.start(of: Day(number: day + 1)).microseconds
      let (made, count) = try recount.made(from: from, to: end)
      events += count
      self.days += 1
      if try made != recount.stands(day) { findings.append(.day(Day(number: day))) }
    }
  }
}

/// One day's usage, once as the events make it and once as it stands in the tables.
private struct DayRecount {
  /// Who did what, and on which day it came: everything that numbers stand for.
  struct Key: Hashable {
    var isUser: Bool
    var id: Identifier
    var account: Identifier?
    var name: Name
    var recorded: Int32
  }

  struct Name: Hashable {
    var kind: String
    /// Nil for all that came when there were too many names.
    var text: Identifier?
  }

  struct Sum: Equatable {
    var count: Int64 = 0
    var seconds: Int64 = 0
  }

  /// What was counted and is not in the days yet, by day.
  let waiting: [Int32: [Key: Sum]]
  private let database: Database
  private let zone: Zone
  private let registered: Set<Name>

  init(_ database: Database, _ zone: Zone, firstDay: Int32) throws {
    (self.database, self.zone) = (database, zone)
    registered = Set(
      try Row.fetchAll(database, sql: "SELECT kind, name FROM names WHERE is_rest = 0").map {
        Name(kind: $0["kind"], text: Identifier($0["name"] as String))
      })
    var waiting: [Int32: [Key: Sum]] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT counted.day, \(DayRecount.columns) FROM increments AS counted \(DayRecount.joins)
        WHERE counted.id > (SELECT added FROM roll_up) AND counted.day >= ?
        """, arguments: [firstDay])
    while let row = try rows.next() {
      let sum = DayRecount.sum(row)
      waiting[row["day"], default: [:]][DayRecount.key(row), default: Sum()].add(sum)
    }
    self.waiting = waiting
  }

  /// What the events of some moments come to, and how many they are.
  func made(from: Int64, to end: Int64) throws -> ([Key: Sum], Int) {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT kind, user_id, anonymous_id, group_id, name, received, seconds FROM events
        WHERE at >= ? AND at < ? AND kind IN ('track', 'page', 'screen')
        """, arguments: [from, end])
    var (sums, count): ([Key: Sum], Int) = ([:], 0)
    while let row = try rows.next() {
      let (user, anonymous): (String?, String?) = (row["user_id"], row["anonymous_id"])
      let (account, text): (String?, String) = (row["group_id"], row["name"])
      let received: Int64 = row["received"]
      var name = Name(kind: row["kind"], text: Identifier(text))
      if !registered.contains(name) { name.text = nil }
      let key = Key(
        isUser: user != nil, id: Identifier(user ?? anonymous ?? ""),
        account: account.map { Identifier($0) }, name: name,
        recorded: zone.day(of: Instant(microseconds: received)).number)
      sums[key, default: Sum()].add(Sum(count: 1, seconds: row["seconds"] ?? 0))
      count += 1
    }
    return (sums, count)
  }

  /// What stands of a day.
  func stands(_ day: Int32) throws -> [Key: Sum] {
    var sums = waiting[day] ?? [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT \(DayRecount.columns) FROM daily AS counted \(DayRecount.joins) WHERE counted.day = ?
        """, arguments: [day])
    while let row = try rows.next() {
      sums[DayRecount.key(row), default: Sum()].add(DayRecount.sum(row))
    }
    return sums
  }

  private static let columns = """
    who.kind AS who, who.external_id AS id, actors.account AS number,
      accounts.external_id AS account, names.kind AS kind, names.name AS name,
      names.is_rest AS is_rest, counted.recorded AS recorded, counted.count AS count,
      counted.seconds AS seconds
    """

  /// What a row points to may be gone where it is damaged: then it is like no event's.
  private static let joins = """
    LEFT JOIN actors ON actors.id = counted.actor
    LEFT JOIN ids AS who ON who.id = actors.identity
    LEFT JOIN ids AS accounts ON accounts.id = actors.account
    LEFT JOIN names ON names.id = counted.name
    """

  private static func key(_ row: Row) -> Key {
    let (who, id): (String?, String?) = (row["who"], row["id"])
    let (kind, name, isRest): (String?, String?, Bool?) = (
      row["kind"], row["name"], row["is_rest"]
    )
    let (number, account): (Int64?, String?) = (row["number"], row["account"])
    return Key(
      isUser: who == "user", id: Identifier(id ?? ""),
      account: number == 0 ? nil : Identifier(account ?? ""),
      name: Name(
        kind: kind ?? "", text: isRest == true ? nil : Identifier(name ?? "")),
      recorded: row["recorded"])
  }

  private static func sum(_ row: Row) -> Sum {
    Sum(count: row["count"], seconds: row["seconds"])
  }
}

extension DayRecount.Sum {
  fileprivate mutating func add(_ other: Self) {
    count += other.count
    seconds += other.seconds
  }
}
