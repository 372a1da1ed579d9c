/// A civil day, counted from 1970-01-01.
///
/// A day is a square in the calendar, not a stretch of time: which instants it covers depends on
/// the ``Zone``. The calendar is the proleptic Gregorian one.
public struct Day: Hashable, Sendable {
  /// Days since 1970-01-01, which is 0.
  public let number: Int32

  /// Takes any number, also one before ``first`` or after ``last`` that no date can stand for.
  public init(number: Int32) {
    self.number = number
  }

  /// 0001-01-01, the day of facts that hold from the beginning.
  public static let first = Day(number: -719_162)

  /// 9999-12-31, the last day that can be written.
  public static let last = Day(number: 2_932_896)

  /// The day of that date, or nil where the calendar has none (30 February, month 13, year 0).
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Month(year: year, month: month).dayCount
    else { return nil }
    self.init(unchecked: year, month, day)
  }

  /// Days from civil, after Howard Hinnant's public-domain algorithm; the date must exist.
  init(unchecked year: Int, _ month: Int, _ day: Int) {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Year, month 1...12 and day 1...31.
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(number) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// The month this day lies in.
  ///
  /// - Precondition: the day lies in the years 0 to 9999.
  public var month: Month {
    let date = civil
    return Month(year: date.year, month: date.month)
  }

  /// Days since Monday, 0 to 6.
  public var weekday: Int32 {
    // 1970-01-01 was a Thursday.
    let days = (number &+ 3) % 7
    return days < 0 ? days + 7 : days
  }

  /// The day so many days later; nil outside the years 1 to 9999.
  public func advanced(by days: Int) -> Day? {
    let (sum, overflow) = Int(number).addingReportingOverflow(days)
    guard !overflow, sum >= Int(Day.first.number), sum <= Int(Day.last.number) else { return nil }
    return Day(number: Int32(sum))
  }

  /// The same day of the month so many months later, or that month's last day if it is shorter.
  ///
  /// Always count from the anchor: 31 January plus one month three times over drifts to the 28th,
  /// plus three months is 30 April.
  ///
  /// - Returns: nil outside the years 1 to 9999.
  public func adding(months: Int) -> Day? {
    guard self >= .first, self <= .last, let target = month.advanced(by: months) else { return nil }
    let date = civil
    return Day(unchecked: target.year, target.month, min(date.day, target.dayCount))
  }
}

extension Day: Comparable {
  /// The earlier day comes first.
  public static func < (one: Day, other: Day) -> Bool { one.number < other.number }
}

extension Day: CustomStringConvertible, LosslessStringConvertible {
  /// `2027-02-28`.
  public var description: String {
    guard self >= .first, self <= .last else {
      let date = civil
      return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
    }
    return String(unsafeUninitializedCapacity: 10) { buffer in
      write(to: buffer)
      return 10
    }
  }

  /// Writes the ten letters of ``description``; millions of rows are written and read in them.
  private func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
    let date = civil
    writeDigits(date.year, 4, to: buffer, at: 0)
    buffer[4] = UInt8(ascii: "-")
    writeDigits(date.month, 2, to: buffer, at: 5)
    buffer[7] = UInt8(ascii: "-")
    writeDigits(date.day, 2, to: buffer, at: 8)
  }

  /// Reads `2027-02-28` and nothing else: four, two and two digits, a date that exists.
  public init?(_ text: String) {
    var text = text
    guard let day = text.withUTF8({ Day(bytes: $0[...]) }) else { return nil }
    self = day
  }

  /// Reads the bytes of ``description``.
  init?(bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    let start = bytes.startIndex
    guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"),
      bytes[start + 7] == UInt8(ascii: "-"),
      let year = digits(bytes[start..<start + 4]),
      let month = digits(bytes[start + 5..<start + 7]),
      let day = digits(bytes[start + 8..<start + 10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

/// Writes a number that is not negative with leading zeros.
private func writeDigits(
  _ value: Int, _ width: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, at index: Int
) {
  var rest = value
  for place in (index..<index + width).reversed() {
    buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
  }
}

/// The value of a run of ASCII digits, nil where there is anything else or more than nine of them.
func digits(_ bytes: some Collection<UInt8>) -> Int? {
  guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
  var value = 0
  for byte in bytes {
    guard byte >= 0x30, byte <= 0x39 else { return nil }
    value = value * 10 + Int(byte - 0x30)
  }
  return value
}

/// A number with leading zeros up to a width.
public func padded(_ value: Int, _ width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
