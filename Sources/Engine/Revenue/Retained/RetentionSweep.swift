/// Counts what is left of openings at their closings for many windows at once.
///
/// What a customer brings is constant over runs of days, so that it is constant over runs of
/// windows too. Each run is taken as an opening and followed by those at whose days its windows
/// close, and sums take up what changes there: however many windows a run covers, the cost is one.
struct RetentionSweep {
  let windows: [Window]
  let base: UInt16
  /// The plan of the customers that count; nil for all.
  let plan: Int32?
  /// Whether codes tell all plans apart.
  let hasShortPlans: Bool
  /// By the key of a step's day: the windows passed before it, all of them where the step is a
  /// customer's first, except that it says how many open before its day.
  let passedOfDay: PlaceTable
  private let panel: Panel

  /// Everything that a piece's sums depend on besides its chunks.
  private struct Asked: Hashable, Sendable {
    let windows: [Window]
    let base: UInt16
    let plan: Int32?
  }

  /// How many windows open before a day, and how many close, in a word: 16 bits of the first, 15 of
  /// the second, and whether it is less.
  struct Passed {
    private(set) var word: UInt32

    /// One more than the most windows.
    static let limit = 1 << 15

    init(opened: Int, closed: Int) {
      word = UInt32(opened) | UInt32(closed) << 16 | (closed < opened ? 1 << 31 : 0)
    }

    @inline(__always)
    init(bits: Int32) { word = UInt32(bitPattern: bits) }

    /// As a table of numbers holds it.
    var bits: Int32 { Int32(bitPattern: word) }

    /// The same for a customer's first step: no window of the step before it closes there or later.
    func ofFirst(windowCount: Int) -> Passed {
      var first = self
      first.word = UInt32(opened) | UInt32(windowCount) << 16
      return first
    }

    var opened: Int32 { Int32(truncatingIfNeeded: word & 0xffff) }
    var closed: Int32 { Int32(truncatingIfNeeded: word >> 16 & 0x7fff) }
    /// Below 0 where a window is open that does not close before the day.
    var isOpen: Int32 { bits }
  }

  /// - Precondition: there is a window; each opens and closes no earlier than the one before it.
  init(_ panel: Panel, _ windows: [Window], _ book: Book, plan: Int32?) {
    precondition(!windows.isEmpty && windows.count < Passed.limit)
    self.windows = windows
    base = book.currency.packed
    self.plan = plan
    self.panel = panel
    hasShortPlans = panel.plans.count <= StepCode.planCount
    var (opened, closed) = (0, 0)
    let (first, last) = (windows[0].openingDay, windows[windows.count - 1].lastDay)
    let passed = (first...last).map { day in
      while opened < windows.count, windows[opened].openingDay < day { opened += 1 }
      while closed < windows.count, windows[closed].lastDay < day { closed += 1 }
      return Passed(opened: opened, closed: closed).bits
    }
    let all = Passed(opened: windows.count, closed: windows.count)
    passedOfDay =
      PlaceTable(
        panel, from: first, passed, before: Passed(opened: 0, closed: 0).bits, after: all.bits
      )
      .doubled { Passed(bits: $0).ofFirst(windowCount: windows.count).bits }
  }

  func sums(_ workers: Workers) -> [RetainedSums] {
    let asked = Asked(windows: windows, base: base, plan: plan)
    let parts = workers.parts(of: panel, asked, byteCount: 48 * windows.count) { chunks in
      var kernel = SweepKernel(self, capacity: panel.mostStepsOfChunk)
      defer { kernel.deallocate() }
      for chunk in chunks { count(chunk, &kernel) }
      return kernel.changes()
    }
    var present = RetainedSums()
    return windows.indices.map { window in
      for changes in parts {
        present.opening += changes[window].opening
        present.retained += changes[window].retained
        present.smaller += changes[window].smaller
      }
      return present
    }
  }

  private func count(_ chunk: Int, _ kernel: inout SweepKernel) {
    let largest = panel.chunks[chunk].largestMicros
    let isMixed = panel.chunks[chunk].holdsOther(than: base)
    let stepCount = panel.chunks[chunk].stepCount
    let isReached = StepCode.reaches(windows[0].openingDay, windows[windows.count - 1].lastDay)
    let fits = isReached && kernel.makeRoom(stepCount: stepCount, largest: largest)
    panel.chunks[chunk].withView { view in
      guard fits else {
        for account in 0..<view.accountCount { kernel.countEach(view.items(of: account), of: view) }
        return
      }
      var merged = MergedRuns(base: base, plan: plan)
      view.forEach(
        soleRun: { _, columns, steps in
          kernel.count(RunPointers(columns), steps, isMixed: isMixed)
        },
        other: { merged.append(view.items(of: $0), of: view) })
      merged.withPointers { kernel.count($0, $1, isMixed: false) }
    }
  }
}
