/// The interval in which a share probably lies, given how few it was counted from.
public struct WilsonInterval: Hashable, Sendable {
  /// Both in 0...1.
  public let low, high: Double

  /// The two-sided confidence that ``init(_:of:)`` has.
  public static let level = 0.95

  /// The Wilson score interval of a proportion, without continuity correction.
  ///
  /// - Returns: nil where there is nothing to divide by, or the count is not a part of the whole.
  ///
  /// Source: Wilson (1927), doi:10.1080/01621459.1927.10502953.
  public init?(_ count: Int, of whole: Int) {
    guard whole > 0, (0...whole).contains(count) else { return nil }
    // The 97.5 % quantile of the standard normal distribution.
    let z = 1.959963984540054
    let n = Double(whole)
    let share = Double(count) / n
    let center = share + z * z / (2 * n)
    let spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    low = count == 0 ? 0 : (center - spread) / (1 + z * z / n)
    high = count == whole ? 1 : (center + spread) / (1 + z * z / n)
  }
}
