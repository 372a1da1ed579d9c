import Facts

/// What became of cohorts of units, cell by cell.
///
/// Source: `docs/metrics.md#usage-cohorts`.
public struct UsageCohorts: Sendable {
  /// What was asked.
  public let question: UsageCohortQuestion
  /// The cohorts; its customers are units or, where a unit enters several times, entries.
  public let grid: CohortGrid

  /// What a cell counts, by unit and then by day of entry; its rows add up to it.
  ///
  /// - Parameters:
  ///   - cohort: its place among the grid's cohorts.
  ///   - index: the cell's; no rows where the cohort has no such cell.
  ///   - book: what the grid was counted from.
  ///   - values: those that it was counted by.
  public func rows(
    of cohort: Int, _ index: Int, in book: ActivityBook,
    by values: AttributeColumn = AttributeColumn()
  ) -> [CohortRow] {
    guard grid.cohorts[cohort].cells.indices.contains(index),
      let plan = UsageCohortPlan(book, question, values)
    else { return [] }
    let key = grid.cohorts[cohort].key
    var seen: [CohortRow] = []
    var begun: [CohortRow] = []
    plan.forEachEntry(of: book.chunks.indices) { unit, entryKey, walk in
      guard entryKey == key, index < walk.customer.values.count else { return }
      let cell = walk.customer.cell(index)
      let row = CohortRow(
        account: unit, entryDay: Day(number: walk.customer.entryDay), base: cell.base,
        previous: cell.previous, retained: cell.retained)
      if index < walk.customer.seenCount { seen.append(row) } else { begun.append(row) }
    }
    return seen.isEmpty ? begun : seen
  }

  /// Where the share of a cell probably lies that is compared with the entry; nil for no such cell.
  ///
  /// Where units enter several times it is too narrow: entries of one unit are not independent.
  public func interval(of cohort: Int, _ index: Int) -> WilsonInterval? {
    guard grid.cohorts[cohort].cells.indices.contains(index) else { return nil }
    let cell = grid.cohorts[cohort].cells[index]
    return WilsonInterval(Int(cell.retained), of: cell.customers)
  }
}

/// Follows cohorts of units from the day they entered.
///
/// - Parameter values: what cohorts by value are told apart by, as it was on the day of entry.
/// - Complexity: one pass over the book's rows; calendar cells as wide as their cohorts are counted
///   from bits, others entry by entry.
///
/// Source: `docs/metrics.md#usage-cohorts`.
public func usageCohorts(
  of book: ActivityBook, _ question: UsageCohortQuestion,
  by values: AttributeColumn = AttributeColumn(), workers: Workers = .oneByOne
) -> UsageCohorts {
  let plan = UsageCohortPlan(book, question, values)
  let tally = plan.map { UsageTriangle($0)?.tally(workers) ?? $0.tally(workers) }
  let grid = CohortGrid(question.shape, tally ?? CohortTally()) { key in
    values.values[Int(key)]
  }
  return UsageCohorts(question: question, grid: grid)
}

/// A question about cohorts of units, made ready for loops over millions of rows.
struct UsageCohortPlan {
  let book: ActivityBook
  let question: UsageCohortQuestion
  let values: AttributeColumn
  let clock: CohortClock
  let start: KindFilter
  let comeback: KindFilter

  /// Nil where nobody can have entered by the horizon.
  init?(_ book: ActivityBook, _ question: UsageCohortQuestion, _ values: AttributeColumn) {
    let shape = question.shape
    guard let days = book.days else { return nil }
    let first = max(days.lowerBound, shape.entered?.lowerBound ?? days.lowerBound)
    guard first <= shape.horizon else { return nil }
    self.book = book
    self.question = question
    self.values = values
    clock = CohortClock(shape, from: first.number)
    start = KindFilter(question.start, in: book)
    comeback = KindFilter(question.comeback, in: book)
  }

  /// Everything that a piece's tally depends on besides its chunks; a triangle has all cells, and
  /// what they are compared with is decided afterwards.
  struct Asked: Hashable, Sendable {
    let question: UsageCohortQuestion
    let isTriangle: Bool
    let firstDay: Int32
    let values: ChangeToken
  }

  func asked(isTriangle: Bool) -> Asked {
    var question = question
    question.shape.comparison = .start
    question.shape.mean = .weighted
    if isTriangle { question.shape.cellLimit = nil }
    return Asked(
      question: question, isTriangle: isTriangle, firstDay: clock.firstDay, values: values.token)
  }

  /// Walks through some chunks' entries.
  func forEachEntry(
    of chunks: some Sequence<Int>,
    _ body: (_ unit: Int, _ key: Int64, _ walk: borrowing UsageCohortWalk) -> Void
  ) {
    var walk = UsageCohortWalk(self)
    for chunk in chunks {
      book.chunks[chunk].withView { view in
        for local in 0..<view.unitCount {
          let unit = chunk * ActivityChunk.capacity + local
          if let population = question.population, !population.contains(unit) { continue }
          let (columns, rows) = view.rows(of: local)
          walk.read(columns, rows)
          for place in 0..<walk.entryDays.count {
            walk.follow(place)
            body(unit, key(of: unit, on: walk.customer.entryDay), walk)
          }
        }
      }
    }
  }

  private func key(of unit: Int, on day: Int32) -> Int64 {
    switch question.shape.cohort {
    case .time(let calendar): Int64(calendar.index(of: day))
    case .value: Int64(values.code(of: unit, on: day))
    }
  }

  /// Counts entry by entry and cell by cell, whatever the question.
  func tally(_ workers: Workers) -> CohortTally {
    let parts = workers.parts(
      of: book, asked(isTriangle: false), byteCount: clock.tallyByteCount, fewest: 8
    ) { chunks in
      var tally = CohortTally()
      forEachEntry(of: chunks) { _, key, walk in tally.add(walk.customer, to: key) }
      return tally
    }
    var whole = CohortTally()
    for part in parts { whole.merge(part) }
    return whole
  }
}
