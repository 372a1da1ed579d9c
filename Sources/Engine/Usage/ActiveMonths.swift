import Facts

/// In which months a unit was active by any event, as bits: kept with its rows, so that what is
/// asked by month need not read them.
struct ActiveMonths: Sendable {
  /// The first of them; a month after all others where there is none, and ``unread`` where they are
  /// further apart than there are bits.
  let first: Int32
  /// From the first month on.
  let bits: UInt64

  /// The first month of a unit whose rows have to be read.
  static let unread = Int32.min

  /// - Parameter entries: by day.
  init(_ entries: [ActivityEntry]) {
    var first = Int32.max
    var bits: UInt64 = 0
    var lastDay = Int32.min
    for entry in entries where entry.kind >= 0 && entry.day > lastDay {
      let month = Day(number: entry.day).month
      lastDay = month.lastDay.number
      first = min(first, month.number)
      guard month.number - first < 64 else {
        self.first = ActiveMonths.unread
        self.bits = 0
        return
      }
      bits |= 1 << UInt64(month.number - first)
    }
    self.first = first
    self.bits = bits
  }
}

/// Slots of which each is a month, but for those before and after all others.
struct MonthSlots: Sendable {
  /// The month of slot 1.
  private let first: Int32
  /// The slots before the last one, as bits.
  private let known: UInt64

  /// Nil where slots are something else, or more than there are bits; and where days after the last
  /// slot lie in its month, unless nothing is known of them.
  init?(lastDays: [Int32], knownThrough lastDay: Int32) {
    guard (2..<64).contains(lastDays.count), lastDays[0] > Day.first.number else { return nil }
    first = Day(number: lastDays[0] + 1).month.number
    known = 1 << UInt64(lastDays.count) - 1
    for (slot, last) in lastDays.enumerated() {
      let end = CalendarUnit.month.firstDay(of: first + Int32(slot)) - 1
      let isLast = slot == lastDays.count - 1
      guard last == end || isLast && last < end && lastDay <= last else { return nil }
    }
  }

  /// The slots of a unit's months, as bits.
  @inline(__always)
  func slots(of months: ActiveMonths) -> UInt64 {
    guard months.bits != 0 else { return 0 }
    let slot = months.first &- first &+ 1
    if slot >= 64 { return 0 }
    if slot >= 1 { return months.bits &<< UInt64(truncatingIfNeeded: slot) & known }
    // Months before slot 1 are all in slot 0.
    let before = 1 &- slot
    if before >= 64 { return 1 }
    let rest = months.bits &>> UInt64(truncatingIfNeeded: before)
    let isEarlier: UInt64 = rest &<< UInt64(truncatingIfNeeded: before) == months.bits ? 0 : 1
    return (rest &<< 1 | isEarlier) & known
  }
}
