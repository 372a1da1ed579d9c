import Facts

/// A line of the bridge: why recurring revenue moved.
///
/// Source: `docs/metrics.md#the-bridge`.
public enum MovementKind: UInt8, CaseIterable, Sendable {
  case new
  case expansionPlan
  case expansionPrice
  case expansionQuantity
  case expansionDiscount
  case expansionDiscountEnd
  case expansionCrossSell
  case contractionPlan
  case contractionPrice
  case contractionQuantity
  case contractionDiscount
  case contractionDiscountEnd
  case contractionCrossSell
  case churnVoluntary
  case churnInvoluntary
  case reactivation
  case resume
  case pause
  case fx
  case movedIn
  case movedOut
  case correction

  /// As reports and JSON spell it: `expansion.cross_sell`.
  public var name: String { MovementKind.names[Int(rawValue)] }

  /// Reads exactly what ``name`` writes.
  public init?(name: String) {
    guard let kind = MovementKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  private static let names: [String] = {
    let causes = ["plan", "price", "quantity", "discount", "discount_end", "cross_sell"]
    return ["new"] + causes.map { "expansion." + $0 } + causes.map { "contraction." + $0 } + [
      "churn.voluntary", "churn.involuntary", "reactivation", "resume", "pause", "fx", "moved_in",
      "moved_out", "correction",
    ]
  }()

  static let count = 22

  /// The kinds of which a figure of the registry is the sum: `mrr.expansion`, `mrr.new`,
  /// `mrr.expansion.plan`; empty for anything else.
  public static func kinds(ofFigure id: String) -> [MovementKind] {
    allCases.filter { kind in
      let name = "mrr." + kind.name
      return equalBytes(name, id) || name.utf8.starts(with: (id + ".").utf8)
    }
  }
}

/// Why a part of a subscription's change came about, in the order that decides between equal parts.
enum PartCause: UInt8, Comparable {
  case plan = 0
  case price = 1
  case quantity = 2
  case discount = 3
  case discountEnd = 4
  /// A subscription beside others began or ended.
  case crossSell = 5
  /// A subscription went off or on hold.
  case hold = 6

  /// The part that a step stands for; what has no cause of its own is the price.
  init(_ cause: StepCause) {
    switch cause {
    case .plan: self = .plan
    case .quantity: self = .quantity
    case .discount: self = .discount
    case .discountEnd: self = .discountEnd
    default: self = .price
    }
  }

  static func < (one: PartCause, other: PartCause) -> Bool { one.rawValue < other.rawValue }

  /// The line for a gain.
  var expansion: MovementKind {
    self == .hold ? .resume : MovementKind(rawValue: 1 + rawValue) ?? .expansionPrice
  }

  /// The line for a loss.
  var contraction: MovementKind {
    self == .hold ? .pause : MovementKind(rawValue: 7 + rawValue) ?? .contractionPrice
  }
}
