/// A line of a bill: what a customer was asked for, for what and for which days; its fact is dated
/// when it was billed.
public struct Charge: Hashable, Sendable {
  /// What is charged for.
  public enum Kind: String, CaseIterable, Sendable {
    /// Service over days that were agreed, or a credit for such.
    case recurring
    /// What was used.
    case usage
    /// Something by itself, such as a setup.
    case oneOff = "one_off"
    /// Money paid back.
    case refund
  }

  /// The sender's id of it.
  public var charge: Identifier
  /// What is charged for.
  public var kind: Kind
  /// For the whole line, after discounts and without tax; below zero for a credit, of a refund what
  /// was paid back.
  public var amount: Money
  /// The tax on it in millionths of the currency's unit, of the same sign; nil where nobody said.
  public var taxMicros: Int64?
  /// The subscription that a recurring one is for; nil where nobody said.
  public var subscription: Identifier?
  /// The plan, as the sender spells it; nil where none was given.
  public var plan: String? {
    get { planBytes?.text }
    set { planBytes = newValue.map { Identifier($0) } }
  }
  /// The plan as it is kept: bytes decide whether two are the same.
  private var planBytes: Identifier?
  /// Seats or units, not negative.
  public var quantity: Int64 = 1
  /// What a whole period of a recurring one is, where it is not a month.
  public var interval: BillingInterval?
  /// The first day or instant of service that it is for; nil where it is for none.
  public var periodStart: Moment?
  /// The first day or instant after that service.
  public var periodEnd: Moment?
  /// The charge that a refund pays back, by the sender's id.
  public var refunds: Identifier?

  /// One unit, without tax and of no period, unless they are set.
  public init(charge: Identifier, kind: Kind, amount: Money) {
    self.charge = charge
    self.kind = kind
    self.amount = amount
  }
}

extension Charge {
  func writeMembers(to json: inout JSONText) {
    json.member("amount", decimalText(micros: amount.micros))
    json.member("charge", charge.text)
    json.member("currency", amount.currency.code)
    if let interval {
      json.member("interval", interval.unit.name)
      json.member("intervalCount", Int(interval.count))
    }
    json.member("kind", kind.rawValue)
    if let periodEnd { json.member("periodEnd", periodEnd.description) }
    if let periodStart { json.member("periodStart", periodStart.description) }
    if let plan { json.member("plan", plan) }
    json.member("quantity", Int(quantity))
    if let refunds { json.member("refunds", refunds.text) }
    if let subscription { json.member("subscription", subscription.text) }
    if let taxMicros { json.member("tax", decimalText(micros: taxMicros)) }
  }

  /// Reads the members of a canonical body; nil where they are none that were written here.
  init?(_ members: [(name: String, value: CanonicalJSON.Value)]) {
    func text(_ name: String) -> String? { members.text(name) }
    guard let charge = text("charge"), let kind = text("kind").flatMap(Kind.init),
      let currency = text("currency").flatMap(Currency.init),
      let amount = text("amount").flatMap(micros(decimalText:)),
      let quantity = members.number("quantity"), quantity >= 0,
      let start = members.moment("periodStart"), let end = members.moment("periodEnd")
    else { return nil }
    self.init(
      charge: Identifier(charge), kind: kind, amount: Money(micros: amount, currency))
    if let written = text("tax") {
      guard let tax = micros(decimalText: written) else { return nil }
      taxMicros = tax
    }
    if let name = text("interval") {
      guard let unit = BillingInterval.Unit(name: name),
        let times = members.number("intervalCount"),
        let count = Int32(exactly: times), count >= 1
      else { return nil }
      interval = BillingInterval(unit, count: count)
    }
    subscription = text("subscription").map { Identifier($0) }
    plan = text("plan")
    self.quantity = quantity
    (periodStart, periodEnd) = (start, end)
    refunds = text("refunds").map { Identifier($0) }
  }
}
