import Facts
import Testing

@Suite("Months")
struct MonthTests {
  @Test("Every month of the years 1 to 9999 follows the one before, day on day")
  func everyMonth() {
    var next = Day.first
    var wrong: [String] = []
    for year in 1...9999 {
      for number in 1...12 {
        let month = Month(year: year, month: number)
        let isRight =
          month.year == year && month.month == number && month.firstDay == next
          && month.lastDay.number - month.firstDay.number + 1 == Int32(month.dayCount)
          && month.firstDay.month == month && month.lastDay.month == month
        if !isRight { wrong.append(month.description) }
        next = Day(number: month.lastDay.number + 1)
      }
    }
    #expect(wrong == [])
    #expect(next.number == Day.last.number + 1)
  }

  @Test(
    "The length of February tells a leap year",
    arguments: [(2027, 28), (2028, 29), (1900, 28), (2000, 29), (2100, 28)])
  func february(year: Int, days: Int) {
    #expect(Month(year: year, month: 2).dayCount == days)
  }

  @Test("The months of a year have their lengths")
  func lengths() {
    let lengths = (1...12).map { Month(year: 2027, month: $0).dayCount }
    #expect(lengths == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
  }

  @Test(
    "Months are counted over the ends of years",
    arguments: [
      ("2027-12", 1, "2028-01"), ("2027-01", -1, "2026-12"), ("2027-06", 30, "2029-12"),
      ("2027-06", -30, "2024-12"), ("2027-06", 0, "2027-06"), ("0001-01", 119_987, "9999-12"),
    ])
  func advanced(from: String, count: Int, expected: String) throws {
    #expect(try #require(Month(from)).advanced(by: count)?.description == expected)
  }

  @Test("Counting out of the calendar gives nil")
  func range() throws {
    let first = Month(year: 1, month: 1)
    let last = Month(year: 9999, month: 12)
    #expect(first.advanced(by: -1) == nil)
    #expect(last.advanced(by: 1) == nil)
    #expect(last.advanced(by: .max) == nil)
    #expect(first.advanced(by: .min) == nil)
  }

  @Test("What a month prints reads back", arguments: ["0001-01", "0999-10", "2027-02", "9999-12"])
  func text(text: String) {
    #expect(Month(text)?.description == text)
  }

  @Test(
    "Nothing else is read",
    arguments: [
      "", "2027", "2027-1", "2027-13", "2027-00", "0000-12", "2027-02-01", "2027/02", "202702",
      " 2027-02", "2027-02 ", "+027-02", "2027-+2", "2027-\u{663}", "12027-01",
    ])
  func strict(text: String) {
    #expect(Month(text) == nil)
  }

  @Test("Months are in the order of time")
  func order() {
    let months = [(1, 1), (1969, 12), (1970, 1), (2027, 2), (2027, 10), (2028, 1)]
      .map { Month(year: $0.0, month: $0.1) }
    #expect(months.reversed().sorted() == months)
  }
}
