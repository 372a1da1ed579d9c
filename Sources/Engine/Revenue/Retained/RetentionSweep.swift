/// Counts what is left of openings at their closings for many windows at once.
///
/// What a customer brings is constant over runs of days, so that it is constant over runs of
/// windows too. For each customer the windows are walked from one end of a run to the next, of the
/// opening's or the closing's, and sums take up what changes there: however many windows a run
/// covers, it costs the same.
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

/// Days from which on a customer brings so much.
private protocol Runs {
  /// Ascending; of several on one day the last holds.
  func day(_ index: Int) -> Int32
  func amount(_ index: Int) -> Int64
  /// The same, but nothing for who does not count at an opening.
  func opening(_ index: Int) -> Int64
}

/// Those of a customer with one subscription: its steps.
private struct SoleRuns: Runs {
  let columns: ColumnPointers
  let base: UInt16
  let plan: Int32?

  @inline(__always)
  func day(_ index: Int) -> Int32 { columns.days[index] }

  @inline(__always)
  func amount(_ index: Int) -> Int64 {
    columns.currencies[index] == base ? columns.monthlyMicros[index] : 0
  }

  @inline(__always)
  func opening(_ index: Int) -> Int64 {
    if let plan, columns.plans[index] != plan { return 0 }
    return amount(index)
  }
}

/// Those of a customer with several subscriptions: the sums of their steps.
private struct MergedRuns: Runs {
  private(set) var runs: [(day: Int32, amount: Int64, opening: Int64)] = []
  private var next: [Int] = []

  @inline(__always)
  func day(_ index: Int) -> Int32 { runs[index].day }

  @inline(__always)
  func amount(_ index: Int) -> Int64 { runs[index].amount }

  @inline(__always)
  func opening(_ index: Int) -> Int64 { runs[index].opening }

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
      var amount: Int64 = 0
      var counts = plan == nil
      for (place, item) in items.enumerated() {
        let (columns, range) = view.steps(of: item)
        while next[place] < range.upperBound, columns.days[next[place]] == day { next[place] += 1 }
        let last = next[place] - 1
        guard last >= range.lowerBound, columns.standings[last] == Standing.paying.rawValue else {
          continue
        }
        guard columns.currencies[last] == base else { continue }
        amount += columns.monthlyMicros[last]
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
    for account in 0..<view.accountCount {
      let items = view.items(of: account)
      if items.count == 1 {
        let (columns, range) = view.steps(of: items.lowerBound)
        sweep(SoleRuns(columns: columns, base: base, plan: plan), range)
      } else if !items.isEmpty {
        merged.fill(items, of: view, base: base, plan: plan)
        sweep(merged, merged.runs.indices)
      }
    }
  }

  /// The place in a table by day.
  @inline(__always)
  private func place(_ day: Int32) -> Int {
    min(max(0, Int(day) &- Int(firstDay)), dayCount &- 1)
  }

  @inline(__always)
  private func sweep(_ runs: some Runs, _ range: Range<Int>) {
    let end = range.upperBound
    var open = range.lowerBound
    guard open < end else { return }
    var window = Int(opened[place(runs.day(open))])
    var close = open
    // The runs that come next, and the windows at which they begin.
    var nextOpen = window
    var nextClose = 0
    var before: (opening: Int64, retained: Int64, smaller: Int64) = (0, 0, 0)
    while window < count {
      while nextOpen <= window {
        open &+= 1
        nextOpen = open < end ? Int(opened[place(runs.day(open))]) : count
      }
      while nextClose <= window {
        close &+= 1
        nextClose = close < end ? Int(closed[place(runs.day(close))]) : count
      }
      let opening = runs.opening(open &- 1)
      let closing = opening > 0 ? runs.amount(close &- 1) : 0
      let smaller = min(opening, closing)
      let change = changes + 3 &* window
      change[0] &+= Int128(opening &- before.opening)
      change[1] &+= Int128(closing &- before.retained)
      change[2] &+= Int128(smaller &- before.smaller)
      before = (opening, closing, smaller)
      window = opening > 0 ? min(nextOpen, nextClose) : nextOpen
    }
  }
}
