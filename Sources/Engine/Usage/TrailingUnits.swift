import Facts

/// How many units were active in the last days, day after day.
///
/// Source: `docs/metrics.md#usage.trailing`.
public struct TrailingUnits: Sendable {
  /// What was asked; what the period is cut into plays no part.
  public let question: UsageQuestion
  /// How many days a window has, the day itself included.
  public let days: Int
  /// By day of the period up to the horizon: units active on it or on one of the days before it.
  public let active: [Int]

  /// The units that a day counts, by number; none for a day that is not asked about.
  public func rows(on day: Day, in book: ActivityBook) -> [Int] {
    guard day >= question.period.from, day <= min(question.period.to, question.horizon) else {
      return []
    }
    var units: [Int] = []
    book.forEachUnit(question) { unit, columns, rows, filter in
      let window = columns.part(
        of: rows, from: day.number - Int32(days) + 1, through: day.number)
      if window.contains(where: { filter.includes(columns.kinds[$0]) }) { units.append(unit) }
    }
    return units
  }
}

/// Counts for each day of a period who was active in the days up to it.
///
/// - Parameter days: how many a window has, the day itself included.
/// - Precondition: a window has 1 to 100,000 days.
/// - Complexity: one pass over the book's rows, however long the windows are.
///
/// Source: `docs/metrics.md#usage.trailing`.
public func trailingUnits(
  of book: ActivityBook, _ question: UsageQuestion, days: Int, workers: Workers = .oneByOne
) -> TrailingUnits {
  precondition((1...100_000).contains(days))
  let first = question.period.from.number
  let last = min(question.period.to, question.horizon).number
  guard first <= last else { return TrailingUnits(question: question, days: days, active: []) }
  let size = Int(last - first) + 2
  let filter = KindFilter(question.kinds, in: book)
  let asked = TrailingAsked(question: question, days: days)
  let parts = workers.parts(of: book, asked, byteCount: size * 4) { chunks in
    changes(of: book, chunks, question, filter, first...last, days: Int32(days))
  }
  var present = 0
  let active = (0..<size - 1).map { place in
    present += parts.reduce(0) { $0 + Int($1[place]) }
    return present
  }
  return TrailingUnits(question: question, days: days, active: active)
}

/// Everything that counts by trailing windows depend on besides their chunks.
private struct TrailingAsked: Hashable, Sendable {
  let question: UsageQuestion
  let days: Int
}

/// By day: how many more units are counted than on the day before.
private func changes(
  of book: ActivityBook, _ chunks: ChunkTurns, _ question: UsageQuestion, _ filter: KindFilter,
  _ window: ClosedRange<Int32>, days: Int32
) -> [Int32] {
  let (first, last) = (window.lowerBound, window.upperBound)
  var changes = [Int32](repeating: 0, count: Int(last - first) + 2)
  changes.withUnsafeMutableBufferPointer { changes in
    filter.withTable { kinds in
      for chunk in chunks {
        book.chunks[chunk].withView { view in
          for local in 0..<view.unitCount
          where question.includes(chunk * ActivityChunk.capacity + local) {
            let (columns, rows) = view.rows(of: local)
            // Up to which day the unit is counted already.
            var counted = first &- 1
            for row in columns.part(of: rows, from: first &- days &+ 1, through: last)
            where kinds[Int(columns.kinds[row])] != 0 {
              let begin = max(columns.days[row], counted &+ 1)
              let end = min(columns.days[row] &+ days &- 1, last)
              guard begin <= end else { continue }
              changes[Int(begin &- first)] &+= 1
              changes[Int(end &- first) &+ 1] &-= 1
              counted = end
            }
          }
        }
      }
    }
  }
  return changes
}
