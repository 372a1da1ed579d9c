import Facts
import Foundation
import GRDB
import Synchronization

/// What people did, kept: each event once, and of every event that came what became of it.
///
/// A file of its own, so that an import and a server write side by side. One process applies events
/// at a time; others may read it and add keys meanwhile.
public final class UsageStore: Sendable {
  let workspace: Workspace
  let pool: DatabasePool
  let secret: UsageSecret
  let numbers = Mutex(UsageNumbers())
  let keyRing: KeyRing
  private let lock: Mutex<WriterLock?>
  /// Nil where it was opened to read.
  private let messageIndex: MessageIndex?
  /// Held while events are applied or mended: what one remembers the next one must know.
  private let turn = NSLock()

  /// Opens the usage of a workspace, and begins it if there is none, to read it and to keep keys.
  ///
  /// - Throws: ``LedgerError/noWorkspace(_:)``, ``LedgerError/newerSchema(_:)``.
  public static func opening(_ workspace: Workspace) throws -> UsageStore {
    try UsageStore(workspace, lock: nil)
  }

  /// Opens the usage of a workspace to apply events to it.
  ///
  /// - Throws: ``LedgerError/served(_:process:)`` while another process does;
  ///   ``MessageIndexError`` where what tells which ids came is damaged.
  public static func applying(_ workspace: Workspace) throws -> UsageStore {
    guard workspace.exists else { throw LedgerError.noWorkspace(workspace.path) }
    return try UsageStore(workspace, lock: workspace.usageLock())
  }

  private init(_ workspace: Workspace, lock: WriterLock?) throws {
    guard workspace.exists else { throw LedgerError.noWorkspace(workspace.path) }
    self.lock = Mutex(lock)
    self.workspace = workspace
    keyRing = KeyRing(path: workspace.keysMarkPath)
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
    messageIndex =
      lock == nil ? nil : try MessageIndex(pool, folder: workspace.messageIndexPath)
  }

  deinit { messageIndex?.close() }

  /// The place in the intake log before which everything was applied.
  public func applied() throws -> Int64 {
    try pool.read { try Int64.fetchOne($0, sql: "SELECT applied FROM state") ?? 0 }
  }

  /// Lets another process apply; from here on it is only read.
  public func close() {
    messageIndex?.close()
    lock.withLock { $0 = nil }
  }

  /// Whether a transaction is on disk when its commit returns, also where the power fails.
  public func isFlushedByCommit() throws -> Bool {
    try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") == 2 }
  }

  /// Applies a piece of the log and moves the applied place behind it, both or neither.
  ///
  /// - Parameters:
  ///   - place: where the piece begins; where something else was applied last, nothing is done.
  ///   - next: where it ends.
  ///   - zone: that of the days by which it is counted; another one than before counts all events
  ///     that are kept anew.
  /// - Precondition: it was opened to apply.
  public func apply(
    _ events: [SourcedEvent], from place: Int64, to next: Int64, in zone: Zone = .utc
  ) throws {
    try applyNew(in: zone) { applier, messages in
      try applier.database.execute(
        sql: "UPDATE state SET applied = ? WHERE applied = ?", arguments: [next, place])
      guard applier.database.changesCount == 1 else { return }
      for event in events { try applier.take(event, messages) }
    }
  }

  /// Applies events that may be new, knowing which ids came before, in one transaction.
  func applyNew(
    in zone: Zone, _ body: (UsageApplier, MessageNotes) throws -> Void
  ) throws {
    precondition(lock.withLock { $0 != nil }, "applying takes the lock")
    guard let messageIndex else { return }
    try messageIndex.makeRoom()
    try change(in: zone) { applier in
      try body(applier, try messageIndex.noting(in: applier.database))
    }
  }

  /// Changes what is kept, in one transaction, or nothing of it.
  ///
  /// - Precondition: it was opened to apply.
  func change<Value>(_ body: (Database) throws -> Value) throws -> Value {
    precondition(lock.withLock { $0 != nil }, "applying takes the lock")
    return try pool.write(body)
  }

  /// The same with events that are counted by the days of a zone.
  func change<Value>(in zone: Zone, _ body: (UsageApplier) throws -> Value) throws -> Value {
    precondition(lock.withLock { $0 != nil }, "applying takes the lock")
    turn.lock()
    defer { turn.unlock() }
    // Forgotten where the transaction fails: they may name rows that are not there then.
    let known = numbers.withLock { numbers in
      defer { numbers = UsageNumbers() }
      return numbers
    }
    let (value, next) = try pool.write { database in
      let applier = try UsageApplier(database, secret, zone, known)
      if try RollUp.zone(database) != zone.name { try RollUp.countAgain(applier) }
      let value = try body(applier)
      return (value, try applier.finish())
    }
    numbers.withLock { $0 = next }
    return value
  }
}

extension Workspace {
  /// The database with the usage.
  public var usagePath: String { path + "/usage.sqlite" }

  /// The file that is another one whenever a key was added or removed.
  var keysMarkPath: String { path + "/usage.keys" }

  /// The folder of the intake log.
  public var intakePath: String { path + "/intake" }

  /// The folder with the message ids that came before the newest.
  public var messageIndexPath: String { path + "/message-ids" }

  /// Takes the right to apply usage, which one process has at a time.
  func usageLock() throws -> WriterLock {
    try lock(path + "/usage.lock") { .served(path, process: $0) }
  }
}
