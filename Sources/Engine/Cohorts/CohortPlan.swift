import Facts

/// A question about cohorts, made ready for loops over millions of steps.
struct CohortPlan {
  let panel: Panel
  let question: CohortQuestion
  let horizon: Int32
  /// No customer enters earlier.
  let firstDay: Int32
  let valuation: Valuation?
  let attribute: AttributeColumn
  /// First days of the units between entries and the horizon, and of the one after it.
  private let unitStarts: [Int32]
  private let firstUnit: Int32

  /// Nil where nobody pays up to the horizon.
  init?(_ panel: Panel, _ question: CohortQuestion) {
    horizon = question.horizon.number
    let horizon = horizon
    let first = panel.chunks.indices.reduce(Int32.max) {
      min($0, panel.chunks[$1].paid.firstDay)
    }
    guard first <= horizon else { return nil }
    self.panel = panel
    self.question = question
    firstDay = first
    valuation = question.measure.book.map { book in
      Valuation(
        book, currencies: panel.currencies(through: horizon),
        months: Day(number: first).month.number...question.horizon.month.number)
    }
    attribute = panel.attribute(question.cohort.slicing)
    let unit = question.every
    firstUnit = unit.index(of: first)
    unitStarts =
      question.clock == .anniversary
      ? [] : (firstUnit...unit.index(of: horizon) + 1).map(unit.firstDay)
  }

  /// The first and the last day of a cell for a customer; the last may lie after the horizon.
  ///
  /// - Returns: nil for a cell that begins after the horizon.
  @inline(__always)
  func cell(_ index: Int, of entry: CohortEntry) -> (first: Int32, last: Int32)? {
    if question.clock == .calendar {
      let unit = entry.unit + index
      guard unit + 1 < unitStarts.count, unitStarts[unit] <= horizon else { return nil }
      return (unitStarts[unit], unitStarts[unit + 1] - 1)
    }
    let first = question.every.anniversary(of: entry.day, index)
    guard first <= horizon else { return nil }
    if question.sight == .end { return (first, first) }
    return (first, question.every.anniversary(of: entry.day, index + 1) - 1)
  }

  /// Where a customer's cells are counted from.
  func entry(on day: Int32) -> CohortEntry {
    CohortEntry(day: day, unit: Int(question.every.index(of: day) - firstUnit))
  }

  /// Walks through some chunks' customers.
  func forEachCustomer(
    of chunks: Range<Int>, _ body: (_ account: Int, borrowing CohortWalk) -> Void
  ) {
    var walk = CohortWalk(self)
    for chunk in chunks {
      panel.chunks[chunk].withView { view in
        for local in 0..<view.accountCount {
          let account = chunk * Chunk.capacity + local
          if walk.read(account, local: local, in: view) { body(account, walk) }
        }
      }
    }
  }

  /// Everything that a piece's tally depends on besides its chunks; a triangle has all cells, and
  /// what they are compared with is decided afterwards.
  struct Asked: Hashable, Sendable {
    let question: CohortQuestion
    let isTriangle: Bool
    let firstDay: Int32
    let currencies: Set<UInt16>
    let attribute: ChangeToken?
  }

  func asked(isTriangle: Bool) -> Asked {
    var question = question
    question.comparison = .start
    question.mean = .weighted
    if isTriangle { question.cellLimit = nil }
    return Asked(
      question: question, isTriangle: isTriangle, firstDay: firstDay,
      currencies: valuation == nil ? [] : panel.currencies(through: horizon),
      attribute: panel.attributeToken(question.cohort.slicing))
  }

  /// About how much room a tally takes: a triangle of cells, or a rectangle by value.
  private var tallyByteCount: Int {
    let days = Int(horizon - firstDay) + 1
    let cells = min(question.cellLimit ?? .max, 1 + days / question.every.leastDays)
    guard case .time(let unit) = question.cohort else { return 4096 + cells * 64 * 8 }
    return 200 + (1 + days / unit.leastDays) * (200 + cells * 64)
  }

  /// Counts customer by customer and cell by cell, whatever the question.
  func tally(_ workers: Workers) -> CohortTally {
    let parts = workers.parts(
      of: panel, asked(isTriangle: false), byteCount: tallyByteCount, fewest: 8
    ) { chunks in
      var tally = CohortTally()
      forEachCustomer(of: chunks) { _, walk in
        for key in walk.keys { tally.add(walk.customer, to: key) }
      }
      return tally
    }
    var whole = CohortTally()
    for part in parts { whole.merge(part) }
    return whole
  }
}

/// Where a customer's cells are counted from.
struct CohortEntry {
  /// The first day at whose end the customer paid.
  let day: Int32
  /// The unit of that day, counted from the panel's first.
  let unit: Int
}
