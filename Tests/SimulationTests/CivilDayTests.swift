import Facts
import Testing

@testable import Simulation

/// The simulator's calendar beside the program's, which shares no line with it.
@Suite("Days of the simulator")
struct CivilDayTests {
  @Test("Every day of three centuries is the program's")
  func civil() throws {
    let first = try #require(CivilDay(year: 1900, month: 1, day: 1))
    let last = try #require(CivilDay(year: 2199, month: 12, day: 31))
    let wrong = (first.number...last.number).filter { number in
      let day = CivilDay(number: number)
      let other = Day(number: Int32(number))
      return day.civil != other.civil || day.weekday != Int(other.weekday)
        || CivilDay(year: day.civil.year, month: day.civil.month, day: day.civil.day) != day
    }
    #expect(wrong == [])
    #expect(last.number - first.number + 1 == 109_573)
  }

  @Test("Months are added to the day they count from, and fall on no day that is not there")
  func months() {
    let anchor = CivilDay("2024-01-31")!
    #expect(anchor.months(later: 1) == CivilDay("2024-02-29"))
    #expect(anchor.months(later: 2) == CivilDay("2024-03-31"))
    #expect(anchor.months(later: 13) == CivilDay("2025-02-28"))
    #expect(anchor.months(later: -2) == CivilDay("2023-11-30"))
  }

  @Test(
    "What is no date is none",
    arguments: ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-01-0x", "2026-01-01-"])
  func refused(text: String) {
    #expect(CivilDay(text) == nil)
  }

  @Test("Exports are of today and of the month ends before it")
  func exports() {
    let days = Company(seed: 1, accounts: 1, today: november, exports: 3).exportDays
    #expect(days == ["2026-09-30", "2026-10-31", "2026-11-24"].map { CivilDay($0)! })
    let monthEnd = Company(seed: 1, accounts: 1, today: CivilDay("2026-10-31")!, exports: 2)
    #expect(monthEnd.exportDays == ["2026-09-30", "2026-10-31"].map { CivilDay($0)! })
  }
}
