import Facts

/// How many of some units used each kind of event in a period, how often and on how many days.
///
/// Source: `docs/metrics.md#usage.adoption`.
public struct Adoption: Sendable {
  /// What one kind of event comes to.
  public struct Feature: Hashable, Sendable {
    /// Its number in ``ActivityBook/kinds``.
    public let kind: Int32
    /// Units that used it.
    public let used: Int
    /// How often they did.
    public let count: Int
    /// On how many days, added up over units.
    public let unitDays: Int
    /// Of how many units: the population, or all that were active in the period.
    public let whole: Int

    /// The share of the units that used it.
    public var share: FigureValue { FigureValue(used, of: whole) }
    /// How often by unit that used it.
    public var countPerUser: FigureValue { FigureValue(mean: count, by: used) }
    /// On how many days by unit that used it.
    public var daysPerUser: FigureValue { FigureValue(mean: unitDays, by: used) }
    /// How often by unit of the whole.
    public var countPerUnit: FigureValue { FigureValue(mean: count, by: whole) }
  }

  /// A unit that used a kind of event.
  public struct Row: Hashable, Sendable {
    /// The unit's number.
    public let unit: Int
    /// How often; the rows' sum is ``Feature/count``.
    public let count: Int
    /// On how many days; the rows' sum is ``Feature/unitDays``.
    public let days: Int
  }

  /// What was asked; what the period is cut into and which kinds count play no part.
  public let question: UsageQuestion
  /// By kind of event, in the order of their numbers.
  public let features: [Feature]
  /// Units that were active in the period, by any event.
  public let active: Int

  /// The units that used a kind, by number.
  public func rows(of kind: Int32, in book: ActivityBook) -> [Row] {
    let last = min(question.period.to, question.horizon).number
    var found: [Row] = []
    book.forEachUnit(question) { unit, columns, rows, _ in
      let used = columns.part(of: rows, from: question.period.from.number, through: last)
        .filter { columns.kinds[$0] == kind }
      guard !used.isEmpty else { return }
      let count = used.reduce(0) { $0 + Int(columns.counts[$1]) }
      found.append(Row(unit: unit, count: count, days: used.count))
    }
    return found
  }
}

/// Counts who used which kind of event in a period.
///
/// - Complexity: one pass over the period's rows.
///
/// Source: `docs/metrics.md#usage.adoption`.
public func adoption(
  of book: ActivityBook, _ question: UsageQuestion, workers: Workers = .oneByOne
) -> Adoption {
  let last = min(question.period.to, question.horizon).number
  let kindCount = book.kinds.count
  let asked = AdoptionAsked(question: question, kindCount: kindCount)
  let parts = workers.parts(of: book, asked, byteCount: kindCount * 24) { chunks in
    var tally = AdoptionTally(kindCount)
    for chunk in chunks {
      book.chunks[chunk].withView { view in
        for local in 0..<view.unitCount
        where question.includes(chunk * ActivityChunk.capacity + local) {
          let (columns, rows) = view.rows(of: local)
          tally.add(
            columns, columns.part(of: rows, from: question.period.from.number, through: last))
        }
      }
    }
    return tally.sums
  }
  func sum(_ place: Int) -> Int { parts.reduce(0) { $0 + $1[place] } }
  let active = sum(3 * kindCount)
  let whole = question.population?.count ?? active
  return Adoption(
    question: question,
    features: (0..<kindCount).map { kind in
      Adoption.Feature(
        kind: Int32(kind), used: sum(3 * kind), count: sum(3 * kind + 1),
        unitDays: sum(3 * kind + 2), whole: whole)
    }, active: active)
}

/// Everything that adoption depends on besides its chunks.
private struct AdoptionAsked: Hashable, Sendable {
  let question: UsageQuestion
  let kindCount: Int
}

private struct AdoptionTally {
  /// By kind: who used it, how often, on how many days; then who was active.
  var sums: [Int]
  /// By kind: the last unit that used it, counted from 1.
  private var lastUsers: [Int]
  private var unit = 0

  init(_ kindCount: Int) {
    sums = [Int](repeating: 0, count: 3 * kindCount + 1)
    lastUsers = [Int](repeating: 0, count: kindCount)
  }

  /// Adds a unit's rows.
  mutating func add(_ columns: ActivityPointers, _ rows: Range<Int>) {
    unit &+= 1
    var isActive = 0
    let unit = unit
    lastUsers.withUnsafeMutableBufferPointer { lastUsers in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in rows where columns.kinds[row] >= 0 {
          let kind = Int(columns.kinds[row])
          sums[3 &* kind] &+= lastUsers[kind] == unit ? 0 : 1
          lastUsers[kind] = unit
          sums[3 &* kind &+ 1] &+= Int(columns.counts[row])
          sums[3 &* kind &+ 2] &+= 1
          isActive = 1
        }
      }
    }
    sums[sums.count - 1] += isActive
  }
}
