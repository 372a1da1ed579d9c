/// The loops of a ``RetentionSweep``.
///
/// Each goes over one list and writes the next one, so that nothing in them has to be guessed by
/// the processor: the steps that open anything, then those of them with a step after it at which
/// one of their windows closes, and so on until none is left.
struct SweepKernel {
  private typealias Passed = RetentionSweep.Passed

  private let sweep: RetentionSweep
  private let count: Int32
  /// By window: what changes there since the last flush.
  private let cells: UnsafeMutablePointer<Cell>
  /// By step: its day's place in the table, the windows passed before that day, and what is passed
  /// for the step before it, which is all of them where that is another customer's.
  private let places: UnsafeMutablePointer<Int32>
  private let own: UnsafeMutablePointer<Passed>
  private let passed: UnsafeMutablePointer<Passed>
  /// The steps that open anything, and those of them that are followed.
  private let openings: UnsafeMutablePointer<Int32>
  private let followed: UnsafeMutablePointer<Followed>
  /// By window: what was flushed, and what could not be counted by the loops.
  private var flushed: [RetainedSums]
  /// How many steps of the largest amount the cells can still take without an overflow.
  private var room: Int64 = .max

  private struct Cell {
    /// Of the opening; of what is retained too, where nothing else is said.
    var opening: Int64 = 0
    /// What later steps add to what is retained.
    var retained: Int64 = 0
    var smaller: Int64 = 0
  }

  /// An opening whose windows do not all close before the next step, in one word.
  private struct Followed {
    private let word: UInt64

    @inline(__always)
    init(_ index: Int, window: Int32, limit: Int32) {
      word =
        UInt64(truncatingIfNeeded: index) << 32
        | UInt64(truncatingIfNeeded: window) << 16 | UInt64(truncatingIfNeeded: limit)
    }

    var index: Int { Int(truncatingIfNeeded: word >> 32) }
    /// The window from which on the next step is the closing.
    var window: Int32 { Int32(truncatingIfNeeded: word >> 16 & 0xffff) }
    /// The window from which on another step is the opening.
    var limit: Int32 { Int32(truncatingIfNeeded: word & 0xffff) }
  }

  /// - Parameter capacity: the most steps that are counted at once.
  init(_ sweep: RetentionSweep, capacity: Int) {
    self.sweep = sweep
    count = Int32(sweep.windows.count)
    cells = .allocate(capacity: sweep.windows.count + 1)
    cells.initialize(repeating: Cell(), count: sweep.windows.count + 1)
    places = .allocate(capacity: capacity)
    own = .allocate(capacity: capacity)
    passed = .allocate(capacity: capacity + 1)
    openings = .allocate(capacity: capacity + 1)
    followed = .allocate(capacity: capacity + 1)
    flushed = [RetainedSums](repeating: RetainedSums(), count: sweep.windows.count + 1)
  }

  func deallocate() {
    cells.deallocate()
    places.deallocate()
    own.deallocate()
    passed.deallocate()
    openings.deallocate()
    followed.deallocate()
  }

  /// Makes sure that the sums of so many steps fit.
  ///
  /// A cell is the difference of two windows' sums of differences: four times a sum at most.
  ///
  /// - Returns: false where they do not by themselves.
  mutating func makeRoom(stepCount: Int, largest: Int64) -> Bool {
    let weight = Int64(stepCount).multipliedReportingOverflow(by: 4 * max(1, largest))
    guard !weight.overflow else { return false }
    if room < weight.partialValue { flush() }
    room -= weight.partialValue
    return true
  }

  private mutating func flush() {
    for window in 0...Int(count) {
      let opening = Int128(cells[window].opening)
      flushed[window].opening += opening
      flushed[window].retained += opening + Int128(cells[window].retained)
      flushed[window].smaller += opening + Int128(cells[window].smaller)
    }
    cells.update(repeating: Cell(), count: Int(count) + 1)
    room = .max
  }

  /// What is added from each window on.
  mutating func changes() -> [RetainedSums] {
    flush()
    return flushed
  }

  /// Counts customers, step by step as they stand in columns: each is an opening, and those after
  /// it are what became of it.
  ///
  /// - Parameter isMixed: whether any of them may be in another currency than the book's.
  func count(_ runs: RunPointers, _ steps: Range<Int>, isMixed: Bool) {
    let runs = runs.advanced(by: steps.lowerBound)
    lookUp(runs, steps.count)
    let found = sweep.plan.map { findOpenings(runs, steps.count, $0) } ?? findOpenings(steps.count)
    let base = sweep.base
    if isMixed {
      follow(found) { runs.currencies[$0] == base ? runs.amounts[$0] : 0 }
    } else {
      follow(found) { runs.amounts[$0] }
    }
  }

  /// Looks up what is passed before each step's day, in loops so small that they run by several.
  private func lookUp(_ runs: RunPointers, _ stepCount: Int) {
    let (places, own, passed) = (places, own, passed)
    let (firstDay, lastPlace) = (sweep.firstDay, Int32(sweep.passedOfDay.count) &- 1)
    for index in 0..<stepCount {
      places[index] = min(max(0, runs.days[index] &- firstDay), lastPlace)
    }
    sweep.passedOfDay.withUnsafeBufferPointer { table in
      guard let table = table.baseAddress else { return }
      for index in 0..<stepCount { own[index] = table[Int(places[index])] }
    }
    let all = Passed(opened: Int(count), closed: Int(count))
    for index in 0..<stepCount {
      let isFirst = 0 &- UInt32((runs.marks[index] & StepMark.first) >> 6)
      passed[index] = Passed(word: own[index].word ^ ((own[index].word ^ all.word) & isFirst))
    }
    passed[stepCount] = all
  }

  /// Lists the steps that open anything; gives back how many there are.
  private func findOpenings(_ stepCount: Int) -> Int {
    let (own, passed, openings) = (own, passed, openings)
    var found = 0
    for index in 0..<stepCount {
      openings[found] = Int32(truncatingIfNeeded: index)
      found &+= isLess(own[index].opened, passed[index &+ 1].opened)
    }
    return found
  }

  /// The same for the steps of a plan.
  private func findOpenings(_ runs: RunPointers, _ stepCount: Int, _ plan: Int32) -> Int {
    let (own, passed, openings) = (own, passed, openings)
    var found = 0
    for index in 0..<stepCount {
      openings[found] = Int32(truncatingIfNeeded: index)
      let difference = Int64(runs.plans[index] ^ plan)
      let isOther = Int((difference | (0 &- difference)) >> 40 & 1)
      found &+= isLess(own[index].opened, passed[index &+ 1].opened) & (isOther ^ 1)
    }
    return found
  }

  @inline(__always)
  private func follow(_ found: Int, _ amount: (Int) -> Int64) {
    var kept = open(found, amount)
    var distance = 1
    while kept > 0 {
      kept = close(kept, distance, amount)
      distance &+= 1
    }
  }

  /// Adds what openings bring, as if all of it were retained; lists those for which more is to say.
  @inline(__always)
  private func open(_ found: Int, _ amount: (Int) -> Int64) -> Int {
    let (cells, own, passed, openings, followed) = (cells, own, passed, openings, followed)
    var kept = 0
    for place in 0..<found {
      let index = Int(openings[place])
      let opening = amount(index)
      let opened = own[index].opened
      let next = passed[index &+ 1]
      cells[Int(opened)].opening &+= opening
      cells[Int(next.opened)].opening &-= opening
      let window = larger(opened, next.closed)
      followed[kept] = Followed(index, window: window, limit: next.opened)
      kept &+= isLess(window, next.opened) & Int((0 &- opening) >> 62 & 1)
    }
    return kept
  }

  /// Adds what becomes of openings at the steps so far after them.
  @inline(__always)
  private func close(_ kept: Int, _ distance: Int, _ amount: (Int) -> Int64) -> Int {
    let (cells, passed, followed) = (cells, passed, followed)
    var still = 0
    for place in 0..<kept {
      let each = followed[place]
      let index = each.index &+ distance
      let opening = amount(each.index)
      let (before, now) = (amount(index &- 1), amount(index))
      let retained = now &- before
      let smaller = smaller(opening, now) &- self.smaller(opening, before)
      let (from, to) = (cells + Int(each.window), cells + Int(each.limit))
      from.pointee.retained &+= retained
      from.pointee.smaller &+= smaller
      to.pointee.retained &-= retained
      to.pointee.smaller &-= smaller
      let window = larger(each.window, passed[index &+ 1].closed)
      followed[still] = Followed(each.index, window: window, limit: each.limit)
      still &+= isLess(window, each.limit)
    }
    return still
  }

  // By arithmetic, and by no more than the sign of numbers that are far from the largest: of
  // anything that it takes for a comparison, the compiler would make a branch.

  /// 1 or 0.
  @inline(__always)
  private func isLess(_ one: Int32, _ other: Int32) -> Int { Int((one &- other) >> 20 & 1) }

  @inline(__always)
  private func larger(_ one: Int32, _ other: Int32) -> Int32 {
    let excess = other &- one
    return one &+ (excess & ~(excess >> 20))
  }

  @inline(__always)
  private func smaller(_ one: Int64, _ other: Int64) -> Int64 {
    let excess = other &- one
    return one &+ (excess & (excess >> 62))
  }

  /// Counts one customer window by window, where amounts are too large for the loops.
  mutating func countEach(_ items: Range<Int>, of view: ChunkView) {
    for (number, window) in sweep.windows.enumerated() {
      let (opening, counts) = amount(of: items, of: view, on: window.openingDay)
      guard counts, opening > 0 else { continue }
      let closing = amount(of: items, of: view, on: window.lastDay).sum
      for (place, sign) in [(number, Int128(1)), (number + 1, -1)] {
        flushed[place].opening += sign * opening
        flushed[place].retained += sign * closing
        flushed[place].smaller += sign * min(opening, closing)
      }
    }
  }

  /// What a customer brings at the end of a day, and whether any of it is for the plan.
  private func amount(
    of items: Range<Int>, of view: ChunkView, on day: Int32
  ) -> (sum: Int128, counts: Bool) {
    var sum: Int128 = 0
    var counts = sweep.plan == nil
    for item in items {
      let (columns, range) = view.steps(of: item)
      guard let last = range.last(where: { columns.days[$0] <= day }),
        columns.currencies[last] == sweep.base, columns.monthlyMicros[last] > 0
      else { continue }
      sum += Int128(columns.monthlyMicros[last])
      if columns.plans[last] == sweep.plan { counts = true }
    }
    return (sum, counts)
  }
}
