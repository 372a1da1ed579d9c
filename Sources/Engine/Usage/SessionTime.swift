import Facts

/// How long the active units of each piece of a period were busy.
///
/// Source: `docs/metrics.md#usage.seconds`.
public struct SessionTime: Sendable {
  /// What a piece comes to.
  public struct Count: Hashable, Sendable {
    /// The days of the piece.
    public let period: Period
    /// Whether its last day is known.
    public let isComplete: Bool
    /// The seconds of all rows of kinds that count.
    public let seconds: Int
    /// Units active in it, those without a second too.
    public let active: Int

    /// Seconds by active unit; undefined without any.
    public var perUnit: FigureValue { FigureValue(mean: seconds, by: active) }
  }

  /// A unit that was active in a piece.
  public struct Row: Hashable, Sendable {
    /// The unit's number.
    public let unit: Int
    /// Its seconds; the rows' sum is ``Count/seconds``.
    public let seconds: Int
  }

  /// What was asked.
  public let question: UsageQuestion
  /// By piece.
  public let periods: [Count]

  /// The units active in a piece, by number, with their seconds.
  public func rows(of index: Int, in book: ActivityBook) -> [Row] {
    let piece = periods[index].period
    let last = min(piece.to, question.horizon).number
    var found: [Row] = []
    book.forEachUnit(question) { unit, columns, rows, filter in
      let window = columns.part(of: rows, from: piece.from.number, through: last)
      let meant = window.filter { filter.includes(columns.kinds[$0]) }
      guard !meant.isEmpty else { return }
      found.append(Row(unit: unit, seconds: meant.reduce(0) { $0 + Int(columns.seconds[$1]) }))
    }
    return found
  }

  /// Half of the units active in a piece were busy for fewer seconds, half for more.
  ///
  /// It is the mean of the middle two where there is no middle one, and nil without any unit.
  ///
  /// Source: `docs/metrics.md#usage.seconds.median`.
  public func median(of index: Int, in book: ActivityBook) -> Double? {
    let seconds = rows(of: index, in: book).map(\.seconds).sorted()
    guard !seconds.isEmpty else { return nil }
    let middle = seconds[seconds.count / 2]
    return seconds.count % 2 == 1
      ? Double(middle) : (Double(seconds[seconds.count / 2 - 1]) + Double(middle)) / 2
  }
}

/// Adds up how long the active units of each piece of a period were busy.
///
/// - Complexity: one pass over the book's rows.
///
/// Source: `docs/metrics.md#usage.seconds`.
public func sessionTime(
  of book: ActivityBook, _ question: UsageQuestion, workers: Workers = .oneByOne
) -> SessionTime {
  let pieces = question.pieces
  let slots = question.slots(of: pieces)
  let filter = KindFilter(question.kinds, in: book)
  let asked = SessionAsked(question: question)
  let parts = workers.parts(of: book, asked, byteCount: slots.count * 16) { chunks in
    secondsBySlot(of: book, chunks, question, slots, filter)
  }
  return SessionTime(
    question: question,
    periods: pieces.enumerated().map { index, piece in
      SessionTime.Count(
        period: piece, isComplete: piece.to <= question.horizon,
        seconds: parts.reduce(0) { $0 + $1[(index + 2) * 2] },
        active: parts.reduce(0) { $0 + $1[(index + 2) * 2 + 1] })
    })
}

/// Everything that session time depends on besides its chunks.
private struct SessionAsked: Hashable, Sendable {
  let question: UsageQuestion
}

/// By slot: the seconds, and how many units were active.
private func secondsBySlot(
  of book: ActivityBook, _ chunks: ChunkTurns, _ question: UsageQuestion, _ slots: DaySlots,
  _ filter: KindFilter
) -> [Int] {
  var sums = [Int](repeating: 0, count: slots.count * 2)
  sums.withUnsafeMutableBufferPointer { sums in
    slots.withTable { table in
      filter.withTable { kinds in
        for chunk in chunks {
          book.chunks[chunk].withView { view in
            for local in 0..<view.unitCount
            where question.includes(chunk * ActivityChunk.capacity + local) {
              let (columns, rows) = view.rows(of: local)
              var last = -1
              for row in rows where kinds[Int(columns.kinds[row])] != 0 {
                let slot = table.slot(of: columns.days[row])
                sums[slot &* 2] &+= Int(columns.seconds[row])
                sums[slot &* 2 &+ 1] &+= slot == last ? 0 : 1
                last = slot
              }
            }
          }
        }
      }
    }
  }
  return sums
}
