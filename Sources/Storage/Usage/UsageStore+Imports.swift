import Facts
import Foundation
import GRDB

/// What became of the events of a file so far.
public struct UsageImport: Sendable, Equatable {
  /// What became of those that were applied.
  public var count = UsageCount()
  /// Whether that is all of them.
  public var isFinished = false

  /// Nothing of it was applied.
  public init(count: UsageCount = UsageCount(), isFinished: Bool = false) {
    self.count = count
    self.isFinished = isFinished
  }
}

extension UsageStore {
  /// What became of the events that were handed over under a name.
  public func importing(_ name: String) throws -> UsageImport {
    try pool.read { database in
      guard
        let row = try Row.fetchOne(
          database, sql: "SELECT * FROM imports WHERE name = ?", arguments: [name])
      else { return UsageImport() }
      return UsageImport(count: UsageCount(row), isFinished: row["finished"])
    }
  }

  /// Whether anything was handed over that is not all applied.
  var hasImports: Bool { !UsageSpool.waiting(in: workspace).isEmpty }

  /// Applies a piece of what was handed over first, each event of it once, and moves on behind it.
  ///
  /// - Returns: whether there was anything.
  /// - Throws: ``UsageSpoolError`` where it is damaged.
  /// - Precondition: it was opened to apply.
  public func applyImport(in zone: Zone) throws -> Bool {
    guard let name = UsageSpool.waiting(in: workspace).first else { return false }
    let folder = workspace.usageSpoolPath + "/" + name
    let place = try pool.read { database in
      try Row.fetchOne(
        database, sql: "SELECT applied, finished FROM imports WHERE name = ?", arguments: [name]
      ).map { (applied: $0["applied"] as Int64, isFinished: $0["finished"] as Bool) }
    }
    if place?.isFinished != true {
      let (events, next, end) = try UsageStore.piece(in: folder, from: place?.applied ?? 0)
      try apply(
        events, of: name, from: place?.applied ?? 0, to: next, isLast: next == end, in: zone)
      try tidy()
      guard next == end else { return true }
    }
    try FileManager.default.removeItem(atPath: folder)
    return true
  }

  private static func piece(
    in folder: String, from place: Int64
  ) throws -> (events: [SourcedEvent], next: Int64, end: Int64) {
    do {
      let files = IntakeFiles(in: folder)
      let end = try files.length()
      let (events, next) = try files.read(from: place, to: end, atMost: 1 << 20)
      return (events, next, end)
    } catch let error as IntakeLogError {
      throw UsageSpoolError(
        "is damaged: take \(folder) away and import the file again. \(error.description)")
    }
  }

  private func apply(
    _ events: [SourcedEvent], of name: String, from place: Int64, to next: Int64, isLast: Bool,
    in zone: Zone
  ) throws {
    try applyNew(in: zone) { applier, messages in
      let database = applier.database
      try database.execute(
        sql: "INSERT OR IGNORE INTO imports (name) VALUES (?)", arguments: [name])
      var count = UsageCount()
      for event in events { count.add(try applier.take(event, messages, isHistory: true)) }
      try database.execute(
        sql: """
          UPDATE imports SET applied = ?, finished = ?, accepted = accepted + ?,
            stored = stored + ?, duplicate = duplicate + ?, conflict = conflict + ?,
            quarantined = quarantined + ?
          WHERE name = ? AND applied = ?
          """,
        arguments: [
          next, isLast, count.accepted, count.stored, count.duplicate, count.conflict,
          count.quarantined, name, place,
        ])
      precondition(database.changesCount == 1, "one process applies at a time")
    }
  }
}
