import Facts

/// The monthly recurring amount of one subscription, in millionths of its currency's unit.
///
/// Price times quantity, less the discounts, spread over the months of the interval: a year is 12
/// months, a week 12/52 and a day 12/365 of one. Exact until the one rounding, half to even, to a
/// millionth. A discount larger than the price leaves nothing, never less.
///
/// - Returns: at least 0; what does not fit is the largest amount that does.
///
/// Source: `docs/metrics.md#monthly-amounts`.
public func monthlyMicros(of state: SubscriptionState) -> Int64 {
  // In ten-thousandths of a percent of a millionth: 10^6 of them are one millionth.
  let scale: Int128 = 1_000_000
  // No amount that fits, however long its interval, is as large as the limit; above it the sums
  // below would not fit either.
  let limit: Int128 = 10_000_000_000_000_000_000_000_000_000
  let gross = min(limit, Int128(state.unitAmount.micros) * Int128(state.quantity))
  let share = scale - Int128(state.discountPercent10000 ?? 0)
  let net = max(0, gross * share - Int128(state.discountMicros ?? 0) * scale)
  let count = Int128(state.interval.count)
  let (times, months): (Int128, Int128) =
    switch state.interval.unit {
    case .day: (365, 12 * count)
    case .week: (52, 12 * count)
    case .month: (1, count)
    case .year: (1, 12 * count)
    }
  return Int64(clamping: roundedHalfEven(net * times, by: months * scale))
}

/// A quotient of two numbers that are not negative, rounded to the nearest, halves to the even one.
func roundedHalfEven(_ dividend: Int128, by divisor: Int128) -> Int128 {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  let twice = remainder * 2
  if twice > divisor || (twice == divisor && quotient % 2 != 0) { return quotient + 1 }
  return quotient
}
