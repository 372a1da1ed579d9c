import Facts

/// The sums that figures of retained revenue are quotients of, in millionths of a book's currency.
public struct RevenueTally: Hashable, Sendable {
  /// Recurring revenue of the opening customers at the opening, valued at the closing's rate.
  public var opening: Int128 = 0
  /// Theirs at the closing.
  public var retained: Int128 = 0
  /// Theirs at the closing, each at most what the opening was.
  public var smaller: Int128 = 0
  /// Theirs at the closing without rises of prices.
  public var retainedWithoutPrice: Int128 = 0
  /// The same, each at most what the opening was.
  public var smallerWithoutPrice: Int128 = 0
  /// At the closing, of customers who had paid before the opening and nothing at it.
  public var returned: Int128 = 0
  /// Seats or units of the opening customers at the opening.
  public var openingQuantity: Int128 = 0
  /// How many of them each had fewer at the closing.
  public var lostQuantity: Int128 = 0
  /// Recurring revenue of everyone at the closing.
  public var closing: Int128 = 0
  /// The same a year, from each price by itself.
  public var yearly: Int128 = 0
  /// Who brings anything at the closing.
  public var closingCustomers = 0

  /// Nothing.
  public init() {}

  /// One customer.
  public init(_ row: CustomerMoney) {
    add(row)
  }

  @inline(__always)
  mutating func add(_ row: CustomerMoney) {
    closing += row.closing
    yearly += row.yearly
    if row.closing > 0 { closingCustomers += 1 }
    guard row.opening > 0 else {
      if row.wasGone { returned += row.closing }
      return
    }
    opening += row.opening
    retained += row.closing
    smaller += min(row.opening, row.closing)
    retainedWithoutPrice += row.closingWithoutPrice
    smallerWithoutPrice += min(row.opening, row.closingWithoutPrice)
    openingQuantity += Int128(row.openingQuantity)
    lostQuantity += Int128(max(0, row.openingQuantity - row.closingQuantity))
  }

  /// Adds a customer to whom nothing happens in the period.
  @inline(__always)
  mutating func addUnchanged(_ micros: Int128, yearly micros12: Int128, _ quantity: Int32) {
    closing += micros
    yearly += micros12
    closingCustomers += 1
    opening += micros
    retained += micros
    smaller += micros
    retainedWithoutPrice += micros
    smallerWithoutPrice += micros
    openingQuantity += Int128(quantity)
  }

  mutating func merge(_ other: RevenueTally) {
    opening += other.opening
    retained += other.retained
    smaller += other.smaller
    retainedWithoutPrice += other.retainedWithoutPrice
    smallerWithoutPrice += other.smallerWithoutPrice
    returned += other.returned
    openingQuantity += other.openingQuantity
    lostQuantity += other.lostQuantity
    closing += other.closing
    yearly += other.yearly
    closingCustomers += other.closingCustomers
  }
}

/// Retained revenue of a period, in total and by slice.
public struct RetainedRevenue: Hashable, Sendable {
  /// Every customer once.
  public var total = RevenueTally()
  /// By value, in the order of the values' bytes; a customer of two slices counts in both.
  public var slices: [(value: String, tally: RevenueTally)] = []

  /// Whether totals and slices are the same.
  public static func == (one: RetainedRevenue, other: RetainedRevenue) -> Bool {
    one.total == other.total && one.slices.count == other.slices.count
      && zip(one.slices, other.slices).allSatisfy {
        equalBytes($0.value, $1.value) && $0.tally == $1.tally
      }
  }

  /// Hashes the total, which mostly decides.
  public func hash(into hasher: inout Hasher) { hasher.combine(total) }
}

/// Counts retained revenue.
///
/// - Returns: nil where the period begins after the horizon.
///
/// Source: `docs/metrics.md#money`.
public func retainedRevenue(
  of panel: Panel, in period: Period, horizon: Day, book: Book, by slicing: Slicing? = nil,
  workers: Workers = .oneByOne
) -> RetainedRevenue? {
  guard let window = Window(period, horizon: horizon) else { return nil }
  let walk = MoneyWalk(panel, window, book)
  let reader = slicing.map { SliceReader($0, in: panel) }
  let asked = RetainedAsked(panel, window, book, slicing)
  let parts = workers.parts(of: panel, asked, byteCount: slicing == nil ? 200 : 4096) { chunks in
    var part = RetainedPart()
    for chunk in chunks { walk.count(chunk, of: panel, by: reader, into: &part) }
    return part
  }
  var whole = RetainedRevenue()
  var slices: [Int64: RevenueTally] = [:]
  for part in parts {
    whole.total.merge(part.total)
    for (code, tally) in zip(part.slices.codes, part.slices.sums) {
      slices[code, default: RevenueTally()].merge(tally)
    }
  }
  guard let slicing else { return whole }
  whole.slices = slices.map { (slicing.value($0.key, in: panel), $0.value) }
    .sorted { precedes($0.0, $1.0) }
  return whole
}

/// Everything that a part depends on besides its chunks.
struct RetainedAsked: Hashable, Sendable {
  let window: Window
  let book: Book
  let currencies: Set<UInt16>
  let slicing: Slicing?
  let attribute: ChangeToken?

  init(_ panel: Panel, _ window: Window, _ book: Book, _ slicing: Slicing? = nil) {
    self.window = window
    self.book = book
    self.slicing = slicing
    currencies = panel.currencies(through: window.lastDay)
    attribute = panel.attributeToken(slicing)
  }
}

extension MoneyWalk {
  fileprivate func count(
    _ chunk: Int, of panel: Panel, by reader: SliceReader?, into part: inout RetainedPart
  ) {
    let first = chunk * Chunk.capacity
    panel.chunks[chunk].withView { view in
      view.forEach(
        sole: { local, columns, steps in
          guard let opening = columns.unchanged(steps, from: openingDay, through: lastDay) else {
            return count(first + local, local, in: view, by: reader, into: &part)
          }
          guard opening >= steps.lowerBound,
            columns.standings[opening] == Standing.paying.rawValue
          else { return }
          let value = value(columns, opening)
          guard value > 0 else { return }
          let (yearly, quantity) = (yearly(columns, opening), columns.quantities[opening])
          part.total.addUnchanged(value, yearly: yearly, quantity)
          guard let reader else { return }
          let code = reader.code(of: first + local, columns, opening, on: openingDay)
          part.slices.change(code, from: RevenueTally()) {
            $0.addUnchanged(value, yearly: yearly, quantity)
          }
        },
        other: { count(first + $0, $0, in: view, by: reader, into: &part) })
    }
  }

  private func count(
    _ account: Int, _ local: Int, in view: ChunkView, by reader: SliceReader?,
    into part: inout RetainedPart
  ) {
    let row = customer(account, local: local, in: view)
    guard row.isRelevant else { return }
    part.total.add(row)
    guard let reader, let day = row.sliceDay else { return }
    let codes = reader.codes(of: account, local, in: view, on: day) { value($0, $1) > 0 }
    for code in codes { part.slices.change(code, from: RevenueTally()) { $0.add(row) } }
  }
}

private struct RetainedPart {
  var total = RevenueTally()
  var slices = SliceSums<RevenueTally>()
}

extension Period {
  /// The twelve months that end with a day: from a month's last day to the same a year later,
  /// else from the same date a year before.
  public static func trailingYear(endingOn closing: Day) -> Period? {
    guard let opening = closing.adding(months: -12) else { return nil }
    let isMonthEnd = closing == closing.month.lastDay
    let start = isMonthEnd ? opening.month.lastDay : opening
    guard let first = start.advanced(by: 1) else { return nil }
    return Period(from: first, to: closing)
  }
}
