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
}
