/// Counts what is left of openings at their closings for many windows at once.
///
/// What a customer brings is constant over runs of days, so that it is constant over runs of
/// windows too. Each run is taken as an opening and followed by those at whose days its windows
/// close, and sums take up what changes there: however many windows a run covers, the cost is one.
struct RetentionSweep {
  /// By day since the first opening: how many windows open, or close, before that day.
  private let opened: [UInt16]
  private let closed: [UInt16]
  private let firstDay: Int32
  private let count: Int
  private let base: UInt16
  /// The plan of the customers that count; nil for all.
  private let plan: Int32?

  /// - Precondition: there is a window; each opens and closes no earlier than the one before it.
  init(_ windows: [Window], _ book: Book, plan: Int32?) {
    precondition(!windows.isEmpty && windows.count < 1 << 16)
    firstDay = windows[0].openingDay
    count = windows.count
    base = book.currency.packed
    self.plan = plan
    let days = firstDay...(windows[count - 1].lastDay + 1)
    func table(_ end: (Window) -> Int32) -> [UInt16] {
      var number = 0
      return days.map { day in
        while number < windows.count, end(windows[number]) < day { number += 1 }
        return UInt16(number)
      }
    }
    opened = table(\.openingDay)
    closed = table(\.lastDay)
  }

  func sums(of panel: Panel, _ workers: Workers) -> [RetainedSums] {
    let pieces = panel.pieces(atMost: 16)
    let parts = workers.map(pieces.count) { piece in
      var changes = [Int128](repeating: 0, count: 3 * (count + 1))
      changes.withUnsafeMutableBufferPointer { changes in
        opened.withUnsafeBufferPointer { opened in
          closed.withUnsafeBufferPointer { closed in
            guard let changes = changes.baseAddress, let opened = opened.baseAddress,
              let closed = closed.baseAddress
            else { return }
            let kernel = SweepKernel(
              opened: opened, closed: closed, firstDay: firstDay, dayCount: self.opened.count,
              count: count, base: base, plan: plan, changes: changes)
            var merged = MergedRuns()
            for chunk in pieces[piece] {
              panel.chunks[chunk].withView { kernel.count($0, &merged) }
            }
          }
        }
      }
      return changes
    }
    var present = RetainedSums()
    return (0..<count).map { window in
      for changes in parts {
        present.opening += changes[3 * window]
        present.retained += changes[3 * window + 1]
        present.smaller += changes[3 * window + 2]
      }
      return present
    }
  }
}

/// Days from which on a customer with several subscriptions brings so much, and what of it counts
/// at an opening: the sums of their steps.
private struct MergedRuns {
  private(set) var runs: [(day: Int32, amount: Int128, opening: Int128)] = []
  private var next: [Int] = []

  mutating func fill(_ items: Range<Int>, of view: ChunkView, base: UInt16, plan: Int32?) {
    runs.removeAll(keepingCapacity: true)
    next.removeAll(keepingCapacity: true)
    for item in items { next.append(view.steps(of: item).range.lowerBound) }
    while true {
      var day = Int32.max
      for (place, item) in items.enumerated() {
        let (columns, range) = view.steps(of: item)
        if next[place] < range.upperBound { day = min(day, columns.days[next[place]]) }
      }
      if day == .max { return }
      var amount: Int128 = 0
      var counts = plan == nil
      for (place, item) in items.enumerated() {
        let (columns, range) = view.steps(of: item)
        while next[place] < range.upperBound, columns.days[next[place]] == day { next[place] += 1 }
        let last = next[place] - 1
        guard last >= range.lowerBound, columns.standings[last] == Standing.paying.rawValue else {
          continue
        }
        guard columns.currencies[last] == base else { continue }
        amount += Int128(columns.monthlyMicros[last])
        if columns.plans[last] == plan { counts = true }
      }
      runs.append((day, amount, counts ? amount : 0))
    }
  }
}

/// The loop over a chunk's accounts.
private struct SweepKernel {
  let opened: UnsafePointer<UInt16>
  let closed: UnsafePointer<UInt16>
  let firstDay: Int32
  let dayCount: Int
  let count: Int
  let base: UInt16
  let plan: Int32?
  /// By window: what is added from it on to opening, retained and smaller.
  let changes: UnsafeMutablePointer<Int128>

  func count(_ view: ChunkView, _ merged: inout MergedRuns) {
    var account = 0
    while account < view.accountCount {
      if let run = view.soleRun(from: account, where: { _ in true }) {
        count(run.columns, run.steps)
        account = run.accounts.upperBound
        continue
      }
      merged.fill(view.items(of: account), of: view, base: base, plan: plan)
      let runs = merged.runs
      for index in runs.indices where runs[index].opening > 0 {
        sweep(
          index, from: runs[index].day, end: runs.count, opening: runs[index].opening,
          day: { runs[$0].day },
          amount: { runs[$0].amount })
      }
      account += 1
    }
  }

  /// Counts customers of one subscription, step by step as they stand in the columns: each is an
  /// opening, and those after it are what became of it.
  private func count(_ columns: ColumnPointers, _ steps: Range<Int>) {
    let base = base
    @inline(__always)
    func amount(_ index: Int) -> Int64 {
      columns.currencies[index] == base ? columns.monthlyMicros[index] : 0
    }
    for index in steps {
      if let plan, columns.plans[index] != plan { continue }
      guard Int(opened[place(columns.days[index])]) < count else { continue }
      let opening = amount(index)
      guard opening > 0 else { continue }
      sweep(
        index, from: columns.days[index], end: steps.upperBound, opening: opening,
        day: { columns.marks[$0] & StepMark.first == 0 ? columns.days[$0] : nil },
        amount: amount)
    }
  }

  /// The place in a table by day.
  @inline(__always)
  private func place(_ day: Int32) -> Int {
    min(max(0, Int(day) &- Int(firstDay)), dayCount &- 1)
  }

  /// Adds what a customer brings at the openings that fall into a run, and what is left at their
  /// closings.
  ///
  /// - Parameters:
  ///   - own: the day on which the run begins.
  ///   - day: when a later run begins; nil for one of another customer.
  ///   - amount: what the customer brings in a run.
  @inline(__always)
  private func sweep<Amount: FixedWidthInteger>(
    _ index: Int, from own: Int32, end: Int, opening: Amount, day: (Int) -> Int32?,
    amount: (Int) -> Amount
  ) {
    var next = index &+ 1
    var nextDay = next < end ? day(next) : nil
    var window = Int(opened[place(own)])
    let limit = nextDay.map { Int(opened[place($0)]) } ?? count
    guard window < limit else { return }
    changes[3 &* window] &+= Int128(opening)
    changes[3 &* limit] &-= Int128(opening)
    var closing = opening
    var before: (retained: Amount, smaller: Amount) = (0, 0)
    while true {
      let until = nextDay.map { min(limit, Int(closed[place($0)])) } ?? limit
      if until > window {
        add(window, retained: closing &- before.retained, min(opening, closing) &- before.smaller)
        before = (closing, min(opening, closing))
        window = until
      }
      if until == limit { break }
      closing = amount(next)
      next &+= 1
      nextDay = next < end ? day(next) : nil
    }
    add(limit, retained: 0 &- before.retained, 0 &- before.smaller)
  }

  @inline(__always)
  private func add<Amount: FixedWidthInteger>(
    _ window: Int, retained: Amount, _ smaller: Amount
  ) {
    changes[3 &* window &+ 1] &+= Int128(retained)
    changes[3 &* window &+ 2] &+= Int128(smaller)
  }
}
