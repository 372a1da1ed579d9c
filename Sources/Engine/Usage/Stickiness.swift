import Facts

/// On how many of a period's days its active units were active.
///
/// Source: `docs/metrics.md#usage.stickiness`.
public struct Stickiness: Sendable {
  /// What a piece comes to.
  public struct Count: Hashable, Sendable {
    /// The days of the piece.
    public let period: Period
    /// Whether its last day is known.
    public let isComplete: Bool
    /// How many of its days are known.
    public let days: Int
    /// How many units were active on so many days, from 1 day on.
    public let unitsByDays: [Int]

    /// Units active on any day of it.
    public var active: Int { unitsByDays.reduce(0, +) }

    /// The sum over its days of the units that were active on each.
    public var unitDays: Int {
      unitsByDays.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
    }

    /// Mean of the daily active units by the active units of the piece; undefined without any.
    ///
    /// Without an interval: the days of one unit are no independent trials.
    public var value: FigureValue { FigureValue(mean: unitDays, by: active * days) }

    /// Mean of the daily active units.
    public var daily: FigureValue { FigureValue(mean: unitDays, by: days) }
  }

  /// A unit that was active in a piece.
  public struct Row: Hashable, Sendable {
    /// The unit's number.
    public let unit: Int
    /// On how many of its days it was active; the rows' sum is ``Count/unitDays``.
    public let days: Int
  }

  /// What was asked.
  public let question: UsageQuestion
  /// By piece.
  public let periods: [Count]

  /// The units active in a piece, by number, and on how many of its days.
  public func rows(of index: Int, in book: ActivityBook) -> [Row] {
    let piece = periods[index].period
    let last = min(piece.to, question.horizon).number
    var found: [Row] = []
    book.forEachUnit(question) { unit, columns, rows, filter in
      let days = columns.part(of: rows, from: piece.from.number, through: last)
        .filter { filter.includes(columns.kinds[$0]) }.map { columns.days[$0] }
      if !days.isEmpty { found.append(Row(unit: unit, days: Set(days).count)) }
    }
    return found
  }
}

/// Counts on how many days of each piece of a period its active units were active.
///
/// - Complexity: one pass over the book's rows.
///
/// Source: `docs/metrics.md#usage.stickiness`.
public func stickiness(
  of book: ActivityBook, _ question: UsageQuestion, workers: Workers = .oneByOne
) -> Stickiness {
  let pieces = question.pieces
  let plan = DayCounts(
    question: question, slots: question.slots(of: pieces),
    width: (pieces.map { $0.to.number - $0.from.number }.max() ?? 0) + 2,
    filter: KindFilter(question.kinds, in: book))
  let asked = StickinessAsked(question: question)
  let parts = workers.parts(of: book, asked, byteCount: plan.size * 4) { plan.count(book, $0) }
  return Stickiness(
    question: question,
    periods: pieces.enumerated().map { index, piece in
      let days = Int(min(piece.to, question.horizon).number - piece.from.number) + 1
      let row = (index + 2) * Int(plan.width)
      return Stickiness.Count(
        period: piece, isComplete: piece.to <= question.horizon, days: days,
        unitsByDays: (1...days).map { day in parts.reduce(0) { $0 + Int($1[row + day]) } })
    })
}

/// Everything that stickiness depends on besides its chunks.
private struct StickinessAsked: Hashable, Sendable {
  let question: UsageQuestion
}

/// Counts in each slot who was active on how many of its days.
private struct DayCounts {
  let question: UsageQuestion
  let slots: DaySlots
  /// One more than the most days that a piece has.
  let width: Int32
  let filter: KindFilter

  var size: Int { slots.count * Int(width) }

  /// By slot, then by number of days.
  func count(_ book: ActivityBook, _ chunks: ChunkTurns) -> [Int32] {
    var counts = [Int32](repeating: 0, count: size)
    counts.withUnsafeMutableBufferPointer { counts in
      guard let counts = counts.baseAddress else { return }
      slots.withTable { table in
        filter.withTable { kinds in
          for chunk in chunks {
            book.chunks[chunk].withView { view in
              for local in 0..<view.unitCount
              where question.includes(chunk * ActivityChunk.capacity + local) {
                let (columns, rows) = view.rows(of: local)
                count(columns, rows, table, kinds, counts)
              }
            }
          }
        }
      }
    }
    return counts
  }

  @inline(__always)
  private func count(
    _ columns: ActivityPointers, _ rows: Range<Int>, _ table: DaySlots.Table,
    _ kinds: UnsafePointer<UInt8>, _ counts: UnsafeMutablePointer<Int32>
  ) {
    var day = Int32.min
    var slot = 0
    var days = 0
    for row in rows {
      let next = columns.days[row]
      let nextSlot = table.slot(of: next)
      if nextSlot != slot {
        // More days than a piece can have are those of slots that nobody asks about.
        counts[slot &* Int(width) &+ min(days, Int(width) &- 1)] &+= 1
        slot = nextSlot
        days = 0
      }
      // A row of a day that is counted already, or of a kind that is not meant, adds nothing; told
      // without a branch, for nothing foretells it.
      let isMeant = kinds[Int(columns.kinds[row])] != 0
      days &+= isMeant && next != day ? 1 : 0
      day = isMeant ? next : day
    }
    counts[slot &* Int(width) &+ min(days, Int(width) &- 1)] &+= 1
  }
}
