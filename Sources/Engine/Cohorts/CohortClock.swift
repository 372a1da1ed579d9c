/// How the cells of a question about cohorts lie in time.
struct CohortClock {
  let question: CohortQuestion
  let horizon: Int32
  /// Nothing enters earlier.
  let firstDay: Int32
  /// First days of the units between entries and the horizon, and of the one after it.
  private let unitStarts: [Int32]
  private let firstUnit: Int32

  /// - Precondition: the first day is not after the horizon.
  init(_ question: CohortQuestion, from firstDay: Int32) {
    self.question = question
    self.firstDay = firstDay
    horizon = question.horizon.number
    let unit = question.every
    firstUnit = unit.index(of: firstDay)
    unitStarts =
      question.clock == .anniversary
      ? [] : (firstUnit...unit.index(of: horizon) + 1).map(unit.firstDay)
  }

  /// The first and the last day of a cell; the last may lie after the horizon.
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

  /// Where the cells of who enters on a day are counted from.
  func entry(on day: Int32) -> CohortEntry {
    CohortEntry(day: day, unit: Int(question.every.index(of: day) - firstUnit))
  }

  /// About how much room a tally takes: a triangle of cells, or a rectangle by value.
  var tallyByteCount: Int {
    let days = Int(horizon - firstDay) + 1
    let cells = min(question.cellLimit ?? .max, 1 + days / question.every.leastDays)
    guard case .time(let unit) = question.cohort else { return 4096 + cells * 64 * 8 }
    return 200 + (1 + days / unit.leastDays) * (200 + cells * 64)
  }
}

/// Where cells are counted from.
struct CohortEntry {
  /// The day of entry.
  let day: Int32
  /// The unit of that day, counted from that of the clock's first.
  let unit: Int
}
