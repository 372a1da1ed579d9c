import Facts

/// Reads codes of currencies.
enum CurrencyReader {
  /// The currency of a code in which somebody is billed.
  static func currency(_ text: UnsafeRawBufferPointer) throws(Expectation) -> Currency {
    // Gold, drawing rights and "no currency" have codes too, but nobody is billed in them.
    guard text.count == 3, let currency = Currency(text.string), currency.minorUnits != nil else {
      throw Expectation("a currency code such as USD")
    }
    return currency
  }
}
