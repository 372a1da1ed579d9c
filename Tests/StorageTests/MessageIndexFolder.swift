import Chance
import Facts
import Foundation
import GRDB

@testable import Storage

/// A database and a folder of ids, opened again and again.
final class MessageIndexFolder {
  let scratch = Scratch()
  let pool: DatabasePool
  var folder: String { scratch.workspace.messageIndexPath }

  init() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.workspace.path, withIntermediateDirectories: true)
    pool = try DatabasePool(path: scratch.workspace.usagePath)
    // What is tried here is no failure of power.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
    try UsageSchema.migrate(pool)
  }

  func open(recent: Int, fanout: Int = 8) throws -> MessageIndex {
    try MessageIndex(
      pool, folder: folder, limits: MessageIndex.Limits(recent: recent, fanout: fanout))
  }

  /// The names of the files, in order.
  func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  func url(_ file: String) -> URL { URL(filePath: folder).appending(path: file) }

  /// How many files the table names.
  func rows() throws -> Int {
    try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM message_runs") ?? 0 }
  }
}

extension MessageIndex {
  /// Notes ids in one transaction, after writing a file where one is due.
  func note(_ entries: [MessageEntry]) throws -> [Outcome] {
    try makeRoom()
    return try pool.write { database in
      let notes = try noting(in: database)
      return try entries.map { try notes.note($0.digest, body: $0.body) }
    }
  }

  /// Ends when nothing more is merged by itself.
  func settleMerges() async {
    while isMerging { await Task.yield() }
  }
}

extension MessageEntry {
  /// An id as evenly spread as those of a workspace are.
  static func made(_ number: Int, body: Int64 = 0) -> MessageEntry {
    var random = SplitMix64(seed: UInt64(number))
    return MessageEntry(MessageDigest(high: random.next(), low: random.next()), body: body)
  }
}
