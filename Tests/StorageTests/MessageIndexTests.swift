import Chance
import Facts
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite("The index of message ids")
struct MessageIndexTests {
  struct Shape: Sendable {
    var (seed, recent, fanout, ids) = (UInt64(1), 5, 2, 2_000)
  }

  @Test(
    "It knows what a plain dictionary knows, over files, merges, rollbacks and reopenings",
    arguments: [
      Shape(seed: 1, recent: 5, fanout: 2, ids: 4_000),
      Shape(seed: 2, recent: 30, fanout: 3, ids: 20_000),
      Shape(seed: 3, recent: 700, fanout: 4, ids: 60_000),
    ])
  func property(shape: Shape) async throws {
    let kept = try MessageIndexFolder()
    var random = SplitMix64(seed: shape.seed)
    var known: [MessageDigest: Int64] = [:]
    var index = try kept.open(recent: shape.recent, fanout: shape.fanout)
    var next = 0
    while next < shape.ids {
      let entries = (0..<Int.random(in: 1...shape.recent, using: &random)).map { _ in
        let isNew = Int.random(in: 0..<4, using: &random) > 0
        defer { next += isNew ? 1 : 0 }
        return MessageEntry.made(
          isNew ? next : Int.random(in: 0...next, using: &random),
          body: Int64.random(in: 0..<3, using: &random))
      }
      let isRolledBack = Int.random(in: 0..<10, using: &random) == 0
      var after = known
      let expected = entries.map { MessageIndexTests.note($0, &after) }
      try index.makeRoom()
      let found = try MessageIndexTests.note(entries, index, isRolledBack)
      #expect(found == expected)
      if !isRolledBack { known = after }
      if Int.random(in: 0..<200, using: &random) == 0 {
        index.close()
        index = try kept.open(recent: shape.recent, fanout: shape.fanout)
      }
    }
    // Merging lags behind by as much as the machine is busy; then it catches up.
    await index.settleMerges()
    index.mergeIfDue()
    await index.settleMerges()
    let (runs, recent) = index.state.withLock { ($0.runs, $0.recent.count) }
    #expect(runs.reduce(recent) { $0 + $1.header.count } == known.count)
    #expect(runs.count <= (shape.fanout - 1) * 12)
    #expect(try kept.files().count == runs.count && kept.rows() == runs.count)
    #expect(index.state.withLock { $0.nextNumber } > shape.ids / shape.recent / 2)
    for (digest, body) in known {
      let entry = MessageEntry(digest, body: body)
      #expect(try index.note(entry).outcome == .sameBody)
    }
    index.close()
  }

  /// What an index must say, by a plain dictionary.
  private static func note(
    _ entry: MessageEntry, _ known: inout [MessageDigest: Int64]
  ) -> MessageIndex.Outcome {
    if let body = known[entry.digest] { return body == entry.body ? .sameBody : .otherBody }
    known[entry.digest] = entry.body
    return .new
  }

  private static func note(
    _ entries: [MessageEntry], _ index: MessageIndex, _ isRolledBack: Bool
  ) throws -> [MessageIndex.Outcome] {
    var outcomes: [MessageIndex.Outcome] = []
    try index.pool.writeWithoutTransaction { database in
      try database.inTransaction {
        let notes = try index.noting(in: database)
        for entry in entries { outcomes.append(try notes.note(entry.digest, body: entry.body)) }
        return isRolledBack ? .rollback : .commit
      }
    }
    return outcomes
  }

  @Test("What was rolled back is new again, and does not go into a file")
  func rolledBack() throws {
    let kept = try MessageIndexFolder()
    let index = try kept.open(recent: 3)
    _ = try index.note([.made(1), .made(2)])
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try kept.pool.write { database in
        let notes = try index.noting(in: database)
        for number in 3...9 { _ = try notes.note(MessageEntry.made(number).digest, body: 0) }
        throw Stop()
      }
    }
    try index.makeRoom()
    #expect(try kept.files().isEmpty)
    #expect(try index.note([.made(3), .made(2)]) == [.new, .sameBody])
    try index.makeRoom()
    #expect(try kept.files().count == 1)
    #expect(try index.note([.made(4), .made(3)]) == [.new, .sameBody])
    index.close()
  }

  @Test("A file that no row names goes, and others that lie there stay")
  func leftover() throws {
    let kept = try MessageIndexFolder()
    var index = try kept.open(recent: 2)
    _ = try index.note([.made(1), .made(2)])
    _ = try index.note([.made(3)])
    index.close()
    // As an end between a file and its row leaves it, whole or not.
    let whole = try Data(contentsOf: kept.url(kept.files()[0]))
    try whole.write(to: kept.url("0000000000000000002.run"))
    try whole.prefix(5000).write(to: kept.url("0000000000000000077.run"))
    try Data().write(to: kept.url("note.txt"))
    index = try kept.open(recent: 2)
    #expect(try kept.files() == ["0000000000000000001.run", "note.txt"])
    #expect(try index.note([.made(1), .made(3), .made(4)]) == [.sameBody, .sameBody, .new])
    index.close()
  }

  @Test("A row that cannot be written loses nothing, and its file is used later")
  func refusedRow() throws {
    let kept = try MessageIndexFolder()
    var index = try kept.open(recent: 2)
    _ = try index.note([.made(1), .made(2), .made(3)])
    try kept.pool.write {
      try $0.execute(
        sql: """
          CREATE TRIGGER full BEFORE INSERT ON message_runs
          BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END
          """)
    }
    for _ in 0..<3 { #expect(throws: DatabaseError.self) { try index.makeRoom() } }
    #expect(try kept.files().count == 1 && kept.rows() == 0)
    index.close()
    index = try kept.open(recent: 2)
    #expect(try kept.files().isEmpty)
    #expect(throws: DatabaseError.self) { try index.makeRoom() }
    let before = try kept.files()
    try kept.pool.write { try $0.execute(sql: "DROP TRIGGER full") }
    #expect(try index.note([.made(1), .made(3), .made(4)]) == [.sameBody, .sameBody, .new])
    #expect(try kept.files() == before && kept.rows() == 1)
    index.close()
  }

  @Test("A file that cannot be written loses nothing")
  func refusedFile() throws {
    let kept = try MessageIndexFolder()
    let index = try kept.open(recent: 2)
    _ = try index.note([.made(1), .made(2)])
    try FileManager.default.removeItem(atPath: kept.folder)
    #expect(throws: POSIXError.self) { try index.makeRoom() }
    try FileManager.default.createDirectory(
      atPath: kept.folder, withIntermediateDirectories: true)
    #expect(try index.note([.made(2), .made(3)]) == [.sameBody, .new])
    #expect(try kept.files().count == 1)
    index.close()
  }

  @Test("Rows that somebody else took out are missed")
  func stolenRows() throws {
    let kept = try MessageIndexFolder()
    let index = try kept.open(recent: 9)
    _ = try index.note([.made(1), .made(2), .made(3)])
    index.close()
    try kept.pool.write { try $0.execute(sql: "DELETE FROM recent_messages WHERE id = 2") }
    #expect(throws: MessageIndexError.self) { try kept.open(recent: 9) }
  }

  @Test("The ids of an earlier release's table are known")
  func migrated() throws {
    let scratch = Scratch()
    _ = try Ledger.writing(scratch.workspace)
    let pool = try DatabasePool(path: scratch.workspace.usagePath)
    try UsageSchema.migrator.migrate(pool, upTo: "1-usage")
    let secret = UsageSecret(
      Array(try pool.read { try Data.fetchOne($0, sql: "SELECT secret FROM state")! }))
    try pool.write { database in
      for number in 1...20 {
        let event = usage(number).event
        try database.execute(
          sql: "INSERT INTO messages (id, body) VALUES (?, ?)",
          arguments: [
            Data(secret.digest(Array(event.message.text.utf8))), secret.checksum(event.body),
          ])
      }
    }
    try pool.close()
    let store = try UsageStore.applying(scratch.workspace)
    var other = usage(3)
    other.event.body += [0x20]
    try store.apply([usage(1), usage(20), other, usage(21)], from: 0, to: 1)
    #expect(try store.messages() == ["m-21"])
    let count = try #require(try store.counts().first?.value)
    #expect(count.duplicate == 3 && count.conflict == 1)
  }
}
