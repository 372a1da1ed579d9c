import Engine
import Facts
import Testing

/// MRR from what was billed, and usage, one-off charges and refunds in it.
@Suite("What is billed")
struct ChargeTests {
  private func company(_ settings: [String: String]) -> Company {
    Company(rules: PanelRules(zone: .utc, settings: settings))
  }

  private static let billed = ["mrr_basis": "charges"]

  /// In millionths: what is paid at the end of some days.
  private func closings(_ company: Company, _ days: String...) -> [Int128] {
    days.map { day in
      let day = Day(day)!
      return company.bridge(Period(from: day, to: day)!).cells[0][0].closing
    }
  }

  @Test("What is billed changes nothing unless that is set")
  func off() {
    var company = company([:])
    company.say("a", from: "2025-01-01")
    for kind in [Charge.Kind.recurring, .usage, .oneOff] {
      company.bill("a", on: "2025-06-01", 50, kind, from: "2025-06-01", to: "2025-07-01")
    }
    #expect(company.bridge(Period("2025-06")).cells[0][0].lines == [:])
    #expect(closings(company, "2025-06-15") == [100_000_000])
  }

  @Test("T-116 Two seats more in mid-month, billed for the rest of it: 30, then 50")
  func proration() {
    var company = company(Self.billed)
    company.bill("a", on: "2025-06-01", 30, from: "2025-06-01", to: "2025-07-01", quantity: 3)
    company.bill("a", on: "2025-06-16", 10, from: "2025-06-16", to: "2025-07-01", quantity: 5)
    company.bill("a", on: "2025-07-01", 50, from: "2025-07-01", to: "2025-08-01", quantity: 5)
    #expect(
      closings(company, "2025-05-31", "2025-06-15", "2025-06-16", "2025-07-31", "2025-08-01")
        == [0, 30_000_000, 50_000_000, 50_000_000, 0])
    #expect(
      company.bridge(Period("2025-06")).cells[0][0].lines == ["new": 30, "expansion.quantity": 20])
    #expect(company.bridge(Period("2025-07")).cells[0][0].lines == [:])
    #expect(company.bridge(Period("2025-08")).cells[0][0].lines == ["churn.voluntary": -50])
  }

  @Test("T-116 The same as a credit and a new charge")
  func credit() {
    var company = company(Self.billed)
    company.bill("a", on: "2025-06-01", 30, from: "2025-06-01", to: "2025-07-01", plan: "S")
    company.bill("a", on: "2025-06-16", -15, from: "2025-06-16", to: "2025-07-01", plan: "S")
    company.bill("a", on: "2025-06-16", 25, from: "2025-06-16", to: "2025-07-01", plan: "L")
    #expect(closings(company, "2025-06-15", "2025-06-16") == [30_000_000, 50_000_000])
    #expect(
      company.bridge(Period("2025-06")).cells[0][0].lines == ["new": 30, "expansion.plan": 20])
  }

  @Test(
    "A period's amount is a month's by the intervals that fit into it",
    arguments: [
      (600, "2025-01-01", "2026-01-01", nil, 50_000_000),
      (90, "2025-01-31", "2025-04-30", nil, 30_000_000),
      (10, "2025-06-02", "2025-06-09", BillingInterval(.week), 43_333_333),
      (20, "2025-06-02", "2025-06-16", BillingInterval(.week), 43_333_333),
      (5, "2025-06-02", "2025-06-09", BillingInterval(.week, count: 2), 21_666_667),
      (1, "2025-06-02", "2025-06-03", BillingInterval(.day), 30_416_667),
      (300, "2025-01-01", "2025-07-02", BillingInterval(.year), 50_137_363),
      (31, "2025-01-01", "2025-01-02", nil, 961_000_000),
    ] as [(Int64, String, String, BillingInterval?, Int128)])
  func lengths(
    amount: Int64, start: String, end: String, interval: BillingInterval?, expected: Int128
  ) {
    var company = company(Self.billed)
    company.bill("a", on: start, amount, from: start, to: end, interval: interval)
    #expect(closings(company, start) == [expected])
  }

  @Test("A gap between periods is an end and a return; subscriptions say nothing")
  func gap() {
    var company = company(Self.billed)
    company.say("a", from: "2025-01-01", amount: 999)
    company.bill("a", on: "2025-05-01", 10, from: "2025-05-01", to: "2025-06-01")
    company.bill("a", on: "2025-06-10", 10, from: "2025-06-10", to: "2025-07-10")
    #expect(
      company.bridge(Period("2025-06")).cells[0][0].lines
        == ["churn.voluntary": -10, "reactivation": 10])
  }

  @Test("A credit of everything is service for nothing")
  func free() {
    var company = company(Self.billed)
    company.bill("a", on: "2025-06-01", 10, from: "2025-06-01", to: "2025-07-01")
    company.bill("a", on: "2025-06-16", -5, from: "2025-06-16", to: "2025-07-01")
    #expect(
      company.bridge(Period("2025-06")).cells[0][0].lines == ["new": 10, "contraction.price": -10])
    let tally = company.tally(Period("2025-06"))
    #expect(tally?.closing == 0 && tally?.churned == 0)
  }

  @Test("Usage counts as the mean of three months, those before the first left out")
  func usage() {
    var company = company(["mrr_usage": "trailing3"])
    company.say("a", from: "2025-01-01", amount: 20)
    company.bill("a", on: "2025-05-31", 9, .usage)
    company.bill("a", on: "2025-07-02", 15, .usage, from: "2025-06-01", to: "2025-07-01")
    #expect(
      closings(
        company, "2025-05-31", "2025-06-01", "2025-07-01", "2025-08-01", "2025-09-30",
        "2025-10-01")
        == [20, 29, 32, 28, 25, 20].map { $0 * 1_000_000 })
    #expect(
      company.bridge(Period("2025-07"), by: .plan).cells[0][0].lines == ["expansion.price": 3])
  }

  @Test("A one-off charge counts to the end of its month, what was paid back from its day on not")
  func oneOff() {
    var company = company(["mrr_one_off": "included", "mrr_refunds": "subtracted"])
    company.say("a", from: "2025-01-01", amount: 20)
    company.bill("a", on: "2025-06-10", 100, .oneOff, id: "o")
    company.bill("a", on: "2025-06-20", 40, .refund, refunds: "o")
    company.bill("a", on: "2025-06-25", 100, .refund, refunds: "o")
    company.bill("a", on: "2025-06-25", 100, .refund, refunds: "nothing")
    #expect(
      closings(company, "2025-06-09", "2025-06-10", "2025-06-20", "2025-06-25", "2025-07-01")
        == [20, 120, 80, 20, 20].map { $0 * 1_000_000 })
  }

  @Test("Tax is no part of what is billed, unless that is set")
  func tax() {
    for (setting, expected) in [("excluded", 100), ("included", 120)] as [(String, Int128)] {
      var company = company(Self.billed.merging(["mrr_tax": setting]) { $1 })
      company.bill("a", on: "2025-06-01", 100, from: "2025-06-01", to: "2025-07-01", tax: 20)
      #expect(closings(company, "2025-06-01") == [expected * 1_000_000])
    }
  }

  @Test("Amounts that no bill has are cut to what sums have room for, and trap nothing")
  func extremes() {
    var company = company(
      Self.billed.merging(["mrr_tax": "included", "mrr_usage": "trailing3"]) { $1 })
    let most = Money.largestMicros / 1_000_000
    for _ in 0..<50 {
      company.bill("a", on: "2025-06-01", most, from: "2025-06-01", to: "2025-06-02", tax: most)
      company.bill("a", on: "2025-06-01", most, .usage, tax: most)
      company.bill(
        "a", on: "0001-01-01", most, from: "0001-01-01", to: "9999-12-31", subscription: "long")
    }
    #expect(closings(company, "2025-06-01")[0] > Int128(Money.largestMicros))
    #expect(closings(company, "2025-07-01")[0] > Int128(Money.largestMicros))
    #expect(closings(company, "2099-12-31")[0] > 0)
  }
}
