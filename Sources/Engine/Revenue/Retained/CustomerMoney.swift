import Facts

/// What one customer brought at both ends of a period: a row that figures of retained revenue are
/// counted from.
///
/// Amounts are millionths of the book's currency, all valued at the closing's rate.
public struct CustomerMoney: Hashable, Sendable {
  /// The account's number in the panel.
  public var account: Int
  /// Recurring revenue a month at the end of the day before the period.
  public var opening: Int128 = 0
  /// Recurring revenue a month at the end of the last day that is known of the period.
  public var closing: Int128 = 0
  /// Recurring revenue a year at the closing, from each price by itself.
  public var yearly: Int128 = 0
  /// What rises of prices added in the period.
  public var priceGains: Int128 = 0
  /// Seats or units of subscriptions that pay, at the opening and at the closing.
  public var openingQuantity: Int64 = 0
  /// At the closing.
  public var closingQuantity: Int64 = 0
  /// Whether the customer paid once, in any currency, and paid nothing at the opening.
  public var wasGone = false
  /// The day by which the customer belongs to slices: the opening if there was money in the book
  /// then, else the first day of the period with some; nil where there is none.
  var sliceDay: Int32?

  /// What is left at the closing without rises of prices, never less than nothing.
  public var closingWithoutPrice: Int128 {
    closing > 0 ? max(0, closing - priceGains) : 0
  }

  var isRelevant: Bool { opening != 0 || closing != 0 }
}

/// A walk over the customers of a chunk for the two ends of a period.
struct MoneyWalk {
  let openingDay: Int32
  let lastDay: Int32
  private let valuation: Valuation
  private let month: Int32

  init(_ panel: Panel, _ window: Window, _ book: Book) {
    openingDay = window.openingDay
    lastDay = window.lastDay
    month = Day(number: lastDay).month.number
    valuation = Valuation(
      book, currencies: panel.currencies(through: lastDay), months: month...month)
  }

  /// Reads a customer's period off the steps.
  @inline(__always)
  func customer(_ account: Int, local: Int, in view: ChunkView) -> CustomerMoney {
    var row = CustomerMoney(account: account)
    var paysAtOpening = false
    var hadPaid = false
    var firstPaidDay = Int32.max
    for item in view.items(of: local) {
      let (columns, range) = view.steps(of: item)
      var index = range.lowerBound
      var opening = -1
      while index < range.upperBound, columns.days[index] <= openingDay {
        opening = index
        if columns.standings[index] == Standing.paying.rawValue { hadPaid = true }
        index += 1
      }
      if opening >= 0, columns.standings[opening] == Standing.paying.rawValue {
        paysAtOpening = true
        let value = value(columns, opening)
        row.opening += value
        if value > 0 { row.openingQuantity += Int64(columns.quantities[opening]) }
      }
      var closing = opening
      while index < range.upperBound, columns.days[index] <= lastDay {
        if columns.standings[index] == Standing.paying.rawValue, value(columns, index) > 0 {
          firstPaidDay = min(firstPaidDay, columns.days[index])
        }
        if columns.causes[index] == StepCause.price.rawValue, index > range.lowerBound,
          columns.currencies[index] == columns.currencies[index - 1]
        {
          row.priceGains += max(0, value(columns, index) - value(columns, index - 1))
        }
        closing = index
        index += 1
      }
      guard closing >= 0, columns.standings[closing] == Standing.paying.rawValue else { continue }
      let value = value(columns, closing)
      guard value > 0 else { continue }
      row.closing += value
      row.yearly += yearly(columns, closing)
      row.closingQuantity += Int64(columns.quantities[closing])
    }
    row.wasGone = hadPaid && !paysAtOpening
    row.sliceDay =
      row.opening > 0 ? openingDay : firstPaidDay == .max ? nil : firstPaidDay
    return row
  }

  /// Goes through a chunk's customers with money at either end.
  @inline(__always)
  func forEachCustomer(of chunk: Int, in panel: Panel, _ body: (CustomerMoney) -> Void) {
    panel.chunks[chunk].withView { view in
      for local in 0..<view.accountCount {
        let row = customer(chunk * Chunk.capacity + local, local: local, in: view)
        if row.isRelevant { body(row) }
      }
    }
  }

  /// What a step brings a month.
  @inline(__always)
  func value(_ columns: ColumnPointers, _ index: Int) -> Int128 {
    valuation.value(columns.monthlyMicros[index], columns.currencies[index], in: month)
  }

  /// What a step brings a year.
  @inline(__always)
  func yearly(_ columns: ColumnPointers, _ index: Int) -> Int128 {
    valuation.value(columns.yearlyMicros[index], columns.currencies[index], in: month)
  }
}

/// The rows that figures of retained revenue are counted from: everyone with money at either end.
///
/// - Returns: by account number; nil where the period begins after the horizon.
public func customerMoney(
  of panel: Panel, in period: Period, horizon: Day, book: Book
) -> [CustomerMoney]? {
  guard let window = Window(period, horizon: horizon) else { return nil }
  let walk = MoneyWalk(panel, window, book)
  var rows: [CustomerMoney] = []
  for chunk in panel.chunks.indices {
    walk.forEachCustomer(of: chunk, in: panel) { rows.append($0) }
  }
  return rows
}
