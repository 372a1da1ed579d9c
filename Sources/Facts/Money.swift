/// An amount of money: whole millionths of its currency's major unit.
///
/// Never a floating-point number, never cents: a currency's number of decimals is a matter of
/// display, and a monthly share of a yearly price has more of them.
public struct Money: Hashable, Sendable {
  /// Millionths of the major unit: 29.85 USD is 29,850,000.
  public var micros: Int64
  /// What ``micros`` are millionths of; nothing here turns one currency into another.
  public var currency: Currency

  /// Takes millionths of the major unit, not cents.
  public init(micros: Int64, _ currency: Currency) {
    self.micros = micros
    self.currency = currency
  }

  /// Millionths in one major unit, however many decimals the currency has.
  public static let microsPerUnit: Int64 = 1_000_000

  /// The largest amount that a fact may carry, price times quantity: a hundred billion units.
  ///
  /// Thirty times as much, the monthly share of a daily price, still fits.
  public static let largestMicros: Int64 = 100_000_000_000 * microsPerUnit
}

extension Money {
  /// The largest amount that a subscription may come to in a year: the largest, each month.
  ///
  /// It fits a number of 64 bits, whatever the interval.
  public static let largestYearlyMicros: Int64 = 12 * largestMicros
}

extension Money: CustomStringConvertible {
  /// `29.85 USD`: the exact amount, at least the currency's usual decimals.
  public var description: String {
    var text = decimalText(micros: micros)
    if let wanted = currency.minorUnits, wanted > 0 {
      let decimals = text.utf8.split(separator: UInt8(ascii: "."))
      let have = decimals.count == 2 ? decimals[1].count : 0
      if have == 0 { text += "." }
      text += String(repeating: "0", count: max(0, wanted - have))
    }
    return text + " " + currency.code
  }
}

/// An amount in millionths as a plain decimal without trailing zeros: `29.85`, `-0.5`, `12`.
public func decimalText(micros: Int64) -> String {
  let magnitude = micros.magnitude
  var text = (micros < 0 ? "-" : "") + String(magnitude / 1_000_000)
  var fraction = Int(magnitude % 1_000_000)
  if fraction > 0 {
    var width = 6
    while fraction % 10 == 0 {
      fraction /= 10
      width -= 1
    }
    text += "." + padded(fraction, width)
  }
  return text
}

/// A sum of amounts in millionths, as ``decimalText(micros:)-(Int64)`` writes one.
public func decimalText(micros: Int128) -> String {
  if let small = Int64(exactly: micros) { return decimalText(micros: small) }
  let (units, rest) = micros.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
  let fraction = decimalText(micros: Int64(rest)).dropFirst()
  return (micros < 0 ? "-" : "") + String(units) + fraction
}

/// Reads a plain decimal with at most six decimals, as ``decimalText(micros:)`` writes it.
///
/// - Returns: millionths; nil for anything else, more decimals and overflow included.
public func micros(decimalText text: String) -> Int64? {
  var bytes = Array(text.utf8)[...]
  let isNegative = bytes.first == UInt8(ascii: "-")
  if isNegative { bytes = bytes.dropFirst() }
  let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  guard (1...2).contains(parts.count), let units = wholeNumber(parts[0]) else { return nil }
  var fraction: Int64 = 0
  if parts.count == 2 {
    guard parts[1].count <= 6, let digits = wholeNumber(parts[1]) else { return nil }
    fraction = digits
    for _ in parts[1].count..<6 { fraction *= 10 }
  }
  let magnitude = Int128(units) * 1_000_000 + Int128(fraction)
  return Int64(exactly: isNegative ? -magnitude : magnitude)
}

private func wholeNumber(_ bytes: ArraySlice<UInt8>) -> Int64? {
  guard !bytes.isEmpty else { return nil }
  var value: Int64 = 0
  for byte in bytes {
    guard byte >= 0x30, byte <= 0x39 else { return nil }
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, overflow2) = tens.addingReportingOverflow(Int64(byte - 0x30))
    guard !overflow, !overflow2 else { return nil }
    value = sum
  }
  return value
}
