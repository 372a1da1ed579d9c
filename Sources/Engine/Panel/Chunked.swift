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

/// The chunks that a piece of work is about, ascending.
struct ChunkNumbers: Sequence, IteratorProtocol {
  private var own: Range<Int>
  private let turns: ChunkTurns?

  /// Some that are this piece's.
  init(_ own: Range<Int>) {
    self.own = own
    turns = nil
  }

  /// Whichever are next, when one is asked for.
  init(_ turns: ChunkTurns) {
    own = 0..<0
    self.turns = turns
  }

  mutating func next() -> Int? { turns.map { $0.next() } ?? own.popFirst() }
}

/// Chunks that several pieces of work share: each takes the next one when it is done with its last,
/// so that none waits for another on a busy machine, and what a piece has to begin with and to hand
/// over is done once a thread.
final class ChunkTurns: Sendable {
  private let count: Int
  private let taken = Atomic(0)

  init(_ count: Int) { self.count = count }

  /// Whether all are taken.
  var isOver: Bool { taken.load(ordering: .relaxed) >= count }

  func next() -> Int? {
    let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }
}
