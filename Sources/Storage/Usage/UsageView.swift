import Engine
import Facts
import GRDB

/// How far into usage somebody has read.
public struct UsageMark: Hashable, Sendable {
  /// Another one where all was counted anew.
  var generation: Int64
  var increment: Int64
  var saying: Int64
  var actor: Int64
}

/// Usage as it is at one moment.
public struct UsageView {
  let database: Database

  /// A row of the roll-up.
  public struct DailyRow: Hashable, Sendable {
    /// The day on which it was done.
    public var day: Int32
    /// The number of who did it.
    public var actor: Int
    /// The number of what was done.
    public var name: Int
    /// How often.
    public var count: Int64
    /// How long it took altogether.
    public var seconds: Int64
    /// The day on which it came.
    public var recorded: Int32

    /// Takes them as they are.
    public init(
      day: Int32, actor: Int, name: Int, count: Int64, seconds: Int64, recorded: Int32
    ) {
      (self.day, self.actor, self.name) = (day, actor, name)
      (self.count, self.seconds, self.recorded) = (count, seconds, recorded)
    }
  }

  /// The name of the zone that days are of; nil before anything was counted.
  public func zoneName() throws -> String? { try RollUp.zone(database) }

  /// How far it can be read.
  public func mark() throws -> UsageMark {
    let generation = try Int64.fetchOne(database, sql: "SELECT generation FROM roll_up") ?? 0
    func last(_ table: String) throws -> Int64 {
      try Int64.fetchOne(
        database, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table]) ?? 0
    }
    return UsageMark(
      generation: generation, increment: try last("increments"), saying: try last("sayings"),
      actor: try Int64.fetchOne(database, sql: "SELECT max(id) FROM actors") ?? 0)
  }

  /// Whether what came since a mark can still be told apart.
  public func canFollow(_ mark: UsageMark) throws -> Bool {
    let row = try Row.fetchOne(database, sql: "SELECT generation, dropped FROM roll_up")
    return row?["generation"] == mark.generation && (row?["dropped"] ?? 0) <= mark.increment
  }

  /// Everyone who acted, by number from 1 on, or those that a mark does not know.
  public func actors(since mark: UsageMark? = nil) throws -> [Int: UsageBook.Actor] {
    let statement = try Prepared(
      database, "SELECT id, identity, account FROM actors WHERE id > ? ORDER BY id")
    statement.bind(1, mark?.actor ?? 0)
    var actors: [Int: UsageBook.Actor] = [:]
    while try statement.step() {
      let account = Int32(clamping: statement.integer(2))
      actors[Int(statement.integer(0))] = UsageBook.Actor(
        identity: Int32(clamping: statement.integer(1)), account: account == 0 ? nil : account)
    }
    return actors
  }

  /// Gives every row of the roll-up, or those that came since a mark; of one key there may be many.
  ///
  /// - Parameter knownBy: rows of events that were received after the day are left out.
  public func forEachRow(
    since mark: UsageMark? = nil, knownBy: Day? = nil, _ body: (DailyRow) -> Void
  ) throws {
    let columns = "day, actor, name, count, seconds, recorded"
    let newest = knownBy?.number ?? Int32.max
    let added = try Int64.fetchOne(database, sql: "SELECT added FROM roll_up") ?? 0
    if mark == nil {
      let statement = try Prepared(
        database, "SELECT \(columns) FROM daily WHERE recorded <= ? ORDER BY day, actor")
      statement.bind(1, Int64(newest))
      try forEach(statement, body)
    }
    let statement = try Prepared(
      database, "SELECT \(columns) FROM increments WHERE recorded <= ? AND id > ?")
    statement.bind(1, Int64(newest))
    statement.bind(2, mark?.increment ?? added)
    try forEach(statement, body)
  }

  private func forEach(_ statement: Prepared, _ body: (DailyRow) -> Void) throws {
    while try statement.step() {
      body(
        DailyRow(
          day: Int32(clamping: statement.integer(0)), actor: Int(statement.integer(1)),
          name: Int(statement.integer(2)), count: statement.integer(3),
          seconds: statement.integer(4), recorded: Int32(clamping: statement.integer(5))))
    }
  }

  /// The identities of whom something was said since a mark.
  public func identities(saidOfSince mark: UsageMark) throws -> Set<Int32> {
    Set(
      try Int32.fetchAll(
        database, sql: "SELECT DISTINCT identity FROM sayings WHERE id > ?",
        arguments: [mark.saying]))
  }

  /// Takes in what was said of identities; of all of them, or of some.
  public func read(
    _ identities: Set<Int32>? = nil, in zone: Zone, into known: inout Identities
  ) throws {
    let filters: [Int32?] = identities.map { $0.map { $0 } } ?? [nil]
    for identity in filters {
      var links: [Int32: [Identities.Link]] = [:]
      var memberships: [Int32: [Identities.Membership]] = [:]
      if let identity { (links[identity], memberships[identity]) = ([], []) }
      try forEachSaying("links", "anonymous, user, at, tie", of: identity) { row in
        links[Int32(clamping: row.integer(0)), default: []].append(
          Identities.Link(user: Int32(clamping: row.integer(1)), stamp: stamp(row, 2)))
      }
      try forEachSaying("memberships", "identity, account, at, tie", of: identity) { row in
        let stamp = stamp(row, 2)
        memberships[Int32(clamping: row.integer(0)), default: []].append(
          Identities.Membership(
            account: Int32(clamping: row.integer(1)),
            day: zone.day(of: Instant(microseconds: stamp.at)).number, stamp: stamp))
      }
      for (identity, said) in links { known.set(links: said, of: identity) }
      for (identity, said) in memberships { known.set(memberships: said, of: identity) }
    }
  }

  private func stamp(_ row: Prepared, _ column: Int32) -> Identities.Stamp {
    Identities.Stamp(at: row.integer(column), tie: row.integer(column + 1))
  }

  private func forEachSaying(
    _ table: String, _ columns: String, of identity: Int32?, _ body: (Prepared) -> Void
  ) throws {
    let key = table == "links" ? "anonymous" : "identity"
    let statement = try Prepared(
      database,
      "SELECT \(columns) FROM \(table)" + (identity == nil ? "" : " WHERE \(key) = ?"))
    if let identity { statement.bind(1, Int64(identity)) }
    while try statement.step() { body(statement) }
  }
}

extension UsageStore {
  /// Reads usage at one moment.
  public func read<Value>(_ body: (UsageView) throws -> Value) throws -> Value {
    try pool.read { try body(UsageView(database: $0)) }
  }
}
