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
      let anchor = Day(number: anchorDay).civil
      let month = anchor.year * 12 + anchor.month - 1
      let elapsed = first.month - month
      // The clamped day may lie before the window in the first month that can be, not in the next.
      var renewal = month + (length == 1 ? max(1, elapsed) : terms(elapsed, length) * length)
      if renewal == first.month, min(anchor.day, first.dayCount) < first.day { renewal += length }
      if renewal == last.month { return min(anchor.day, last.dayCount) <= last.day }
      return renewal < last.month
    }
  }

  private func terms(_ elapsed: Int, _ length: Int) -> Int {
    max(1, (elapsed + length - 1) / length)
  }
}

/// The same by a table of the intervals that there are and of some years' days.
struct RenewalDays {
  private let renewal: Renewal
  /// The most frequent ones that a panel may have, not all.
  private let intervals: [(unit: UInt8, count: Int32)]
  private let firstDay: Int32
  private let dayCount: Int
  /// By interval and day.
  private let isDue: [Bool]

  private static let mostIntervals = 8

  /// - Parameter lastDay: the last one in the table, which goes back from there.
  init(_ renewal: Renewal, through lastDay: Int32, in panel: Panel) {
    self.renewal = renewal
    intervals = Slicing.interval.codes(in: panel, []).prefix(Self.mostIntervals).map {
      (UInt8($0 >> 32), Int32($0 & 0xffff_ffff))
    }
    let firstDay = lastDay - 3660
    self.firstDay = firstDay
    dayCount = Int(lastDay - firstDay) + 1
    isDue = intervals.flatMap { interval in
      (firstDay...lastDay).map {
        renewal.isDue(unit: interval.unit, count: interval.count, anchorDay: $0)
      }
    }
  }

  /// Whether the term of a step's subscription renews.
  @inline(__always)
  func contain(_ columns: ColumnPointers, _ step: Int) -> Bool {
    let (unit, count) = (columns.intervalUnits[step], columns.intervalCounts[step])
    let day = Int(columns.anchorDays[step] &- firstDay)
    var number = 0
    while number < intervals.count,
      intervals[number].count != count || intervals[number].unit != unit
    { number += 1 }
    guard number < intervals.count, day >= 0, day < dayCount else {
      return renewal.isDue(unit: unit, count: count, anchorDay: columns.anchorDays[step])
    }
    return isDue[number * dayCount + day]
  }
}
