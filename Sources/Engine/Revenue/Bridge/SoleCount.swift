/// Counts the customers of one subscription, which most are, when netted by day.
///
/// Goes through their steps as they stand in the columns and looks at no customer: a step's mark
/// says which line its change belongs to, so that nothing in the loops has to be guessed by the
/// processor. What a mark cannot say is listed and looked at afterwards, and what takes more than a
/// look is left to ``SoleStep``. What lies before the first period is added up like a period of its
/// own, and is the opening.
struct SoleCount {
  /// By day from the opening on, the first of its period's cells, one a place; the opening's come
  /// first, those of days after the last one at the end.
  private let cellsOfDay: [Int32]
  /// By plan, or by interval, the slice's place; of no use where a customer has one.
  private let placesOfStep: [Int32]
  private let key: Key
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
  /// By mark: where its line's slots begin; those of no line for what a mark cannot say.
  private let rowOfMark: [Int32]
  /// By step: the place of its day in the table.
  private let places: UnsafeMutablePointer<Int32>
  /// By step of the run that is counted next, where slices are of customers: the place of its
  /// customer's, for the caller to fill.
  let slicesOfStep: UnsafeMutablePointer<Int32>
  /// The steps whose marks do not say all.
  private let unsaid: UnsafeMutablePointer<Int32>
  /// How many steps of the largest amount the slots can still take without an overflow.
  private var largest: Int64 = 1
  private var room: Int64 = .max

  /// What a step's slice is found by.
  private enum Key { case plan, interval, customer }

  /// What a line adds up to, and in how many steps.
  private struct Slot {
    var micros: Int64 = 0
    var steps: Int64 = 0
  }

  /// Nil for a question that it does not answer.
  init?(_ plan: BridgePlan, _ chunks: Range<Int>) {
    guard plan.question.netting == .day,
      let places = plan.placesOfSteps
    else { return nil }
    step = SoleStep(plan)
    base = plan.question.book.currency.packed
    reactivationDays = plan.question.reactivationDays ?? .max
    firstDay = plan.openingDay
    periodCount = plan.question.periods.count
    placeCount = plan.placeCount
    key = plan.hasAttribute ? .customer : plan.question.slicing == .interval ? .interval : .plan
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
    let capacity = chunks.reduce(0) {
      max($0, plan.panel.chunks[$1].base.stepCount, plan.panel.chunks[$1].tail.stepCount)
    }
    self.places = .allocate(capacity: capacity)
    slicesOfStep = .allocate(capacity: key == .customer ? capacity : 0)
    unsaid = .allocate(capacity: capacity + 1)
    rowOfMark = (UInt8.min...UInt8.max).map { [cellCount] mark in
      let line = mark & StepMark.depends == 0 ? mark & StepMark.line : StepLine.nothing.rawValue
      return Int32(line) * Int32(cellCount)
    }
  }

  func deallocate() {
    slots.deallocate()
    places.deallocate()
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
    let (places, lastPlace) = (places, Int32(cellsOfDay.count) &- 1)
    let days = columns.days + steps.lowerBound
    for offset in 0..<steps.count {
      places[offset] = min(max(0, days[offset] &- firstDay), lastPlace)
    }
    var found = 0
    switch (isMixed, key) {
    case (false, .plan): found = loop(columns, steps, false, .plan)
    case (false, .interval): found = loop(columns, steps, false, .interval)
    case (false, .customer): found = loop(columns, steps, false, .customer)
    case (true, .plan): found = loop(columns, steps, true, .plan)
    case (true, .interval): found = loop(columns, steps, true, .interval)
    case (true, .customer): found = loop(columns, steps, true, .customer)
    }
    for place in 0..<found {
      countUnsaid(columns, Int(unsaid[place]), from: steps.lowerBound, steps.upperBound, sums)
    }
    return true
  }

  /// Counts the steps whose marks say all, and lists the others; gives back how many those are.
  @inline(__always)
  private func loop(
    _ columns: ColumnPointers, _ steps: Range<Int>, _ isMixed: Bool, _ key: Key
  ) -> Int {
    cellsOfDay.withUnsafeBufferPointer { cells in
      placesOfStep.withUnsafeBufferPointer { slices in
        rowOfMark.withUnsafeBufferPointer { rows in
          guard let cells = cells.baseAddress, let slices = slices.baseAddress,
            let rows = rows.baseAddress
          else { return 0 }
          let (slots, base, unsaid) = (slots, base, unsaid)
          let (places, own) = (places - steps.lowerBound, slicesOfStep - steps.lowerBound)
          var before: Int64 = 0
          var found = 0
          for index in steps {
            let mark = columns.marks[index]
            let isOwn = !isMixed || columns.currencies[index] == base
            let value = isOwn ? columns.monthlyMicros[index] : 0
            // By arithmetic: a branch would be guessed wrong at every other customer.
            let change = value &- before & (Int64(mark >> 6 & 1) &- 1)
            before = value
            let cell = cells[Int(places[index])]
            let slice = key == .customer ? own[index] : slices[sliceKey(columns, index, key)]
            let slot = slots + Int(rows[Int(mark)] &+ cell &+ slice)
            slot.pointee.micros &+= change
            slot.pointee.steps &+= isOwn ? 1 : 0
            unsaid[found] = Int32(truncatingIfNeeded: index)
            found &+= Int(mark >> 7)
          }
          return found
        }
      }
    }
  }

  @inline(__always)
  private func sliceKey(_ columns: ColumnPointers, _ index: Int, _ key: Key) -> Int {
    key == .interval
      ? Int(columns.intervalUnits[index]) << 8 | Int(columns.intervalCounts[index])
      : Int(columns.plans[index])
  }

  /// Counts a step whose line depends on more than its mark.
  private func countUnsaid(
    _ columns: ColumnPointers, _ index: Int, from first: Int, _ end: Int, _ sums: BridgeSums
  ) {
    let own = key == .customer ? slicesOfStep[index &- first] : 0
    guard isAlone(columns, index, end) else {
      return step.book(columns, index, end: end, ofCustomer: own, into: sums)
    }
    let cell = cellsOfDay[Int(places[index &- first])]
    var line = columns.marks[index] & StepMark.line
    if line == MovementKind.reactivation.rawValue, isNew(columns, index) {
      // Nobody is new twice in a period.
      if cellsOfDay[Int(places[index &- 1 &- first])] == cell {
        return step.book(columns, index, end: end, ofCustomer: own, into: sums)
      }
      line = MovementKind.new.rawValue
    }
    let isOfCustomer = key == .customer
    let left = isOfCustomer ? own : placesOfStep[sliceKey(columns, index &- 1, key)]
    let place = isOfCustomer ? own : placesOfStep[sliceKey(columns, index, key)]
    let isOwn = columns.currencies[index] == base
    let value = isOwn ? columns.monthlyMicros[index] : 0
    let before = isOwn ? columns.monthlyMicros[index &- 1] : 0
    // A move, where both slices are paid for.
    let moved = left == place ? 0 : min(before, value)
    if moved > 0 {
      add(MovementKind.movedOut.rawValue, cell &+ left, 0 &- moved)
      add(MovementKind.movedIn.rawValue, cell &+ place, moved)
    }
    guard value != before else { return }
    let isLeft = value == 0 || (moved > 0 && value < before)
    add(line, cell &+ (isLeft ? left : place), value &- before)
  }

  private func add(_ line: UInt8, _ cell: Int32, _ micros: Int64) {
    let slot = slots + Int(line) &* cellCount + Int(cell)
    slot.pointee.micros &+= micros
    slot.pointee.steps &+= 1
  }

  /// Whether a step is the only one of its day, after another one in the same currency.
  private func isAlone(_ columns: ColumnPointers, _ index: Int, _ end: Int) -> Bool {
    let day = columns.days[index]
    if columns.marks[index] & StepMark.first != 0
      || columns.currencies[index] != columns.currencies[index &- 1]
      || columns.days[index &- 1] == day
    {
      return false
    }
    return index &+ 1 == end || columns.days[index &+ 1] != day
      || columns.marks[index &+ 1] & StepMark.first != 0
  }

  /// Whether a return comes after so long a gap that it counts as new.
  private func isNew(_ columns: ColumnPointers, _ index: Int) -> Bool {
    var stopped = index &- 1
    while columns.standings[stopped &- 1] != Standing.paying.rawValue { stopped &-= 1 }
    return columns.days[index] &- columns.days[stopped] > reactivationDays
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
