/// The same without the loops.
extension SweepKernel {
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
