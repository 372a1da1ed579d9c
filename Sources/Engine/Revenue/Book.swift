import Facts

/// In which money a figure is told.
///
/// Source: `docs/metrics.md#currencies`.
public enum Book: Hashable, Sendable {
  /// One currency by itself: what is paid in others is nothing.
  case native(Currency)
  /// All currencies, each month at its rate.
  case converted(Currency, ExchangeRates)

  /// The currency of its amounts.
  public var currency: Currency {
    switch self {
    case .native(let currency), .converted(let currency, _): currency
    }
  }

  /// Whether amounts of other currencies are in it.
  public var isConverted: Bool {
    if case .converted = self { true } else { false }
  }
}

/// What an amount is worth in a book in a month: one multiplication and one rounding.
struct Valuation {
  private let base: UInt16
  private let isConverted: Bool
  /// By currency, then by month; 1 and 1 where there is no rate.
  private var factors: [UInt16: [Factor]] = [:]
  private let firstMonth: Int32

  private struct Factor {
    var numerator: Int64
    var denominator: Int64
  }

  /// - Parameter months: every month that will be asked about.
  init(_ book: Book, currencies: Set<UInt16>, months: ClosedRange<Int32>) {
    base = book.currency.packed
    isConverted = book.isConverted
    firstMonth = months.lowerBound
    guard case .converted(let currency, let rates) = book else { return }
    for packed in currencies where packed != base {
      guard let other = Currency(packed: packed) else { continue }
      factors[packed] = months.map { number in
        let month = Month(year: Int(number) / 12, month: Int(number) % 12 + 1)
        guard let from = rates.quote(other, in: month), let to = rates.quote(currency, in: month)
        else { return Factor(numerator: 1, denominator: 1) }
        return Factor(numerator: to, denominator: from)
      }
    }
  }

  /// Whether the month makes a difference for a currency.
  @inline(__always)
  func isForeign(_ currency: UInt16) -> Bool { isConverted && currency != base }

  /// Whether amounts of a currency stand in the book as they are.
  @inline(__always)
  func isOwn(_ currency: UInt16) -> Bool { currency == base }

  /// No amount counts as more, whatever rates a file claims: as many as there can be still add up.
  static let largestMicros: Int128 = 10_000_000_000_000_000_000_000_000_000

  /// An amount in the book's currency, by the rate of a month.
  @inline(__always)
  func value(_ micros: Int64, _ currency: UInt16, in month: Int32) -> Int128 {
    if currency == base || micros == 0 { return Int128(micros) }
    return isConverted ? convert(micros, currency, month) : 0
  }

  private func convert(_ micros: Int64, _ currency: UInt16, _ month: Int32) -> Int128 {
    guard let factor = factors[currency]?[Int(month - firstMonth)] else { return Int128(micros) }
    let product = Int128(micros) * Int128(factor.numerator)
    return min(Self.largestMicros, roundedHalfEven(product, by: Int128(factor.denominator)))
  }
}

extension Panel {
  /// The currencies in which anything was ever paid, each with the first day of it.
  private var firstPaid: [UInt16: Int32] {
    var first: [UInt16: Int32] = [:]
    for chunk in chunks.indices {
      for list in [chunks[chunk].base.firstPaid, chunks[chunk].tail.firstPaid] {
        for (currency, day) in list { first[currency] = min(first[currency] ?? .max, day) }
      }
    }
    return first
  }

  /// No day on which anything was paid is earlier; nil where nothing ever was.
  var firstPaidDay: Int32? { firstPaid.values.min() }

  /// The currencies in which anything was ever paid, up to a day.
  func currencies(through lastDay: Int32) -> Set<UInt16> {
    Set(firstPaid.lazy.filter { $0.value <= lastDay }.map(\.key))
  }

  /// The books there are: one in the rules' currency if there is one, else one a currency that any
  /// subscription has, by code.
  public func books(_ rules: PanelRules, _ rates: ExchangeRates) -> [Book] {
    if let currency = rules.currency { return [.converted(currency, rates)] }
    var seen: Set<UInt16> = []
    for chunk in chunks.indices {
      seen.formUnion(chunks[chunk].base.currenciesSeen)
      seen.formUnion(chunks[chunk].tail.currenciesSeen)
    }
    return seen.sorted().compactMap(Currency.init(packed:))
      .map(Book.native)
  }

  /// Whether a book has rates in a month for all that is paid at the ends of some days.
  public func hasRates(for book: Book, in month: Month, paidOn days: [Day]) -> Bool {
    guard case .converted(let base, let rates) = book else { return true }
    let hasBase = rates.quote(base, in: month) != nil
    let lacking = currencies(through: .max).filter { packed in
      guard packed != base.packed, let currency = Currency(packed: packed) else { return false }
      return !hasBase || rates.quote(currency, in: month) == nil
    }
    guard !lacking.isEmpty else { return true }
    for account in 0..<accountCount {
      for steps in items(of: account) {
        for day in days {
          guard let step = steps.last(where: { $0.day <= day.number }), step.monthlyMicros > 0
          else { continue }
          if lacking.contains(step.currency) { return false }
        }
      }
    }
    return true
  }

  /// Currencies whose rates a book lacks for amounts from one day to another, with the first month
  /// that each is lacking for.
  public func missingRates(
    for book: Book, from opening: Day, through closing: Day
  ) -> [(currency: Currency, month: Month)] {
    guard case .converted(let base, let rates) = book else { return [] }
    // Once a rate is published there is one for ever after: the first day that needs it decides.
    var first: [UInt16: Int32] = [:]
    for columns in chunks.flatMap({ [$0.base, $0.tail] }) {
      for item in 0..<columns.itemCount {
        let end = Int(columns.itemStarts[item + 1])
        for index in Int(columns.itemStarts[item])..<end
        where columns.currencies[index] != base.packed && columns.monthlyMicros[index] > 0 {
          let until = index + 1 < end ? columns.days[index + 1] : .max
          let day = max(columns.days[index], opening.number)
          guard day < until, day <= closing.number else { continue }
          first[columns.currencies[index]] = min(first[columns.currencies[index]] ?? .max, day)
        }
      }
    }
    var missing: [Currency: Month] = [:]
    for (packed, day) in first {
      guard let currency = Currency(packed: packed) else { continue }
      let month = Day(number: day).month
      for needed in [currency, base] where rates.quote(needed, in: month) == nil {
        missing[needed] = min(missing[needed] ?? month, month)
      }
    }
    return missing.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
