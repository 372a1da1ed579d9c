import Facts

/// Counts customers of cohorts whose cells are as wide as they are, in units of the calendar.
///
/// Then a cell is the same days for the whole cohort, so that a stretch of paying steps is a range
/// of cells and is counted by its two ends, however many cells lie between them.
struct CohortTriangle {
  private let plan: CohortPlan
  private let unit: CalendarUnit
  /// By day since the plan's first: the unit, counted from the first day's.
  private let unitOfDay: [Int32]
  private let unitCount: Int
  private let firstUnit: Int32

  /// More cells than this are counted customer by customer: the triangle would be mostly empty.
  private static let largestCellCount = 1 << 22

  /// Nil for a question that is none of these.
  init?(_ plan: CohortPlan) {
    let question = plan.question
    guard case .time(question.every) = question.cohort, question.clock == .calendar,
      question.measure == .customers
    else { return nil }
    self.plan = plan
    unit = question.every
    firstUnit = unit.index(of: plan.firstDay)
    unitCount = Int(unit.index(of: plan.horizon) - firstUnit) + 1
    guard unitCount < 1 << 16, unitCount * (unitCount + 1) <= Self.largestCellCount else {
      return nil
    }
    unitOfDay = (plan.firstDay...plan.horizon).map { [unit, firstUnit] in
      unit.index(of: $0) - firstUnit
    }
  }

  /// How many entered in each unit, and by unit of entry where stretches begin and end.
  private struct Part {
    var sizes: [Int32]
    var changes: [Int32]
  }

  /// Counts all accounts.
  func tally(_ workers: Workers) -> CohortTally {
    let pieces = plan.panel.pieces(atMost: 8)
    let parts = workers.map(pieces.count) { piece in
      var sizes = [Int32](repeating: 0, count: unitCount)
      var changes = [Int32](repeating: 0, count: unitCount * (unitCount + 1))
      var bits = [UInt64](repeating: 0, count: (unitCount + 63) / 64)
      unitOfDay.withUnsafeBufferPointer { unitOfDay in
        sizes.withUnsafeMutableBufferPointer { sizes in
          changes.withUnsafeMutableBufferPointer { changes in
            bits.withUnsafeMutableBufferPointer { bits in
              guard let table = unitOfDay.baseAddress, let sizes = sizes.baseAddress,
                let changes = changes.baseAddress
              else { return }
              let kernel = TriangleKernel(
                plan, table: table, unitCount: unitCount, sizes: sizes, changes: changes,
                bits: bits)
              for chunk in pieces[piece] { plan.panel.chunks[chunk].withView(kernel.count) }
            }
          }
        }
      }
      return Part(sizes: sizes, changes: changes)
    }
    return tally(parts)
  }

  private func tally(_ parts: [Part]) -> CohortTally {
    var tally = CohortTally()
    for cohort in 0..<unitCount {
      let size = parts.reduce(0) { $0 + Int($1.sizes[cohort]) }
      guard size > 0 else { continue }
      var sums = CohortSums()
      sums.customers = size
      sums.start = Int128(size)
      var present = 0
      var previous = size
      for later in cohort..<unitCount where later - cohort < plan.question.cellLimit ?? .max {
        let place = cohort * (unitCount + 1) + later
        present += parts.reduce(0) { $0 + Int($1.changes[place]) }
        let cell = CohortSums.Cell(
          customers: size, base: Int128(size), previous: Int128(previous),
          retained: Int128(present))
        if unit.firstDay(of: firstUnit + Int32(later) + 1) - 1 <= plan.horizon {
          sums.seen.append(cell)
        } else {
          sums.begun[later - cohort] = cell
        }
        previous = present
      }
      tally.merge(Int64(firstUnit) + Int64(cohort), sums)
    }
    return tally
  }
}

/// The loop over a chunk's accounts.
private struct TriangleKernel {
  private let table: UnsafePointer<Int32>
  private let unitCount: Int
  private let sizes: UnsafeMutablePointer<Int32>
  private let changes: UnsafeMutablePointer<Int32>
  /// A bit a unit, all zero between accounts.
  private let bits: UnsafeMutableBufferPointer<UInt64>
  private let firstDay: Int32
  private let horizon: Int32
  private let firstEntry: Int32
  private let lastEntry: Int32
  /// 0 where a unit counts by the end of its last day, 1 where by any of its days.
  private let sight: Int32
  private let isBounded: Bool

  init(
    _ plan: CohortPlan, table: UnsafePointer<Int32>, unitCount: Int,
    sizes: UnsafeMutablePointer<Int32>, changes: UnsafeMutablePointer<Int32>,
    bits: UnsafeMutableBufferPointer<UInt64>
  ) {
    self.table = table
    self.unitCount = unitCount
    self.sizes = sizes
    self.changes = changes
    self.bits = bits
    firstDay = plan.firstDay
    horizon = plan.horizon
    firstEntry = plan.question.entered?.lowerBound.number ?? .min
    lastEntry = plan.question.entered?.upperBound.number ?? .max
    sight = plan.question.sight == .end ? 0 : 1
    isBounded = plan.question.bound == .bounded
  }

  func count(_ view: ChunkView) {
    for account in 0..<view.accountCount {
      let items = view.items(of: account)
      if items.count == 1 {
        countOne(view, items.lowerBound)
      } else if !items.isEmpty {
        countSeveral(view, items)
      }
    }
  }

  /// A customer with one subscription: its stretches follow one another.
  @inline(__always)
  private func countOne(_ view: ChunkView, _ item: Int) {
    let (columns, range) = view.steps(of: item)
    var index = range.lowerBound
    guard var stretch = nextStretch(columns, &index, range.upperBound),
      stretch.from >= firstEntry, stretch.from <= lastEntry
    else { return }
    let cohort = unit(stretch.from)
    let row = changes + cohort * (unitCount + 1)
    sizes[cohort] += 1
    var next = cohort
    while true {
      let first = isBounded ? max(next, unit(stretch.from)) : next
      let stop = end(stretch.to)
      if first < stop {
        row[first] += 1
        row[stop] -= 1
        next = stop
      }
      guard let later = nextStretch(columns, &index, range.upperBound) else { return }
      stretch = later
    }
  }

  /// A customer with several subscriptions: what any of them pays for, bit by bit.
  private func countSeveral(_ view: ChunkView, _ items: Range<Int>) {
    var entry = Int32.max
    var first = unitCount
    var stop = 0
    for item in items {
      let (columns, range) = view.steps(of: item)
      var index = range.lowerBound
      while let stretch = nextStretch(columns, &index, range.upperBound) {
        entry = min(entry, stretch.from)
        let from = unit(stretch.from)
        let to = end(stretch.to)
        stop = max(stop, to)
        guard from < to else { continue }
        first = min(first, from)
        set(from, to)
      }
    }
    guard entry != .max else { return }
    let isFollowed = entry >= firstEntry && entry <= lastEntry
    let cohort = unit(entry)
    let row = changes + cohort * (unitCount + 1)
    if isFollowed {
      sizes[cohort] += 1
      if !isBounded, cohort < stop {
        row[cohort] += 1
        row[stop] -= 1
      }
    }
    guard first < stop else { return }
    for word in first >> 6...(stop - 1) >> 6 {
      var rest = bits[word]
      bits[word] = 0
      guard isFollowed, isBounded else { continue }
      while rest != 0 {
        let unit = word << 6 + rest.trailingZeroBitCount
        row[unit] += 1
        row[unit + 1] -= 1
        rest &= rest - 1
      }
    }
  }

  @inline(__always)
  private func set(_ from: Int, _ to: Int) {
    for word in from >> 6...(to - 1) >> 6 {
      let low = max(from, word << 6) & 63
      let high = min(to - 1, word << 6 + 63) & 63
      bits[word] |= (UInt64.max >> UInt64(63 - high)) & (UInt64.max << UInt64(low))
    }
  }

  /// The next days on which a subscription pays, the second no more; nil after the last.
  @inline(__always)
  private func nextStretch(
    _ columns: ColumnPointers, _ index: inout Int, _ end: Int
  ) -> (from: Int32, to: Int32)? {
    let paying = Standing.paying.rawValue
    while index < end {
      guard columns.standings[index] == paying else {
        index += 1
        continue
      }
      let from = columns.days[index]
      guard from <= horizon else { return nil }
      var next = index + 1
      while next < end, columns.standings[next] == paying { next += 1 }
      index = next
      let to = next < end ? columns.days[next] : .max
      if to > from { return (from, to) }
    }
    return nil
  }

  @inline(__always)
  private func unit(_ day: Int32) -> Int { Int(table[Int(day - firstDay)]) }

  /// The unit after the last one that a stretch counts for.
  @inline(__always)
  private func end(_ to: Int32) -> Int {
    to > horizon ? unitCount : Int(table[Int(to - sight - firstDay)] + sight)
  }
}
