import Facts

/// What a euro cost in each currency on the first day of each month, as far as was published.
///
/// A month has one rate: the last that was published on or before its first day.
///
/// Source: `docs/metrics.md#currencies`.
public struct ExchangeRates: Hashable, Sendable {
  /// Days and millionths of a unit a euro, ascending by day.
  private var quotes: [Currency: [Quote]] = [:]

  private struct Quote: Hashable, Sendable {
    let day: Int32
    let micros: Int64
  }

  /// Hashes how many there are; who has a book of rates mostly has no other.
  public func hash(into hasher: inout Hasher) { hasher.combine(quotes.count) }

  /// No rates: amounts of one currency only.
  public init() {}

  /// Takes sheets in force, each with its day; those of another base than the euro say nothing.
  public init(_ sheets: [(day: Day, sheet: RateSheet)]) {
    for (day, sheet) in sheets.sorted(by: { $0.day < $1.day }) where sheet.base == .euro {
      for (currency, micros) in sheet.quotes {
        quotes[currency, default: []].append(Quote(day: day.number, micros: micros))
      }
    }
  }

  /// Millionths of a unit that a euro cost in a month; nil where nothing was published by then.
  public func quote(_ currency: Currency, in month: Month) -> Int64? {
    if currency == .euro { return Money.microsPerUnit }
    let first = month.firstDay.number
    guard let days = quotes[currency] else { return nil }
    var low = 0
    var high = days.count
    while low < high {
      let middle = (low + high) / 2
      if days[middle].day <= first { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? days[low - 1].micros : nil
  }
}
