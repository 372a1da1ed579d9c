import Engine
import Facts
import Testing

@Suite("Tax, cancellations and failed payments")
struct TaxAndEndTests {
  private func rules(_ settings: [String: String]) -> PanelRules {
    PanelRules(zone: .utc, settings: settings)
  }

  @Test("T-117 T-140 Tax is no part of MRR, whether it is on top of a price or in it")
  func tax() {
    func closing(
      _ tax: SubscriptionState.Tax?, amount: Int64 = 12_000, discount: Int64? = nil,
      _ settings: [String: String] = [:]
    ) -> Int128 {
      var company = Company(rules: rules(settings))
      company.say(
        "a", from: "2025-01-01", amount: amount, discountMicros: discount, tax: tax)
      return company.bridge(Period("2025-06")).cells[0][0].closing / 1_000_000
    }
    let share: Int32 = 200_000
    #expect(closing(nil) == 12_000)
    #expect(closing(.added(percent10000: share)) == 12_000)
    #expect(closing(.included(percent10000: share)) == 10_000)
    // What is taken off contains it too: 11,400 less 1,800 is 9,600, of which 8,000 is revenue.
    #expect(
      closing(.included(percent10000: share), amount: 11_400, discount: 1_800_000_000) == 8_000)
    // Lago's analytics count it: a fee of 10,000 and 2,000 of tax are 12,000.
    let counted = ["mrr_tax": "included"]
    #expect(closing(.added(percent10000: share), amount: 10_000, counted) == 12_000)
    #expect(closing(.included(percent10000: share), counted) == 12_000)
  }

  @Test("Another tax changes the price, not the quantity or the discount")
  func otherTax() {
    var company = Company()
    company.say("a", from: "2025-01-01", amount: 120, tax: .included(percent10000: 200_000))
    company.say("a", from: "2025-06-10", amount: 120, tax: .included(percent10000: 500_000))
    #expect(company.bridge(Period("2025-06")).cells[0][0].lines == ["contraction.price": -20])
  }

  @Test("Who asked to leave is gone when service ends or, if that is set, on that day")
  func cancellations() {
    func churned(_ setting: String, endsAt: String?, canceledAt: String?) -> [Int] {
      var company = Company(rules: rules(["cancellations": setting]))
      company.say("a", from: "2025-01-01", endsAt: endsAt, canceledAt: canceledAt)
      return ["2025-05", "2025-06", "2025-07"].map {
        company.bridge(Period($0)).cells[0][0].lines["churn.voluntary"] ?? 0
      }
    }
    #expect(churned("effective", endsAt: "2025-07-01", canceledAt: "2025-05-20") == [0, 0, -100])
    #expect(churned("announced", endsAt: "2025-07-01", canceledAt: "2025-05-20") == [-100, 0, 0])
    #expect(churned("announced", endsAt: "2025-06-01", canceledAt: "2025-07-20") == [0, -100, 0])
    #expect(churned("announced", endsAt: "2025-06-01", canceledAt: nil) == [0, -100, 0])
    #expect(churned("announced", endsAt: nil, canceledAt: "2025-07-20") == [0, 0, -100])
    #expect(churned("effective", endsAt: nil, canceledAt: "2025-07-20") == [0, 0, 0])
  }

  @Test("A failed payment counts for good where grace is unlimited")
  func unlimitedGrace() {
    var company = Company(rules: rules(["grace_days": "unlimited"]))
    company.say("a", from: "2025-01-01", .pastDue)
    company.say("b", from: "2025-01-01", .pastDue)
    company.say("b", from: "2025-06-10", .ended)
    #expect(
      company.bridge(Period("2025-06")).cells[0][0].lines == ["churn.voluntary": -100])
  }
}
