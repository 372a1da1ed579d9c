/// The loops of a ``RetentionSweep``.
///
/// Each goes over one list and writes the next one, so that nothing in them has to be guessed by
/// the processor: all steps, then those that open anything and have a step after them at which one
/// of their windows closes, and so on until none is left.
struct SweepKernel {
  private typealias Passed = RetentionSweep.Passed

  let sweep: RetentionSweep
  private let count: Int
  /// By window: what openings bring more there since the last flush, and what is retained too where
  /// nothing else is said.
  private let openings: UnsafeMutablePointer<Int64>
  /// By window: what closings bring more there than their openings, and then what they bring less.
  ///
  /// Several times over, since an addition that follows one to the same place would wait for it.
  private let gains: UnsafeMutablePointer<Int64>
  /// The openings that are followed further, the windows before which they are done with, and those
  /// from which on another step is the opening.
  private let followed: UnsafeMutablePointer<Int32>
  private let windows: UnsafeMutablePointer<Int16>
  private let limits: UnsafeMutablePointer<Int16>
  private let nexts: UnsafeMutablePointer<Int16>
  private let ends: UnsafeMutablePointer<Int16>
  /// What the steps of the plan that is asked for bring.
  private let picked: UnsafeMutablePointer<Int64>
  /// How many of the steps that were looked through are of that plan.
  private var share = (picked: 0, steps: 0)
  /// By window: what was flushed, and what could not be counted by the loops.
  var flushed: [RetainedSums]
  /// How many steps of the largest amount the sums can still take without an overflow.
  private var room: Int64 = .max

  private static let copies = 4
  /// From a window's gains to the next one's.
  private static let stride = 2 * copies

  /// - Parameter capacity: the most steps that are counted at once.
  init(_ sweep: RetentionSweep, capacity: Int) {
    self.sweep = sweep
    count = sweep.windows.count
    openings = .allocate(capacity: count + 1)
    openings.initialize(repeating: 0, count: count + 1)
    gains = .allocate(capacity: SweepKernel.stride * (count + 1))
    gains.initialize(repeating: 0, count: SweepKernel.stride * (count + 1))
    followed = .allocate(capacity: capacity + 1)
    windows = .allocate(capacity: capacity + 1)
    limits = .allocate(capacity: capacity + 1)
    nexts = .allocate(capacity: capacity + 1)
    ends = .allocate(capacity: capacity + 1)
    picked = .allocate(capacity: sweep.plan == nil ? 0 : capacity + 1)
    flushed = [RetainedSums](repeating: RetainedSums(), count: count + 1)
  }

  func deallocate() {
    openings.deallocate()
    gains.deallocate()
    followed.deallocate()
    windows.deallocate()
    limits.deallocate()
    nexts.deallocate()
    picked.deallocate()
    ends.deallocate()
  }

  /// Makes sure that the sums of so many steps fit.
  ///
  /// Every sum is the difference of two windows' sums, to which a customer adds one amount or the
  /// difference of two: four times the largest at most.
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
    for window in 0...count {
      let opening = Int128(openings[window])
      flushed[window].opening += opening
      flushed[window].retained += opening
      flushed[window].smaller += opening
      for copy in 0..<SweepKernel.copies {
        let place = SweepKernel.stride * window + 2 * copy
        let (more, less) = (Int128(gains[place]), Int128(gains[place + 1]))
        flushed[window].retained += more + less
        flushed[window].smaller += less
      }
    }
    openings.update(repeating: 0, count: count + 1)
    gains.update(repeating: 0, count: SweepKernel.stride * (count + 1))
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
  mutating func count(_ runs: RunPointers, _ steps: Range<Int>, isMixed: Bool) {
    let runs = runs.advanced(by: steps.lowerBound)
    let base = sweep.base
    if isMixed {
      count(runs, steps.count) { runs.currencies[$0] == base ? runs.amounts[$0] : 0 }
    } else {
      count(runs, steps.count) { runs.amounts[$0] }
    }
  }

  @inline(__always)
  private mutating func count(
    _ runs: RunPointers, _ stepCount: Int, _ amount: (Int) -> Int64
  ) {
    sweep.passedOfDay.withPointer { table in
      func passed(_ index: Int) -> Passed { Passed(bits: table[runs.codes[index].dayKey]) }
      var kept = 0
      if let plan = sweep.plan {
        // A column less to read, where codes tell all plans apart.
        kept =
          sweep.hasShortPlans
          ? open(runs, stepCount, amount, passed) { Int64($1.plan) ^ Int64(plan) }
          : open(runs, stepCount, amount, passed) { index, _ in Int64(runs.plans[index] ^ plan) }
      } else {
        kept = open(runs, stepCount, { index, _ in amount(index) }, passed)
      }
      begin(kept, passed)
      var distance = 1
      while kept > 0 {
        kept = close(kept, distance, amount, passed)
        distance &+= 1
      }
    }
  }

  /// Adds what openings bring, as if all of it were retained; lists the steps after those for which
  /// more is to say.
  ///
  /// Each step adds what it brings more than the one before it, to the first window that opens on
  /// its day or later: nothing has to be taken off where it ends.
  @inline(__always)
  private func open(
    _ runs: RunPointers, _ stepCount: Int, _ opening: (Int, StepCode) -> Int64,
    _ passed: (Int) -> Passed
  ) -> Int {
    let (openings, followed) = (openings, followed)
    var kept = 0
    var (before, opened): (Int64, Int32) = (0, 0)
    for index in 0..<stepCount {
      let code = runs.codes[index]
      let own = passed(index)
      followed[kept] = Int32(truncatingIfNeeded: index)
      kept &+= isFollowed(before, from: opened, own)
      let value = opening(index, code)
      openings[Int(own.opened)] &+= value &- before & code.isLater
      (before, opened) = (value, own.opened)
    }
    return kept
  }

  /// The same for the openings of a plan.
  ///
  /// - Parameter other: 0 for a step of that plan, else above 0.
  @inline(__always)
  private mutating func open(
    _ runs: RunPointers, _ stepCount: Int, _ amount: (Int) -> Int64, _ passed: (Int) -> Passed,
    _ other: (Int, StepCode) -> Int64
  ) -> Int {
    share.picked * 5 <= share.steps * 2
      ? openPicked(runs, stepCount, amount, passed, other)
      : open(runs, stepCount, { amount($0) & (other($0, $1) &- 1) >> 40 }, passed)
  }

  /// The same for openings of a plan that few steps have: those first, then what they bring.
  @inline(__always)
  private mutating func openPicked(
    _ runs: RunPointers, _ stepCount: Int, _ amount: (Int) -> Int64, _ passed: (Int) -> Passed,
    _ other: (Int, StepCode) -> Int64
  ) -> Int {
    let (openings, followed, picked) = (openings, followed, picked)
    var count = 0
    for index in 0..<stepCount {
      followed[count] = Int32(truncatingIfNeeded: index)
      // Here, where amounts are read one after the other: each by itself would wait for memory.
      picked[count] = amount(index)
      count &+= Int((other(index, runs.codes[index]) &- 1) >> 40 & 1)
    }
    var kept = 0
    for place in 0..<count {
      let index = Int(followed[place])
      let (own, next, value) = (passed(index), passed(index &+ 1), picked[place])
      openings[Int(own.opened)] &+= value
      openings[Int(next.opened)] &-= value & runs.codes[index &+ 1].isLater
      followed[kept] = Int32(truncatingIfNeeded: index &+ 1)
      kept &+= isFollowed(value, from: own.opened, next)
    }
    share.picked &+= count
    share.steps &+= stepCount
    return kept
  }

  /// 1 for an opening of which a window does not close before the next step's day, else 0.
  @inline(__always)
  private func isFollowed(_ amount: Int64, from opened: Int32, _ next: Passed) -> Int {
    let isPaid = Int32(truncatingIfNeeded: (0 &- amount) >> 32)
    return Int((((opened &- next.opened) & next.isOpen & isPaid) >> 31) & 1)
  }

  /// Turns the steps that are listed into the openings before them, with their windows.
  @inline(__always)
  private func begin(_ kept: Int, _ passed: (Int) -> Passed) {
    let (followed, windows, limits) = (followed, windows, limits)
    for place in 0..<kept {
      let index = Int(followed[place]) &- 1
      followed[place] = Int32(truncatingIfNeeded: index)
      windows[place] = Int16(truncatingIfNeeded: passed(index).opened)
      limits[place] = Int16(truncatingIfNeeded: passed(index &+ 1).opened)
      ends[place] = Int16(truncatingIfNeeded: passed(index &+ 1).closed)
    }
    for place in 0..<kept { windows[place] = max(windows[place], ends[place]) }
  }

  /// Adds what closings at the steps so far after openings bring more or less than those, for the
  /// windows up to the next step; lists those openings for which more is to say.
  @inline(__always)
  private func close(
    _ kept: Int, _ distance: Int, _ amount: (Int) -> Int64, _ passed: (Int) -> Passed
  ) -> Int {
    let (gains, followed, windows, limits) = (gains, followed, windows, limits)
    let (nexts, ends) = (nexts, ends)
    for place in 0..<kept {
      let index = Int(followed[place]) &+ distance
      nexts[place] = Int16(truncatingIfNeeded: passed(index &+ 1).closed)
    }
    for place in 0..<kept {
      // From the windows on that close on the next step's day or later.
      let next = max(windows[place], nexts[place])
      nexts[place] = next
      ends[place] = min(next, limits[place])
    }
    var still = 0
    for place in 0..<kept {
      let index = Int(followed[place])
      let gain = amount(index &+ distance) &- amount(index)
      let copy = gains + ((place & (SweepKernel.copies &- 1)) &* 2 &+ Int(gain >> 63 & 1))
      copy[Int(windows[place]) &* SweepKernel.stride] &+= gain
      copy[Int(ends[place]) &* SweepKernel.stride] &-= gain
      let (next, limit) = (nexts[place], limits[place])
      followed[still] = Int32(truncatingIfNeeded: index)
      windows[still] = next
      limits[still] = limit
      still &+= Int((Int32(next) &- Int32(limit)) >> 20 & 1)
    }
    return still
  }
}
