import Synchronization

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

/// Chunks that pieces of work take, ascending: where several share them, each takes the next one
/// when it is done with its last.
///
/// So none waits for another on a busy machine, and what a piece has to begin with and to hand over
/// is done once a thread.
final class ChunkTurns: Sequence, IteratorProtocol, Sendable {
  private let chunks: Range<Int>
  private let taken = Atomic(0)

  init(_ chunks: Range<Int>) { self.chunks = chunks }

  /// Whether all are taken.
  var isOver: Bool { taken.load(ordering: .relaxed) >= chunks.count }

  func next() -> Int? {
    let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < chunks.count ? chunks.lowerBound + number : nil
  }
}
