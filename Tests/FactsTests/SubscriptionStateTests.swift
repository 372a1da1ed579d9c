import Facts
import Testing

@Suite("Subscription states")
struct SubscriptionStateTests {
  @Test("An interval says how often, one or several units")
  func interval() {
    #expect(BillingInterval(.month).description == "month")
    #expect(BillingInterval(.month, count: 3).description == "3 months")
    #expect(BillingInterval(.week, count: 2).description == "2 weeks")
    #expect(BillingInterval(.year, count: 1).description == "year")
    #expect(BillingInterval(.day, count: BillingInterval.largestCount).description == "1000 days")
    #expect(BillingInterval(.month) == BillingInterval(.month, count: 1))
    #expect(BillingInterval(.month, count: 12) != BillingInterval(.year))
  }

  @Test("Names and stored numbers of units stay as they are")
  func units() {
    let units = BillingInterval.Unit.allCases
    #expect(units.map(\.name) == ["day", "week", "month", "year"])
    #expect(units.map(\.rawValue) == [0, 1, 2, 3])
    #expect(units.map { BillingInterval.Unit(name: $0.name) } == units)
    for name in ["", "Month", "months", "mon", "month ", "quarter"] {
      #expect(BillingInterval.Unit(name: name) == nil)
    }
  }

  @Test("Names and stored numbers of statuses stay as they are")
  func statuses() {
    let statuses = SubscriptionState.Status.allCases
    #expect(
      statuses.map(\.name) == ["pending", "trialing", "active", "past_due", "paused", "ended"])
    #expect(statuses.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
    #expect(statuses.map { SubscriptionState.Status(name: $0.name) } == statuses)
    for name in ["", "Active", "past due", "pastDue", "canceled", "active\u{0}"] {
      #expect(SubscriptionState.Status(name: name) == nil)
    }
  }

  @Test("Any member that differs makes another state")
  func equality() throws {
    let usd = try #require(Currency("USD"))
    let state = SubscriptionState(
      subscription: "sub_1", status: .active, unitAmount: Money(micros: 29_850_000, usd))
    #expect(state.quantity == 1)
    #expect(state.interval == BillingInterval(.month))
    let changes: [(inout SubscriptionState) throws -> Void] = [
      { $0.subscription = "sub_2" }, { $0.status = .paused }, { $0.plan = "Pro" },
      { $0.plan = "" }, { $0.quantity = 2 }, { $0.unitAmount.micros += 1 },
      { $0.unitAmount.currency = try #require(Currency("EUR")) }, { $0.interval.count = 2 },
      { $0.interval.unit = .year }, { $0.discountMicros = 0 }, { $0.discountPercent10000 = 0 },
      { $0.trialEnd = .day(.first) }, { $0.endsAt = .day(.first) },
      { $0.endsAt = .instant(.first) },
    ]
    var states: Set = [state]
    for change in changes {
      var changed = state
      try change(&changed)
      #expect(changed != state)
      #expect(
        Fact.Body.subscription(changed).canonicalBytes
          != Fact.Body.subscription(state).canonicalBytes)
      states.insert(changed)
    }
    #expect(states.count == changes.count + 1)
  }
}
