import Facts

/// Counts customers of cohorts whose cells are as wide as they are, in units of the calendar.
///
/// Then a cell is the same days for the whole cohort, so that a stretch of paid days is a range of
/// cells and is counted by its two ends, however many cells lie between them. The first of a
/// customer begins with the cohort, and so by its other end alone.
struct CohortTriangle {
  private let plan: CohortPlan
  private let unit: CalendarUnit
  private let unitCount: Int
  private let firstUnit: Int32
  /// By day since the plan's first: the unit, counted from the first day's; the count after the
  /// horizon.
  private let unitOfDay: [Int32]
  /// By day: where the row of those who enter then begins in ``Part``; those who are not followed
  /// have a row after the others.
  private let rowOfDay: [Int32]
  /// By day: the unit after the last one that a stretch counts for which ends then.
  private let endOfDay: [Int32]

  /// More cells than this are counted customer by customer: the triangle would be mostly empty.
  private static let largestCellCount = 1 << 22

  /// Nil for a question that is none of these.
  init?(_ plan: CohortPlan) {
    let question = plan.question
    guard case .time(question.every) = question.cohort, question.clock == .calendar,
      question.measure == .customers
    else { return nil }
    let unit = question.every
    let firstUnit = unit.index(of: plan.firstDay)
    let count = unit.index(of: plan.horizon) - firstUnit + 1
    guard count < 1 << 16, Int(count) * Int(count + 1) <= Self.largestCellCount else { return nil }
    self.plan = plan
    self.unit = unit
    self.firstUnit = firstUnit
    unitCount = Int(count)
    var units: [Int32] = []
    for number in 0..<count {
      let next = min(unit.firstDay(of: firstUnit + number + 1), plan.horizon + 1)
      let length = Int(next - plan.firstDay) - units.count
      units += [Int32](repeating: number, count: length)
    }
    unitOfDay = units + [count]
    rowOfDay = unitOfDay.enumerated().map { place, unit in
      unit < count && question.follows(plan.firstDay + Int32(place)) ? unit * (count + 1) : -1
    }.map { $0 < 0 ? count * (count + 1) : $0 }
    // Where any day counts, a unit counts too that was paid for up to the day before.
    endOfDay = question.sight == .end ? unitOfDay : [0] + unitOfDay.dropLast().map { $0 + 1 }
  }

  /// By unit of entry, then by unit: who does not pay any more from there on, below nothing, and
  /// who pays again.
  private typealias Part = [Int32]

  /// Counts all accounts.
  func tally(_ workers: Workers) -> CohortTally {
    let size = (unitCount + 1) * (unitCount + 1)
    let parts = workers.parts(
      of: plan.panel, plan.asked(isTriangle: true), byteCount: size * 4, fewest: 8
    ) { chunks in
      var changes = Part(repeating: 0, count: size)
      for chunk in chunks { count(plan.panel.chunks[chunk].paid, &changes) }
      return changes
    }
    return tally(parts)
  }

  /// Counts a chunk's customers.
  private func count(_ paid: PaidStretches, _ changes: inout Part) {
    changes.withUnsafeMutableBufferPointer { changes in
      rowOfDay.withUnsafeBufferPointer { rowOfDay in
        endOfDay.withUnsafeBufferPointer { endOfDay in
          guard let changes = changes.baseAddress, let rows = rowOfDay.baseAddress,
            let ends = endOfDay.baseAddress
          else { return }
          countEntries(paid, rows, ends, changes)
          for stretch in paid.returns where stretch.day <= plan.horizon {
            let row = changes + Int(rows[place(stretch.entryDay)])
            let stopped = ends[place(stretch.stopDay)]
            let isBounded = plan.question.bound == .bounded
            let first = isBounded ? max(stopped, unitOfDay[place(stretch.day)]) : stopped
            row[Int(first)] += 1
            row[Int(max(first, ends[place(stretch.endDay)]))] -= 1
          }
        }
      }
    }
  }

  /// Counts everyone's first stretch; nothing in the loop has to be guessed by the processor.
  private func countEntries(
    _ paid: PaidStretches, _ rows: UnsafePointer<Int32>, _ ends: UnsafePointer<Int32>,
    _ changes: UnsafeMutablePointer<Int32>
  ) {
    paid.entryDays.withUnsafeBufferPointer { entryDays in
      paid.stopDays.withUnsafeBufferPointer { stopDays in
        guard let entries = entryDays.baseAddress, let stops = stopDays.baseAddress else { return }
        for account in 0..<entryDays.count {
          let row = rows[place(entries[account])]
          changes[Int(row &+ ends[place(stops[account])])] &-= 1
        }
      }
    }
  }

  /// A day's place in the tables; they end with the day after the horizon.
  @inline(__always)
  private func place(_ day: Int32) -> Int {
    Int(min(day, plan.horizon &+ 1) &- plan.firstDay)
  }

  private func tally(_ parts: [Part]) -> CohortTally {
    var tally = CohortTally()
    let lastUnit = firstUnit + Int32(unitCount) - 1
    let isOpen = unit.firstDay(of: lastUnit + 1) - 1 > plan.horizon
    let seenUnitCount = isOpen ? unitCount - 1 : unitCount
    for cohort in 0..<unitCount {
      let row = cohort * (unitCount + 1)
      let changes = (row...row + unitCount).map { place in
        parts.reduce(0) { $0 + Int($1[place]) }
      }
      // Who comes back is added and taken off again, so that the rest is everyone once.
      let size = -changes.reduce(0, +)
      guard size > 0 else { continue }
      var count = size
      let present = changes[cohort..<unitCount].prefix(plan.question.cellLimit ?? .max).map {
        count += $0
        return count
      }
      let sums = CohortSums(size, present: present, seenCount: seenUnitCount - cohort)
      tally.merge(Int64(firstUnit) + Int64(cohort), sums)
    }
    return tally
  }
}
