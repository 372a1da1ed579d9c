import Facts

/// What decides how much a subscription brings: its price, and what is taken off.
struct Terms: Hashable, Sendable {
  var unitMicros: Int64
  var quantity: Int64
  var interval: BillingInterval
  var currency: Currency
  var discountMicros: Int64
  var discountPercent10000: Int32
  var tax: SubscriptionState.Tax?

  init(_ state: SubscriptionState) {
    unitMicros = state.unitAmount.micros
    quantity = state.quantity
    interval = state.interval
    currency = state.unitAmount.currency
    discountMicros = state.discountMicros ?? 0
    discountPercent10000 = state.discountPercent10000 ?? 0
    tax = state.tax
  }

  var hasDiscount: Bool { discountMicros > 0 || discountPercent10000 > 0 }

  /// The same without either discount.
  var undiscounted: Terms {
    var terms = self
    terms.discountMicros = 0
    terms.discountPercent10000 = 0
    return terms
  }

  /// The recurring amount of so many months, in millionths of the currency's unit.
  ///
  /// Price times quantity, less the discounts, with or without tax, over the interval's length in
  /// months. Exact until the one rounding, half to even. A discount larger than the price leaves
  /// nothing, never less.
  ///
  /// - Returns: at least 0; what does not fit is the largest amount that does.
  private func amount(months: Int128, _ rules: AmountRules, unit: Int128) -> Int64 {
    // In ten-thousandths of a percent of a millionth: 10^6 of them are one millionth.
    let scale: Int128 = 1_000_000
    // No amount that fits, however long its interval, is as large as the limit; above it the sums
    // below would not fit either.
    let limit: Int128 = 10_000_000_000_000_000_000_000_000_000
    let gross = min(limit, Int128(unitMicros) * Int128(quantity))
    let net = max(
      0, gross * (scale - Int128(discountPercent10000)) - Int128(discountMicros) * scale)
    let (times, divisor) = rules.intervalsPerMonth(interval)
    let (taxed, share) = taxFactor(rules)
    let (dividend, isTooLarge) = (net * times * months).multipliedReportingOverflow(by: taxed)
    guard !isTooLarge else { return .max }
    let rounded = roundedHalfEven(dividend, by: divisor * scale * unit * share)
    return Int64(clamping: rounded * unit)
  }

  /// By what a price is multiplied and divided so that it has tax or has none.
  private func taxFactor(_ rules: AmountRules) -> (Int128, Int128) {
    let whole: Int128 = 1_000_000
    if rules.includesTax, let percent = tax?.added { return (whole + Int128(percent), whole) }
    if !rules.includesTax, let percent = tax?.included { return (whole, whole + Int128(percent)) }
    return (1, 1)
  }

  /// The recurring amount of a month.
  ///
  /// Source: `docs/metrics.md#monthly-amounts`.
  func monthlyMicros(_ rules: AmountRules) -> Int64 {
    amount(months: 1, rules, unit: rules.roundingMicros(currency))
  }

  /// The recurring amount of a year, from the price by itself.
  ///
  /// Source: `docs/metrics.md#monthly-amounts`.
  func yearlyMicros(_ rules: AmountRules) -> Int64 { amount(months: 12, rules, unit: 1) }
}

extension AmountRules {
  /// How many of an interval a month has, as a quotient.
  func intervalsPerMonth(_ interval: BillingInterval) -> (times: Int128, divisor: Int128) {
    let count = Int128(interval.count)
    return switch interval.unit {
    case .day: (Int128(daysPerMonth.numerator), Int128(daysPerMonth.denominator) * count)
    case .week: (Int128(weeksPerMonth.numerator), Int128(weeksPerMonth.denominator) * count)
    case .month: (1, count)
    case .year: (1, 12 * count)
    }
  }

  /// To how many millionths a monthly amount is rounded.
  func roundingMicros(_ currency: Currency) -> Int128 {
    var unit: Int128 = 1
    if roundsToMinorUnits, let minorUnits = currency.minorUnits {
      for _ in minorUnits..<6 { unit *= 10 }
    }
    return unit
  }
}

/// The monthly recurring amount of one subscription, in millionths of its currency's unit.
///
/// - Returns: at least 0; what does not fit is the largest amount that does.
///
/// Source: `docs/metrics.md#monthly-amounts`.
public func monthlyMicros(
  of state: SubscriptionState, _ rules: AmountRules = AmountRules()
) -> Int64 {
  Terms(state).monthlyMicros(rules)
}

/// The yearly recurring amount of one subscription, in millionths of its currency's unit.
///
/// Computed from the price by itself, so that a price of 100 a year is 100 and not twelve times a
/// rounded month.
///
/// Source: `docs/metrics.md#monthly-amounts`.
public func yearlyMicros(
  of state: SubscriptionState, _ rules: AmountRules = AmountRules()
) -> Int64 {
  Terms(state).yearlyMicros(rules)
}

/// A quotient of two numbers, rounded to the nearest, halves to the even one.
///
/// - Precondition: the dividend is not negative, the divisor is positive and less than half of what
///   fits.
public func roundedHalfEven(_ dividend: Int128, by divisor: Int128) -> Int128 {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  let twice = remainder * 2
  if twice > divisor || (twice == divisor && quotient % 2 != 0) { return quotient + 1 }
  return quotient
}
