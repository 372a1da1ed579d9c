/// The loops of a ``RetentionSweep``.
///
/// Each goes over one list and writes the next one, so that nothing in them has to be guessed by
/// the processor: all steps, then those that open anything and have a step after them at which one
/// of their windows closes, and so on until none is left.
struct SweepKernel {
  private typealias Passed = RetentionSweep.Passed

  let sweep: RetentionSweep
  private let count: Int32
  /// By window: what openings bring more there since the last flush, and what is retained too where
  /// nothing else is said.
  private let openings: UnsafeMutablePointer<Int64>
  /// By window: what else changes there.
  private let cells: UnsafeMutablePointer<Cell>
  /// By step: the windows passed before its day, for the step before it: all of them where that is
  /// another customer's.
  private let passed: UnsafeMutablePointer<Passed>
  /// The openings that are followed: first by their steps alone.
  private let listed: UnsafeMutablePointer<Int32>
  private let followed: UnsafeMutablePointer<Followed>
  /// By window: what was flushed, and what could not be counted by the loops.
  var flushed: [RetainedSums]
  /// How many steps of the largest amount the cells can still take without an overflow.
  private var room: Int64 = .max

  /// Of the cells: an addition that follows one to the same cell would wait for it.
  private static let copies = 4

  private struct Cell {
    /// What later steps add to what is retained.
    var retained: Int64 = 0
    var smaller: Int64 = 0
  }

  /// An opening of which not all windows are looked at, in one word.
  private struct Followed {
    private let word: UInt64

    @inline(__always)
    init(_ index: Int, window: Int32, limit: Int32) {
      word =
        UInt64(truncatingIfNeeded: index) << 32
        | UInt64(truncatingIfNeeded: window) << 16 | UInt64(truncatingIfNeeded: limit)
    }

    var index: Int { Int(truncatingIfNeeded: word >> 32) }
    /// Those before this window are looked at.
    var window: Int32 { Int32(truncatingIfNeeded: word >> 16 & 0xffff) }
    /// The window from which on another step is the opening.
    var limit: Int32 { Int32(truncatingIfNeeded: word & 0xffff) }
  }

  /// - Parameter capacity: the most steps that are counted at once.
  init(_ sweep: RetentionSweep, capacity: Int) {
    self.sweep = sweep
    count = Int32(sweep.windows.count)
    openings = .allocate(capacity: sweep.windows.count + 1)
    openings.initialize(repeating: 0, count: sweep.windows.count + 1)
    cells = .allocate(capacity: SweepKernel.copies * (sweep.windows.count + 1))
    cells.initialize(repeating: Cell(), count: SweepKernel.copies * (sweep.windows.count + 1))
    passed = .allocate(capacity: capacity + 1)
    listed = .allocate(capacity: capacity + 1)
    followed = .allocate(capacity: capacity + 1)
    flushed = [RetainedSums](repeating: RetainedSums(), count: sweep.windows.count + 1)
  }

  func deallocate() {
    openings.deallocate()
    cells.deallocate()
    passed.deallocate()
    listed.deallocate()
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
      let opening = Int128(openings[window])
      flushed[window].opening += opening
      flushed[window].retained += opening
      flushed[window].smaller += opening
      for copy in 0..<SweepKernel.copies {
        let cell = cells[copy * (Int(count) + 1) + window]
        flushed[window].retained += Int128(cell.retained)
        flushed[window].smaller += Int128(cell.smaller)
      }
    }
    openings.update(repeating: 0, count: Int(count) + 1)
    cells.update(repeating: Cell(), count: SweepKernel.copies * (Int(count) + 1))
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
    let base = sweep.base
    if isMixed {
      count(runs, steps.count) { runs.currencies[$0] == base ? runs.amounts[$0] : 0 }
    } else {
      count(runs, steps.count) { runs.amounts[$0] }
    }
  }

  @inline(__always)
  private func count(_ runs: RunPointers, _ stepCount: Int, _ amount: (Int) -> Int64) {
    var kept = 0
    if let plan = sweep.plan {
      // A column less to read, where codes tell all plans apart.
      if sweep.hasShortPlans {
        kept = open(runs, stepCount) { amount($0) & mask(Int64($1.plan), Int64(plan)) }
      } else {
        kept = open(runs, stepCount) { index, _ in
          amount(index) & mask(Int64(runs.plans[index]), Int64(plan))
        }
      }
    } else {
      kept = open(runs, stepCount) { index, _ in amount(index) }
    }
    let (listed, followed, passed) = (listed, followed, passed)
    kept = sweep.passedOfDay.withPointer { table in
      close(kept, 1, amount) { place in
        let index = Int(listed[place])
        let own = Passed(word: UInt32(bitPattern: table[runs.codes[index].place]))
        return Followed(index, window: own.opened, limit: passed[index &+ 1].opened)
      }
    }
    var distance = 2
    while kept > 0 {
      kept = close(kept, distance, amount) { followed[$0] }
      distance &+= 1
    }
  }

  /// Adds what openings bring, as if all of it were retained; lists those for which more is to say.
  ///
  /// Each step adds what it brings more than the one before it, to the first window that opens on
  /// its day or later: nothing has to be taken off where it ends.
  ///
  /// - Parameter opening: what a step brings that counts at an opening.
  @inline(__always)
  private func open(
    _ runs: RunPointers, _ stepCount: Int, _ opening: (Int, StepCode) -> Int64
  ) -> Int {
    let (openings, passed, listed) = (openings, passed, listed)
    let all = Passed(opened: Int(count), closed: Int(count))
    return sweep.passedOfDay.withPointer { table in
      var kept = 0
      var (before, opened): (Int64, Int32) = (0, count)
      // The one before is followed where a window of its does not close before this step's day.
      func follow(_ index: Int, _ next: Passed) {
        listed[kept] = Int32(truncatingIfNeeded: index &- 1)
        let isPaid = Int32(truncatingIfNeeded: (0 &- before) >> 32)
        let signs = (opened &- next.opened) & next.isOpen & isPaid
        kept &+= Int((signs >> 31) & 1)
      }
      for index in 0..<stepCount {
        let code = runs.codes[index]
        let own = Passed(word: UInt32(bitPattern: table[code.place]))
        let isFirst = 0 &- Int64((code.mark & StepMark.first) >> 6)
        let next = Passed(
          word: own.word ^ ((own.word ^ all.word) & UInt32(truncatingIfNeeded: isFirst)))
        passed[index] = next
        follow(index, next)
        let value = opening(index, code)
        openings[Int(own.opened)] &+= value &- before & ~isFirst
        (before, opened) = (value, own.opened)
      }
      passed[stepCount] = all
      follow(stepCount, all)
      return kept
    }
  }

  /// Adds what becomes of openings at the steps so far after them.
  @inline(__always)
  private func close(
    _ kept: Int, _ distance: Int, _ amount: (Int) -> Int64, _ each: (Int) -> Followed
  ) -> Int {
    let (cells, passed, followed, stride) = (cells, passed, followed, Int(count) &+ 1)
    var still = 0
    for place in 0..<kept {
      let each = each(place)
      let index = each.index &+ distance
      let opening = amount(each.index)
      let (before, now) = (amount(index &- 1), amount(index))
      let retained = now &- before
      let smaller = smaller(opening, now) &- self.smaller(opening, before)
      // From the windows on that close on this step's day or later.
      let window = larger(each.window, passed[index].closed)
      let copy = cells + (place & (SweepKernel.copies &- 1)) &* stride
      let (from, to) = (copy + Int(window), copy + Int(each.limit))
      from.pointee.retained &+= retained
      from.pointee.smaller &+= smaller
      to.pointee.retained &-= retained
      to.pointee.smaller &-= smaller
      followed[still] = Followed(each.index, window: window, limit: each.limit)
      still &+= isLess(passed[index &+ 1].closed, each.limit)
    }
    return still
  }

  // By arithmetic, and by no more than the sign of numbers that are far from the largest: of
  // anything that it takes for a comparison, the compiler would make a branch.

  /// All ones where the two, neither below 0, are the same, else nothing.
  @inline(__always)
  private func mask(_ one: Int64, _ other: Int64) -> Int64 {
    ((one ^ other) &- 1) >> 40
  }

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
}
