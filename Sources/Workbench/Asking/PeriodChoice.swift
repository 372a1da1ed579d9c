import Engine
import Facts

/// Which days are asked about, and as known when.
package struct PeriodChoice: Sendable {
  /// Nil for the last month that is over.
  package var period: Period?
  /// What was known at the end of this day counts; nil for all there is.
  package var asOf: Day?
  /// The day that is taken for today; nil for that of the clock.
  package var today: Day?
  /// The clock.
  package var now: Instant

  package init(period: Period? = nil, asOf: Day? = nil, today: Day? = nil, now: Instant) {
    self.period = period
    self.asOf = asOf
    self.today = today
    self.now = now
  }
}

extension Period {
  /// The last month that was over on a day.
  package static func lastMonth(before today: Day) -> Period {
    Period(today.month.advanced(by: -1) ?? today.month)
  }

  /// A quarter as people write it, such as `2025-Q1`.
  package init?(quarter text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"), bytes[5] | 0x20 == UInt8(ascii: "q"),
      let year = Month(String(decoding: bytes[0..<4], as: UTF8.self) + "-01")?.year
    else { return nil }
    self.init(year: year, quarter: Int(bytes[6]) - 48)
  }

  /// A year in its four digits.
  package init?(year text: String) {
    guard let number = Month(text + "-01")?.year else { return nil }
    self.init(year: number)
  }
}
