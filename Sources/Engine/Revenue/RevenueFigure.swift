import Facts

/// A figure of money: an amount, or a quotient of amounts.
///
/// Source: `docs/metrics.md#money`.
public enum RevenueFigure: String, CaseIterable, Sendable {
  case mrr
  case grr
  case nrr
  case grrWithoutPrice = "grr.without_price"
  case nrrWithoutPrice = "nrr.without_price"
  case nrrWithReactivation = "nrr.with_reactivation"
  case grrMovements = "grr.movements"
  case nrrMovements = "nrr.movements"
  case grrTrailing12 = "grr.trailing12"
  case nrrTrailing12 = "nrr.trailing12"
  case grrCompounded12 = "grr.compounded12"
  case nrrCompounded12 = "nrr.compounded12"
  case churnGross = "mrr_churn.gross"
  case churnLost = "mrr_churn.lost"
  case churnNet = "mrr_churn.net"
  case churnNetExpansion = "mrr_churn.net_expansion"
  case arr
  case cmrr
  case quantityChurn = "quantity_churn"
  case arpa
  case asp
  case quickRatio = "quick_ratio"
  case quickRatioReactivation = "quick_ratio.reactivation"

  /// Where a figure's numbers come from.
  public enum Base: Sendable {
    /// The opening and the closing of the customers.
    case customers
    /// The lines of the bridge.
    case movements
    /// The customers over the twelve months that end with the closing.
    case trailingYear
    /// Twelve months, multiplied.
    case compounded
    /// What was agreed by the horizon.
    case agreed
  }

  /// Where its numbers come from.
  public var base: Base {
    switch self {
    case .grrTrailing12, .nrrTrailing12: .trailingYear
    case .grrCompounded12, .nrrCompounded12: .compounded
    case .cmrr: .agreed
    case .grrMovements, .nrrMovements, .churnGross, .churnLost, .churnNet, .churnNetExpansion,
      .mrr, .arpa, .asp, .quickRatio, .quickRatioReactivation:
      .movements
    default: .customers
    }
  }

  /// Its definition in the registry.
  public var definition: Definition {
    guard let definition = Definition.named(rawValue) else {
      preconditionFailure("every figure stands in the registry")
    }
    return definition
  }
}

/// A number of something, or an amount of money.
public enum Quantity: Hashable, Sendable {
  case count(Int128)
  /// Millionths of the book's currency.
  case micros(Int128)

  /// The bare number, by which quotients are taken.
  public var number: Int128 {
    switch self {
    case .count(let number), .micros(let number): number
    }
  }
}

/// A figure of money with what it was divided from; undefined where there is nothing to divide by.
public struct RevenueValue: Hashable, Sendable {
  /// Nil for an amount, and for a figure that is no single quotient.
  public var numerator: Quantity?
  /// What ``numerator`` is divided by.
  public var denominator: Quantity?
  /// The quotient: a share, a ratio, or units of the currency a customer; nil where undefined.
  public var value: Double?
  /// Millionths of the book's currency, for a figure that is an amount.
  public var amount: Int128?

  /// Undefined.
  public init() {}

  /// A quotient; undefined where the denominator is not above zero.
  public init(_ numerator: Quantity, over denominator: Quantity) {
    self.numerator = numerator
    self.denominator = denominator
    guard denominator.number > 0 else { return }
    let quotient = Double(numerator.number) / Double(denominator.number)
    switch (numerator, denominator) {
    case (.micros, .count): value = quotient / Double(Money.microsPerUnit)
    default: value = quotient
    }
  }

  /// An amount.
  public init(amount: Int128) { self.amount = amount }
}

extension RevenueFigure {
  /// A figure of customers, followed from the opening to the closing.
  ///
  /// - Returns: undefined for a figure of another base.
  public func value(of tally: RevenueTally) -> RevenueValue {
    let opening = Quantity.micros(tally.opening)
    return switch self {
    case .arr: RevenueValue(amount: tally.yearly)
    case .grrWithoutPrice: RevenueValue(.micros(tally.smallerWithoutPrice), over: opening)
    case .nrrWithoutPrice: RevenueValue(.micros(tally.retainedWithoutPrice), over: opening)
    case .nrrWithReactivation:
      RevenueValue(.micros(tally.retained + tally.returned), over: opening)
    case .quantityChurn:
      RevenueValue(.count(tally.lostQuantity), over: .count(tally.openingQuantity))
    default: value(of: RetainedSums(tally))
    }
  }

  /// Gross or net retention of customers, over whichever period.
  ///
  /// - Returns: undefined for any other figure.
  public func value(of sums: RetainedSums) -> RevenueValue {
    switch self {
    case .grr, .grrTrailing12: RevenueValue(.micros(sums.smaller), over: .micros(sums.opening))
    case .nrr, .nrrTrailing12: RevenueValue(.micros(sums.retained), over: .micros(sums.opening))
    default: RevenueValue()
    }
  }

  /// A figure of the bridge's lines.
  ///
  /// - Returns: undefined for a figure of another base.
  public func value(of cell: BridgeCell) -> RevenueValue {
    value(of: Lines(cell), closingCustomers: cell.closingCustomers, new: cell.newCustomers)
  }

  /// The value of the cell of one customer who brings the same at the closing as at the opening.
  func value(ofUnchanged micros: Int128) -> RevenueValue {
    value(of: Lines(unchanged: micros), closingCustomers: 1, new: 0)
  }

  private func value(of lines: Lines, closingCustomers: Int, new: Int) -> RevenueValue {
    guard base == .movements else { return RevenueValue() }
    let (numerator, denominator) = weights(of: lines)
    return switch self {
    case .mrr: RevenueValue(amount: numerator)
    case .arpa: RevenueValue(.micros(numerator), over: .count(Int128(closingCustomers)))
    case .asp: RevenueValue(.micros(numerator), over: .count(Int128(new)))
    default: RevenueValue(.micros(numerator), over: .micros(denominator))
    }
  }

  /// Sums of the bridge's lines, losses as positive amounts.
  private struct Lines {
    let opening, closing, new, gained, lost, churned, returned: Int128

    init(unchanged micros: Int128) {
      (opening, closing) = (micros, micros)
      (new, gained, lost, churned, returned) = (0, 0, 0, 0, 0)
    }

    init(_ cell: BridgeCell) {
      func sum(_ kinds: ClosedRange<UInt8>) -> Int128 {
        kinds.reduce(0) { $0 + cell.amounts[Int($1)] }
      }
      opening = cell.opening
      closing = cell.closing
      new = cell[.new]
      gained = sum(MovementKind.expansionPlan.rawValue...MovementKind.expansionCrossSell.rawValue)
      churned = -(cell[.churnVoluntary] + cell[.churnInvoluntary])
      lost =
        churned
        - sum(MovementKind.contractionPlan.rawValue...MovementKind.contractionCrossSell.rawValue)
      returned = cell[.reactivation]
    }
  }

  private func weights(of lines: Lines) -> (Int128, Int128) {
    switch self {
    case .mrr, .arpa: (lines.closing, 0)
    case .asp: (lines.new, 0)
    case .grrMovements: (lines.opening - lines.lost, lines.opening)
    case .nrrMovements:
      (lines.opening - lines.lost + lines.gained + lines.returned, lines.opening)
    case .churnGross: (lines.lost, lines.opening)
    case .churnLost: (lines.churned, lines.opening)
    case .churnNet: (lines.lost - lines.gained - lines.returned, lines.opening)
    case .churnNetExpansion: (lines.lost - lines.gained, lines.opening)
    case .quickRatio: (lines.new + lines.gained, lines.lost)
    case .quickRatioReactivation: (lines.new + lines.gained + lines.returned, lines.lost)
    default: (0, 0)
    }
  }
}
