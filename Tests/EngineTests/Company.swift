import Dispatch
import Engine
import Facts

/// A made-up company's subscriptions, told state by state.
struct Company: Sendable {
  private var builder: PanelBuilder
  private var numbers: [String: Int] = [:]
  private var told = 0

  init(rules: PanelRules = PanelRules(), accounts: Int = 0) {
    builder = PanelBuilder(rules: rules, accountCount: accounts)
  }

  /// Says that a customer's subscription is something from a day on.
  mutating func say(
    _ customer: String, from at: String, _ status: SubscriptionState.Status = .active,
    subscription: String = "sub", plan: String? = nil, amount: Int64 = 100, quantity: Int64 = 1,
    interval: BillingInterval = BillingInterval(.month), currency: String = "USD",
    trialEnd: String? = nil, endsAt: String? = nil, discountMicros: Int64? = nil,
    discountPercent10000: Int32? = nil, discountEndsAt: String? = nil,
    tax: SubscriptionState.Tax? = nil, canceledAt: String? = nil,
    endCause: SubscriptionState.EndCause? = nil, version: Int64 = 0
  ) {
    let number = numbers[customer] ?? numbers.count
    numbers[customer] = number
    told += 1
    let state = SubscriptionState(
      subscription: Identifier(subscription), status: status, plan: plan, quantity: quantity,
      unitAmount: Money(micros: amount * 1_000_000, Currency(currency)!), interval: interval,
      discountMicros: discountMicros, discountPercent10000: discountPercent10000,
      discountEndsAt: discountEndsAt.map { Moment($0)! }, tax: tax,
      trialEnd: trialEnd.map { Moment($0)! }, endsAt: endsAt.map { Moment($0)! },
      canceledAt: canceledAt.map { Moment($0)! }, endCause: endCause)
    builder.add(
      account: number, state,
      PanelBuilder.Origin(
        at: Moment(at)!, version: Instant(microseconds: version), source: "test",
        assertion: Identifier("\(told)")))
  }

  /// Says that a customer was billed.
  mutating func bill(
    _ customer: String, on billed: String, _ amount: Int64, _ kind: Charge.Kind = .recurring,
    from start: String? = nil, to end: String? = nil, id: Identifier? = nil,
    interval: BillingInterval? = nil, subscription: Identifier? = "sub", plan: String? = nil,
    quantity: Int64 = 1, currency: String = "USD", tax: Int64? = nil, refunds: Identifier? = nil
  ) {
    let number = numbers[customer] ?? numbers.count
    numbers[customer] = number
    told += 1
    var charge = Charge(
      charge: id ?? Identifier("\(told)"), kind: kind,
      amount: Money(micros: amount * 1_000_000, Currency(currency)!))
    charge.taxMicros = tax.map { $0 * 1_000_000 }
    charge.subscription = kind == .recurring ? subscription : nil
    charge.plan = plan
    charge.quantity = quantity
    charge.interval = interval
    charge.periodStart = start.map { Moment($0)! }
    charge.periodEnd = end.map { Moment($0)! }
    charge.refunds = refunds
    builder.add(
      account: number, charge,
      PanelBuilder.Origin(
        at: Moment(billed)!, version: Instant(microseconds: 0), source: "test",
        assertion: Identifier("\(told)")))
  }

  /// Says an attribute of a customer.
  mutating func say(_ customer: String, _ attributes: [Identifier: String], from at: String) {
    let number = numbers[customer] ?? numbers.count
    numbers[customer] = number
    told += 1
    builder.add(
      account: number, AccountProfile(attributes: attributes),
      PanelBuilder.Origin(
        at: Moment(at)!, version: Instant(microseconds: 0), source: "test",
        assertion: Identifier("\(told)")))
  }

  var panel: Panel {
    var copy = builder
    return copy.panel()
  }

  /// What a period counts, known to the end of 2099 unless said otherwise.
  func tally(_ period: Period, horizon: String = "2099-12-31") -> RetentionTally? {
    retention(of: panel, in: period, horizon: Day(horizon)!)?.total
  }

  func value(
    _ figure: RetentionFigure, _ period: Period, horizon: String = "2099-12-31"
  ) -> FigureValue {
    figure.value(of: tally(period, horizon: horizon))
  }
}

extension Company {
  /// The bridge of some periods in a currency's own book, known to the end of 2099.
  func bridge(
    _ periods: Period..., by slicing: Slicing? = nil, netting: Netting = .day,
    in book: Book = .native(Currency("USD")!), reactivationDays: Int32? = nil
  ) -> Bridge {
    Engine.bridge(
      of: panel,
      BridgeQuestion(
        periods, horizon: Day("2099-12-31")!, book: book, by: slicing, netting: netting,
        reactivationDays: reactivationDays))
  }
}

extension Company {
  /// Cohorts, known to the end of 2027 unless said otherwise.
  func cohorts(
    _ cohort: CohortQuestion.Cohort = .time(.month),
    clock: CohortQuestion.Clock = .calendar, at sight: CohortQuestion.Sight = .end,
    bound: CohortQuestion.Bound = .bounded, measure: CohortQuestion.Measure = .customers,
    relative: CohortQuestion.Comparison = .start, mean: CohortQuestion.Mean = .weighted,
    horizon: String = "2027-12-31"
  ) -> CohortGrid {
    Engine.cohorts(
      of: panel,
      CohortQuestion(
        cohort, clock: clock, at: sight, bound: bound, measure: measure,
        relative: relative, mean: mean, horizon: Day(horizon)!))
  }
}

extension Workers {
  /// Several pieces at a time.
  static let threads = Workers { count, work in
    DispatchQueue.concurrentPerform(iterations: count, execute: work)
  }

  /// One piece after the other, the last one first.
  static let backwards = Workers { count, work in
    for number in (0..<count).reversed() { work(number) }
  }
}

extension BridgeCell {
  /// Its lines that are not zero, in whole units.
  var lines: [String: Int] {
    var lines: [String: Int] = [:]
    for kind in MovementKind.allCases where self[kind] != 0 {
      lines[kind.name] = Int(self[kind] / 1_000_000)
    }
    return lines
  }
}

extension Period {
  /// A month by its name.
  init(_ month: String) { self.init(Month(month)!) }
}
