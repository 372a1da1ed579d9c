/// What the pieces of a panel came to when they were asked something.
///
/// Opaque: whoever keeps it gives it back to the engine when the same is asked again.
public struct Partials: Sendable {
  /// How many chunks make a piece.
  let length: Int
  /// By chunk.
  let tokens: [ChangeToken]
  /// An array of results, by piece.
  let parts: any Sendable
  /// About how much room it takes.
  public let byteCount: Int

  /// What is asked, for looking it up.
  public struct Question: Hashable, Sendable {
    private let asked: any Hashable & Sendable

    init(_ asked: some Hashable & Sendable) { self.asked = asked }

    /// Whether the same is asked.
    public static func == (one: Question, other: Question) -> Bool {
      one.asked.isSame(as: other.asked)
    }

    /// Hashes what is asked.
    public func hash(into hasher: inout Hasher) { asked.hash(into: &hasher) }
  }

  /// A place where partial results are kept between questions.
  ///
  /// The engine keeps nothing itself; what it is given back may be as old as one likes, for it
  /// looks at each piece whether it is still what was counted.
  public struct Store: Sendable {
    fileprivate let find: @Sendable (Question) -> Partials?
    fileprivate let keep: @Sendable (Question, Partials) -> Void

    /// - Parameters:
    ///   - find: gives back what was last kept for a question, or nil.
    ///   - keep: takes what is to be kept for it from now on.
    public init(
      find: @escaping @Sendable (Question) -> Partials?,
      keep: @escaping @Sendable (Question, Partials) -> Void
    ) {
      self.find = find
      self.keep = keep
    }
  }
}

extension Equatable {
  fileprivate func isSame(as other: any Equatable) -> Bool { other as? Self == self }
}

extension Workers {
  /// So many pieces at most where their results are kept: the smaller a piece, the less is counted
  /// again when one account changes.
  private static let mostKept = 256
  /// Where results are large, fewer pieces are made, so that all of a question take little room.
  private static let mostBytes = 4 << 20

  /// Whether results of a size are kept.
  static func canKeep(_ byteCount: Int, pieces: Int = 16) -> Bool {
    byteCount * pieces <= mostBytes * 16
  }

  /// The results of the pieces of a panel, or of a book of activity; those that are known are not
  /// counted again.
  ///
  /// - Parameters:
  ///   - asked: everything that the results depend on besides the pieces' chunks.
  ///   - byteCount: about how much room one result takes.
  ///   - fewest: how many pieces there may be in any case, if there are as many chunks.
  ///   - isOrdered: whether a piece has to be of neighbouring chunks, and come after those before
  ///     it; else it takes chunks as it gets through with them.
  ///   - count: counts some chunks.
  func parts<Part: Sendable>(
    of panel: some Chunked, _ asked: some Hashable & Sendable, byteCount: Int, fewest: Int = 16,
    isOrdered: Bool = false, _ count: @Sendable (ChunkTurns) -> Part
  ) -> [Part] {
    guard let store, Workers.canKeep(byteCount, pieces: fewest) else {
      let pieces = panel.pieces(atMost: fewest)
      if isOrdered { return map(pieces.count) { count(ChunkTurns(pieces[$0])) } }
      let turns = ChunkTurns(0..<panel.chunkCount)
      return map(pieces.count) { _ in turns.isOver ? nil : count(turns) }
        .compactMap { $0 }
    }
    let most = min(Workers.mostKept, max(fewest, Workers.mostBytes / max(1, byteCount)))
    let pieces = panel.pieces(atMost: most)
    let length = pieces.first?.count ?? 1
    let tokens = panel.tokens
    let question = Partials.Question(asked)
    var known: [Part?] = pieces.map { _ in nil }
    if let found = store.find(question), found.length == length,
      let parts = found.parts as? [Part]
    {
      for (number, piece) in pieces.enumerated() where piece.upperBound <= found.tokens.count {
        if piece.allSatisfy({ found.tokens[$0] === tokens[$0] }), isWhole(piece, found, length) {
          known[number] = parts[number]
        }
      }
    }
    let missing = known.indices.filter { known[$0] == nil }
    guard !missing.isEmpty else { return known.compactMap { $0 } }
    let counted = map(missing.count) { count(ChunkTurns(pieces[missing[$0]])) }
    for (number, part) in zip(missing, counted) { known[number] = part }
    let parts = known.compactMap { $0 }
    store.keep(
      question,
      Partials(
        length: length, tokens: tokens, parts: parts,
        byteCount: (byteCount + 64) * parts.count + tokens.count * 8))
    return parts
  }

  /// Whether a piece was no shorter when it was counted, nor longer: the last one grows.
  private func isWhole(_ piece: Range<Int>, _ found: Partials, _ length: Int) -> Bool {
    piece.count == length || piece.upperBound == found.tokens.count
  }
}
