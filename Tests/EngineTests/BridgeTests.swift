import Engine
import Facts
import Testing

@Suite("Bridge")
struct BridgeTests {
  @Test("The page's example: new, seats, a discount, a return and a departure")
  func example() {
    var company = Company()
    company.say("a", from: "2025-01-01", amount: 10, quantity: 10)
    company.say("a", from: "2025-06-05", amount: 10, quantity: 13)
    company.say("b", from: "2025-01-01", amount: 120, discountPercent10000: 166_667)
    company.say("b", from: "2025-06-10", amount: 120, discountMicros: 40_000_000)
    company.say("c", from: "2025-06-03", amount: 50, endsAt: "2025-06-20")
    company.say("d", from: "2024-06-01", amount: 40, endsAt: "2025-01-10")
    company.say("d", from: "2025-06-15", amount: 40)
    let cell = company.bridge(Period("2025-06")).cells[0][0]
    #expect(
      cell.lines == [
        "new": 50, "expansion.quantity": 30, "contraction.discount": -19, "reactivation": 40,
        "churn.voluntary": -50,
      ])
    #expect(cell.openingCustomers == 2)
    #expect(cell.closingCustomers == 3)
    #expect(cell.newCustomers == 1)
  }

  @Test("T-116 Quantity 3 to 5 at 10 is an expansion of 20")
  func quantity() {
    var company = Company()
    company.say("a", from: "2025-01-01", amount: 10, quantity: 3)
    company.say("a", from: "2025-06-15", amount: 10, quantity: 5)
    let cell = company.bridge(Period("2025-06")).cells[0][0]
    #expect(cell.opening == 30_000_000)
    #expect(cell.closing == 50_000_000)
    #expect(cell.lines == ["expansion.quantity": 20])
  }

  @Test("T-120 Both of two cancelled on one day: one churn, or a contraction and a churn")
  func bothCancelled() {
    var company = Company()
    company.say("a", from: "2025-01-01", subscription: "1", amount: 70, endsAt: "2025-06-15")
    company.say("a", from: "2025-01-01", subscription: "2", amount: 30, endsAt: "2025-06-15")
    #expect(company.bridge(Period("2025-06")).cells[0][0].lines == ["churn.voluntary": -100])
    #expect(
      company.bridge(Period("2025-06"), netting: .none).cells[0][0].lines
        == ["contraction.cross_sell": -70, "churn.voluntary": -30])
  }

  @Test("T-121 A switch told as an end and a beginning is an expansion, never churn and return")
  func switched() {
    var company = Company()
    company.say(
      "a", from: "2025-01-01", subscription: "1", plan: "Pro", amount: 100, endsAt: "2025-06-15")
    company.say("a", from: "2025-06-15", subscription: "2", plan: "Team", amount: 120)
    let june = Period("2025-06")
    #expect(company.bridge(june).cells[0][0].lines == ["expansion.plan": 20])
    #expect(
      company.bridge(june, netting: .none).cells[0][0].lines
        == ["churn.voluntary": -100, "reactivation": 120])
    let sliced = company.bridge(june, by: .plan)
    #expect(sliced.rows(of: 0).map(\.slice) == [nil, "Pro", "Team"])
    #expect(
      sliced.rows(of: 0).map(\.cell.lines) == [
        ["expansion.plan": 20], ["moved_out": -100], ["moved_in": 100, "expansion.plan": 20],
      ])
  }

  @Test("T-122 Yearly at the same monthly value moves nothing")
  func term() {
    var company = Company()
    company.say("a", from: "2025-01-01", amount: 10)
    company.say("a", from: "2025-06-15", amount: 120, interval: BillingInterval(.year))
    #expect(company.bridge(Period("2025-06")).cells[0][0].lines == [:])
  }

  @Test("T-123 A cancellation that is withdrawn before its day moves nothing")
  func withdrawn() {
    var company = Company()
    company.say("a", from: "2025-01-01", endsAt: "2025-06-15")
    company.say("a", from: "2025-06-10")
    #expect(company.bridge(Period("2025-06")).cells[0][0].lines == [:])
  }

  @Test("T-124 Recovered within grace nothing happened, after it the customer came back")
  func grace() {
    var company = Company()
    company.say("a", from: "2025-01-01")
    company.say("a", from: "2025-05-20", .pastDue)
    company.say("a", from: "2025-06-10")
    company.say("b", from: "2025-01-01")
    company.say("b", from: "2025-05-10", .pastDue)
    company.say("b", from: "2025-06-20")
    #expect(
      company.bridge(Period("2025-06")).cells[0][0].lines
        == ["churn.involuntary": -100, "reactivation": 100])
  }

  @Test("T-127 Ten up and ten down are two months' movements and no quarter's, netted by period")
  func netted() {
    var company = Company()
    company.say("a", from: "2025-01-01", amount: 100)
    company.say("a", from: "2025-04-10", amount: 110)
    company.say("a", from: "2025-05-10", amount: 100)
    let quarter = Period(year: 2025, quarter: 2)!
    #expect(
      company.bridge(quarter).cells[0][0].lines
        == ["expansion.price": 10, "contraction.price": -10])
    #expect(company.bridge(quarter, netting: .period).cells[0][0].lines == [:])
  }

  @Test("T-129 ChartMogul's history of a customer of two plans")
  func history() {
    var company = Company()
    company.say(
      "s", from: "2025-01-10", subscription: "gold", plan: "Gold", amount: 500, quantity: 4,
      interval: BillingInterval(.year), endsAt: "2026-01-10")
    company.say(
      "s", from: "2025-03-10", subscription: "silver", plan: "Silver", amount: 30, quantity: 2,
      endsAt: "2025-06-10")
    company.say(
      "s", from: "2026-05-10", subscription: "gold 2", plan: "Gold", amount: 50, quantity: 3)
    let year = company.bridge(Period(year: 2025)!, Period(year: 2026)!)
    #expect(
      year.cells[0][0].lines
        == ["new": 166, "expansion.cross_sell": 60, "contraction.cross_sell": -60])
    #expect(year.cells[1][0].lines == ["churn.voluntary": -166, "reactivation": 150])
    #expect(year.cells[1][0].opening == 166_666_667)
  }

  @Test("T-230 to T-232 Why customers left adds up to all who left")
  func causes() {
    var company = Company()
    company.say("clicks in grace", from: "2025-01-01")
    company.say("clicks in grace", from: "2025-06-01", .pastDue)
    company.say("clicks in grace", from: "2025-06-10", .ended)
    company.say("scheduled, then fails", from: "2025-01-01")
    company.say(
      "scheduled, then fails", from: "2025-05-15", .pastDue, endsAt: "2025-06-20",
      endCause: .voluntary)
    company.say("never pays again", from: "2025-01-01", amount: 30)
    company.say("never pays again", from: "2025-05-15", .pastDue, amount: 30)
    company.say(
      "says so", from: "2025-01-01", amount: 7, endsAt: "2025-06-05", endCause: .involuntary)
    #expect(
      company.bridge(Period("2025-06")).cells[0][0].lines
        == ["churn.voluntary": -200, "churn.involuntary": -37])
  }

  @Test("A pause is its own pair of lines, outside churn")
  func pauses() {
    var company = Company()
    company.say("a", from: "2025-01-01")
    company.say("a", from: "2025-06-05", .paused)
    company.say("a", from: "2025-06-25")
    company.say("b", from: "2025-01-01", subscription: "1", amount: 10)
    company.say("b", from: "2025-01-01", subscription: "2", amount: 20)
    company.say("b", from: "2025-06-07", .paused, subscription: "2", amount: 20)
    #expect(
      company.bridge(Period("2025-06")).cells[0][0].lines == ["pause": -120, "resume": 100])
  }

  @Test("Going down to nothing is contraction; up again is what brought it up")
  func comped() {
    var company = Company()
    company.say(
      "a", from: "2025-01-01", discountPercent10000: 1_000_000, discountEndsAt: "2025-03-01")
    company.say("b", from: "2025-01-01")
    company.say(
      "b", from: "2025-02-01", discountPercent10000: 1_000_000, discountEndsAt: "2025-03-01")
    #expect(company.bridge(Period("2025-02")).cells[0][0].lines == ["contraction.discount": -100])
    #expect(
      company.bridge(Period("2025-03")).cells[0][0].lines
        == ["new": 100, "expansion.discount_end": 100])
  }

  @Test("Price, quantity and discount of one change are told apart")
  func parts() {
    var company = Company()
    company.say("a", from: "2025-01-01", amount: 10, quantity: 2, discountPercent10000: 500_000)
    company.say("a", from: "2025-06-10", amount: 20, quantity: 6)
    let june = Period("2025-06")
    // 10 → 20 by the price, → 60 by the quantity, → 120 by the end of the discount.
    #expect(company.bridge(june).cells[0][0].lines == ["expansion.discount_end": 110])
    #expect(
      company.bridge(june, netting: .none).cells[0][0].lines == [
        "expansion.price": 10, "expansion.quantity": 40, "expansion.discount_end": 60,
      ])
  }

  @Test("Who comes back after more days than are set is new in the bridge")
  func gap() {
    var company = Company()
    company.say("a", from: "2025-01-01", endsAt: "2025-03-01")
    company.say("a", from: "2025-06-10")
    // Not paying from 1 March to 9 June: 101 days.
    for (days, expected) in [(Int32(101), "reactivation"), (100, "new")] {
      let cell = company.bridge(Period("2025-06"), reactivationDays: days).cells[0][0]
      #expect(cell.lines == [expected: 100])
    }
  }

  @Test("A day of several steps that ends without payment belongs to the gap")
  func gapWithParts() {
    var company = Company()
    company.say("a", from: "2025-01-01")
    company.say("a", from: "2025-02-20", amount: 0)
    // A price and a discount of all of it: two steps of one day, the first of which brings money.
    company.say("a", from: "2025-04-11", amount: 10, discountPercent10000: 1_000_000)
    company.say("a", from: "2025-05-30", .ended)
    company.say("a", from: "2025-10-28")
    // Not paying from 20 February to 27 October: 250 days.
    for (days, expected) in [(Int32(250), "reactivation"), (249, "new")] {
      let cell = company.bridge(Period("2025-10"), reactivationDays: days).cells[0][0]
      #expect(cell.lines == [expected: 100])
    }
  }
}
