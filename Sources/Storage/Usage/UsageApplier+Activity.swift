import Facts
import GRDB

/// How many names are registered; what comes after them is counted together.
public enum NameLimit {
  /// So many names of a kind.
  public static func most(of kind: UsageEvent.Kind) -> Int { kind == .track ? 2000 : 500 }
  /// So many properties of a name.
  public static let mostProperties = 200
}

extension UsageApplier {
  /// Counts what somebody did on the day on which they did it.
  func countActivity(of event: UsageEvent) throws {
    guard [.track, .page, .screen].contains(event.kind), let at = event.at,
      let identity = try identity(of: event)
    else { return }
    let account = try event.group.map { try number(of: $0, .account) } ?? 0
    let name = try registered(event)
    if name.isRegistered { try registerProperties(of: event, name.number) }
    increments.add(
      RollUpIncrements.Key(
        day: day(of: at), actor: try actor(identity, account),
        name: name.number,
        recorded: receiptDay(of: event)),
      seconds: Int64(event.seconds ?? 0))
  }

  private func receiptDay(of event: UsageEvent) -> Int32 {
    // Days begin at whole quarters of an hour, in all zones of our time.
    let quarter = event.received.microseconds / 900_000_000
    if let receipt, receipt.hour == quarter { return receipt.day }
    let day = zone.day(of: event.received).number
    receipt = (quarter, day)
    return day
  }

  /// The number of what was done; that of all the rest where there are too many names.
  private func registered(_ event: UsageEvent) throws -> (number: Int64, isRegistered: Bool) {
    if numbers.names == nil { try readNames() }
    let name = UsageNumbers.Name(kind: event.kind, text: Identifier(event.name))
    if let known = numbers.names?[name] { return (known, true) }
    if let rest = numbers.rests[event.kind] {
      // There is one only since there are too many, and names stay.
      if !isCountingAgain { try noteContained(event.kind.rawValue, event) }
      return (rest, false)
    }
    let count = numbers.names?.keys.reduce(0) { $0 + ($1.kind == event.kind ? 1 : 0) } ?? 0
    if count < NameLimit.most(of: event.kind) {
      let number = try insertName(event, isRest: false)
      numbers.names?[name] = number
      return (number, true)
    }
    if !isCountingAgain { try noteContained(event.kind.rawValue, event) }
    let rest = try insertName(event, isRest: true)
    numbers.rests[event.kind] = rest
    return (rest, false)
  }

  private func readNames() throws {
    var names: [UsageNumbers.Name: Int64] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT id, kind, name, is_rest FROM names") {
      guard let kind = UsageEvent.Kind(rawValue: row["kind"]) else { continue }
      if row["is_rest"] as Bool {
        numbers.rests[kind] = row["id"]
      } else {
        names[UsageNumbers.Name(kind: kind, text: Identifier(row["name"] as String))] = row["id"]
      }
    }
    numbers.names = names
  }

  private func insertName(_ event: UsageEvent, isRest: Bool) throws -> Int64 {
    try database.execute(
      sql: "INSERT INTO names (kind, name, is_rest, first_received) VALUES (?, ?, ?, ?)",
      arguments: [
        event.kind.rawValue, isRest ? "" : event.name, isRest, event.received.microseconds,
      ])
    return database.lastInsertedRowID
  }

  private func registerProperties(of event: UsageEvent, _ name: Int64) throws {
    guard !event.propertyNames.isEmpty else { return }
    var shape = Checksum()
    shape.add(name)
    shape.add(event.propertyNames)
    guard !numbers.shapes.contains(shape.value) else { return }
    var known =
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM properties WHERE name = ?", arguments: [name]) ?? 0
    var isContained = false
    for bytes in event.propertyNames.split(separator: 0) {
      let property = String(decoding: bytes, as: UTF8.self)
      if known >= NameLimit.mostProperties {
        let isKnown = try Bool.fetchOne(
          database, sql: "SELECT 1 FROM properties WHERE name = ? AND property = ?",
          arguments: [name, property])
        if isKnown == nil { isContained = true }
        continue
      }
      try database.execute(
        sql: "INSERT OR IGNORE INTO properties (name, property) VALUES (?, ?)",
        arguments: [name, property])
      known += database.changesCount
    }
    if isContained {
      try noteContained("property", event)
    } else {
      numbers.shapes.insert(shape.value)
    }
  }

  private func noteContained(_ what: String, _ event: UsageEvent) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO contained (what, events, last_received) VALUES (?, 1, ?)
        ON CONFLICT (what) DO UPDATE SET events = events + 1,
          last_received = max(last_received, excluded.last_received)
        """
    ).execute(arguments: [what, event.received.microseconds])
  }
}
