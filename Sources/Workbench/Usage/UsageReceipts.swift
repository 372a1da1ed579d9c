import Facts
import Storage

/// How often each name was used, and how late what was done became known.
package struct UsageReceipts: Sendable {
  /// What is known of a name's use.
  package struct NameUse: Sendable, Equatable {
    /// How often.
    package var events = 0
    /// The last day on which it was done.
    package var lastDay = Day.first
  }

  /// Events that came so many days after their day are late.
  package static let lateDays: Int32 = 2

  /// By the names' numbers.
  package private(set) var names: [Int: NameUse] = [:]
  /// How many events came on a day, by how many days they were late; none for fewer than two.
  private var byDay: [Int32: [Int32: Int]] = [:]

  package init() {}

  /// Takes in a row of the roll-up.
  mutating func add(_ row: UsageView.DailyRow) {
    var use = names[row.name] ?? NameUse()
    use.events += Int(clamping: row.count)
    use.lastDay = max(use.lastDay, Day(number: row.day))
    names[row.name] = use
    let late = row.recorded - row.day
    byDay[row.recorded, default: [:]][late < UsageReceipts.lateDays ? 0 : late, default: 0] +=
      Int(clamping: row.count)
  }

  /// What came from a day on.
  package func lateness(since day: Day) -> Lateness {
    var lateness = Lateness()
    for (recorded, counts) in byDay where recorded >= day.number {
      for (late, count) in counts {
        lateness.events += count
        if late > 0 { lateness.byDays[Int(late), default: 0] += count }
      }
    }
    return lateness
  }
}

/// How much of what came was late, and how late.
package struct Lateness: Sendable, Equatable {
  /// All that came and counts: what was done, or seen.
  package var events = 0
  /// How many came so many days after their day.
  package var byDays: [Int: Int] = [:]

  /// How many came late.
  package var late: Int { byDays.values.reduce(0, +) }

  /// The most days after its day that any came; nil where none was late.
  package var mostDays: Int? { byDays.keys.max() }

  /// How many were late by some days.
  package func count(_ days: some RangeExpression<Int>) -> Int {
    byDays.reduce(0) { $0 + (days.contains($1.key) ? $1.value : 0) }
  }
}
