/// One row of the books: what holds of a subscription from a day on.
struct StateRow {
  enum Status: String {
    case trialing
    case active
    case pastDue = "past_due"
    case paused
    case ended
  }

  enum Cause: String {
    case voluntary
    case involuntary
  }

  /// What became of the subscription, which names the row.
  enum Turn: String {
    case start
    case price
    case seats
    case plan
    case late
    case paid
    case pause
    case resume
    case notice
    case end
    case mistake
  }

  let turn: Turn
  /// Which of the subscription's rows of that turn this is, from 1.
  let ordinal: Int
  /// Which of the customer's subscriptions it is, from 0.
  let subscription: Int
  let status: Status
  var start: CivilDay
  var terms: Terms
  var trialEnd: CivilDay?
  var cancelAt: CivilDay?
  var cause: Cause?

  /// The row's name among those of its subscription.
  var stateID: String {
    turn == .start || turn == .end ? turn.rawValue : "\(turn.rawValue)-\(ordinal)"
  }

  /// The name of one of a customer's subscriptions: the customer's digits and a letter.
  static func subscriptionID(of customer: Int, _ subscription: Int) -> String {
    "sub_" + Customer.digits(customer) + ["a", "b", "c", "d"][subscription]
  }
}

/// What a customer has and pays.
struct Terms {
  struct Discount {
    let percent: Int
    /// The first day without it; nil for one that stays.
    let ends: CivilDay?
  }

  var plan: Plan
  var seats: Int
  /// A seat's price for one interval, in hundredths.
  var unitPrice: Int
  let isAnnual: Bool
  let discount: Discount?

  /// The discount in force on a day.
  func discount(on day: CivilDay) -> Discount? {
    guard let discount else { return nil }
    if let ends = discount.ends, ends <= day { return nil }
    return discount
  }

  /// What an interval that begins on that day costs, in hundredths.
  func price(on day: CivilDay) -> Int {
    let whole = seats * unitPrice
    // Prices are whole units of currency, so that a whole percentage leaves whole hundredths.
    return whole - whole / 100 * (discount(on: day)?.percent ?? 0)
  }
}
