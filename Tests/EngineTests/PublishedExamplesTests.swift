import Engine
import Facts
import Foundation
import PublishedData
import Testing

/// Worked examples that vendors publish, told as histories and computed by the engine.
@Suite("Published examples")
struct PublishedExamplesTests {
  private struct Example {
    let source: String
    let inputs: [String: Any]
    let expect: [String: Any]

    func number(_ name: String) -> Double { (inputs[name] as? NSNumber)?.doubleValue ?? 0 }
    func expected(_ name: String) -> Double { (expect[name] as? NSNumber)?.doubleValue ?? .nan }
  }

  private static func examples() throws -> [Example] {
    let whole =
      try JSONSerialization.jsonObject(with: Data(contentsOf: Published.saas)) as? [String: Any]
    return (whole?["examples"] as? [[String: Any]] ?? []).map {
      Example(
        source: $0["source"] as? String ?? "", inputs: $0["inputs"] as? [String: Any] ?? [:],
        expect: $0["expect"] as? [String: Any] ?? [:])
    }
  }

  private static let june = Period("2025-06")

  private static func value(_ figure: RevenueFigure, _ company: Company) -> Double? {
    if figure.base == .movements { return figure.value(of: company.bridge(june).cells[0][0]).value }
    let retained = retainedRevenue(
      of: company.panel, in: june, horizon: Day("2099-12-31")!, book: .native(Currency("USD")!))
    return retained.flatMap { figure.value(of: $0.total).value }
  }

  /// Customers who leave, shrink and grow by so much, of an opening of so much.
  private static func company(
    start: Double, churn: Double, contraction: Double = 0, expansion: Double
  ) -> Company {
    var company = Company()
    let (churn, contraction) = (Int64(churn), Int64(contraction))
    company.say("leaves", from: "2025-01-01", amount: churn, endsAt: "2025-06-10")
    let rest = Int64(start) - churn
    company.say("stays", from: "2025-01-01", amount: rest - 2 * contraction)
    company.say("stays", from: "2025-06-10", amount: rest - 2 * contraction + Int64(expansion))
    if contraction > 0 {
      company.say("shrinks", from: "2025-01-01", amount: 2 * contraction)
      company.say("shrinks", from: "2025-06-10", amount: contraction)
    }
    return company
  }

  @Test(
    "Retention and churn",
    .enabled(if: Published.isHere(Published.saas), "../shared/data is absent"))
  func shares() throws {
    var checked = 0
    for example in try Self.examples() {
      let start = example.number("start_mrr")
      if example.source.hasPrefix("ChartMogul") {
        let company = Self.company(
          start: start, churn: example.number("churn"),
          contraction: example.number("contraction"), expansion: example.number("expansion"))
        #expect(Self.value(.churnGross, company) == example.expected("gross_mrr_churn_rate"))
        #expect(Self.value(.churnNet, company) == example.expected("net_mrr_churn_rate"))
      } else if example.source.hasPrefix("xlslides") {
        let company = Self.company(
          start: start, churn: example.number("churn_plus_contraction"),
          expansion: example.number("expansion"))
        let (nrr, grr) = (Self.value(.nrr, company) ?? 0, Self.value(.grr, company) ?? 0)
        #expect(abs(nrr - example.expected("nrr")) < 1e-9)
        #expect(abs(grr - example.expected("grr")) < 1e-9)
      } else if example.source.hasPrefix("Baremetrics") {
        let company = Self.company(
          start: start, churn: example.number("churned"), expansion: example.number("expansion"))
        let churn = Self.value(.churnNetExpansion, company) ?? 0
        #expect(abs(1 - churn - example.expected("nrr")) < 1e-12)
      } else {
        continue
      }
      checked += 1
    }
    #expect(checked == 3)
  }

  @Test(
    "Recurring revenue a month",
    .enabled(if: Published.isHere(Published.saas), "../shared/data is absent"))
  func revenue() throws {
    var checked = 0
    for example in try Self.examples() {
      var company = Company()
      let wanted: Double
      if let plans = example.inputs["plans"] as? [[String: Any]] {
        for (plan, terms) in plans.enumerated() {
          for number in 0..<((terms["n"] as? Int) ?? 0) {
            company.say(
              "\(plan) \(number)", from: "2025-01-01", amount: Int64(terms["amount"] as? Int ?? 0),
              interval: BillingInterval(terms["interval"] as? String == "year" ? .year : .month))
          }
        }
        wanted = example.expected("mrr")
      } else if example.source.hasPrefix("Chargebee") {
        company.say(
          "c", from: "2025-01-01", subscription: "plan", amount: 100, discountMicros: 50_000_000)
        company.say("c", from: "2025-01-01", subscription: "add-on", amount: 100)
        wanted = example.expected("mrr")
      } else if let fees = example.inputs["fees"] as? [[String: Any]] {
        for (number, fee) in fees.enumerated() {
          company.say("\(number)", from: "2025-01-01", amount: Int64(fee["net"] as? Int ?? 0))
        }
        wanted = example.expected("mrr_excluding_tax")
      } else {
        continue
      }
      let closing = company.bridge(Self.june).cells[0][0].closing
      #expect(abs(Double(closing) / 1_000_000 - wanted) < 1e-6)
      checked += 1
    }
    #expect(checked == 4)
  }
}
