/// Lives a customer's life, subscription by subscription and month by month.
struct LifeWalk {
  /// How long after today a life goes on, so that what announces a departure shows before it.
  static let foresightDays = 80

  let customer: Customer
  let company: Company
  var chance: Chance
  private(set) var life = Life()
  var terms: Terms
  private var subscription = 0
  private var counts: [StateRow.Turn: Int] = [:]
  /// When the subscription's last row began: none of it may begin on the same day.
  private(set) var lastSaid: CivilDay

  /// The life of a customer, from signing up to today and a little on.
  static func life(of customer: Customer, in company: Company) -> Life {
    var walk = LifeWalk(customer, company)
    walk.live()
    return walk.life
  }

  private init(_ customer: Customer, _ company: Company) {
    self.customer = customer
    self.company = company
    chance = Chance(seed: company.seed, account: customer.number, subject: .life)
    lastSaid = customer.created
    terms = Terms(plan: customer.firstPlan, seats: 1, unitPrice: 0, isAnnual: false, discount: nil)
  }

  private mutating func live() {
    var start = customer.created
    while subscription < 4 {
      begin(on: start)
      guard let departure = liveSubscription(from: start) else { return }
      life.departures.append(departure)
      guard chance.happens(Effects.returns) else { return }
      start = departure.day.months(later: chance.whole(2...8)) + chance.whole(0...9)
      guard start <= company.today else { return }
      subscription += 1
      counts = [:]
    }
  }

  /// Agrees on what the subscription is.
  private mutating func begin(on day: CivilDay) {
    let plan = customer.firstPlan
    let isAnnual = chance.happens(plan.annualShare)
    let price = plan.unitPrice(
      in: customer.currency, annual: isAnnual, isNew: day >= company.newPrices)
    var discount: Terms.Discount?
    if chance.happens(0.16) {
      // One in five stays for good.
      let ends = chance.happens(0.2) ? nil : day.months(later: chance.one(of: [3, 6, 12]))
      discount = Terms.Discount(percent: chance.one(of: [10, 15, 20, 30]), ends: ends)
    }
    terms = Terms(
      plan: plan, seats: chance.small(plan.firstSeats), unitPrice: price, isAnnual: isAnnual,
      discount: discount)
  }

  /// Lives one subscription; nil if it goes on, or was never paid for.
  private mutating func liveSubscription(from start: CivilDay) -> Life.Departure? {
    var anchor = start
    if subscription == 0, chance.happens(terms.plan.trialShare) {
      anchor = start + 14
      say(.start, .trialing, start, trialEnd: anchor)
      life.trialEnds = anchor
      let share =
        customer.isActivated ? Effects.conversionActivated : Effects.conversionOthers
      guard chance.happens(share) else {
        say(.end, .ended, anchor)
        return nil
      }
    } else {
      say(.start, .active, start)
    }
    if life.firstPaid == nil, anchor <= company.today { life.firstPaid = anchor }
    var month = 0
    while anchor.months(later: month) <= company.today + Self.foresightDays {
      switch livePeriod(month, anchor) {
      case .goesOn(let months): month += months
      case .ends(let day, let decided, let cause):
        return Life.Departure(
          subscription: subscription, day: day, decided: decided, cause: cause)
      }
    }
    return nil
  }

  /// Writes the row that says what holds from a day on; what comes after today is not written yet.
  mutating func say(
    _ turn: StateRow.Turn, _ status: StateRow.Status, _ day: CivilDay, trialEnd: CivilDay? = nil,
    cancelAt: CivilDay? = nil, cause: StateRow.Cause? = nil
  ) {
    counts[turn, default: 0] += 1
    lastSaid = day
    guard day <= company.today else { return }
    life.rows.append(
      StateRow(
        turn: turn, ordinal: counts[turn] ?? 1, subscription: subscription, status: status,
        start: day, terms: terms, trialEnd: trialEnd, cancelAt: cancelAt, cause: cause))
  }

  /// Charges for the interval that begins on a day.
  mutating func charge(on day: CivilDay, recovered: CivilDay? = nil, isLost: Bool = false) {
    guard day <= company.today else { return }
    life.bills.append(
      Life.Bill(
        subscription: subscription, issued: day, amount: terms.price(on: day),
        termDays: terms.isAnnual ? 30 : 14, recovered: recovered, isLost: isLost))
  }
}
