import Facts
import Foundation
import GRDB
import Synchronization

/// What people did, kept: each event once, and of every event that came what became of it.
///
/// A file of its own, so that an import and a server write side by side. One process applies events
/// at a time; others may read it and add keys meanwhile.
public final class UsageStore: Sendable {
  let pool: DatabasePool
  let secret: UsageSecret
  private let lock: Mutex<WriterLock?>

  /// Opens the usage of a workspace, and begins it if there is none, to read it and to keep keys.
  ///
  /// - Throws: ``LedgerError/noWorkspace(_:)``, ``LedgerError/newerSchema(_:)``.
  public static func opening(_ workspace: Workspace) throws -> UsageStore {
    try UsageStore(workspace, lock: nil)
  }

  /// Opens the usage of a workspace to apply events to it.
  ///
  /// - Throws: ``LedgerError/served(_:process:)`` while another process does.
  public static func applying(_ workspace: Workspace) throws -> UsageStore {
    guard workspace.exists else { throw LedgerError.noWorkspace(workspace.path) }
    return try UsageStore(workspace, lock: workspace.usageLock())
  }

  private init(_ workspace: Workspace, lock: WriterLock?) throws {
    guard workspace.exists else { throw LedgerError.noWorkspace(workspace.path) }
    self.lock = Mutex(lock)
    _ = Ledger.isConfigured
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    pool = try DatabasePool(path: workspace.usagePath, configuration: configuration)
    // A pool begins with NORMAL: a transaction that the power takes back would forget events that
    // the log has dropped.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    try UsageSchema.migrate(pool)
    secret = try pool.read { database in
      let secret = try Data.fetchOne(database, sql: "SELECT secret FROM state")
      return UsageSecret(secret.map(Array.init) ?? [])
    }
  }

  /// The place in the intake log before which everything was applied.
  public func applied() throws -> Int64 {
    try pool.read { try Int64.fetchOne($0, sql: "SELECT applied FROM state") ?? 0 }
  }

  /// Lets another process apply; from here on it is only read.
  func stopApplying() { lock.withLock { $0 = nil } }

  /// Whether a transaction is on disk when its commit returns, also where the power fails.
  public func isFlushedByCommit() throws -> Bool {
    try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") == 2 }
  }

  /// Applies a piece of the log and moves the applied place behind it, both or neither.
  ///
  /// - Parameters:
  ///   - place: where the piece begins; where something else was applied last, nothing is done.
  ///   - next: where it ends.
  /// - Precondition: it was opened to apply.
  public func apply(_ events: [SourcedEvent], from place: Int64, to next: Int64) throws {
    precondition(lock.withLock { $0 != nil }, "applying takes the lock")
    try pool.write { database in
      try database.execute(
        sql: "UPDATE state SET applied = ? WHERE applied = ?", arguments: [next, place])
      guard database.changesCount == 1 else { return }
      var counts: [UsageCount.Place: UsageCount] = [:]
      for event in events {
        let place = UsageCount.Place(source: event.source, hour: event.event.received.hour)
        try take(event, database, &counts[place, default: UsageCount()])
      }
      for (place, count) in counts { try add(count, at: place, database) }
    }
  }

  private func take(
    _ sourced: SourcedEvent, _ database: Database, _ count: inout UsageCount
  ) throws {
    let event = sourced.event
    let id = secret.digest(Array(event.message.text.utf8))
    let body = secret.checksum(event.body)
    count.accepted += 1
    try database.cachedStatement(sql: "INSERT OR IGNORE INTO messages (id, body) VALUES (?, ?)")
      .execute(arguments: [Data(id), body])
    guard database.changesCount == 1 else {
      let first = try Int64.fetchOne(
        database.cachedStatement(sql: "SELECT body FROM messages WHERE id = ?"),
        arguments: [Data(id)])
      count.duplicate += 1
      if first != body { count.conflict += 1 }
      return
    }
    if let reason = Quarantine(event) {
      count.quarantined += 1
      try database.cachedStatement(
        sql: """
          INSERT INTO quarantine (source, message, reason, received, body) VALUES (?, ?, ?, ?, ?)
          """
      ).execute(arguments: [
        sourced.source.text, event.message.text, reason.rawValue, event.received.microseconds,
        Data(event.body),
      ])
    } else {
      count.stored += 1
      try store(sourced, database)
    }
  }

  private func store(_ sourced: SourcedEvent, _ database: Database) throws {
    let event = sourced.event
    try database.cachedStatement(
      sql: """
        INSERT INTO events (source, kind, message, anonymous_id, user_id, group_id, previous_id,
          name, at, received, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      sourced.source.text, event.kind.rawValue, event.message.text, event.anonymous?.text,
      event.user?.text, event.group?.text, event.previous?.text, event.name,
      event.at?.microseconds, event.received.microseconds, Data(event.body),
    ])
  }

  private func add(_ count: UsageCount, at place: UsageCount.Place, _ database: Database) throws {
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

extension Workspace {
  /// The database with the usage.
  public var usagePath: String { path + "/usage.sqlite" }

  /// The folder of the intake log.
  public var intakePath: String { path + "/intake" }

  /// Takes the right to apply usage, which one process has at a time.
  func usageLock() throws -> WriterLock {
    try lock(path + "/usage.lock") { .served(path, process: $0) }
  }
}
