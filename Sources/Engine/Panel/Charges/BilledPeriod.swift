import Facts

/// How many intervals a period has, as a quotient: whole ones from its first day, and a part of the
/// next.
struct BilledPeriod {
  private let numerator, denominator: Int128
  /// The interval that is counted.
  private let unit: BillingInterval
  /// The interval of the whole, or as many months as there are, a part being a whole one.
  let interval: BillingInterval

  init(_ days: Range<Int32>, _ named: BillingInterval?) {
    unit = named ?? BillingInterval(.month)
    let (whole, rest, next) = BilledPeriod.parts(days, unit)
    numerator = Int128(whole) * Int128(next) + Int128(rest)
    denominator = Int128(next)
    if let named {
      interval = named
    } else {
      let months = Int32(clamping: whole + (rest > 0 ? 1 : 0))
      interval =
        months % 12 == 0
        ? BillingInterval(.year, count: months / 12) : BillingInterval(.month, count: months)
    }
  }

  /// What an amount for the whole period comes to in so many months, in millionths: rounded once,
  /// half to even, of a month as the rules say.
  func amount(_ micros: Int128, months: Int128, _ currency: Currency, _ rules: AmountRules)
    -> Int128
  {
    let (times, divisor) = rules.intervalsPerMonth(unit)
    let rounding = months == 1 ? rules.roundingMicros(currency) : 1
    let dividend = abs(micros) * denominator * times * months
    let rounded =
      roundedHalfEven(dividend, by: numerator * divisor * rounding) * rounding
    return micros < 0 ? -rounded : rounded
  }

  /// Whole intervals, the days left over, and the days of the interval that these are of.
  private static func parts(
    _ days: Range<Int32>, _ interval: BillingInterval
  ) -> (whole: Int, rest: Int32, next: Int32) {
    let count = Int(interval.count)
    guard interval.unit == .month || interval.unit == .year else {
      let length = Int32(clamping: count * (interval.unit == .week ? 7 : 1))
      let (whole, rest) = Int32(days.count).quotientAndRemainder(dividingBy: length)
      return (Int(whole), rest, length)
    }
    let months = interval.unit == .year ? count * 12 : count
    let first = Day(number: days.lowerBound)
    // From the first day each time: counted on from a clamped day they would drift.
    func end(_ number: Int) -> Int32 {
      first.adding(months: number * months)?.number ?? Int32.max
    }
    let between = Int(Day(number: days.upperBound).month.number - first.month.number)
    var whole = between / months
    while whole > 0, end(whole) > days.upperBound { whole -= 1 }
    let start = end(whole)
    let next = end(whole + 1)
    return (whole, days.upperBound - start, next == .max ? 31 : next - start)
  }
}
