import Facts
import Foundation
import GRDB

/// Applies events to the tables, inside a transaction that someone else has open.
///
/// Of every event it is counted what became of it, by source and hour of receipt.
final class UsageApplier {
  let database: Database
  let secret: UsageSecret
  let zone: Zone
  var numbers: UsageNumbers
  var increments = RollUpIncrements()
  /// Whether what is counted was counted before.
  private(set) var isCountingAgain = false
  /// From where on events are kept.
  private let kept: RollUp.Kept
  /// The day of receipt of the last event, which mostly is that of the next one.
  var receipt: (hour: Int64, day: Int32)?
  private var counts: [UsageCount.Place: UsageCount] = [:]
  private let insertEvent: Prepared
  let statements: IdentityStatements

  init(_ database: Database, _ secret: UsageSecret, _ zone: Zone, _ numbers: UsageNumbers) throws {
    self.database = database
    self.secret = secret
    self.zone = zone
    self.numbers = numbers
    insertEvent = try Prepared(
      database,
      """
      INSERT INTO events (source, kind, message, anonymous_id, user_id, group_id, previous_id,
        name, at, received, body, seconds)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statements = try IdentityStatements(database)
    kept = try RollUp.Kept(database)
  }

  /// The day on which something that happened is counted.
  func day(of at: Instant) -> Int32 { kept.day(zone.day(of: at).number, at) }

  /// Takes an event in that was accepted just now.
  ///
  /// - Parameters:
  ///   - messages: which ids came before it.
  ///   - isHistory: whether it may lie longer ago: somebody brought it in on purpose.
  /// - Returns: what became of it.
  @discardableResult
  func take(
    _ sourced: SourcedEvent, _ messages: MessageNotes, isHistory: Bool = false
  ) throws -> UsageCount {
    var count = UsageCount()
    count.accepted = 1
    let outcome = try messages.note(
      secret.digest(of: sourced.event.message), body: secret.checksum(sourced.event.body))
    if outcome != .new {
      count.duplicate = 1
      if outcome == .otherBody { count.conflict = 1 }
    } else if let reason = Quarantine(sourced.event, isHistory: isHistory) {
      count.quarantined = 1
      try setApart(sourced, reason)
    } else {
      count.stored = 1
      try store(sourced)
    }
    add(count, sourced)
    return count
  }

  /// Takes an event in that was kept apart before, and was mended.
  func takeMended(_ sourced: SourcedEvent) throws {
    var count = UsageCount()
    count.stored = 1
    count.quarantined = -1
    try store(sourced)
    add(count, sourced)
  }

  /// Counts an event that is stored already.
  func countAgain(_ event: UsageEvent) throws {
    isCountingAgain = true
    try keepSayings(of: event)
    try countActivity(of: event)
  }

  /// Writes what was added up, and gives back what may be remembered once it is committed.
  func finish() throws -> UsageNumbers {
    try increments.write(database)
    for (place, count) in counts { try write(count, at: place) }
    numbers.trim()
    return numbers
  }

  private func add(_ count: UsageCount, _ sourced: SourcedEvent) {
    let place = UsageCount.Place(source: sourced.source, hour: sourced.event.received.hour)
    counts[place, default: UsageCount()].add(count)
  }

  private func setApart(_ sourced: SourcedEvent, _ reason: Quarantine) throws {
    let event = sourced.event
    try database.cachedStatement(
      sql: """
        INSERT INTO quarantine (source, message, reason, received, body, event)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      sourced.source.text, event.message.text, reason.rawValue, event.received.microseconds,
      Data(event.body), Data(sourced.encoded),
    ])
  }

  private func store(_ sourced: SourcedEvent) throws {
    let event = sourced.event
    insertEvent.bindRepeated(1, sourced.source.text)
    insertEvent.bindRepeated(2, event.kind.rawValue)
    insertEvent.bind(3, event.message.text)
    insertEvent.bind(4, event.anonymous?.text)
    insertEvent.bind(5, event.user?.text)
    insertEvent.bindRepeated(6, event.group?.text)
    insertEvent.bindRepeated(7, event.previous?.text)
    insertEvent.bindRepeated(8, event.name)
    insertEvent.bind(9, event.at?.microseconds)
    insertEvent.bind(10, event.received.microseconds)
    event.body.withUnsafeBytes { insertEvent.bind(11, $0) }
    insertEvent.bind(12, event.seconds.map { Int64($0) })
    try insertEvent.run()
    try keepSayings(of: event)
    try countActivity(of: event)
  }

  private func write(_ count: UsageCount, at place: UsageCount.Place) throws {
    try database.execute(
      sql: """
        INSERT INTO counts (source, hour, accepted, stored, duplicate, conflict, quarantined)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (source, hour) DO UPDATE SET
          accepted = accepted + excluded.accepted,
          stored = stored + excluded.stored,
          duplicate = duplicate + excluded.duplicate,
          conflict = conflict + excluded.conflict,
          quarantined = quarantined + excluded.quarantined
        """,
      arguments: [
        place.source.text, place.hour, count.accepted, count.stored, count.duplicate,
        count.conflict, count.quarantined,
      ])
  }
}
