import Facts

/// How many units were active in each piece of a period, and where they come from.
///
/// Source: `docs/metrics.md#usage.active`.
public struct ActiveUnits: Sendable {
  /// Units that a piece counts.
  public enum Group: String, CaseIterable, Sendable {
    /// Active in it.
    case active
    /// Active in it and never before.
    case new
    /// Active in it and in the period before it.
    case returning
    /// Active in it, not in the period before it, but earlier.
    case resurrected
    /// Active in the period before it, not in it.
    case dormant
  }

  /// What a piece comes to; active = new + returning + resurrected.
  public struct Count: Hashable, Sendable {
    /// The days of the piece.
    public let period: Period
    /// Whether its last day is known.
    public let isComplete: Bool
    /// The units of each group.
    public let active, new, returning, resurrected, dormant: Int

    /// How many there are of a group.
    public func number(of group: Group) -> Int {
      switch group {
      case .active: active
      case .new: new
      case .returning: returning
      case .resurrected: resurrected
      case .dormant: dormant
      }
    }

    /// The share of those active the period before who are active again.
    ///
    /// Source: `docs/metrics.md#usage.kept`.
    public var kept: FigureValue { FigureValue(returning, of: returning + dormant) }
  }

  /// What was asked.
  public let question: UsageQuestion
  /// By piece.
  public let periods: [Count]

  /// The units of a group in a piece, by number; as many as the piece counts.
  ///
  /// - Parameters:
  ///   - index: the piece's place among ``periods``.
  ///   - book: what was counted.
  public func rows(of index: Int, _ group: Group, in book: ActivityBook) -> [Int] {
    let piece = periods[index].period
    let last = min(piece.to, question.horizon).number
    let first = piece.from.number
    let before = question.dayBefore(piece)
    var units: [Int] = []
    book.forEachUnit(question) { unit, columns, rows, filter in
      func isActive(_ first: Int32, _ last: Int32) -> Bool {
        columns.part(of: rows, from: first, through: last).contains {
          filter.includes(columns.kinds[$0])
        }
      }
      let isMeant =
        switch group {
        case .active: isActive(first, last)
        case .new: isActive(first, last) && !isActive(.min, first - 1)
        case .returning: isActive(first, last) && isActive(before, first - 1)
        case .resurrected:
          isActive(first, last) && !isActive(before, first - 1) && isActive(.min, before - 1)
        case .dormant: !isActive(first, last) && isActive(before, first - 1)
        }
      if isMeant { units.append(unit) }
    }
    return units
  }
}

extension ActivityBook {
  /// Goes through the units that are looked at, one by one.
  func forEachUnit(
    _ question: UsageQuestion,
    _ body: (
      _ unit: Int, _ columns: ActivityPointers, _ rows: Range<Int>, _ filter: KindFilter
    ) -> Void
  ) {
    let filter = KindFilter(question.kinds, in: self)
    for chunk in chunks.indices {
      chunks[chunk].withView { view in
        for local in 0..<view.unitCount {
          let unit = chunk * ActivityChunk.capacity + local
          guard question.includes(unit) else { continue }
          let (columns, rows) = view.rows(of: local)
          body(unit, columns, rows, filter)
        }
      }
    }
  }
}

extension FigureValue {
  /// A share of units, with its interval; undefined where there are none.
  public init(_ numerator: Int, of denominator: Int) {
    self.init(
      numerator: numerator, denominator: denominator,
      value: denominator > 0 ? Double(numerator) / Double(denominator) : nil,
      interval: WilsonInterval(numerator, of: denominator))
  }

  /// A mean or a ratio that is no share of units; undefined where there is nothing to divide by.
  public init(mean numerator: Int, by denominator: Int) {
    self.init(
      numerator: numerator, denominator: denominator,
      value: denominator > 0 ? Double(numerator) / Double(denominator) : nil)
  }
}

/// Counts who was active in each piece of a period.
///
/// - Complexity: one pass over the book's rows.
///
/// Source: `docs/metrics.md#usage.active`.
public func activeUnits(
  of book: ActivityBook, _ question: UsageQuestion, workers: Workers = .oneByOne
) -> ActiveUnits {
  let pieces = question.pieces
  let masks = ActiveMasks(
    book, slots: question.slots(of: pieces), filter: KindFilter(question.kinds, in: book),
    population: question.population)
  let size = masks.wordCount * 64
  let parts = workers.parts(of: book, ActiveAsked(question: question), byteCount: size * 12) {
    masks.countActive(of: book, $0)
  }
  func sum(_ place: Int) -> Int { parts.reduce(0) { $0 + Int($1[place]) } }
  return ActiveUnits(
    question: question,
    periods: pieces.enumerated().map { index, piece in
      let slot = index + 2
      let active = sum(slot)
      let new = sum(size + slot)
      let returning = sum(2 * size + slot)
      return ActiveUnits.Count(
        period: piece, isComplete: piece.to <= question.horizon, active: active, new: new,
        returning: returning, resurrected: active - new - returning,
        dormant: sum(slot - 1) - returning)
    })
}

/// Everything that the count of a piece's active units depends on besides its chunks.
private struct ActiveAsked: Hashable, Sendable {
  let question: UsageQuestion
}

extension ActiveMasks {
  /// By slot: who is active, then who is for the first time, then who is and was in the one before.
  fileprivate func countActive(of book: ActivityBook, _ chunks: ChunkTurns) -> [Int32] {
    let size = wordCount * 64
    var counts = [Int32](repeating: 0, count: 3 * size)
    counts.withUnsafeMutableBufferPointer { counts in
      guard let active = counts.baseAddress else { return }
      let new = active + size
      let returning = new + size
      forEachUnit(of: book, chunks) { _, words in
        var carry: UInt64 = 0
        var isNew = true
        for place in 0..<wordCount {
          let word = words[place]
          let before = word &<< 1 | carry
          carry = word &>> 63
          if isNew, word != 0 {
            new[place &* 64 &+ word.trailingZeroBitCount] &+= 1
            isNew = false
          }
          word.addBits(to: active + place &* 64)
          (word & before).addBits(to: returning + place &* 64)
        }
      }
    }
    return counts
  }
}
