import Engine
import Facts
import Testing

/// The rules T-110 to T-118 and T-141 to T-145 as far as they concern one subscription's amount.
@Suite("Monthly amount")
struct MonthlyAmountTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var unit: Int64
    var quantity: Int64 = 1
    var interval = BillingInterval(.month)
    var discount: Int64?
    var percent: Int32?
    let expected: Int64
  }

  static let cases = [
    Case(
      testDescription: "T-110 600 a year", unit: 600_000_000, interval: .init(.year),
      expected: 50_000_000),
    Case(
      testDescription: "T-110 100 a year", unit: 100_000_000, interval: .init(.year),
      expected: 8_333_333),
    Case(
      testDescription: "T-111 90 per 3 months", unit: 90_000_000,
      interval: .init(.month, count: 3), expected: 30_000_000),
    Case(
      testDescription: "T-111 4 at 500 a year", unit: 500_000_000, quantity: 4,
      interval: .init(.year), expected: 166_666_667),
    Case(
      testDescription: "T-112 10 a week", unit: 10_000_000, interval: .init(.week),
      expected: 43_333_333),
    Case(
      testDescription: "T-113 1 a day", unit: 1_000_000, interval: .init(.day),
      expected: 30_416_667),
    Case(
      testDescription: "T-114 120 a year less 10 %", unit: 120_000_000,
      interval: .init(.year), percent: 100_000, expected: 9_000_000),
    Case(
      testDescription: "T-114 10 a month less 50 %", unit: 10_000_000, percent: 500_000,
      expected: 5_000_000),
    Case(
      testDescription: "T-116 quantity 5 at 10", unit: 10_000_000, quantity: 5,
      expected: 50_000_000),
    Case(
      testDescription: "T-118 12 off a yearly price takes 1 off a month", unit: 120_000_000,
      interval: .init(.year), discount: 12_000_000, expected: 9_000_000),
    Case(
      testDescription: "T-145 10 every 2 weeks", unit: 10_000_000,
      interval: .init(.week, count: 2), expected: 21_666_667),
    Case(
      testDescription: "A discount of everything leaves nothing", unit: 10_000_000,
      percent: 1_000_000, expected: 0),
    Case(
      testDescription: "A discount larger than the price leaves nothing", unit: 10_000_000,
      discount: 20_000_000, expected: 0),
    Case(
      testDescription: "Halves go to the even millionth, down", unit: 6, interval: .init(.year),
      expected: 0),
    Case(
      testDescription: "Halves go to the even millionth, up", unit: 18, interval: .init(.year),
      expected: 2),
    Case(
      testDescription: "The largest amount a fact may carry, daily",
      unit: Money.largestMicros, interval: .init(.day), expected: 3_041_666_666_666_666_667),
    Case(
      testDescription: "J1 What does not fit is the largest that does", unit: .max,
      quantity: .max, interval: .init(.day), expected: .max),
  ]

  @Test("A price, its quantity, discounts and interval, per month", arguments: cases)
  func amount(_ example: Case) {
    let state = SubscriptionState(
      subscription: "s", status: .active, quantity: example.quantity,
      unitAmount: Money(micros: example.unit, Currency("USD")!), interval: example.interval,
      discountMicros: example.discount, discountPercent10000: example.percent)
    #expect(monthlyMicros(of: state) == example.expected)
  }

  @Test("T-141 Three customers at 10 a week make 130.00 to a millionth's rounding")
  func weekly() {
    let state = SubscriptionState(
      subscription: "s", status: .active,
      unitAmount: Money(micros: 10_000_000, Currency("USD")!), interval: .init(.week))
    #expect(abs(3 * monthlyMicros(of: state) - 130_000_000) <= 1)
  }
}
