import Engine
import Facts
import Testing

@Suite("Cohorts")
struct CohortTests {
  @Test("T-170 A month after 31 January is the last of February, two are the 31st of March")
  func anniversaries() {
    var company = Company()
    company.say("stays to the 28th", from: "2025-01-31", endsAt: "2025-02-28")
    company.say("stays over the 28th", from: "2025-01-31", endsAt: "2025-03-31")
    company.say("stays", from: "2025-01-31", endsAt: "2025-04-01")
    company.say("leap", from: "2024-01-31", endsAt: "2024-02-29")
    let cohorts = company.cohorts(clock: .anniversary).cohorts
    #expect(cohorts.map(\.label) == ["2024-01", "2025-01"])
    #expect(cohorts[1].cells.prefix(4).map(\.retained) == [3, 2, 1, 0])
    #expect(cohorts[0].cells.prefix(2).map(\.retained) == [1, 0])
    let any = company.cohorts(clock: .anniversary, at: .any).cohorts
    #expect(any[1].cells.prefix(4).map(\.retained) == [3, 2, 1, 0])
    #expect(any[0].cells.prefix(2).map(\.retained) == [1, 0])
  }

  @Test("T-171 Who cancels on the 2nd is in that month at any moment, not at its end")
  func cancelsOnTheSecond() {
    var company = Company()
    company.say("acme", from: "2025-01-10", endsAt: "2025-03-02")
    #expect(company.cohorts(at: .any).cohorts[0].cells.prefix(4).map(\.retained) == [1, 1, 1, 0])
    #expect(company.cohorts(at: .end).cohorts[0].cells.prefix(4).map(\.retained) == [1, 1, 0, 0])
  }

  @Test("T-172 Paying in weeks 0 and 2: bounded in those, unbounded in 0, 1 and 2")
  func weeks() {
    var company = Company()
    company.say("acme", from: "2025-01-15", endsAt: "2025-01-17")
    company.say("acme", from: "2025-01-29", endsAt: "2025-01-30")
    let bounded = company.cohorts(.time(.week), at: .any).cohorts[0]
    #expect(bounded.label == "2025-W03")
    #expect(bounded.cells.prefix(4).map(\.retained) == [1, 0, 1, 0])
    let unbounded = company.cohorts(.time(.week), at: .any, bound: .unbounded).cohorts[0]
    #expect(unbounded.cells.prefix(4).map(\.retained) == [1, 1, 1, 0])
  }

  /// 100 enter in January, 60 of them pay at the end of February and 45 at the end of March.
  private func shrinking() -> Company {
    var company = Company()
    for number in 0..<100 {
      let end = number < 45 ? nil : number < 60 ? "2025-03-20" : "2025-02-20"
      company.say("\(number)", from: "2025-01-10", endsAt: end)
    }
    return company
  }

  @Test("T-173 100, 60, 45: against the start 60 % and 45 %, against the previous 60 % and 75 %")
  func compared() {
    let cells = shrinking().cohorts().cohorts[0].cells
    #expect(cells.prefix(3).map { $0.value(.start) } == [1, 0.6, 0.45])
    #expect(cells.prefix(3).map { $0.value(.previous) } == [1, 0.6, 0.75])
    let means = shrinking().cohorts(relative: .previous).means
    #expect(means.prefix(3).map(\.value) == [1, 0.6, 0.75])
  }

  @Test("T-174 10 at 50 % and 90 at 90 %: a weighted mean of 86 %, a simple one of 70 %")
  func means() {
    var company = Company()
    for number in 0..<10 {
      company.say("a\(number)", from: "2025-01-10", endsAt: number < 5 ? "2025-02-10" : nil)
    }
    for number in 0..<90 {
      company.say("b\(number)", from: "2025-02-10", endsAt: number < 9 ? "2025-03-10" : nil)
    }
    #expect(company.cohorts(mean: .weighted).means[1].value == 0.86)
    #expect(company.cohorts(mean: .simple).means[1].value == 0.7)
    #expect(company.cohorts(mean: .simple).means[1].cohorts == 2)
  }

  @Test("T-175 A value is that of the day of entry, whatever becomes of it")
  func frozen() {
    var company = Company()
    company.say("upgraded", from: "2025-01-10", plan: "Basic")
    company.say("upgraded", from: "2025-02-10", plan: "Team")
    company.say("upgraded", ["size": "small"], from: "0001-01-01")
    company.say("upgraded", ["size": "large"], from: "2025-03-01")
    company.say("left", from: "2025-01-10", plan: "Basic", endsAt: "2025-02-10")
    company.say("left", ["size": "small"], from: "2025-01-10")
    let plans = company.cohorts(.value(.plan)).cohorts
    #expect(plans.map(\.label) == ["Basic"])
    #expect(plans[0].cells.prefix(2).map(\.retained) == [2, 1])
    let sizes = company.cohorts(.value(.attribute("size"))).cohorts
    #expect(sizes.map(\.label) == ["small"])
    #expect(sizes[0].customers == 2)
    #expect(company.cohorts(.value(.attribute("other"))).cohorts.map(\.label) == [""])
  }

  @Test("T-176 A cell opens to its customers")
  func rows() {
    let company = shrinking()
    let grid = company.cohorts()
    let rows = grid.rows(of: 0, 2, in: company.panel)
    #expect(rows.count == 100)
    #expect(rows.filter { $0.retained > 0 }.map(\.account) == Array(0..<45))
    #expect(rows.count { $0.previous > 0 } == 60)
    #expect(rows[0].entryDay == Day("2025-01-10")!)
    #expect(grid.rows(of: 0, 1_000_000, in: company.panel) == [])
  }

  @Test("Who entered with two plans is whole in both cohorts")
  func twoPlans() {
    var company = Company()
    company.say("acme", from: "2025-01-10", subscription: "1", plan: "Pro", amount: 10)
    company.say("acme", from: "2025-01-10", subscription: "2", plan: "Team", amount: 20)
    company.say("acme", from: "2025-02-10", subscription: "3", plan: "Late", amount: 5)
    let grid = company.cohorts(.value(.plan), measure: .mrr(.native(Currency("USD")!)))
    #expect(grid.cohorts.map(\.label) == ["Pro", "Team"])
    #expect(grid.cohorts.map(\.start) == [30_000_000, 30_000_000])
    #expect(grid.cohorts[0].cells[1].retained == 35_000_000)
  }

  @Test("A cell is complete when all have seen its last day, and counts who has")
  func incomplete() {
    var company = Company()
    company.say("early", from: "2025-01-01")
    company.say("late", from: "2025-01-20", endsAt: "2025-02-18")
    // By calendar all members of a month see the same days.
    let calendar = company.cohorts(horizon: "2025-02-19")
    #expect(calendar.cohorts[0].cells.map(\.isComplete) == [true, false])
    #expect(calendar.cohorts[0].cells[1].retained == 1)
    #expect(calendar.means.map(\.cohorts) == [1, 0])
    #expect(calendar.means[1].value == nil)
    #expect(
      company.cohorts(horizon: "2025-02-28").cohorts[0].cells.map(\.isComplete) == [true, true])
    // By anniversary "early" is seen on 1 February, "late" not before the 20th.
    let cells = company.cohorts(clock: .anniversary, horizon: "2025-02-19").cohorts[0].cells
    #expect(cells.map(\.customers) == [2, 1])
    #expect(cells.map(\.isComplete) == [true, false])
    #expect(cells[1].base == 1)
    // At any moment nobody has seen all of month 1; both have begun it a day later.
    let any = company.cohorts(clock: .anniversary, at: .any, horizon: "2025-02-20")
    #expect(any.cohorts[0].cells.map(\.customers) == [2, 2])
    #expect(any.cohorts[0].cells.map(\.retained) == [2, 1])
    #expect(any.cohorts[0].cells.map(\.isComplete) == [true, false])
  }

  @Test("Money may grow past 100 %, gross it may not; seats are counted")
  func money() {
    var company = Company()
    company.say("a", from: "2025-01-10", amount: 10, quantity: 2)
    company.say("a", from: "2025-02-10", amount: 10, quantity: 5)
    company.say("b", from: "2025-01-12", amount: 30)
    company.say("b", from: "2025-03-10", amount: 15)
    let usd = Book.native(Currency("USD")!)
    let mrr = company.cohorts(measure: .mrr(usd)).cohorts[0]
    #expect(mrr.start == 50_000_000)
    #expect(mrr.cells.prefix(3).map(\.retained) == [50_000_000, 80_000_000, 65_000_000])
    let grr = company.cohorts(measure: .grr(usd)).cohorts[0]
    #expect(grr.cells.prefix(3).map(\.retained) == [50_000_000, 50_000_000, 35_000_000])
    let seats = company.cohorts(measure: .seats).cohorts[0]
    #expect(seats.cells.prefix(3).map(\.retained) == [3, 6, 6])
  }

  @Test("A currency's own book follows who had money in it at entry; rates of entry move no cell")
  func books() {
    var company = Company()
    company.say("euros", from: "2025-01-10", amount: 10, currency: "EUR")
    company.say("both", from: "2025-01-10", subscription: "1", amount: 20, currency: "USD")
    company.say("both", from: "2025-02-10", subscription: "2", amount: 5, currency: "EUR")
    let euro = Currency("EUR")!
    let dollar = Currency("USD")!
    let own = company.cohorts(measure: .mrr(.native(euro))).cohorts[0]
    #expect(own.customers == 1)
    #expect(own.cells.prefix(2).map(\.retained) == [10_000_000, 10_000_000])
    let rates = ExchangeRates([
      (Day("2025-01-01")!, RateSheet(base: euro, quotes: [dollar: 2_000_000])),
      (Day("2025-02-01")!, RateSheet(base: euro, quotes: [dollar: 4_000_000])),
    ])
    let all = company.cohorts(measure: .mrr(.converted(euro, rates))).cohorts[0]
    #expect(all.start == 20_000_000)
    #expect(all.cells.prefix(2).map(\.retained) == [20_000_000, 25_000_000])
    let later = ExchangeRates([
      (Day("2025-01-15")!, RateSheet(base: euro, quotes: [dollar: 2_000_000]))
    ])
    let missing = company.panel.missingRates(
      CohortQuestion(measure: .mrr(.converted(euro, later)), horizon: Day("2025-12-31")!))
    #expect(missing.map(\.currency) == [dollar])
    #expect(missing.map(\.month) == [Month("2025-01")!])
  }

  @Test("Weeks, quarters and years are called as people call them")
  func labels() {
    var company = Company()
    company.say("a", from: "2024-12-29")
    company.say("b", from: "2024-12-30")
    company.say("c", from: "2027-01-03")
    let labels = { (unit: CalendarUnit) in company.cohorts(.time(unit)).cohorts.map(\.label) }
    #expect(labels(.week) == ["2024-W52", "2025-W01", "2026-W53"])
    #expect(labels(.quarter) == ["2024-Q4", "2027-Q1"])
    #expect(labels(.year) == ["2024", "2027"])
    #expect(labels(.day) == ["2024-12-29", "2024-12-30", "2027-01-03"])
  }

  @Test("Days of entry and a number of cells limit what is shown")
  func limits() {
    var company = Company()
    company.say("a", from: "2025-01-10")
    company.say("b", from: "2025-02-10")
    var question = CohortQuestion(horizon: Day("2025-12-31")!, cellLimit: 3)
    question.entered = Day("2025-02-01")!...Day("2025-02-28")!
    let grid = cohorts(of: company.panel, question)
    #expect(grid.cohorts.map(\.label) == ["2025-02"])
    #expect(grid.cohorts[0].cells.count == 3)
    #expect(cohorts(of: Company().panel, question).cohorts.isEmpty)
  }
}
