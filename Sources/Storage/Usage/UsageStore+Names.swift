import Facts
import GRDB

/// A name of what people do.
public struct UsageName: Hashable, Sendable {
  /// By which the roll-up knows it.
  public var number: Int
  /// Whether it was done, or a page or screen was seen.
  public var kind: UsageEvent.Kind
  /// What the sender calls it; empty for a page or screen without a name.
  public var name: String
  /// Whether it stands for all that came when there were too many names.
  public var isRest: Bool
  /// When the first event of it came.
  public var firstReceived: Instant
}

/// What there were too many different ones of.
public struct Contained: Hashable, Sendable {
  /// `track`, `page`, `screen` or `property`.
  public var what: String
  /// How many events it concerned.
  public var events: Int
  /// When the last one came.
  public var last: Instant
}

/// Somebody, or an account, as their senders call them.
public struct UsageID: Hashable, Sendable {
  /// `anonymous`, `user` or `account`.
  public var kind: String
  /// The sender's id.
  public var text: Identifier
}

extension UsageStore {
  /// Every name, in the order in which they came.
  public func names() throws -> [UsageName] {
    try read { try $0.names() }
  }

  /// The properties that came with a name, by their bytes.
  public func properties(ofName number: Int) throws -> [String] {
    try pool.read { database in
      try String.fetchAll(
        database, sql: "SELECT property FROM properties WHERE name = ? ORDER BY property",
        arguments: [number])
    }
  }

  /// What there were too many different ones of.
  public func contained() throws -> [Contained] {
    let rows = try pool.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM contained ORDER BY what")
    }
    return rows.map { row in
      Contained(
        what: row["what"], events: row["events"],
        last: Instant(microseconds: row["last_received"]))
    }
  }

  /// Every id by its number.
  public func ids() throws -> [Int32: UsageID] {
    try read { try $0.ids() }
  }
}

extension UsageView {
  /// Every name, in the order in which they came.
  public func names() throws -> [UsageName] {
    try Row.fetchAll(database, sql: "SELECT * FROM names ORDER BY id").map {
      UsageName(
        number: $0["id"], kind: UsageEvent.Kind(rawValue: $0["kind"]) ?? .track, name: $0["name"],
        isRest: $0["is_rest"], firstReceived: Instant(microseconds: $0["first_received"]))
    }
  }

  /// Every id by its number.
  public func ids() throws -> [Int32: UsageID] {
    let statement = try Prepared(database, "SELECT id, kind, external_id FROM ids")
    var ids: [Int32: UsageID] = [:]
    while try statement.step() {
      ids[Int32(clamping: statement.integer(0))] = UsageID(
        kind: statement.text(1) ?? "", text: Identifier(statement.text(2) ?? ""))
    }
    return ids
  }
  /// Some ids, in the order of their numbers as they are given; nil where there is none.
  public func ids(of numbers: some Sequence<Int32>) throws -> [UsageID?] {
    let statement = try Prepared(database, "SELECT kind, external_id FROM ids WHERE id = ?")
    return try numbers.map { number in
      statement.bind(1, Int64(number))
      defer { statement.reset() }
      guard try statement.step() else { return nil }
      return UsageID(kind: statement.text(0) ?? "", text: Identifier(statement.text(1) ?? ""))
    }
  }

  /// The ids of accounts whose numbers come after another, in the order of their numbers.
  public func accountIDs(after number: Int32) throws -> [(number: Int32, id: Identifier)] {
    let statement = try Prepared(
      database,
      "SELECT id, external_id FROM ids WHERE id > ? AND kind = 'account' ORDER BY id")
    statement.bind(1, Int64(number))
    var found: [(number: Int32, id: Identifier)] = []
    while try statement.step() {
      found.append(
        (Int32(clamping: statement.integer(0)), Identifier(statement.text(1) ?? "")))
    }
    return found
  }

  /// The greatest number of an id; 0 where there is none.
  public func lastID() throws -> Int32 {
    try Int32.fetchOne(database, sql: "SELECT max(id) FROM ids") ?? 0
  }

  /// The number of an account by its id; nil where usage never named it.
  public func number(ofAccount id: Identifier) throws -> Int32? {
    try Int32.fetchOne(
      database, sql: "SELECT id FROM ids WHERE kind = 'account' AND external_id = ?",
      arguments: [id.text])
  }
}
