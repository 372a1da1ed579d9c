import Facts

/// What customers are told apart by in a report.
public enum Slicing: Hashable, Sendable {
  /// The plan of the subscriptions that pay.
  case plan
  /// Their currency.
  case currency
  /// Their billing interval.
  case interval
  /// An attribute of the customer.
  case attribute(Identifier)

  /// `plan`, `currency`, `interval`, or an attribute's name.
  public init(name: String) {
    switch name {
    case "plan": self = .plan
    case "currency": self = .currency
    case "interval": self = .interval
    default: self = .attribute(Identifier(name))
    }
  }

  /// As a report's caller gives it; an attribute called `plan` cannot be told from the plan.
  public var name: String {
    switch self {
    case .plan: "plan"
    case .currency: "currency"
    case .interval: "interval"
    case .attribute(let name): name.text
    }
  }

  /// Whether it tells customers apart, and not their subscriptions.
  var isByAttribute: Bool {
    if case .attribute = self { true } else { false }
  }

  /// The value of a subscription, by number.
  ///
  /// - Precondition: it is no attribute, which is the customer's.
  func code(plan: Int32, currency: UInt16, unit: UInt8, count: Int32) -> Int64 {
    switch self {
    case .plan: Int64(plan)
    case .currency: Int64(currency)
    default: Int64(unit) << 32 | Int64(count)
    }
  }

  /// The value of a number, for people; empty for unknown.
  func value(_ code: Int64, in panel: Panel) -> String {
    switch self {
    case .plan: panel.plans[Int(code)]
    case .currency: Currency(packed: UInt16(code))?.code ?? ""
    case .interval:
      BillingInterval(
        BillingInterval.Unit(rawValue: UInt8(code >> 32)) ?? .month,
        count: Int32(code & 0xffff_ffff)
      ).description
    case .attribute(let name): panel.attributes[name]?.values[Int(code)] ?? ""
    }
  }
}
