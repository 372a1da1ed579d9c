import Chance
import Engine
import Facts
import Foundation
import Testing

private let june = Period("2025-06")
private let usd = Book.native(Currency("USD")!)

extension Company {
  fileprivate func money(_ period: Period = june, in book: Book = usd) -> RevenueTally {
    retainedRevenue(of: panel, in: period, horizon: Day("2099-12-31")!, book: book)?.total
      ?? RevenueTally()
  }

  fileprivate func share(
    _ figure: RevenueFigure, _ period: Period = june, in book: Book = usd
  ) -> Double? {
    switch figure.base {
    case .movements: figure.value(of: bridge(period, in: book).cells[0][0]).value
    default: figure.value(of: money(period, in: book)).value
    }
  }
}

@Suite("Retained revenue")
struct RevenueTests {
  /// A customer who has been paying 100 since January.
  private static func one() -> Company {
    var company = Company()
    company.say("flat", from: "2025-01-01")
    return company
  }

  @Test("T-150 Up and down within the period: point to point, or movement by movement")
  func upAndDown() {
    var company = Company()
    company.say("a", from: "2025-01-01", amount: 100)
    company.say("a", from: "2025-06-10", amount: 200)
    company.say("a", from: "2025-06-20", amount: 150)
    #expect(company.share(.grr) == 1)
    #expect(company.share(.nrr) == 1.5)
    #expect(company.share(.grrMovements) == 0.5)
    #expect(company.share(.nrrMovements) == 1.5)
  }

  @Test("T-151 What a new customer adds later is no retention")
  func newGrows() {
    var company = Self.one()
    company.say("new", from: "2025-06-05", amount: 50)
    company.say("new", from: "2025-06-15", amount: 150)
    #expect(company.share(.nrr) == 1)
    #expect(company.share(.nrrMovements) == 2)
  }

  @Test("T-152 A new customer who leaves takes nothing from gross retention")
  func newLeaves() {
    var company = Self.one()
    company.say("new", from: "2025-06-05", amount: 300, endsAt: "2025-06-25")
    #expect(company.share(.grr) == 1)
    #expect(company.share(.grrMovements) == -2)
  }

  @Test("T-153 Who comes back counts only in the variant that says so")
  func returns() {
    var company = Self.one()
    company.say("back", from: "2024-06-05", endsAt: "2024-12-25")
    company.say("back", from: "2025-06-25")
    #expect(company.share(.nrr) == 1)
    #expect(company.share(.nrrWithReactivation) == 2)
  }

  /// 100 at the opening: churn 10, contraction 10, expansion 10.
  private static func chartMogul() -> Company {
    var company = Company()
    company.say("leaves", from: "2025-01-01", amount: 10, endsAt: "2025-06-10")
    company.say("shrinks", from: "2025-01-01", amount: 20)
    company.say("shrinks", from: "2025-06-10", amount: 10)
    company.say("grows", from: "2025-01-01", amount: 70)
    company.say("grows", from: "2025-06-10", amount: 80)
    return company
  }

  @Test("T-154 ChartMogul's example: gross 20 %, net 10 %, GRR 80 %, NRR 90 %")
  func example() {
    let company = Self.chartMogul()
    #expect(company.share(.churnGross) == 0.2)
    #expect(company.share(.churnNet) == 0.1)
    #expect(company.share(.churnLost) == 0.1)
    #expect(company.share(.grr) == 0.8)
    #expect(company.share(.nrr) == 0.9)
  }

  @Test("T-155 10.0 M less 0.6 M and 0.9 M plus 1.8 M: GRR 85 %, NRR 103 %")
  func millions() {
    var company = Company()
    company.say("leaves", from: "2025-01-01", amount: 900_000, endsAt: "2025-06-10")
    company.say("shrinks", from: "2025-01-01", amount: 1_600_000)
    company.say("shrinks", from: "2025-06-10", amount: 1_000_000)
    company.say("grows", from: "2025-01-01", amount: 7_500_000)
    company.say("grows", from: "2025-06-10", amount: 9_300_000)
    #expect(company.share(.grr) == 0.85)
    #expect(company.share(.nrr) == 1.03)
  }

  @Test("T-157 Gross lies between 0 and 1 and never above net", arguments: UInt64(1)...60)
  func bounds(seed: UInt64) {
    let company = Company.random(seed: seed)
    for figure in [RevenueFigure.grr, .grrWithoutPrice] {
      guard let gross = company.share(figure) else { continue }
      #expect((0...1).contains(gross))
    }
    guard let gross = company.share(.grr), let net = company.share(.nrr) else { return }
    #expect(gross <= net)
  }

  @Test(
    "T-126 The identity holds for every slice, book, netting and piece", arguments: UInt64(1)...40)
  func identity(seed: UInt64) {
    let company = Company.random(seed: seed)
    let months = (1...12).map { Period(Month(year: 2025, month: $0)) }
    for netting in Netting.allCases {
      for slicing in [nil, Slicing.plan, .interval, .currency] {
        let asked = BridgeQuestion(
          months, horizon: Day("2099-12-31")!, book: usd, by: slicing, netting: netting)
        let bridge = Engine.bridge(of: company.panel, asked)
        for (number, month) in months.enumerated() {
          let total = bridge.cells[number][0]
          // The walk's closing against a look at the last day.
          #expect(total.closing == company.money(month).closing)
          #expect(total[.movedIn] == 0 && total[.movedOut] == 0)
          guard slicing != nil else { continue }
          let slices = bridge.cells[number].dropFirst()
          for kind in MovementKind.allCases where kind != .movedIn && kind != .movedOut {
            #expect(slices.reduce(0) { $0 + $1[kind] } == total[kind])
          }
          #expect(slices.reduce(0) { $0 + $1[.movedIn] + $1[.movedOut] } == 0)
          #expect(slices.reduce(0) { $0 + $1.closing } == total.closing)
        }
      }
    }
  }

  @Test("T-142 An upgrade is no departure and arrival; T-143 who comes back is no expansion")
  func publicCode() {
    var company = Company()
    company.say("up", from: "2025-01-01", plan: "Basic", amount: 10)
    company.say("up", from: "2025-06-10", plan: "Pro", amount: 30)
    company.say("back", from: "2024-01-01", amount: 10, endsAt: "2024-06-01")
    company.say("back", from: "2025-06-10", amount: 25)
    #expect(
      company.bridge(june).cells[0][0].lines == ["expansion.plan": 20, "reactivation": 25])
  }

  @Test("T-161 Quick ratio 3.0, and 4.0 with reactivation; no losses is undefined")
  func quickRatio() {
    var company = Company()
    company.say("new", from: "2025-06-01", amount: 10)
    company.say("grows", from: "2025-01-01", amount: 10)
    company.say("grows", from: "2025-06-10", amount: 15)
    company.say("back", from: "2024-01-01", amount: 5, endsAt: "2024-06-01")
    company.say("back", from: "2025-06-10", amount: 5)
    #expect(company.share(.quickRatio) == nil)
    company.say("shrinks", from: "2025-01-01", amount: 4)
    company.say("shrinks", from: "2025-06-10", amount: 2)
    company.say("leaves", from: "2025-01-01", amount: 3, endsAt: "2025-06-10")
    #expect(company.share(.quickRatio) == 3)
    #expect(company.share(.quickRatioReactivation) == 4)
  }

  @Test("Nothing at the opening is undefined, never 0 or 1")
  func nothing() {
    var company = Company()
    company.say("new", from: "2025-06-05")
    for figure in [RevenueFigure.grr, .nrr, .churnGross, .grrMovements, .quantityChurn] {
      #expect(company.share(figure) == nil)
    }
  }

  @Test("Price rises are taken off customer by customer, at least to nothing")
  func withoutPrice() {
    var company = Company()
    company.say("raised", from: "2025-01-01", amount: 100)
    company.say("raised", from: "2025-06-10", amount: 105)
    company.say("raised, then fewer", from: "2025-01-01", amount: 10, quantity: 10)
    company.say("raised, then fewer", from: "2025-06-10", amount: 11, quantity: 10)
    company.say("raised, then fewer", from: "2025-06-20", amount: 11, quantity: 8)
    #expect(company.share(.nrr) == 193.0 / 200)
    #expect(company.share(.nrrWithoutPrice) == 178.0 / 200)
    #expect(company.share(.grrWithoutPrice) == 178.0 / 200)
  }

  @Test("A customer who goes from 5 seats to 3 beside one who gains 2: quantity churn 2 of 7")
  func seats() {
    var company = Company()
    company.say("fewer", from: "2025-01-01", quantity: 5)
    company.say("fewer", from: "2025-06-10", quantity: 3)
    company.say("more", from: "2025-01-01", quantity: 2)
    company.say("more", from: "2025-06-10", quantity: 4)
    #expect(company.share(.quantityChurn) == 2.0 / 7)
  }

  @Test("T-156 A year point to point begins a year before: month ends stay month ends")
  func trailing() {
    #expect(Period.trailingYear(endingOn: Day("2025-02-28")!)?.from == Day("2024-03-01"))
    #expect(Period.trailingYear(endingOn: Day("2024-02-29")!)?.from == Day("2023-03-01"))
    #expect(Period.trailingYear(endingOn: Day("2025-06-15")!)?.from == Day("2024-06-16"))
  }
}

extension Company {
  /// A company in which everything happens, in two currencies.
  static func random(seed: UInt64) -> Company {
    var random = SplitMix64(seed: seed)
    var company = Company()
    let statuses: [SubscriptionState.Status] = [
      .active, .active, .active, .paused, .pastDue, .trialing, .ended,
    ]
    for customer in 0..<Int.random(in: 5...12, using: &random) {
      for subscription in 0..<Int.random(in: 1...3, using: &random) {
        var month = Int.random(in: 1...6, using: &random)
        var day = 1
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          company.say(
            "c\(customer)", from: "2025-\(twoDigits(month))-\(twoDigits(day))",
            statuses.randomElement(using: &random)!, subscription: "s\(customer).\(subscription)",
            plan: ["A", "B", "C"].randomElement(using: &random),
            amount: Int64.random(in: 0...3, using: &random) * 10,
            quantity: Int64.random(in: 1...3, using: &random),
            interval: BillingInterval(Bool.random(using: &random) ? .month : .year),
            currency: Int.random(in: 0..<4, using: &random) == 0 ? "EUR" : "USD",
            trialEnd: Bool.random(using: &random) ? "2025-09-15" : nil,
            discountPercent10000: [nil, nil, 500_000, 1_000_000].randomElement(using: &random)!,
            discountEndsAt: Bool.random(using: &random) ? "2025-08-10" : nil)
          month = min(12, month + Int.random(in: 0...2, using: &random))
          day = [1, 1, 10, 28].randomElement(using: &random)!
        }
      }
    }
    return company
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
