import Facts

/// What a subscription or a customer is on a day.
public enum Standing: UInt8, Comparable, Sendable {
  /// No service: not begun, in a trial, or ended.
  case none = 0
  /// Served without recurring revenue: a free plan, or a discount of everything.
  case free = 1
  /// On hold at the customer's wish.
  case paused = 2
  /// Brings recurring revenue.
  case paying = 3

  /// A customer is the best that one of its subscriptions is.
  public static func < (one: Standing, other: Standing) -> Bool { one.rawValue < other.rawValue }

  /// Active, for money or for nothing.
  var isServed: Bool { self == .paying || self == .free }

  /// As reports and JSON spell it: `paying`.
  public var name: String { ["none", "free", "paused", "paying"][Int(rawValue)] }
}

/// Why a step differs from the one before it.
///
/// Source: `docs/metrics.md#the-bridge`.
public enum StepCause: UInt8, Sendable {
  /// A beginning, or nothing that moves money.
  case other = 0
  /// Another plan, its price and interval with it.
  case plan = 1
  /// Another price or interval under the same plan.
  case price = 2
  case quantity = 3
  /// A discount that is new, or another one.
  case discount = 4
  /// A discount that is no more, or has ended by itself.
  case discountEnd = 5
  /// An end, by the customer or by nobody's word.
  case ended = 6
  /// An end that the source lays on a payment.
  case endedUnpaid = 7
  /// The days of grace ran out.
  case graceEnded = 8
  /// The days of grace ran out, but the source says that the customer wanted to leave.
  case graceEndedVoluntary = 9
  /// The first day of a trial.
  case trialBegan = 10
  /// A trial ran out.
  case trialEnded = 11
}

/// What holds for one subscription from the end of a day on, until the next step.
///
/// A change that has several causes is several steps of one day; the last of them holds.
public struct Step: Hashable, Sendable {
  /// The first day at whose end it holds.
  public var day: Int32
  /// What the subscription is, the ends of trial, grace and service worked out.
  public var standing: Standing
  /// Why it differs from the step before it.
  public var cause: StepCause
  /// Recurring revenue a month, in millionths of ``currency``'s unit; 0 unless paying.
  public var monthlyMicros: Int64
  /// Recurring revenue a year, in millionths of ``currency``'s unit; 0 unless paying.
  public var yearlyMicros: Int64
  /// Seats or units; 0 unless paying.
  public var quantity: Int32
  /// A packed code, as ``Currency`` reads it; it stands here also where nothing is paid.
  public var currency: UInt16
  /// Index in the panel's names of plans; 0 is the empty name.
  public var plan: Int32
  /// The raw value of a ``BillingInterval/Unit``.
  public var intervalUnit: UInt8
  /// How many units lie between two charges, at least 1.
  public var intervalCount: Int32
  /// The day from which the terms of the present interval are counted.
  public var anchorDay: Int32

  /// What holds from a day on.
  ///
  /// - Precondition: amounts are not negative, and 0 unless it pays; the count is at least 1.
  public init(
    day: Int32, standing: Standing, cause: StepCause, monthlyMicros: Int64, yearlyMicros: Int64,
    quantity: Int32, currency: UInt16, plan: Int32, intervalUnit: UInt8, intervalCount: Int32,
    anchorDay: Int32
  ) {
    self.day = day
    self.standing = standing
    self.cause = cause
    self.monthlyMicros = monthlyMicros
    self.yearlyMicros = yearlyMicros
    self.quantity = quantity
    self.currency = currency
    self.plan = plan
    self.intervalUnit = intervalUnit
    self.intervalCount = intervalCount
    self.anchorDay = anchorDay
  }

  /// The billing interval that holds.
  public var interval: BillingInterval {
    BillingInterval(BillingInterval.Unit(rawValue: intervalUnit) ?? .month, count: intervalCount)
  }
}
