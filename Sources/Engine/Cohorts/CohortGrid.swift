import Facts

/// What became of cohorts of customers, cell by cell.
///
/// Source: `docs/metrics.md#cohorts`.
public struct CohortGrid: Sendable {
  /// What was asked.
  public let question: CohortQuestion
  /// Those with customers: by time in its order, by value in the order of the values' bytes.
  public let cohorts: [Cohort]
  /// An entry for each index that any cohort has a cell for.
  public let means: [CohortMean]

  /// - Parameter value: what a cohort by value is called, by its key.
  init(_ question: CohortQuestion, _ tally: CohortTally, naming value: (Int64) -> String) {
    self.question = question
    cohorts = tally.cohorts.map { key, sums in
      Cohort(key: key, label: question.label(of: key, value), sums)
    }.sorted { one, other in
      if case .time = question.cohort { return one.key < other.key }
      return precedes(one.label, other.label)
    }
    let cellCount = cohorts.map(\.cells.count).max() ?? 0
    means = (0..<cellCount).map { [cohorts] index in
      CohortMean(
        index, question.mean,
        cohorts.compactMap { cohort in
          guard index < cohort.cells.count, cohort.cells[index].isComplete else { return nil }
          let cell = cohort.cells[index]
          let compared = cell.compared(question.comparison)
          return compared == 0 ? nil : (cell.retained, compared)
        })
    }
  }
}

/// The customers who entered in one stretch of time, or with one value.
public struct Cohort: Sendable {
  /// The number of the stretch, or of the value in the panel.
  let key: Int64
  /// `2025-01`, `2025-W03`, `2025-Q1`, `2025`, a day, or the value; empty for an unknown value.
  public let label: String
  /// Who entered.
  public let customers: Int
  /// What they entered with: customers, seats, or millionths of the book's currency.
  public let start: Int128
  /// By index, from 0 on without gaps.
  public let cells: [CohortCell]

  init(key: Int64, label: String, _ sums: CohortSums) {
    self.key = key
    self.label = label
    customers = sums.customers
    start = sums.start
    cells = (0..<sums.cellCount).map { CohortCell($0, sums) }
  }
}

/// What became of a cohort so many units after entry.
public struct CohortCell: Hashable, Sendable {
  /// How many units after entry.
  public let index: Int
  /// Customers that are counted: who is seen in it or, if none is, who has begun it.
  public let customers: Int
  /// What those entered with.
  public let base: Int128
  /// What those had one cell earlier; in cell 0 what they entered with.
  public let previous: Int128
  /// What those have.
  public let retained: Int128
  /// Whether the whole cohort is seen in it.
  public let isComplete: Bool

  init(_ index: Int, _ sums: CohortSums) {
    let counted = sums.counted(index)
    self.index = index
    customers = counted.customers
    base = counted.base
    previous = counted.previous
    retained = counted.retained
    isComplete = index < sums.seen.count && sums.seen[index].customers == sums.customers
  }

  /// What it is compared with.
  public func compared(_ comparison: CohortQuestion.Comparison) -> Int128 {
    comparison == .start ? base : previous
  }

  /// What is left as a share of what it is compared with; nil where that is nothing.
  public func value(_ comparison: CohortQuestion.Comparison) -> Double? {
    let compared = compared(comparison)
    return compared == 0 ? nil : Double(retained) / Double(compared)
  }
}

/// What became of all cohorts so many units after entry, complete cells only.
public struct CohortMean: Hashable, Sendable {
  /// How many units after entry.
  public let index: Int
  /// The share that is left; nil where no cohort is in it.
  public let value: Double?
  /// How many cohorts are in it.
  public let cohorts: Int

  init(
    _ index: Int, _ mean: CohortQuestion.Mean, _ cells: [(retained: Int128, compared: Int128)]
  ) {
    self.index = index
    cohorts = cells.count
    guard !cells.isEmpty else {
      value = nil
      return
    }
    switch mean {
    case .weighted:
      let retained = cells.reduce(Int128(0)) { $0 + $1.retained }
      value = Double(retained) / Double(cells.reduce(Int128(0)) { $0 + $1.compared })
    case .simple:
      let sum = cells.reduce(0) { $0 + Double($1.retained) / Double($1.compared) }
      value = sum / Double(cells.count)
    }
  }
}

extension CohortQuestion {
  fileprivate func label(of key: Int64, _ value: (Int64) -> String) -> String {
    if case .time(let unit) = cohort { unit.label(of: Int32(key)) } else { value(key) }
  }
}

/// Follows cohorts of customers from the day they first paid.
///
/// - Complexity: one pass over the panel's steps; calendar cells of customers, as wide as their
///   cohorts, are counted without looking at each cell of each customer.
///
/// Source: `docs/metrics.md#cohorts`.
public func cohorts(
  of panel: Panel, _ question: CohortQuestion, workers: Workers = .oneByOne
) -> CohortGrid {
  let plan = CohortPlan(panel, question)
  let tally = plan.map { CohortTriangle($0)?.tally(workers) ?? $0.tally(workers) }
  return CohortGrid(question, tally ?? CohortTally()) { key in
    question.cohort.slicing?.value(key, in: panel) ?? ""
  }
}
