/// Counts the customers of one subscription, which most are, when netted by day.
///
/// Goes through their steps as they stand in the columns and looks at no customer: a step's mark
/// says which line its change belongs to, so that nothing in the loops has to be guessed by the
/// processor. What a mark cannot say is listed and looked at afterwards, and what takes more than a
/// look is left to ``SoleStep``. What lies before the first period is added up like a period of its
/// own, and is the opening.
struct SoleCount {
  /// By the place of a step's day, the first of its period's cells, one a slice; the opening's come
  /// first, those of days after the last one at the end.
  private let cellsOfDay: PlaceTable
  /// By plan, or by interval, the slice's place; of no use where a customer has one.
  private let placesOfStep: UnsafeMutableBufferPointer<Int32>
  private let key: Key
  private let step: SoleStep
  private let base: UInt16
  /// After more days without paying than this who comes back is new.
  private let reactivationDays: Int32
  private let periodCount: Int
  private let placeCount: Int
  /// By line and cell: what is used stands close together, since most lines never are.
  private let slots: UnsafeMutablePointer<Slot>
  private let cellCount: Int
  /// By mark: where its line's slots begin; those of no line for what a mark cannot say.
  private let rowOfMark: UnsafeMutableBufferPointer<Int32>
  /// By step of the run that is counted next, where slices are of customers: the place of its
  /// customer's, for the caller to fill.
  let slicesOfStep: UnsafeMutablePointer<Int32>
  /// The steps whose marks do not say all.
  private let unsaid: UnsafeMutablePointer<Int32>
  /// How many steps of the largest amount the slots can still take without an overflow.
  private var room: Int64 = .max

  /// What a step's slice is found by; a short plan stands in its code.
  private enum Key { case shortPlan, plan, interval, customer }

  /// What a line adds up to, and in how many steps.
  private struct Slot {
    var micros: Int64 = 0
    var steps: Int64 = 0

    @inline(__always)
    mutating func add(_ micros: Int64, steps: Int64) {
      self.micros &+= micros
      self.steps &+= steps
    }
  }

  /// Nil for a question that it does not answer.
  init?(_ plan: BridgePlan, _ chunks: Range<Int>) {
    guard plan.question.netting == .day,
      let places = plan.placesOfSteps, StepCode.reaches(plan.openingDay, plan.lastDay)
    else { return nil }
    step = SoleStep(plan)
    base = plan.question.book.currency.packed
    reactivationDays = plan.question.reactivationDays ?? .max
    periodCount = plan.question.periods.count
    placeCount = plan.placeCount
    let hasShortPlans = plan.panel.plans.count <= StepCode.planCount
    key =
      plan.hasAttribute
      ? .customer
      : plan.question.slicing == .interval ? .interval : hasShortPlans ? .shortPlan : .plan
    cellsOfDay = plan.cellsOfDay
    placesOfStep = .allocate(copying: places)
    cellCount = (periodCount + 2) * plan.placeCount
    slots = .allocate(capacity: cellCount * StepLine.count)
    slots.initialize(repeating: Slot(), count: cellCount * StepLine.count)
    let capacity = chunks.reduce(0) {
      max($0, plan.panel.chunks[$1].base.stepCount, plan.panel.chunks[$1].tail.stepCount)
    }
    slicesOfStep = .allocate(capacity: key == .customer ? capacity : 0)
    unsaid = .allocate(capacity: capacity + 1)
    rowOfMark = .allocate(
      copying: (UInt8.min...UInt8.max).map { [cellCount] mark in
        let line = mark & StepMark.depends == 0 ? mark & StepMark.line : StepLine.nothing.rawValue
        return Int32(line) * Int32(cellCount)
      })
  }

  func deallocate() {
    slots.deallocate()
    placesOfStep.deallocate()
    rowOfMark.deallocate()
    slicesOfStep.deallocate()
    unsaid.deallocate()
  }

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
    var found = 0
    switch (isMixed, key) {
    case (false, .shortPlan): found = loop(columns, steps, false, .shortPlan)
    case (false, .plan): found = loop(columns, steps, false, .plan)
    case (false, .interval): found = loop(columns, steps, false, .interval)
    case (false, .customer): found = loop(columns, steps, false, .customer)
    case (true, .shortPlan): found = loop(columns, steps, true, .shortPlan)
    case (true, .plan): found = loop(columns, steps, true, .plan)
    case (true, .interval): found = loop(columns, steps, true, .interval)
    case (true, .customer): found = loop(columns, steps, true, .customer)
    }
    cellsOfDay.withPointer { cells in
      for place in 0..<found {
        let index = Int(unsaid[place])
        if columns.codes[index].isAlone {
          if countAlone(columns, index, from: steps.lowerBound, cells) { continue }
        }
        let own = key == .customer ? slicesOfStep[index &- steps.lowerBound] : 0
        step.book(columns, index, end: steps.upperBound, ofCustomer: own, into: sums)
      }
    }
    return true
  }

  /// Counts the steps whose marks say all, and lists the others; gives back how many those are.
  @inline(__always)
  private func loop(
    _ columns: ColumnPointers, _ steps: Range<Int>, _ isMixed: Bool, _ key: Key
  ) -> Int {
    guard let slices = placesOfStep.baseAddress, let rows = rowOfMark.baseAddress else { return 0 }
    let (slots, base, unsaid) = (slots, base, unsaid)
    let own = slicesOfStep - steps.lowerBound
    return cellsOfDay.withPointer { cells in
      var before: Int64 = 0
      var found = 0
      for index in steps {
        let code = columns.codes[index]
        let mark = code.mark
        let isOwn = !isMixed || columns.currencies[index] == base
        let value = isOwn ? columns.monthlyMicros[index] : 0
        // By arithmetic: a branch would be guessed wrong at every other customer.
        let change = value &- before & (Int64(mark >> 6 & 1) &- 1)
        before = value
        let cell = cells[code.place]
        let slice = key == .customer ? own[index] : slices[sliceKey(columns, index, code, key)]
        slots[Int(rows[Int(mark)] &+ cell &+ slice)].add(change, steps: isOwn ? 1 : 0)
        unsaid[found] = Int32(truncatingIfNeeded: index)
        found &+= Int(mark >> 7)
      }
      return found
    }
  }

  @inline(__always)
  private func sliceKey(
    _ columns: ColumnPointers, _ index: Int, _ code: StepCode, _ key: Key
  ) -> Int {
    switch key {
    case .interval: Int(columns.intervalUnits[index]) << 8 | Int(columns.intervalCounts[index])
    case .shortPlan: code.plan
    case .plan, .customer: Int(columns.plans[index])
    }
  }

  /// Counts a step that is alone on its day, but whose line depends on more than its mark.
  ///
  /// - Returns: false, and nothing was counted, where more than a look is needed.
  @inline(__always)
  private func countAlone(
    _ columns: ColumnPointers, _ index: Int, from first: Int, _ cells: UnsafePointer<Int32>
  ) -> Bool {
    let (code, before) = (columns.codes[index], columns.codes[index &- 1])
    let cell = cells[code.place]
    var line = code.mark & StepMark.line
    if line == MovementKind.reactivation.rawValue, isNew(columns, index) {
      // Nobody is new twice in a period.
      if cells[before.place] == cell { return false }
      line = MovementKind.new.rawValue
    }
    let isOfCustomer = key == .customer
    let own = isOfCustomer ? slicesOfStep[index &- first] : 0
    let left = isOfCustomer ? own : placesOfStep[sliceKey(columns, index &- 1, before, key)]
    let place = isOfCustomer ? own : placesOfStep[sliceKey(columns, index, code, key)]
    let isOwn = columns.currencies[index] == base
    let value = isOwn ? columns.monthlyMicros[index] : 0
    let old = isOwn ? columns.monthlyMicros[index &- 1] : 0
    // A move, where both slices are paid for.
    let moved = left == place ? 0 : min(old, value)
    if moved > 0 {
      add(MovementKind.movedOut.rawValue, cell &+ left, 0 &- moved)
      add(MovementKind.movedIn.rawValue, cell &+ place, moved)
    }
    guard value != old else { return true }
    let isLeft = value == 0 || (moved > 0 && value < old)
    add(line, cell &+ (isLeft ? left : place), value &- old)
    return true
  }

  private func add(_ line: UInt8, _ cell: Int32, _ micros: Int64) {
    slots[Int(line) &* cellCount + Int(cell)].add(micros, steps: 1)
  }

  /// Whether a return comes after so long a gap that it counts as new.
  ///
  /// Reads only what was read just now: a look into other columns would wait for memory. Who pays
  /// at the end of a day brings something by its last step.
  @inline(__always)
  private func isNew(_ columns: ColumnPointers, _ index: Int) -> Bool {
    var stopped = index &- 1
    while columns.monthlyMicros[stopped &- 1] <= 0
      || columns.codes[stopped &- 1].place == columns.codes[stopped].place
    {
      stopped &-= 1
    }
    return columns.codes[index].place &- columns.codes[stopped].place > Int(reactivationDays)
  }

  /// Moves what was counted to the sums of all customers, and begins anew.
  mutating func take(into sums: BridgeSums) {
    for line in 0..<StepLine.count - 1 {
      var slot = slots + line * cellCount
      for period in -1..<periodCount {
        for place in 0..<placeCount {
          if slot.pointee.steps != 0 { take(slot.pointee, line, period, place, into: sums) }
          slot += 1
        }
      }
    }
    slots.update(repeating: Slot(), count: cellCount * StepLine.count)
    room = .max
  }

  private func take(
    _ slot: Slot, _ line: Int, _ period: Int, _ place: Int, into sums: BridgeSums
  ) {
    let (kind, change) = StepLine.meanings[line]
    let customers = Int(slot.steps) * change
    let isMove = kind == .movedIn || kind == .movedOut
    for place in place == 0 ? [0] : isMove ? [place] : [0, place] {
      if period < 0 {
        sums.open(place, micros: Int128(slot.micros), customers: customers)
      } else {
        sums.add(period, place, kind, micros: Int128(slot.micros))
        sums.count(period, place, customers: customers, new: kind == .new ? Int(slot.steps) : 0)
      }
    }
  }
}

extension UnsafeMutableBufferPointer {
  /// Elements that stay where they are until they are deallocated.
  fileprivate static func allocate(copying elements: [Element]) -> Self {
    let buffer = Self.allocate(capacity: elements.count)
    _ = buffer.initialize(from: elements)
    return buffer
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
    case .attribute: []
    case .interval:
      panel.hasLongIntervals
        ? nil
        : (0..<4 << 8).map { place(Int64($0 >> 8) << 32 | Int64($0 & 255)) }
    }
  }
}
