import Facts
import Testing

@Suite("Days")
struct DayTests {
  @Test("Every day from 0001-01-01 to 9999-12-31 has one number and one date")
  func everyDay() {
    var number = Day.first.number
    var wrong: [Int32] = []
    for year in 1...9999 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for month in 1...12 {
        for date in 1...lengths[month - 1] {
          if Day(year: year, month: month, day: date)?.number != number
            || Day(number: number).civil != (year, month, date)
          {
            wrong.append(number)
          }
          number += 1
        }
        if Day(year: year, month: month, day: lengths[month - 1] + 1) != nil {
          wrong.append(number)
        }
      }
    }
    #expect(wrong == [])
    #expect(number == Day.last.number + 1)
  }

  /// Numbers from Python: `date.toordinal() - 719163`.
  @Test(
    "Days are counted from 1970-01-01",
    arguments: [
      ("0001-01-01", -719_162), ("1582-10-15", -141_427), ("1969-12-31", -1), ("1970-01-01", 0),
      ("2000-02-29", 11_016), ("2011-12-30", 15_338), ("2038-01-19", 24_855),
      ("9999-12-31", 2_932_896),
    ] as [(String, Int32)])
  func counted(text: String, number: Int32) throws {
    #expect(try #require(Day(text)).number == number)
    #expect(Day(number: number).description == text)
  }

  @Test("What a day prints reads back as that day")
  func text() {
    let wrong = stride(from: Day.first.number, through: Day.last.number, by: 29).filter {
      Day(Day(number: $0).description)?.number != $0
    }
    #expect(wrong == [])
    #expect(Day("0001-01-01") == Day.first)
    #expect(Day("9999-12-31") == Day.last)
  }

  @Test("A day beyond the calendar can be shown all the same, and is not read back")
  func beyond() {
    let shown: [(Int32, String)] = [
      (Day.first.number - 1, "0000-12-31"), (Day.last.number + 1, "10000-01-01"),
      (Int32.max, "5881580-07-11"), (Int32.min, "-5877641-06-23"),
    ]
    for (number, text) in shown {
      #expect(Day(number: number).description == text)
      #expect(Day(text) == nil)
    }
  }

  @Test(
    "Leap years are those of the Gregorian calendar",
    arguments: [
      (1900, false), (2000, true), (2023, false), (2024, true), (2100, false), (2400, true),
      (4, true), (100, false),
    ])
  func leapYears(year: Int, isLeap: Bool) {
    #expect((Day(year: year, month: 2, day: 29) != nil) == isLeap)
  }

  @Test(
    "A date that does not exist is refused",
    arguments: [
      "2027-02-30", "2027-02-29", "1900-02-29", "2027-04-31", "2027-13-01", "2027-00-10",
      "2027-01-00", "2027-01-32", "0000-01-01", "0000-12-31",
    ])
  func noSuchDate(text: String) {
    #expect(Day(text) == nil)
  }

  @Test(
    "Nothing but four, two and two digits is read",
    arguments: [
      "", "2027", "2027-2-3", "27-02-03", "2027/02/03", "20270203", " 2027-02-03", "2027-02-03 ",
      "2027-02-03T", "+027-02-03", "-027-02-03", "2027-+2-03", "2027-02-+3", "2027-02- 3",
      "12027-02-03", "2027-02-0x", "2027-02\u{301}-3", "２０２７-02-03", "2027-02-0\u{663}",
      "2027-02-03\u{0}", "2027\u{2013}2-3",
    ])
  func strict(text: String) {
    #expect(Day(text) == nil)
  }

  @Test("Parts beyond every calendar are refused, not wrapped")
  func parts() {
    for extreme in [Int.min, -1, 0, 10_000, .max] {
      #expect(Day(year: extreme, month: 1, day: 1) == nil)
      #expect(Day(year: 2027, month: extreme, day: 1) == nil)
      #expect(Day(year: 2027, month: 1, day: extreme) == nil)
    }
  }

  @Test(
    "Months are counted from the anchor and clamped to the month's last day",
    arguments: [
      ("2027-01-31", 1, "2027-02-28"), ("2028-01-31", 1, "2028-02-29"),
      ("2027-01-31", 2, "2027-03-31"), ("2027-01-31", 3, "2027-04-30"),
      ("2027-01-30", 1, "2027-02-28"), ("2027-01-29", 1, "2027-02-28"),
      ("2027-01-28", 1, "2027-02-28"), ("2027-03-31", -1, "2027-02-28"),
      ("2028-03-31", -1, "2028-02-29"), ("2028-02-29", 12, "2029-02-28"),
      ("2028-02-29", 48, "2032-02-29"), ("2027-12-31", 2, "2028-02-29"),
      ("2027-01-15", 0, "2027-01-15"), ("2027-01-15", -12, "2026-01-15"),
      ("2027-08-31", 1, "2027-09-30"), ("0001-01-31", 1, "0001-02-28"),
      ("9999-11-30", 1, "9999-12-30"),
    ])
  func months(anchor: String, count: Int, expected: String) throws {
    #expect(try #require(Day(anchor)).adding(months: count)?.description == expected)
  }

  @Test("Three months from the anchor are not a month three times over")
  func chained() throws {
    let anchor = try #require(Day("2027-01-31"))
    let chained = anchor.adding(months: 1)?.adding(months: 1)?.adding(months: 1)
    #expect(chained?.description == "2027-04-28")
    #expect(anchor.adding(months: 3)?.description == "2027-04-30")
  }

  @Test("A month later is in the next month, on the same date or the last", arguments: -60...60)
  func everyMonth(count: Int) throws {
    let first = try #require(Day("2023-01-01"))
    for offset in 0..<1500 {
      let day = try #require(first.advanced(by: offset))
      let moved = try #require(day.adding(months: count))
      let months = day.civil.year * 12 + day.civil.month - 1 + count
      let isRight =
        moved.civil.year == months / 12 && moved.civil.month == months % 12 + 1
        && (moved.civil.day == day.civil.day
          || (moved.civil.day < day.civil.day && moved == moved.month.lastDay))
      if !isRight { Issue.record("\(day) and \(count) months: \(moved)") }
    }
  }

  @Test("Counting out of the calendar gives nil")
  func range() throws {
    #expect(Day.last.advanced(by: 0) == .last)
    #expect(Day.last.advanced(by: 1) == nil)
    #expect(Day.first.advanced(by: -1) == nil)
    #expect(Day.first.advanced(by: 3_652_058) == .last)
    #expect(Day.last.advanced(by: .max) == nil)
    #expect(Day.first.advanced(by: .min) == nil)
    #expect(Day.last.adding(months: 1) == nil)
    #expect(Day.first.adding(months: -1) == nil)
    #expect(Day.first.adding(months: .min) == nil)
    #expect(Day.last.adding(months: .max) == nil)
    for beyond in [Int32.min, Day.first.number - 1, Day.last.number + 1, .max] {
      #expect(Day(number: beyond).adding(months: 0) == nil)
      #expect(Day(number: beyond).advanced(by: 0) == nil)
    }
  }

  @Test("Days are in the order of time, and their texts in the same")
  func order() throws {
    let texts = [
      "0001-01-01", "1969-12-31", "1970-01-01", "2027-02-28", "2027-03-01", "9999-12-31",
    ]
    let days = try texts.map { try #require(Day($0)) }
    #expect(days.reversed().sorted() == days)
    #expect(texts.sorted() == texts)
    #expect(Set(days).count == days.count)
  }
}
