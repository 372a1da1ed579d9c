import Facts

/// A question about a bridge, made ready for loops over millions of steps.
struct BridgePlan {
  /// Everything that a tally depends on besides its chunks.
  struct Asked: Hashable, Sendable {
    let days: [ClosedRange<Int32>]
    let lastDay: Int32
    let book: Book
    let currencies: Set<UInt16>
    let slicing: Slicing?
    let attribute: ChangeToken?
    /// The slices' numbers, by place.
    let places: [Int64]
    let netting: Netting
    let reactivationDays: Int32?
  }

  let asked: Asked
  let panel: Panel
  let question: BridgeQuestion
  let valuation: Valuation
  let openingDay: Int32
  /// The last day that is looked at: the last period's, or the horizon.
  let lastDay: Int32
  /// Whether an amount's month makes a difference anywhere.
  let hasForeignMoney: Bool
  /// The slices' values, in the order of their bytes.
  let slices: [String]
  /// By plan or by value of an attribute: the slice's place in a row of cells, the total being 0.
  private var places: [Int32] = []
  private var placesByCode: [Int64: Int32] = [:]
  /// By day since the opening.
  let periodOfDay: [UInt16]
  private let monthOfDay: [Int32]
  /// By day: the first of its period's cells, one a place, those of the opening and of what comes
  /// after the last day standing before and behind them.
  let cellsOfDay: PlaceTable
  /// The attribute that is sliced by; empty where it is none.
  ///
  /// An optional one would be copied, and its references counted, at each look.
  let attribute: AttributeColumn
  let hasAttribute: Bool

  /// Nil where no period has begun.
  init?(_ panel: Panel, _ question: BridgeQuestion) {
    guard let first = question.periods.first, let last = question.periods.last else { return nil }
    self.panel = panel
    self.question = question
    openingDay = first.openingDay.number
    lastDay = min(last.to.number, question.horizon.number)
    let currencies = panel.currencies(through: lastDay)
    let months = Day(number: openingDay).month.number...Day(number: lastDay).month.number
    let valuation = Valuation(question.book, currencies: currencies, months: months)
    self.valuation = valuation
    hasForeignMoney = currencies.contains { valuation.isForeign($0) }
    var periods: [UInt16] = [0]
    for (number, period) in question.periods.enumerated() {
      let length = Int(min(period.to.number, lastDay) - period.from.number) + 1
      periods += [UInt16](repeating: UInt16(number), count: max(0, length))
    }
    periodOfDay = periods
    monthOfDay = monthNumbers(openingDay...lastDay)
    attribute = panel.attribute(question.slicing)
    hasAttribute = question.slicing?.isByAttribute ?? false
    var named: [(code: Int64, value: String)] = []
    if let slicing = question.slicing {
      named = slicing.codes(in: panel, currencies).map { ($0, slicing.value($0, in: panel)) }
        .sorted { precedes($0.1, $1.1) }
    }
    asked = Asked(
      days: question.periods.map { $0.from.number...$0.to.number }, lastDay: lastDay,
      book: question.book, currencies: currencies, slicing: question.slicing,
      attribute: panel.attributeToken(question.slicing), places: named.map(\.code),
      netting: question.netting, reactivationDays: question.reactivationDays)
    slices = named.map(\.value)
    let width = named.count + 1
    cellsOfDay = PlaceTable(
      panel, from: openingDay, [0] + periods.dropFirst().map { Int32((Int($0) + 1) * width) },
      before: 0, after: Int32((question.periods.count + 1) * width))
    for (number, entry) in named.enumerated() { placesByCode[entry.code] = Int32(number + 1) }
    if let largest = named.map(\.code).max(), largest < 1 << 20 {
      places = [Int32](repeating: 0, count: Int(largest) + 1)
      for (code, place) in placesByCode { places[Int(code)] = place }
    }
  }

  var placeCount: Int { slices.count + 1 }

  /// About how much room a tally takes.
  var tallyByteCount: Int {
    200 + 24 * placeCount
      + placeCount * question.periods.count * (16 * MovementKind.count + 16)
  }

  @inline(__always)
  func period(_ day: Int32) -> Int { Int(periodOfDay[Int(day - openingDay)]) }

  @inline(__always)
  func month(_ day: Int32) -> Int32 { monthOfDay[Int(day - openingDay)] }

  /// The first day of the next month, or a day after the last one.
  func nextMonth(after day: Int32) -> Int32 {
    var next = day + 1
    while next <= lastDay, month(next) == month(next - 1) { next += 1 }
    return next
  }

  /// The last day of the period after a day, where periods are netted as a whole.
  @inline(__always)
  func periodEnd(after day: Int32) -> Int32? {
    guard question.netting == .period, day < lastDay else { return nil }
    return min(question.periods[period(day + 1)].to.number, lastDay)
  }

  /// The place of a slice in a row of cells.
  @inline(__always)
  func place(_ code: Int64) -> Int32 {
    if places.isEmpty { return placesByCode[code] ?? 0 }
    // A subscription can stand in a currency in which nothing was ever paid.
    return code < places.count ? places[Int(code)] : 0
  }

  /// The place of a subscription's slice; 0 without slicing.
  @inline(__always)
  func place(plan: Int32, currency: UInt16, unit: UInt8, count: Int32, attribute: Int32) -> Int32 {
    switch question.slicing {
    case nil: 0
    case .plan: place(Int64(plan))
    case .currency: place(Int64(currency))
    case .interval: place(Int64(unit) << 32 | Int64(count))
    case .attribute: place(Int64(attribute))
    }
  }
}

/// By day: the number of its month, looked up once a month.
private func monthNumbers(_ days: ClosedRange<Int32>) -> [Int32] {
  var numbers: [Int32] = []
  var day = days.lowerBound
  while day <= days.upperBound {
    let month = Day(number: day).month
    let end = min(month.lastDay.number, days.upperBound)
    numbers += [Int32](repeating: month.number, count: Int(end - day) + 1)
    day = end + 1
  }
  return numbers
}

extension Slicing {
  /// The numbers of all values that a subscription or a customer of the panel can have.
  func codes(in panel: Panel, _ currencies: Set<UInt16>) -> [Int64] {
    switch self {
    case .plan: return panel.plans.indices.map(Int64.init)
    case .currency: return currencies.map(Int64.init)
    case .attribute(let name):
      return (panel.attributes[name]?.values.indices ?? 0..<1).map(Int64.init)
    case .interval:
      var found: Set<Int64> = []
      for chunk in panel.chunks.indices {
        found.formUnion(panel.chunks[chunk].base.intervalsSeen)
        found.formUnion(panel.chunks[chunk].tail.intervalsSeen)
      }
      return Array(found)
    }
  }
}

extension BridgePlan {
  /// The place of a step's slice, by its plan or, for slices by interval, by unit and count; nil
  /// where there are more of those than a table should have.
  ///
  /// In a book of one currency, and where there is no other, all money is in that currency's slice.
  var placesOfSteps: [Int32]? {
    switch question.slicing {
    case nil: panel.plans.map { _ in 0 }
    case .plan: panel.plans.indices.map { place(Int64($0)) }
    case .currency: panel.plans.map { _ in place(Int64(question.book.currency.packed)) }
    case .attribute: []
    case .interval:
      panel.hasLongIntervals
        ? nil
        : (0..<4 << 8).map { place(Int64($0 >> 8) << 32 | Int64($0 & 255)) }
    }
  }
}
