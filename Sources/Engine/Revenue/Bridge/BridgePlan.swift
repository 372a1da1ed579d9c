import Facts

/// A question about a bridge, made ready for loops over millions of steps.
struct BridgePlan {
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
  private let periodOfDay: [UInt16]
  private let monthOfDay: [Int32]
  let attribute: AttributeColumn?

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
    monthOfDay = (openingDay...lastDay).map { Day(number: $0).month.number }
    if case .attribute(let name)? = question.slicing {
      attribute = panel.attributes[name] ?? AttributeColumn()
    } else {
      attribute = nil
    }
    var named: [(code: Int64, value: String)] = []
    if let slicing = question.slicing {
      named = slicing.codes(in: panel, currencies).map { ($0, slicing.value($0, in: panel)) }
        .sorted { precedes($0.1, $1.1) }
    }
    slices = named.map(\.value)
    for (number, entry) in named.enumerated() { placesByCode[entry.code] = Int32(number + 1) }
    if let largest = named.map(\.code).max(), largest < 1 << 20 {
      places = [Int32](repeating: 0, count: Int(largest) + 1)
      for (code, place) in placesByCode { places[Int(code)] = place }
    }
  }

  var placeCount: Int { slices.count + 1 }

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

  /// The place of a slice in a row of cells.
  @inline(__always)
  func place(_ code: Int64) -> Int32 {
    if places.isEmpty { return placesByCode[code] ?? 0 }
    return places[Int(code)]
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
      for columns in panel.chunks.flatMap({ [$0.base, $0.tail] }) {
        for index in columns.days.indices {
          found.insert(
            Int64(columns.intervalUnits[index]) << 32 | Int64(columns.intervalCounts[index]))
        }
      }
      return Array(found)
    }
  }
}

/// Where movements go.
protocol MovementSink {
  /// Recurring revenue at the opening of the first period.
  mutating func open(_ account: Int, place: Int, micros: Int64)
  mutating func add(
    account: Int, day: Int32, period: Int, kind: MovementKind, place: Int, micros: Int64)
  /// Customers with recurring revenue become so many more or fewer.
  mutating func count(account: Int, period: Int, place: Int, change: Int)
}

/// Adds movements up.
struct BridgeTally: MovementSink {
  private let placeCount: Int
  private let periodCount: Int
  private var openings: [Int128]
  private var openingCustomers: [Int]
  /// By period, place and kind.
  var amounts: [Int128]
  private var customers: [Int]
  private var newCustomers: [Int]
  /// The last customer that was new, and where: none counts twice in a period.
  private var lastNew: [Int]

  init(_ plan: BridgePlan) {
    placeCount = plan.placeCount
    periodCount = plan.question.periods.count
    openings = [Int128](repeating: 0, count: placeCount)
    openingCustomers = [Int](repeating: 0, count: placeCount)
    amounts = [Int128](repeating: 0, count: periodCount * placeCount * MovementKind.count)
    customers = [Int](repeating: 0, count: periodCount * placeCount)
    newCustomers = customers
    lastNew = [Int](repeating: -1, count: periodCount * placeCount)
  }

  mutating func open(_ account: Int, place: Int, micros: Int64) {
    openings[place] += Int128(micros)
    openingCustomers[place] += 1
  }

  @inline(__always)
  mutating func add(
    account: Int, day: Int32, period: Int, kind: MovementKind, place: Int, micros: Int64
  ) {
    let cell = period * placeCount + place
    amounts[cell * MovementKind.count + Int(kind.rawValue)] += Int128(micros)
    if kind == .new, lastNew[cell] != account {
      lastNew[cell] = account
      newCustomers[cell] += 1
    }
  }

  @inline(__always)
  mutating func count(account: Int, period: Int, place: Int, change: Int) {
    customers[period * placeCount + place] += change
  }

  mutating func merge(_ other: BridgeTally) {
    for index in openings.indices {
      openings[index] += other.openings[index]
      openingCustomers[index] += other.openingCustomers[index]
    }
    for index in amounts.indices { amounts[index] += other.amounts[index] }
    for index in customers.indices {
      customers[index] += other.customers[index]
      newCustomers[index] += other.newCustomers[index]
    }
  }

  /// The bridge: each period opens where the one before closes.
  func bridge(_ plan: BridgePlan) -> Bridge {
    var cells: [[BridgeCell]] = []
    for period in 0..<periodCount {
      cells.append(
        (0..<placeCount).map { place in
          var cell = BridgeCell()
          let before = period > 0 ? cells[period - 1][place] : nil
          cell.opening = before?.closing ?? openings[place]
          cell.openingCustomers = before?.closingCustomers ?? openingCustomers[place]
          let index = period * placeCount + place
          let first = index * MovementKind.count
          cell.amounts = Array(amounts[first..<first + MovementKind.count])
          cell.closingCustomers = cell.openingCustomers + customers[index]
          cell.newCustomers = newCustomers[index]
          return cell
        })
    }
    return Bridge(periods: plan.question.periods, slices: plan.slices, cells: cells)
  }
}
