import Facts

/// Reads what one customer after another was worth, from the day of entry to the horizon.
struct CohortWalk {
  private let plan: CohortPlan
  private var items: [PaidItem] = []
  /// What held from the day of entry on: each from its day, until the next.
  private var days: [Int32] = []
  private var paying: [Bool] = []
  private var worth: [Int128] = []
  /// What the customer adds to cells.
  private(set) var customer = CohortCustomer()
  /// The cohorts that the customer belongs to.
  private(set) var keys: [Int64] = []

  init(_ plan: CohortPlan) { self.plan = plan }

  /// Reads an account; false for one that is in no cohort.
  mutating func read(_ account: Int, local: Int, in view: ChunkView) -> Bool {
    items.removeAll(keepingCapacity: true)
    for item in view.items(of: local) {
      let (columns, range) = view.steps(of: item)
      if !range.isEmpty { items.append(PaidItem(columns, range)) }
    }
    days.removeAll(keepingCapacity: true)
    paying.removeAll(keepingCapacity: true)
    worth.removeAll(keepingCapacity: true)
    guard enter(account) else { return false }
    follow()
    fillCells()
    return true
  }

  /// Goes to the end of the first day on which the customer pays.
  private mutating func enter(_ account: Int) -> Bool {
    while let day = nextDay() {
      step(to: day)
      guard items.contains(where: \.isPaying) else { continue }
      guard plan.question.follows(day) else { return false }
      customer.entryDay = day
      customer.start = 0
      note(day)
      customer.start = worth[0]
      if case .native? = plan.question.measure.book, customer.start == 0 { return false }
      readKeys(account)
      return true
    }
    return false
  }

  /// Notes what changes up to the horizon.
  private mutating func follow() {
    while let day = nextDay() {
      step(to: day)
      note(day)
    }
  }

  private func nextDay() -> Int32? {
    let day = items.reduce(Int32.max) { min($0, $1.nextDay) }
    return day <= plan.horizon ? day : nil
  }

  private mutating func step(to day: Int32) {
    for index in items.indices {
      while items[index].nextDay == day { items[index].step() }
    }
  }

  private mutating func note(_ day: Int32) {
    let isPaying = items.contains(where: \.isPaying)
    let worth = presentWorth(isPaying)
    if let last = self.worth.last, last == worth, paying.last == isPaying { return }
    days.append(day)
    paying.append(isPaying)
    self.worth.append(worth)
  }

  private func presentWorth(_ isPaying: Bool) -> Int128 {
    switch plan.question.measure {
    case .customers: return isPaying ? 1 : 0
    case .seats: return items.reduce(0) { $0 + ($1.isPaying ? Int128($1.quantity) : 0) }
    case .mrr: return presentMoney
    case .grr: return days.isEmpty ? presentMoney : min(presentMoney, customer.start)
    }
  }

  /// Valued at the rate of the month of entry, so that exchange rates move no cell.
  private var presentMoney: Int128 {
    guard let valuation = plan.valuation else { return 0 }
    let month = Day(number: customer.entryDay).month.number
    return items.reduce(0) { sum, item in
      sum + (item.isPaying ? valuation.value(item.micros, item.currency, in: month) : 0)
    }
  }

  private mutating func readKeys(_ account: Int) {
    keys.removeAll(keepingCapacity: true)
    switch plan.question.cohort {
    case .time(let unit): keys.append(Int64(unit.index(of: customer.entryDay)))
    case .value(.attribute):
      keys.append(Int64(plan.attribute.code(of: account, on: customer.entryDay)))
    case .value(let slicing):
      // In a currency's own book, what is paid in others is nothing.
      for item in items where item.isPaying && isInBook(item.currency) {
        let key = item.code(slicing)
        if !keys.contains(key) { keys.append(key) }
      }
    }
  }

  private func isInBook(_ currency: UInt16) -> Bool {
    guard case .native(let own)? = plan.question.measure.book else { return true }
    return currency == own.packed
  }

  private mutating func fillCells() {
    customer.values.removeAll(keepingCapacity: true)
    customer.seenCount = 0
    let entry = plan.clock.entry(on: customer.entryDay)
    let isBounded = plan.question.bound == .bounded
    let lastPaidDay = isBounded ? 0 : lastPaidDay
    let limit = plan.question.cellLimit ?? .max
    var index = 0
    var present = 0
    while index < limit, let cell = plan.clock.cell(index, of: entry) {
      let last = min(cell.last, plan.horizon)
      let before = present
      while present + 1 < days.count, days[present + 1] <= last { present += 1 }
      switch (plan.question.sight, isBounded) {
      case (.end, true): customer.values.append(worth[present])
      case (.any, true): customer.values.append(pays(before...present, from: cell.first) ? 1 : 0)
      case (.end, false): customer.values.append(lastPaidDay >= last ? 1 : 0)
      case (.any, false): customer.values.append(lastPaidDay >= cell.first ? 1 : 0)
      }
      if cell.last <= plan.horizon { customer.seenCount += 1 }
      index += 1
    }
  }

  /// Whether any of some stretches pays on or after a day; all begin by the end of the cell.
  private func pays(_ stretches: ClosedRange<Int>, from day: Int32) -> Bool {
    stretches.contains { paying[$0] && ($0 + 1 == days.count || days[$0 + 1] > day) }
  }

  /// The last day up to the horizon at whose end the customer paid.
  private var lastPaidDay: Int32 {
    let last = paying.lastIndex(of: true) ?? 0
    return last + 1 < days.count ? days[last + 1] - 1 : plan.horizon
  }
}

/// What one subscription is while its account is walked through.
private struct PaidItem {
  private let columns: ColumnPointers
  private let first: Int
  private var next: Int
  private let end: Int

  init(_ columns: ColumnPointers, _ range: Range<Int>) {
    self.columns = columns
    first = range.lowerBound
    next = first
    end = range.upperBound
  }

  var nextDay: Int32 { next < end ? columns.days[next] : .max }

  mutating func step() { next += 1 }

  var isPaying: Bool { next > first && columns.standings[next - 1] == Standing.paying.rawValue }

  var micros: Int64 { columns.monthlyMicros[next - 1] }

  var currency: UInt16 { columns.currencies[next - 1] }

  var quantity: Int32 { columns.quantities[next - 1] }

  func code(_ slicing: Slicing) -> Int64 {
    slicing.code(
      plan: columns.plans[next - 1], currency: currency,
      unit: columns.intervalUnits[next - 1], count: columns.intervalCounts[next - 1])
  }
}
