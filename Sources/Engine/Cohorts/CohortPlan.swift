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
  /// How cells lie in time.
  let clock: CohortClock

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
    clock = CohortClock(question, from: first)
  }

  /// Walks through some chunks' customers.
  func forEachCustomer(
    of chunks: some Sequence<Int>, _ body: (_ account: Int, borrowing CohortWalk) -> Void
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

  /// Counts customer by customer and cell by cell, whatever the question.
  func tally(_ workers: Workers) -> CohortTally {
    let parts = workers.parts(
      of: panel, asked(isTriangle: false), byteCount: clock.tallyByteCount, fewest: 8
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
