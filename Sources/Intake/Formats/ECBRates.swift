extension Format {
  /// The euro's reference rates as the European Central Bank publishes them: a row a day, a column
  /// a currency.
  ///
  /// `eurofxref-hist.csv` has all days, the newest first; `eurofxref.csv` the last one.
  static let ecbRates = Format(
    format: .ecbRates, source: "ecb", subject: .rates,
    columns: [Column(.publishedOn, "date", required: true)], extraColumns: .currencies)
}
