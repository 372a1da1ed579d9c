/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Instant: Hashable, Sendable {
  /// Microseconds, not milliseconds, since 1970-01-01T00:00:00Z; negative before it.
  public let microseconds: Int64

  /// Takes any number, also one before ``first`` or after ``last`` that no text can stand for.
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  static let microsecondsPerDay: Int64 = 86_400_000_000

  /// 0001-01-01T00:00:00Z.
  public static let first = Instant(
    microseconds: Int64(Day.first.number) * microsecondsPerDay)

  /// 9999-12-31T23:59:59.999999Z.
  public static let last = Instant(
    microseconds: (Int64(Day.last.number) + 1) * microsecondsPerDay - 1)

  /// The instant of a UTC date and time; nil where the day or the time of day is out of range.
  ///
  /// A leap second (`:60`) is the first microsecond of the next minute, as POSIX time has it.
  public init?(day: Day, hour: Int, minute: Int, second: Int, microsecond: Int = 0) {
    guard day >= .first, day <= .last, (0...23).contains(hour), (0...59).contains(minute),
      (0...60).contains(second), (0...999_999).contains(microsecond)
    else { return nil }
    let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    microseconds = seconds * 1_000_000 + Int64(second == 60 ? 0 : microsecond)
  }

  /// The day this instant lies in by UTC.
  public var utcDay: Day {
    Day(number: Int32(clamping: microseconds.flooredQuotient(by: Instant.microsecondsPerDay)))
  }
}

extension Int64 {
  /// Division that rounds down, also below zero.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

extension Instant: Comparable {
  /// The earlier instant comes first.
  public static func < (one: Instant, other: Instant) -> Bool {
    one.microseconds < other.microseconds
  }
}

extension Instant: CustomStringConvertible, LosslessStringConvertible {
  /// `2027-02-28T09:30:00.000000Z`, always in UTC and with six decimals.
  public var description: String {
    let day = utcDay
    // Wrapping: the first midnight of all lies before the first instant that Int64 has.
    let rest = microseconds &- Int64(day.number) &* Instant.microsecondsPerDay
    let seconds = Int(rest / 1_000_000)
    return "\(day)T" + padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":"
      + padded(seconds % 60, 2) + "." + padded(Int(rest % 1_000_000), 6) + "Z"
  }

  /// Reads an RFC 3339 instant: `2027-02-28T09:30:00Z`, up to six decimals, `Z` or `±hh:mm`.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let day = Day(String(decoding: bytes[0..<10], as: UTF8.self)),
      let hour = digits(bytes[11..<13]), let minute = digits(bytes[14..<16]),
      let second = digits(bytes[17..<19])
    else { return nil }
    var index = 19
    var microsecond = 0
    if bytes[index] == UInt8(ascii: ".") {
      let start = index + 1
      index = start
      while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
      guard index > start, index - start <= 6, let fraction = digits(bytes[start..<index]) else {
        return nil
      }
      microsecond = fraction * [100_000, 10_000, 1000, 100, 10, 1][index - start - 1]
    }
    guard let offset = Instant.offsetSeconds(bytes[index...]),
      let utc = Instant(
        day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
    else { return nil }
    microseconds = utc.microseconds - Int64(offset) * 1_000_000
    guard self >= .first, self <= .last else { return nil }
  }

  /// The offset of `Z`, `+02:00` or `-0330`, in seconds east of UTC.
  private static func offsetSeconds(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let sign = bytes.first else { return nil }
    if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    var rest = Array(bytes.dropFirst())
    if rest.count == 5, rest[2] == UInt8(ascii: ":") { rest.remove(at: 2) }
    guard rest.count == 4, let hours = digits(rest[0..<2]), let minutes = digits(rest[2..<4]),
      hours <= 14, minutes <= 59
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
