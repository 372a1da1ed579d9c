/// Something that is kept in chunks, so that work on it can be cut by them.
protocol Chunked: Sendable {
  var chunkCount: Int { get }
  /// What stands for each chunk as it now is.
  var tokens: [ChangeToken] { get }
}

extension Chunked {
  /// The chunks in some pieces of work, few enough that their partial results take little room.
  func pieces(atMost count: Int) -> [Range<Int>] {
    // Of a length that stays as it is while some chunks are added, so that most pieces do too.
    var length = 1
    while chunkCount > length * count { length *= 2 }
    return stride(from: 0, to: chunkCount, by: length).map {
      $0..<min($0 + length, chunkCount)
    }
  }
}
