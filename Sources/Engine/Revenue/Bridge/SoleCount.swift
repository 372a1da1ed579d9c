/// Counts the customers of one subscription, which most are, when netted by day.
///
/// Goes through their steps as they stand in the columns and looks at no customer: a step's mark
/// says which line its change belongs to, so that nothing in the loop has to be guessed by the
/// processor. What a mark cannot say is left to ``SoleStep``. What lies before the first period is
/// added up like a period of its own, and is the opening.
struct SoleCount {
  /// By day from the opening on, the first of its period's cells, one a place; the opening's come
  /// first, those of days after the last one at the end.
  private let cellsOfDay: [Int32]
  /// By plan, or by interval, the slice's place.
  private let placesOfStep: [Int32]
  private let isByInterval: Bool
  private let step: SoleStep
  private let base: UInt16
  /// After more days without paying than this who comes back is new.
  private let reactivationDays: Int32
  private let firstDay: Int32
  private let periodCount: Int
  private let placeCount: Int
  /// By line and cell: what is used stands close together, since most lines never are.
  private let slots: UnsafeMutablePointer<Slot>
  private let cellCount: Int
  /// How many steps of the largest amount the slots can still take without an overflow.
  private var largest: Int64 = 1
  private var room: Int64 = .max

  /// What a line adds up to, and in how many steps.
  private struct Slot {
    var micros: Int64 = 0
    var steps: Int64 = 0
  }

  /// Nil for a question that it does not answer.
  init?(_ plan: BridgePlan) {
    guard plan.question.netting == .day, plan.attribute == nil,
      let places = plan.placesOfSteps
    else { return nil }
    step = SoleStep(plan)
    base = plan.question.book.currency.packed
    reactivationDays = plan.question.reactivationDays ?? .max
    firstDay = plan.openingDay
    periodCount = plan.question.periods.count
    placeCount = plan.placeCount
    isByInterval = plan.question.slicing == .interval
    cellsOfDay =
      [0]
      + (plan.openingDay + 1...plan.lastDay + 1).map { day in
        let period = day > plan.lastDay ? plan.question.periods.count : plan.period(day)
        return Int32((period + 1) * plan.placeCount)
      }
    placesOfStep = places
    cellCount = (periodCount + 2) * plan.placeCount
    slots = .allocate(capacity: cellCount * StepLine.count)
    slots.initialize(repeating: Slot(), count: cellCount * StepLine.count)
  }

  func deallocate() { slots.deallocate() }

  /// Counts a run of steps.
  ///
  /// - Parameters:
  ///   - largest: no step's amount is larger.
  ///   - isMixed: whether any of them may be in another currency than the book's.
  /// - Returns: false, and nothing was counted, for amounts whose sums might not fit.
  mutating func count(
    _ columns: ColumnPointers, _ steps: Range<Int>, largest: Int64, isMixed: Bool,
    into sums: BridgeSums
  ) -> Bool {
    let weight = Int64(steps.count).multipliedReportingOverflow(by: 2 * max(1, largest))
    guard !weight.overflow else { return false }
    if room < weight.partialValue { take(into: sums) }
    room -= weight.partialValue
    cellsOfDay.withUnsafeBufferPointer { cells in
      placesOfStep.withUnsafeBufferPointer { places in
        guard let cells = cells.baseAddress, let places = places.baseAddress else { return }
        switch (isMixed, isByInterval) {
        case (false, false): loop(columns, steps, cells, places, sums, false, false)
        case (false, true): loop(columns, steps, cells, places, sums, false, true)
        case (true, false): loop(columns, steps, cells, places, sums, true, false)
        case (true, true): loop(columns, steps, cells, places, sums, true, true)
        }
      }
    }
    return true
  }

  @inline(__always)
  private func loop(
    _ columns: ColumnPointers, _ steps: Range<Int>, _ cells: UnsafePointer<Int32>,
    _ places: UnsafePointer<Int32>, _ sums: BridgeSums, _ isMixed: Bool, _ isByInterval: Bool
  ) {
    let slots = slots
    let cellCount = cellCount
    let firstDay = firstDay
    let lastCell = Int32(cellsOfDay.count) &- 1
    let base = base
    var before: Int64 = 0
    for index in steps {
      let mark = columns.marks[index]
      let isOwn = !isMixed || columns.currencies[index] == base
      let value = isOwn ? columns.monthlyMicros[index] : 0
      // By arithmetic: a branch would be guessed wrong at every other customer.
      let change = value &- before & (Int64(mark >> 6 & 1) &- 1)
      before = value
      let cell = cells[Int(min(max(0, columns.days[index] &- firstDay), lastCell))]
      let place = places[sliceKey(columns, index, isByInterval)]
      let row = slots + Int(mark & StepMark.line) &* cellCount
      if mark & StepMark.depends != 0,
        isDone(columns, index, steps.upperBound, cell, value, change, isByInterval, sums)
      {
        continue
      }
      let slot = row + Int(cell &+ place)
      slot.pointee.micros &+= change
      slot.pointee.steps &+= isOwn ? 1 : 0
    }
  }

  @inline(__always)
  private func sliceKey(_ columns: ColumnPointers, _ index: Int, _ isByInterval: Bool) -> Int {
    isByInterval
      ? Int(columns.intervalUnits[index]) << 8 | Int(columns.intervalCounts[index])
      : Int(columns.plans[index])
  }

  /// Counts a step whose line depends on more than its mark, unless the mark is right after all.
  ///
  /// Apart from the loop, which else would hold too much to keep in registers.
  @inline(never)
  private func isDone(
    _ columns: ColumnPointers, _ index: Int, _ end: Int, _ cell: Int32, _ value: Int64,
    _ change: Int64, _ isByInterval: Bool, _ sums: BridgeSums
  ) -> Bool {
    guard isLikeOthers(columns, index, end) else {
      step.book(columns, index, end: end, into: sums)
      return true
    }
    let left = placesOfStep[sliceKey(columns, index &- 1, isByInterval)]
    let place = placesOfStep[sliceKey(columns, index, isByInterval)]
    if left == place { return false }
    // A move, where both slices are paid for.
    let moved = min(value &- change, value)
    if moved > 0 {
      add(.movedOut, cell &+ left, 0 &- moved)
      add(.movedIn, cell &+ place, moved)
    }
    guard change != 0, columns.currencies[index] == base else { return true }
    let line = Int(columns.marks[index] & StepMark.line)
    let isLeft = value == 0 || (moved > 0 && change < 0)
    let slot = slots + line &* cellCount + Int(cell &+ (isLeft ? left : place))
    slot.pointee.micros &+= change
    slot.pointee.steps &+= 1
    return true
  }

  private func add(_ kind: MovementKind, _ cell: Int32, _ micros: Int64) {
    let slot = slots + Int(kind.rawValue) &* cellCount + Int(cell)
    slot.pointee.micros &+= micros
    slot.pointee.steps &+= 1
  }

  /// Whether a step is the only one of its day, in the currency of the one before, and no return
  /// after so long a gap that it counts as new.
  private func isLikeOthers(_ columns: ColumnPointers, _ index: Int, _ end: Int) -> Bool {
    let day = columns.days[index]
    if columns.marks[index] & StepMark.first != 0
      || columns.currencies[index] != columns.currencies[index &- 1]
      || columns.days[index &- 1] == day
    {
      return false
    }
    if index &+ 1 < end, columns.days[index &+ 1] == day,
      columns.marks[index &+ 1] & StepMark.first == 0
    {
      return false
    }
    guard columns.marks[index] & StepMark.line == MovementKind.reactivation.rawValue else {
      return true
    }
    var stopped = index &- 1
    while columns.standings[stopped &- 1] != Standing.paying.rawValue { stopped &-= 1 }
    return day &- columns.days[stopped] <= reactivationDays
  }

  /// Moves what was counted to the sums of all customers, and begins anew.
  mutating func take(into sums: BridgeSums) {
    for line in 0..<StepLine.count - 1 {
      for cell in 0..<(periodCount + 1) * placeCount {
        let (period, place) = (cell / placeCount - 1, cell % placeCount)
        let slot = slots[line * cellCount + cell]
        guard slot.steps != 0 else { continue }
        let (kind, change) = StepLine.meanings[line]
        let customers = Int(slot.steps) * change
        let isMove = kind == .movedIn || kind == .movedOut
        for place in place == 0 ? [0] : isMove ? [place] : [0, place] {
          if period < 0 {
            sums.open(place, micros: Int128(slot.micros), customers: customers)
          } else {
            sums.add(period, place, kind, micros: Int128(slot.micros))
            sums.count(
              period, place, customers: customers, new: kind == .new ? Int(slot.steps) : 0)
          }
        }
      }
    }
    slots.update(repeating: Slot(), count: cellCount * StepLine.count)
    room = .max
  }
}

extension BridgePlan {
  /// The place of a step's slice, by its plan or, for slices by interval, by unit and count; nil
  /// where there are more of those than a table should have.
  ///
  /// In a book of one currency, and where there is no other, all money is in that currency's slice.
  fileprivate var placesOfSteps: [Int32]? {
    switch question.slicing {
    case nil: panel.plans.map { _ in 0 }
    case .plan: panel.plans.indices.map { place(Int64($0)) }
    case .currency: panel.plans.map { _ in place(Int64(question.book.currency.packed)) }
    case .attribute: nil
    case .interval:
      panel.hasLongIntervals
        ? nil
        : (0..<4 << 8).map { place(Int64($0 >> 8) << 32 | Int64($0 & 255)) }
    }
  }
}
