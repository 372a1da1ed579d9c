import Facts

/// Tells whether a subscription's term ends, and begins anew, in a window.
struct Renewal {
  private let window: Window
  /// The months of the window's first and last day, and where in them these are.
  private let first, last: (month: Int, day: Int, dayCount: Int)

  init(_ window: Window) {
    func place(_ number: Int32) -> (month: Int, day: Int, dayCount: Int) {
      let day = Day(number: number)
      return (Int(day.month.number), day.civil.day, day.month.dayCount)
    }
    self.window = window
    first = place(window.firstDay)
    last = place(window.lastDay)
  }

  /// - Parameters:
  ///   - unit: the raw value of a ``BillingInterval/Unit``.
  ///   - count: how many of them a term is.
  ///   - anchorDay: the day from which terms are counted.
  func isDue(unit: UInt8, count: Int32, anchorDay: Int32) -> Bool {
    let unit = BillingInterval.Unit(rawValue: unit) ?? .month
    let count = Int(count)
    switch unit {
    case .day, .week:
      let length = count * (unit == .week ? 7 : 1)
      let elapsed = Int(window.firstDay) - Int(anchorDay)
      let terms = max(1, (elapsed + length - 1) / length)
      return Int(anchorDay) + terms * length <= Int(window.lastDay)
    case .month, .year:
      let length = count * (unit == .year ? 12 : 1)
      let anchor = Anchor.on(anchorDay)
      let month = Int(anchor.month)
      let elapsed = first.month - month
      // The clamped day may lie before the window in the first month that can be, not in the next.
      var renewal = month + (length == 1 ? max(1, elapsed) : terms(elapsed, length) * length)
      let day = Int(anchor.day)
      if renewal == first.month, min(day, first.dayCount) < first.day { renewal += length }
      if renewal == last.month { return min(day, last.dayCount) <= last.day }
      return renewal < last.month
    }
  }

  private func terms(_ elapsed: Int, _ length: Int) -> Int {
    max(1, (elapsed + length - 1) / length)
  }
}

/// Where in its month a day is from which terms are counted.
private struct Anchor {
  /// Months since the year 0.
  let month: Int32
  let day: Int32

  private init(_ day: Int32) {
    let civil = Day(number: day).civil
    month = Int32(civil.year * 12 + civil.month - 1)
    self.day = Int32(civil.day)
  }

  @inline(__always)
  static func on(_ day: Int32) -> Anchor {
    days.contains(day) ? known[Int(day - days.lowerBound)] : Anchor(day)
  }

  /// From 1997 to 2051, for loops over millions of customers; others are worked out each time.
  private static let days: Range<Int32> = 10_000..<30_000
  private static let known = days.map(Anchor.init)
}
