import Engine
import Facts
import Testing

@Suite("Trial conversion")
struct TrialTests {
  private let june = Period("2025-06")

  private func conversion(
    _ company: Company, within days: Int = 14, horizon: String = "2025-12-31"
  ) -> TrialConversion? {
    TrialConversion(within: days, of: company.panel, in: june, horizon: Day(horizon)!)
  }

  @Test("Ten begin, five have paid by day 14: 50 %, with its interval")
  func half() {
    var company = Company()
    for number in 0..<10 {
      company.say(
        "\(number)", from: "2025-06-03", .trialing,
        trialEnd: number < 5 ? "2025-06-17" : "2025-06-18")
    }
    let found = conversion(company)
    #expect(found?.numerator == 5)
    #expect(found?.denominator == 10)
    #expect(found?.value.value == 0.5)
    #expect(found?.value.interval == WilsonInterval(5, of: 10))
    #expect(found?.rows.filter(\.isConverted).map(\.account) == [0, 1, 2, 3, 4])
    #expect(conversion(company, within: 30)?.numerator == 10)
    #expect(conversion(company)?.id == "trial_conversion.14")
    #expect(Definition.named("trial_conversion.14") != nil)
  }

  @Test("T-210 A trial that began 20 days ago is not in the 30-day denominator")
  func young() {
    var company = Company()
    company.say("acme", from: "2025-06-10", .trialing, trialEnd: "2025-06-17")
    #expect(conversion(company, within: 30, horizon: "2025-06-30")?.denominator == 0)
    #expect(conversion(company, within: 30, horizon: "2025-06-30")?.value.value == nil)
    #expect(conversion(company, within: 30, horizon: "2025-07-09")?.denominator == 0)
    #expect(conversion(company, within: 30, horizon: "2025-07-10")?.denominator == 1)
    #expect(conversion(company, within: 14, horizon: "2025-06-30")?.numerator == 1)
    #expect(conversion(company, horizon: "2025-05-31") == nil)
  }

  @Test("T-211 Two trials of one customer count once, by the first")
  func twice() {
    var company = Company()
    company.say("acme", from: "2025-06-02", .trialing, subscription: "1", trialEnd: "2025-06-20")
    company.say("acme", from: "2025-06-05", .ended, subscription: "1")
    company.say("acme", from: "2025-06-20", .trialing, subscription: "2", trialEnd: "2025-06-25")
    company.say("globex", from: "2025-05-20", .trialing, subscription: "1")
    company.say("globex", from: "2025-06-20", .trialing, subscription: "2")
    let found = conversion(company)
    #expect(found?.denominator == 1)
    #expect(found?.numerator == 0)
    #expect(conversion(company, within: 30)?.numerator == 1)
  }

  @Test("Who had paid before the trial is no trial; who pays beside it on its first day is")
  func paidBefore() {
    var company = Company()
    company.say("before", from: "2025-05-01", subscription: "1", endsAt: "2025-05-20")
    company.say("before", from: "2025-06-05", .trialing, subscription: "2")
    company.say("beside", from: "2025-06-05", subscription: "1")
    company.say("beside", from: "2025-06-05", .trialing, subscription: "2")
    let found = conversion(company)
    #expect(found?.rows.map(\.account) == [1])
    #expect(found?.rows.first?.firstPaidDay == Day("2025-06-05"))
    #expect(found?.numerator == 1)
  }
}
