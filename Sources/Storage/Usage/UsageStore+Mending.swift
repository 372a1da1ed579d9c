import Facts
import Foundation
import GRDB

/// How the time of events is mended that are kept apart.
public enum Mend: Sendable, Hashable, CustomStringConvertible {
  /// They happened when they came.
  case receipt
  /// They happened so many seconds later, or earlier, than their sender says.
  case shift(seconds: Int64)

  /// As it is written down: `receipt`, `shift -7200`.
  public var description: String {
    switch self {
    case .receipt: "receipt"
    case .shift(let seconds): "shift \(seconds)"
    }
  }

  /// The event with the time that the rule gives it; nil where it gives none.
  func mended(_ event: UsageEvent) -> UsageEvent? {
    var event = event
    switch self {
    case .receipt: event.at = event.received
    case .shift(let seconds):
      let (shift, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000_000)
      guard let at = event.at, !isTooMuch else { return nil }
      let (moved, isBeyond) = at.microseconds.addingReportingOverflow(shift)
      guard !isBeyond else { return nil }
      event.at = Instant(microseconds: moved)
    }
    return event
  }
}

/// What became of events that a rule was put to.
public struct MendOutcome: Hashable, Sendable {
  /// Those that count from now on.
  public var mended = 0
  /// Those whose time cannot be believed with the rule either.
  public var left = 0

  /// So many of each.
  public init(mended: Int = 0, left: Int = 0) {
    self.mended = mended
    self.left = left
  }
}

/// What was done once to events that were kept apart.
public struct MendRecord: Sendable {
  /// By which it is found again: the later it was done, the greater.
  public var number: Int64
  /// When it was done.
  public var made: Instant
  /// The rule as ``Mend/description`` writes it.
  public var rule: String
  /// To which events.
  public var choice: UsageStore.QuarantineChoice
  /// What became of them.
  public var outcome: MendOutcome
}

extension UsageStore {
  /// What a rule would make of events that are kept apart; nothing is changed.
  public func previewMend(_ choice: QuarantineChoice, by rule: Mend) throws -> MendOutcome {
    try pool.read { database in
      var outcome = MendOutcome()
      var last: Int64? = 0
      while let number = last {
        let piece = try MendPiece(choice, by: rule, after: number, database)
        outcome.add(piece.outcome)
        last = piece.next
      }
      return outcome
    }
  }

  /// Puts a rule to events that are kept apart, and counts those that it mends.
  ///
  /// - Returns: what was done, as it is written down.
  /// - Precondition: it was opened to apply.
  @discardableResult
  public func mend(
    _ choice: QuarantineChoice, by rule: Mend, at made: Instant, in zone: Zone
  ) throws -> MendRecord {
    var record = MendRecord(
      number: 0, made: made, rule: rule.description, choice: choice, outcome: MendOutcome())
    var last: Int64? = 0
    while let number = last {
      last = try change(in: zone) { applier in
        let piece = try MendPiece(choice, by: rule, after: number, applier.database)
        for (number, mended) in piece.events {
          guard let mended else { continue }
          try applier.takeMended(mended)
          try applier.database.execute(
            sql: "DELETE FROM quarantine WHERE id = ?", arguments: [number])
        }
        record.outcome.add(piece.outcome)
        record.number = try note(record, applier.database)
        return piece.next
      }
    }
    return record
  }

  /// Writes down what was done, or how far it has come since.
  private func note(_ record: MendRecord, _ database: Database) throws -> Int64 {
    if record.number > 0 {
      try database.execute(
        sql: "UPDATE mends SET mended = ?, left_apart = ? WHERE id = ?",
        arguments: [record.outcome.mended, record.outcome.left, record.number])
      return record.number
    }
    try database.execute(
      sql: """
        INSERT INTO mends (made, rule, reason, source, mended, left_apart)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        record.made.microseconds, record.rule, record.choice.reason?.rawValue,
        record.choice.source?.text, record.outcome.mended, record.outcome.left,
      ])
    return database.lastInsertedRowID
  }

  /// What was done to events that were kept apart, in order.
  public func mends() throws -> [MendRecord] {
    let rows = try pool.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM mends ORDER BY id")
    }
    return rows.map { row in
      let (reason, source): (String?, String?) = (row["reason"], row["source"])
      return MendRecord(
        number: row["id"], made: Instant(microseconds: row["made"]), rule: row["rule"],
        choice: QuarantineChoice(
          reason: reason.flatMap(Quarantine.init), source: source.map { Identifier($0) }),
        outcome: MendOutcome(mended: row["mended"], left: row["left_apart"]))
    }
  }
}

extension MendOutcome {
  fileprivate mutating func add(_ other: MendOutcome) {
    mended += other.mended
    left += other.left
  }
}

/// Some of the events that are kept apart, and what a rule makes of each.
private struct MendPiece {
  /// By number; nil for those that stay apart.
  let events: [(number: Int64, mended: SourcedEvent?)]
  /// The number after which the next piece begins; nil behind the last.
  let next: Int64?

  /// So many are mended in one transaction, that others need not wait long.
  private static let most = 2000

  init(
    _ choice: UsageStore.QuarantineChoice, by rule: Mend, after number: Int64, _ database: Database
  ) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT id, event FROM quarantine
        WHERE id > ? AND reason = coalesce(?, reason) AND source = coalesce(?, source)
        ORDER BY id LIMIT ?
        """,
      arguments: [number, choice.reason?.rawValue, choice.source?.text, Self.most])
    events = rows.map { row -> (number: Int64, mended: SourcedEvent?) in
      let encoded: Data? = row["event"]
      guard var sourced = encoded.flatMap({ SourcedEvent(encoded: ArraySlice(Array($0))) }),
        let mended = rule.mended(sourced.event), Quarantine(mended) == nil
      else { return (row["id"], nil) }
      sourced.event = mended
      return (row["id"], sourced)
    }
    next = rows.count == Self.most ? rows.last?["id"] : nil
  }

  var outcome: MendOutcome {
    let mended = events.count { $0.mended != nil }
    return MendOutcome(mended: mended, left: events.count - mended)
  }
}
