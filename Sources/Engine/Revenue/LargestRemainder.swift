/// Amounts rounded to whole units so that they add up to their rounded total.
///
/// Each is rounded down, and what is then missing from the total goes to those that lost most, of
/// equal ones to the first.
///
/// - Parameters:
///   - amounts: any; negative ones too.
///   - unit: what they are rounded to, positive, in the same measure.
///   - total: a whole number of units that they are to add up to; at most as many units away from
///     the sum as there are amounts.
/// - Returns: multiples of the unit, each less than one unit from its amount.
public func largestRemainder(_ amounts: [Int128], unit: Int128, total: Int128) -> [Int128] {
  precondition(unit > 0 && total % unit == 0)
  var rounded = amounts.map { amount in
    let rest = amount % unit
    return rest < 0 ? amount - rest - unit : amount - rest
  }
  let missing = Int((total - rounded.reduce(0, +)) / unit)
  let order = amounts.indices.sorted { one, other in
    let (mine, others) = (amounts[one] - rounded[one], amounts[other] - rounded[other])
    return mine != others ? mine > others : one < other
  }
  for index in order.prefix(max(0, missing)) { rounded[index] += unit }
  return rounded
}
