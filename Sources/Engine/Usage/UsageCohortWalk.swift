import Facts

/// Reads what one unit after another did, from each of its entries to the horizon.
struct UsageCohortWalk {
  private let plan: UsageCohortPlan
  /// The days, ascending, on which the unit did what retains it.
  private var comebackDays: [Int32] = []
  /// The days on which it entered.
  private(set) var entryDays: [Int32] = []
  /// What the entry adds to cells.
  private(set) var customer = CohortCustomer()

  init(_ plan: UsageCohortPlan) {
    self.plan = plan
    customer.start = 1
  }

  /// Reads a unit's rows.
  mutating func read(_ columns: ActivityPointers, _ rows: Range<Int>) {
    comebackDays.removeAll(keepingCapacity: true)
    entryDays.removeAll(keepingCapacity: true)
    let unit = plan.question.entryUnit
    var isStarted = false
    var lastUnit = Int32.min
    var lastDay = Int32.min
    for row in rows {
      let day = columns.days[row]
      guard day <= plan.clock.horizon else { break }
      let kind = columns.kinds[row]
      if plan.comeback.includes(kind), comebackDays.last != day { comebackDays.append(day) }
      guard plan.start.includes(kind), day != lastDay else { continue }
      lastDay = day
      if plan.question.entry == .first {
        if isStarted { continue }
      } else {
        let here = unit.index(of: day)
        if here == lastUnit { continue }
        lastUnit = here
      }
      isStarted = true
      if plan.question.shape.follows(day) { entryDays.append(day) }
    }
  }

  /// Fills the cells of one of the entries.
  mutating func follow(_ place: Int) {
    let shape = plan.question.shape
    let entry = plan.clock.entry(on: entryDays[place])
    let lastComeback = comebackDays.last ?? .min
    customer.entryDay = entry.day
    customer.values.removeAll(keepingCapacity: true)
    customer.seenCount = 0
    let limit = shape.cellLimit ?? .max
    var index = 0
    var next = 0
    while index < limit, let cell = plan.clock.cell(index, of: entry) {
      let last = min(cell.last, plan.clock.horizon)
      // What was done before the entry retains nobody.
      let from = shape.sight == .end ? last : max(cell.first, entry.day)
      while next < comebackDays.count, comebackDays[next] < from { next += 1 }
      let isRetained =
        shape.bound == .bounded
        ? next < comebackDays.count && comebackDays[next] <= last : lastComeback >= from
      customer.values.append(isRetained ? 1 : 0)
      if cell.last <= plan.clock.horizon { customer.seenCount += 1 }
      index += 1
    }
  }
}
