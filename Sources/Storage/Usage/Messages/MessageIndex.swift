import Foundation
import GRDB
import Synchronization

/// Which message ids came, for good: as many as a disk holds, in memory that hardly grows.
///
/// The newest are rows of a table that only grows at its end, and stand in memory too. Once they
/// are many enough they go into a file that never changes, a run, and eight runs of like size
/// become one on a thread of its own. Table `message_runs` names the files that count: one
/// transaction puts a run in and takes out what it replaces, so that an end at any moment leaves
/// the one or the other.
///
/// One process has it at a time, on a database whose commits are on disk when they return. What was
/// noted in a transaction is gone where that is rolled back.
final class MessageIndex: Sendable {
  /// How much stands where.
  struct Limits {
    /// So many ids in the table make a run.
    var recent = 1 << 20
    /// So many runs of like size become one.
    var fanout = 8
  }

  /// What is known of an id.
  enum Outcome { case new, sameBody, otherBody }

  let pool: DatabasePool
  let limits: Limits
  let state: Mutex<State>
  let mergeEnded = DispatchSemaphore(value: 0)
  private let folder: String

  struct State {
    var recent = MessageTable()
    /// The files that count.
    var runs: [MessageRun] = []
    var nextNumber: Int64 = 1
    /// On disk, but the transaction that was to name it failed: maybe it is in force nevertheless
    /// after the power failed, so it is not removed but tried again.
    var unrecordedFlush: MessageRun?
    var unrecordedMerge: Merge?
    /// Why runs cannot be merged.
    var damage: MessageIndexError?
    var isMerging = false
    var isClosed = false
  }

  /// A run, and those in whose place it comes.
  struct Merge {
    var run: MessageRun
    var replaced: [MessageRun]
  }

  /// Opens the index in a folder, and makes that if there is none.
  ///
  /// Files that no row names go: what they hold is elsewhere too.
  ///
  /// - Throws: ``MessageIndexError`` where a file that a row names is missing or damaged.
  init(_ pool: DatabasePool, folder: String, limits: Limits = Limits()) throws {
    self.pool = pool
    self.folder = folder
    self.limits = limits
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try OpenFile.flush(folder: folder + "/..")
    let rows = try pool.read {
      try Row.fetchAll($0, sql: "SELECT id, ids, checksum FROM message_runs ORDER BY id")
    }
    var opened = State()
    for row in rows {
      let (number, ids, checksum): (Int64, Int64, Int64) = (row["id"], row["ids"], row["checksum"])
      let run = try MessageRun(MessageIndex.path(number, in: folder), number: number)
      guard Int64(run.header.count) == ids, run.header.checksum == checksum else {
        throw MessageIndexError("has a file \(number) that is not the one that was written")
      }
      opened.runs.append(run)
    }
    opened.nextNumber = (opened.runs.last?.header.number ?? 0) + 1
    opened.recent = try pool.read { try MessageIndex.recent(in: $0) }
    state = Mutex(opened)
    try removeFiles(except: Set(rows.map { $0["id"] }))
    mergeIfDue()
  }

  /// Begins to note the ids of a transaction, which must not have noted any before.
  ///
  /// - Throws: ``MessageIndexError`` where a merge found damage.
  func noting(in database: Database) throws -> MessageNotes {
    if let damage = state.withLock({ $0.damage }) { throw damage }
    try settle(with: database)
    return try MessageNotes(self, in: database)
  }

  /// Looks for an id, and enters it if it is new.
  ///
  /// - Returns: what is known of it, and how many ids there are in the table.
  func note(_ entry: MessageEntry) throws -> (outcome: Outcome, count: Int) {
    try state.withLock { state in
      var first = state.recent.body(of: entry.digest)
      if first == nil {
        for run in state.runs {
          first = try run.body(of: entry.digest)
          if first != nil { break }
        }
      }
      if let first {
        return (first == entry.body ? .sameBody : .otherBody, state.recent.count)
      }
      state.recent.append(entry)
      return (.new, state.recent.count)
    }
  }

  /// Writes the newest ids into a file if they are many enough; called between transactions.
  ///
  /// - Throws: what writing throws; nothing is lost, and the next call tries again.
  func makeRoom() throws {
    guard state.withLock({ $0.recent.count >= limits.recent }) else { return }
    try pool.writeWithoutTransaction { try settle(with: $0) }
    let (entries, written) = state.withLock { ($0.recent.sorted(), $0.unrecordedFlush) }
    guard entries.count >= limits.recent else { return }
    let isWritten = written?.header.count == entries.count
    try record(flush: try (isWritten ? written : nil) ?? write(entries))
    mergeIfDue()
  }

  /// Ends what it does by itself; it may be opened elsewhere when this returns.
  func close() {
    let isMerging = state.withLock { state in
      state.isClosed = true
      return state.isMerging
    }
    if isMerging { mergeEnded.wait() }
  }

  /// Forgets what a transaction noted that was rolled back.
  ///
  /// Row n of the table is entry n of the memory: nothing is ever taken out of the middle.
  private func settle(with database: Database) throws {
    let last = try Int.fetchOne(database, sql: "SELECT max(id) FROM recent_messages") ?? 0
    try state.withLock { state in
      guard last <= state.recent.count else {
        throw MessageIndexError("has rows that another process wrote")
      }
      state.recent.keepFirst(last)
    }
  }

  private static func recent(in database: Database) throws -> MessageTable {
    var table = MessageTable()
    let rows = try Prepared(
      database, "SELECT id, high, low, body FROM recent_messages ORDER BY id")
    while try rows.step() {
      let digest = MessageDigest(
        high: UInt64(bitPattern: rows.integer(1)), low: UInt64(bitPattern: rows.integer(2)))
      guard rows.integer(0) == table.count + 1 else {
        throw MessageIndexError("has lost rows of recent_messages")
      }
      table.append(MessageEntry(digest, body: rows.integer(3)))
    }
    return table
  }

  private func write(_ entries: [MessageEntry]) throws -> MessageRun {
    let (path, number) = nextFile()
    do {
      let writer = try MessageRunWriter(path, number: number, count: entries.count)
      for entry in entries { try writer.append(entry) }
      return try writer.finish()
    } catch {
      unlink(path)
      throw error
    }
  }

  private func record(flush run: MessageRun) throws {
    state.withLock { $0.unrecordedFlush = run }
    try pool.writeWithoutTransaction { database in
      try database.inTransaction(.immediate) {
        try insert(run, database)
        try database.execute(sql: "DELETE FROM recent_messages")
        guard database.changesCount == run.header.count else {
          throw MessageIndexError("has rows that another process wrote")
        }
        return .commit
      }
      state.withLock { state in
        state.unrecordedFlush = nil
        state.runs.append(run)
        state.recent.removeAll()
      }
    }
  }

  func insert(_ run: MessageRun, _ database: Database) throws {
    try database.execute(
      sql: "INSERT INTO message_runs (id, ids, checksum) VALUES (?, ?, ?)",
      arguments: [run.header.number, run.header.count, run.header.checksum])
  }

  /// Where the next run is written.
  func nextFile() -> (path: String, number: Int64) {
    let number = state.withLock { state in
      defer { state.nextNumber += 1 }
      return state.nextNumber
    }
    return (path(number), number)
  }

  func path(_ number: Int64) -> String { MessageIndex.path(number, in: folder) }

  private static func path(_ number: Int64, in folder: String) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 19 - digits.utf8.count))
    return "\(folder)/\(zeros)\(digits).run"
  }

  private func removeFiles(except numbers: Set<Int64>) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      guard name.utf8.suffix(4).elementsEqual(".run".utf8), let number = Int64(name.dropLast(4)),
        !numbers.contains(number)
      else { continue }
      guard unlink("\(folder)/\(name)") == 0 else {
        throw MessageIndexError("has a file \(number) that cannot be removed")
      }
    }
  }
}
