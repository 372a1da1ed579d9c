import Facts
import Foundation
import GRDB

/// An event that is kept apart.
public struct QuarantinedEvent: Sendable {
  /// By which it is listed: the later it came, the greater.
  public var number: Int64
  /// The name of the key that it came with.
  public var source: Identifier
  /// The sender's name for it.
  public var message: Identifier
  /// Why it is not counted.
  public var reason: Quarantine
  /// When it came.
  public var received: Instant
  /// When it happened as the sender says; nil where that is no time, or not known any more.
  public var at: Instant?
  /// The event as it was sent.
  public var body: [UInt8]
}

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

extension UsageStore {
  /// Which events are kept apart.
  public struct QuarantineChoice: Hashable, Sendable {
    /// Of one reason alone; nil for all.
    public var reason: Quarantine?
    /// Of one source alone; nil for all.
    public var source: Identifier?

    /// All that there are, or some.
    public init(reason: Quarantine? = nil, source: Identifier? = nil) {
      self.reason = reason
      self.source = source
    }
  }

  /// Events that are kept apart, the newest first.
  ///
  /// - Parameter number: only those before it; nil begins at the newest.
  public func quarantine(
    _ choice: QuarantineChoice = QuarantineChoice(), before number: Int64? = nil,
    atMost count: Int
  ) throws -> [QuarantinedEvent] {
    let rows = try pool.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM quarantine
          WHERE id < ? AND reason = coalesce(?, reason) AND source = coalesce(?, source)
          ORDER BY id DESC LIMIT ?
          """,
        arguments: [number ?? .max, choice.reason?.rawValue, choice.source?.text, count])
    }
    return rows.compactMap { row in
      guard let reason = Quarantine(rawValue: row["reason"]) else { return nil }
      let (source, message): (String, String) = (row["source"], row["message"])
      let (body, encoded): (Data, Data?) = (row["body"], row["event"])
      return QuarantinedEvent(
        number: row["id"], source: Identifier(source), message: Identifier(message),
        reason: reason, received: Instant(microseconds: row["received"]),
        at: encoded.flatMap { SourcedEvent(encoded: ArraySlice(Array($0)))?.event.at },
        body: Array(body))
    }
  }

  /// How many events are kept apart, by source and reason.
  public func quarantineCounts() throws -> [QuarantineChoice: Int] {
    let rows = try pool.read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT source, reason, count(*) AS events FROM quarantine GROUP BY source, reason")
    }
    var counts: [QuarantineChoice: Int] = [:]
    for row in rows {
      let source: String = row["source"]
      counts[
        QuarantineChoice(reason: Quarantine(rawValue: row["reason"]), source: Identifier(source))] =
        row["events"]
    }
    return counts
  }

  /// Puts a rule to events that are kept apart, and counts those that it mends.
  ///
  /// - Precondition: it was opened to apply.
  public func mend(
    _ choice: QuarantineChoice, by rule: Mend, at made: Instant, in zone: Zone
  ) throws -> MendOutcome {
    var outcome = MendOutcome()
    var last: Int64? = 0
    var record: Int64?
    while let number = last {
      let part = try change(in: zone) { applier in
        let (part, next) = try mend(choice, by: rule, after: number, applier)
        last = next
        record = try note(part, record, choice, rule, made, applier.database)
        return part
      }
      outcome.mended += part.mended
      outcome.left += part.left
    }
    return outcome
  }

  /// Writes down what was done, or adds to what stands written.
  private func note(
    _ part: MendOutcome, _ record: Int64?, _ choice: QuarantineChoice, _ rule: Mend,
    _ made: Instant, _ database: Database
  ) throws -> Int64 {
    if let record {
      try database.execute(
        sql: "UPDATE mends SET mended = mended + ?, left_apart = left_apart + ? WHERE id = ?",
        arguments: [part.mended, part.left, record])
      return record
    }
    try database.execute(
      sql: """
        INSERT INTO mends (made, rule, reason, source, mended, left_apart)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        made.microseconds, rule.description, choice.reason?.rawValue, choice.source?.text,
        part.mended, part.left,
      ])
    return database.lastInsertedRowID
  }

  /// What was done to events that were kept apart, in order.
  public func mends() throws -> [(made: Instant, rule: String, mended: Int, left: Int)] {
    let rows = try pool.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM mends ORDER BY id")
    }
    return rows.map { row in
      (Instant(microseconds: row["made"]), row["rule"], row["mended"], row["left_apart"])
    }
  }

  /// So many are mended in one transaction, that others need not wait long.
  private static let mostMended = 2000

  private func mend(
    _ choice: QuarantineChoice, by rule: Mend, after number: Int64, _ applier: UsageApplier
  ) throws -> (MendOutcome, next: Int64?) {
    let rows = try Row.fetchAll(
      applier.database,
      sql: """
        SELECT id, event FROM quarantine
        WHERE id > ? AND reason = coalesce(?, reason) AND source = coalesce(?, source)
        ORDER BY id LIMIT ?
        """,
      arguments: [
        number, choice.reason?.rawValue, choice.source?.text, UsageStore.mostMended,
      ])
    var outcome = MendOutcome()
    for row in rows {
      let encoded: Data? = row["event"]
      guard var sourced = encoded.flatMap({ SourcedEvent(encoded: ArraySlice(Array($0))) }),
        let mended = rule.mended(sourced.event), Quarantine(mended) == nil
      else {
        outcome.left += 1
        continue
      }
      sourced.event = mended
      try applier.takeMended(sourced)
      try applier.database.execute(
        sql: "DELETE FROM quarantine WHERE id = ?", arguments: [row["id"] as Int64])
      outcome.mended += 1
    }
    return (outcome, rows.count == UsageStore.mostMended ? rows.last?["id"] : nil)
  }
}
