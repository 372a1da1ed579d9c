/// How often a price is charged: every month, every 3 months, every year.
public struct BillingInterval: Hashable, Sendable {
  /// A length of time in the calendar; the raw values go into checksums and must never change.
  public enum Unit: UInt8, CaseIterable, Sendable {
    case day = 0
    case week = 1
    case month = 2
    case year = 3

    /// `day`, `week`, `month` or `year`.
    public var name: String { ["day", "week", "month", "year"][Int(rawValue)] }

    /// Reads exactly what ``name`` writes, so not `months`.
    public init?(name: String) {
      guard let unit = Unit.allCases.first(where: { $0.name == name }) else { return nil }
      self = unit
    }
  }

  /// What ``count`` counts.
  public var unit: Unit
  /// How many units lie between two charges, at least 1.
  public var count: Int32

  /// - Precondition: `count` is at least 1.
  public init(_ unit: Unit, count: Int32 = 1) {
    precondition(count >= 1)
    self.unit = unit
    self.count = count
  }

  /// The largest count that is taken: a price for longer than a thousand units is a mistake.
  public static let largestCount: Int32 = 1000
}

extension BillingInterval: CustomStringConvertible {
  /// `month` or `3 months`.
  public var description: String { count == 1 ? unit.name : "\(count) \(unit.name)s" }
}

/// What holds for a subscription from a moment on, until a later state replaces it whole.
public struct SubscriptionState: Hashable, Sendable {
  /// How things stand; the raw values go into checksums and must never change.
  public enum Status: UInt8, CaseIterable, Sendable {
    /// Agreed but not begun, or never paid for.
    case pending = 0
    /// Free until ``SubscriptionState/trialEnd``, then active.
    case trialing = 1
    case active = 2
    /// A payment failed; counts as active for the days of grace.
    case pastDue = 3
    case paused = 4
    case ended = 5

    /// As facts spell it: `past_due`.
    public var name: String {
      ["pending", "trialing", "active", "past_due", "paused", "ended"][Int(rawValue)]
    }

    /// Reads exactly what ``name`` writes, not a sender's own words such as `canceled`.
    public init?(name: String) {
      guard let status = Status.allCases.first(where: { $0.name == name }) else { return nil }
      self = status
    }
  }

  /// Why service ended; the raw values go into checksums and must never change.
  public enum EndCause: UInt8, CaseIterable, Sendable {
    /// The customer cancelled, or did not renew.
    case voluntary = 1
    /// A payment failed and was never made good.
    case involuntary = 2

    /// As facts spell it: `voluntary`.
    public var name: String { self == .voluntary ? "voluntary" : "involuntary" }

    /// Reads exactly what ``name`` writes.
    public init?(name: String) {
      guard let cause = EndCause.allCases.first(where: { $0.name == name }) else { return nil }
      self = cause
    }
  }

  /// A tax on the price, its share in ten-thousandths of a percent: 20 % is 200,000.
  public enum Tax: Hashable, Sendable {
    /// It is charged on top of the price.
    case added(percent10000: Int32)
    /// The price contains it.
    case included(percent10000: Int32)

    /// Its share where it comes on top.
    public var added: Int32? { if case .added(let share) = self { share } else { nil } }
    /// Its share where the price contains it.
    public var included: Int32? { if case .included(let share) = self { share } else { nil } }
  }

  /// The subscription, by the sender's own id; an account may have several.
  public var subscription: Identifier
  /// As the source told it; since then a trial, the grace or the service may have ended.
  public var status: Status
  /// The plan, as the sender spells it; nil where none was given.
  public var plan: String? {
    get { planBytes?.text }
    set { planBytes = newValue.map { Identifier($0) } }
  }
  /// The plan as it is kept: bytes decide whether two are the same.
  private var planBytes: Identifier?
  /// Seats or units, not negative.
  public var quantity: Int64
  /// The price of one unit for one interval, before discounts; not negative.
  public var unitAmount: Money
  /// The interval that ``unitAmount`` is the price of.
  public var interval: BillingInterval
  /// Taken off each interval's price, in millionths of the currency's unit; nil for none.
  public var discountMicros: Int64?
  /// Share taken off, in ten-thousandths of a percent: 10 % is 100,000; nil for none.
  public var discountPercent10000: Int32?
  /// The first day or instant without either discount; nil for discounts that have no known end.
  public var discountEndsAt: Moment?
  /// The tax on the price and on what is taken off; nil for none, or where the price is without it
  /// and nobody said how much it is.
  public var tax: Tax?
  /// The first day or instant after the trial; counts only while ``status`` is trialing.
  public var trialEnd: Moment?
  /// The first day or instant without service, past or to come; nil while none is known.
  public var endsAt: Moment?
  /// When the customer asked to leave, whenever service ends; nil where they did not, or nobody
  /// said.
  public var canceledAt: Moment?
  /// Why the end at ``endsAt``, or of status `ended`, came; nil where nobody said.
  public var endCause: EndCause?

  /// Where nothing else is given: one unit, charged every month, no discount and no known end.
  public init(
    subscription: Identifier, status: Status, plan: String? = nil, quantity: Int64 = 1,
    unitAmount: Money, interval: BillingInterval = BillingInterval(.month),
    discountMicros: Int64? = nil, discountPercent10000: Int32? = nil,
    discountEndsAt: Moment? = nil, tax: Tax? = nil, trialEnd: Moment? = nil,
    endsAt: Moment? = nil, canceledAt: Moment? = nil, endCause: EndCause? = nil
  ) {
    self.subscription = subscription
    self.status = status
    self.quantity = quantity
    self.unitAmount = unitAmount
    self.interval = interval
    self.discountMicros = discountMicros
    self.discountPercent10000 = discountPercent10000
    self.discountEndsAt = discountEndsAt
    self.tax = tax
    self.trialEnd = trialEnd
    self.endsAt = endsAt
    self.canceledAt = canceledAt
    self.endCause = endCause
    self.plan = plan
  }
}
