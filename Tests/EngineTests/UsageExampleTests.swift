import Facts
import Testing

@testable import Engine

/// The example that `docs/metrics.md` tells its figures of usage by.
@Suite("The example of usage")
struct UsageExampleTests {
  private static let june = Period("2025-06")
  private static let question = UsageQuestion(june, every: .month, horizon: june.to)
  private static let (acme, globex, initech, hooli) = (0, 1, 2, 3)

  private static let book: ActivityBook = {
    func row(_ unit: Int, _ day: String, _ kind: Int32, _ count: Int32, _ seconds: Int32)
      -> ActivityRow
    {
      ActivityRow(
        unit: unit, day: Day(day)!.number, kind: kind, count: count, seconds: seconds)
    }
    let may = Day("2025-05-01")!
    return ActivityBook(
      kinds: ["opened", "exported"],
      rows: (0..<61).map { row(acme, may.advanced(by: $0)!.description, 0, 1, 60) } + [
        row(globex, "2025-06-10", 1, 1, 600), row(globex, "2025-06-20", 1, 2, 600),
        row(initech, "2025-05-07", 0, 1, 0), row(hooli, "2025-04-30", 0, 1, 0),
        row(hooli, "2025-06-28", 0, 1, 0),
      ])
  }()

  @Test("Active, new, returning, resurrected, dormant and kept")
  func active() {
    let found = activeUnits(of: Self.book, Self.question)
    func units(_ group: ActiveUnits.Group) -> [Int] { found.rows(of: 0, group, in: Self.book) }
    #expect(units(.active) == [Self.acme, Self.globex, Self.hooli])
    #expect(units(.new) == [Self.globex])
    #expect(units(.returning) == [Self.acme])
    #expect(units(.resurrected) == [Self.hooli])
    #expect(units(.dormant) == [Self.initech])
    let kept = found.periods[0].kept
    #expect(kept.value == 0.5)
    #expect(percent(kept.interval) == "9.5–90.5")
    let trailing = trailingUnits(of: Self.book, Self.question, days: 7)
    #expect(trailing.active.last == 2)
    #expect(trailing.rows(on: Self.june.to, in: Self.book) == [Self.acme, Self.hooli])
  }

  @Test("Stickiness and session time")
  func days() {
    let sticky = stickiness(of: Self.book, Self.question).periods[0]
    #expect(sticky.unitDays == 33 && sticky.days == 30)
    #expect(sticky.value.value == 33.0 / 90)
    #expect(sticky.daily.value == 1.1)
    #expect(sticky.value.interval == nil)
    let time = sessionTime(of: Self.book, Self.question)
    #expect(time.periods[0].seconds == 3000)
    #expect(time.periods[0].perUnit.value == 1000)
    #expect(time.median(of: 0, in: Self.book) == 1200)
  }

  @Test("Adoption, and the last days against those before")
  func features() {
    let exported = adoption(of: Self.book, Self.question).features[1]
    #expect(exported.share.numerator == 1 && exported.share.denominator == 3)
    #expect(percent(exported.share.interval) == "6.1–79.2")
    #expect(exported.countPerUser.value == 3 && exported.daysPerUser.value == 2)
    let everyone = UnitSet(0..<4)
    var question = Self.question
    question.population = everyone
    #expect(adoption(of: Self.book, question).features[1].share.value == 0.25)
    let trend = Self.book.trend(of: Self.globex, on: Self.june.to, days: 15)
    #expect(trend.recent.days == 1 && trend.recent.count == 2)
    #expect(trend.before.days == 1 && trend.before.count == 1)
  }

  @Test("Nothing to divide by is undefined")
  func undefined() {
    let early = Period("2024-06")
    let question = UsageQuestion(early, every: .month, horizon: Self.june.to)
    #expect(activeUnits(of: Self.book, question).periods[0].kept.value == nil)
    #expect(stickiness(of: Self.book, question).periods[0].value.value == nil)
    #expect(sessionTime(of: Self.book, question).periods[0].perUnit.value == nil)
    #expect(sessionTime(of: Self.book, question).median(of: 0, in: Self.book) == nil)
    let features = adoption(of: Self.book, question).features
    #expect(features.allSatisfy { $0.share.value == nil && $0.countPerUser.value == nil })
  }

  private func percent(_ interval: WilsonInterval?) -> String {
    guard let interval else { return "" }
    func tenth(_ share: Double) -> String { "\((share * 1000).rounded() / 10)" }
    return tenth(interval.low) + "–" + tenth(interval.high)
  }
}
