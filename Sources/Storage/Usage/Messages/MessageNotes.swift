import GRDB

/// Notes the ids of one transaction, and is not used after it.
final class MessageNotes {
  private let index: MessageIndex
  private let insertion: Prepared

  init(_ index: MessageIndex, in database: Database) throws {
    self.index = index
    insertion = try Prepared(
      database, "INSERT INTO recent_messages (id, high, low, body) VALUES (?, ?, ?, ?)")
  }

  /// Says whether an id came before, and with which body; if not, it has from now on.
  ///
  /// - Throws: ``MessageIndexError`` where what would tell is damaged.
  func note(_ digest: MessageDigest, body: Int64) throws -> MessageIndex.Outcome {
    let (outcome, count) = try index.note(MessageEntry(digest, body: body))
    guard outcome == .new else { return outcome }
    insertion.bind(1, Int64(count))
    insertion.bind(2, Int64(bitPattern: digest.high))
    insertion.bind(3, Int64(bitPattern: digest.low))
    insertion.bind(4, body)
    try insertion.run()
    return outcome
  }
}
