/// Numbers and days as ASCII, without making a `String` of each.
extension [UInt8] {
  /// A whole number, with zeros before it where it has fewer digits than `width`.
  mutating func append(number: Int, width: Int = 1) {
    if number < 0 { append(UInt8(ascii: "-")) }
    let start = count
    var left = number.magnitude
    repeat {
      append(UInt8(ascii: "0") + UInt8(left % 10))
      left /= 10
    } while left > 0 || count - start < width
    self[start...].reverse()
  }

  /// A number of hundredths with its point.
  mutating func append(hundredths: Int) {
    append(number: hundredths / 100)
    append(UInt8(ascii: "."))
    append(number: hundredths % 100, width: 2)
  }

  /// A day, as in `2026-11-24`.
  mutating func append(day: CivilDay) {
    let (year, month, dayOfMonth) = day.civil
    append(number: year, width: 4)
    append(UInt8(ascii: "-"))
    append(number: month, width: 2)
    append(UInt8(ascii: "-"))
    append(number: dayOfMonth, width: 2)
  }

  /// A moment of a day in UTC, as in `2026-11-24T09:05:00.000Z`.
  mutating func append(day: CivilDay, second: Int) {
    append(day: day)
    append(UInt8(ascii: "T"))
    append(number: second / 3600, width: 2)
    append(UInt8(ascii: ":"))
    append(number: second / 60 % 60, width: 2)
    append(UInt8(ascii: ":"))
    append(number: second % 60, width: 2)
    append(contentsOf: ".000Z".utf8)
  }
}
