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
  /// By mark, where its line's slots begin, those of no line for what a mark cannot say; by the key
  /// of a step's code, where its plan says the slice, where the slice's begin.
  private let rows: UnsafeMutableBufferPointer<Int32>
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
  init?(_ plan: BridgePlan) {
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
    let capacity = plan.panel.mostStepsOfChunk
    slicesOfStep = .allocate(capacity: key == .customer ? capacity : 0)
    unsaid = .allocate(capacity: capacity + 1)
    let byMark = (UInt8.min...UInt8.max).map { [cellCount] mark in
      let line = mark & StepMark.depends == 0 ? mark & StepMark.line : StepLine.nothing.rawValue
      return Int32(line) * Int32(cellCount)
    }
    rows = .allocate(
      copying: key == .shortPlan ? places.flatMap { place in byMark.map { $0 + place } } : byMark)
  }

  func deallocate() {
    slots.deallocate()
    placesOfStep.deallocate()
    rows.deallocate()
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
    let left = count(columns, steps, isMixed)
    for place in 0..<left {
      let index = Int(unsaid[place])
      let own = key == .customer ? slicesOfStep[index &- steps.lowerBound] : 0
      step.book(columns, index, end: steps.upperBound, ofCustomer: own, into: sums)
    }
    return true
  }

  /// Counts all but those that take more than a look, and lists them; gives back how many they are.
  private func count(_ columns: ColumnPointers, _ steps: Range<Int>, _ isMixed: Bool) -> Int {
    guard let slices = placesOfStep.baseAddress, let rows = rows.baseAddress else { return 0 }
    switch key {
    case .shortPlan:
      return loops(columns, steps, isMixed, row: { rows[$1.key] }, slice: { slices[$1.plan] })
    case .plan:
      return loops(columns, steps, isMixed, rows) { index, _ in slices[Int(columns.plans[index])] }
    case .interval:
      return loops(columns, steps, isMixed, rows) { index, _ in
        slices[Int(columns.intervalUnits[index]) << 8 | Int(columns.intervalCounts[index])]
      }
    case .customer:
      let own = slicesOfStep - steps.lowerBound
      return loops(columns, steps, isMixed, rows) { index, _ in own[index] }
    }
  }

  /// - Parameters:
  ///   - rows: by mark: where the slots of a step's line begin.
  ///   - slice: the place of a step's slice.
  @inline(__always)
  private func loops(
    _ columns: ColumnPointers, _ steps: Range<Int>, _ isMixed: Bool, _ rows: UnsafePointer<Int32>,
    slice: (Int, StepCode) -> Int32
  ) -> Int {
    loops(columns, steps, isMixed, row: { rows[Int($1.mark)] &+ slice($0, $1) }, slice: slice)
  }

  /// - Parameter row: where the slots of a step's line and slice begin.
  @inline(__always)
  private func loops(
    _ columns: ColumnPointers, _ steps: Range<Int>, _ isMixed: Bool,
    row: (Int, StepCode) -> Int32, slice: (Int, StepCode) -> Int32
  ) -> Int {
    let (base, currencies) = (base, columns.currencies)
    return isMixed
      ? loops(columns, steps, isOwn: { currencies[$0] == base }, row: row, slice: slice)
      : loops(columns, steps, isOwn: { _ in true }, row: row, slice: slice)
  }

  @inline(__always)
  private func loops(
    _ columns: ColumnPointers, _ steps: Range<Int>, isOwn: (Int) -> Bool,
    row: (Int, StepCode) -> Int32, slice: (Int, StepCode) -> Int32
  ) -> Int {
    let amounts = columns.monthlyMicros
    return cellsOfDay.withPointer { cells in
      let found = countSaid(columns, steps, cells, isOwn, row)
      return countAlone(found, columns, cells, { isOwn($0) ? amounts[$0] : 0 }, slice)
    }
  }

  /// Counts the steps whose marks say all, and lists the others; gives back how many those are.
  ///
  /// - Parameter row: where the slots of a step's line and slice begin.
  @inline(__always)
  private func countSaid(
    _ columns: ColumnPointers, _ steps: Range<Int>, _ cells: UnsafePointer<Int32>,
    _ isOwn: (Int) -> Bool, _ row: (Int, StepCode) -> Int32
  ) -> Int {
    let (slots, unsaid) = (slots, unsaid)
    var before: Int64 = 0
    var found = 0
    for index in steps {
      let code = columns.codes[index]
      let isOwn = isOwn(index)
      let value = isOwn ? columns.monthlyMicros[index] : 0
      // By arithmetic: a branch would be guessed wrong at every other customer.
      let change = value &- before & code.isLater
      before = value
      slots[Int(row(index, code) &+ cells[code.place])].add(change, steps: isOwn ? 1 : 0)
      unsaid[found] = Int32(truncatingIfNeeded: index)
      found &+= Int(code.mark >> 7)
    }
    return found
  }

  /// Counts those of the listed steps that are alone on their days: their lines depend on more than
  /// their marks, and on no more than the step before.
  ///
  /// - Returns: how many others there are; they are listed now.
  @inline(__always)
  private func countAlone(
    _ count: Int, _ columns: ColumnPointers, _ cells: UnsafePointer<Int32>,
    _ value: (Int) -> Int64, _ slice: (Int, StepCode) -> Int32
  ) -> Int {
    let (unsaid, slots, cellCount) = (unsaid, slots, cellCount)
    func add(_ line: UInt8, _ cell: Int32, _ micros: Int64) {
      slots[Int(line) &* cellCount &+ Int(cell)].add(micros, steps: micros == 0 ? 0 : 1)
    }
    var left = 0
    for place in 0..<count {
      let index = Int(unsaid[place])
      let code = columns.codes[index]
      let cell = cells[code.place]
      var line = code.mark & StepMark.line
      var isSimple = code.mark & StepMark.alone != 0
      if isSimple, line == MovementKind.reactivation.rawValue, isNew(columns, index) {
        // Nobody is new twice in a period.
        isSimple = cells[columns.codes[index &- 1].place] != cell
        line = MovementKind.new.rawValue
      }
      guard isSimple else {
        unsaid[left] = Int32(truncatingIfNeeded: index)
        left &+= 1
        continue
      }
      let before = columns.codes[index &- 1]
      let (from, to) = (slice(index &- 1, before), slice(index, code))
      let (old, new) = (value(index &- 1), value(index))
      // A move, where both slices are paid for.
      let moved = from == to ? 0 : min(old, new)
      add(MovementKind.movedOut.rawValue, cell &+ from, 0 &- moved)
      add(MovementKind.movedIn.rawValue, cell &+ to, moved)
      let isLeft = new == 0 || (moved > 0 && new < old)
      add(line, cell &+ (isLeft ? from : to), new &- old)
    }
    return left
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
    func add(_ place: Int) {
      if period < 0 {
        sums.open(place, micros: Int128(slot.micros), customers: customers)
      } else {
        sums.add(period, place, kind, micros: Int128(slot.micros))
        sums.count(period, place, customers: customers, new: kind == .new ? Int(slot.steps) : 0)
      }
    }
    add(place)
    // A move changes nothing of the whole.
    if place != 0, !isMove { add(0) }
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
