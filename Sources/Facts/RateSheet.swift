/// What one unit of a currency cost in others on a day, as one publisher said.
public struct RateSheet: Hashable, Sendable {
  /// The currency of which one unit is quoted.
  public var base: Currency
  /// Millionths of a unit of each currency that one unit of ``base`` costs; positive, without the
  /// base itself.
  public var quotes: [Currency: Int64]

  /// - Precondition: every quote is positive, and ``base`` is not among them.
  public init(base: Currency, quotes: [Currency: Int64]) {
    precondition(quotes.allSatisfy { $0.value > 0 && $0.key != base })
    self.base = base
    self.quotes = quotes
  }
}
