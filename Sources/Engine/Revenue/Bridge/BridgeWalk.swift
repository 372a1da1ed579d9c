import Facts

/// What one subscription is while its account is walked through.
struct WalkedItem {
  let columns: ColumnPointers
  var next: Int
  let end: Int
  var standing = Standing.none
  var micros: Int64 = 0
  var currency: UInt16 = 0
  /// The amount in the book's currency, at the rate of the last day that was looked at.
  var valued: Int128 = 0
  var plan: Int32 = 0
  var unit: UInt8 = 0
  var count: Int32 = 0
  /// The place of its slice at the end of the last day that was looked at.
  var place: Int32 = 0
  /// Whether its last end is laid on a payment.
  var endedInvoluntarily = false

  init(_ columns: ColumnPointers, _ range: Range<Int>) {
    self.columns = columns
    next = range.lowerBound
    end = range.upperBound
  }

  var nextDay: Int32 { next < end ? columns.days[next] : .max }

  /// Takes over what the next step says.
  mutating func step() -> StepCause {
    standing = Standing(rawValue: columns.standings[next]) ?? .none
    micros = columns.monthlyMicros[next]
    currency = columns.currencies[next]
    plan = columns.plans[next]
    unit = columns.intervalUnits[next]
    count = columns.intervalCounts[next]
    let cause = StepCause(rawValue: columns.causes[next]) ?? .other
    next += 1
    return cause
  }

  var isServed: Bool { standing.isServed }
}

/// Walks through an account's days and says what happened on each.
struct AccountWalk {
  private let plan: BridgePlan
  private(set) var items: [WalkedItem] = []
  private(set) var standing = Standing.none
  private(set) var hadPaid = false
  /// The first day without payment of the gap that lasts.
  private(set) var stoppedDay: Int32 = 0
  private var attributeNext = 0
  private var attributeEnd = 0
  private var attributeCode: Int32 = 0
  private var isForeign = false
  private var nextMonth = Int32.max
  /// The last day that was looked at.
  private var lastDay: Int32 = 0
  private(set) var record = CustomerDay()

  init(_ plan: BridgePlan) { self.plan = plan }

  /// Goes to the opening; false for an account without subscriptions.
  mutating func open(_ account: Int, local: Int, in view: ChunkView) -> Bool {
    items.removeAll(keepingCapacity: true)
    for item in view.items(of: local) {
      let (columns, range) = view.steps(of: item)
      if !range.isEmpty { items.append(WalkedItem(columns, range)) }
    }
    guard !items.isEmpty else { return false }
    standing = .none
    hadPaid = false
    stoppedDay = 0
    attributeCode = 0
    attributeNext = 0
    attributeEnd = 0
    if account + 1 < plan.attribute.starts.count {
      attributeNext = Int(plan.attribute.starts[account])
      attributeEnd = Int(plan.attribute.starts[account + 1])
    }
    while true {
      let day = nextDay
      guard day <= plan.openingDay else { break }
      for index in items.indices {
        while items[index].nextDay == day { _ = items[index].step() }
      }
      settle(day)
    }
    takeAttribute(through: plan.openingDay)
    let month = plan.month(plan.openingDay)
    isForeign = false
    for index in items.indices {
      items[index].valued = plan.valuation.value(
        items[index].micros, items[index].currency, in: month)
      items[index].place = place(items[index])
      if plan.hasForeignMoney, !isForeign {
        isForeign = (items[index].next - 1..<items[index].end).contains {
          $0 >= 0 && plan.valuation.isForeign(items[index].columns.currencies[$0])
        }
      }
    }
    nextMonth = isForeign ? plan.nextMonth(after: plan.openingDay) : .max
    record.account = account
    lastDay = plan.openingDay
    return true
  }

  /// The day of the next step of any subscription; a day after all others where there is none.
  ///
  /// By index, for a subscription is too large to be handed around.
  private var nextDay: Int32 {
    var day = Int32.max
    for index in items.indices { day = min(day, items[index].nextDay) }
    return day
  }

  /// What the customer now is, from its subscriptions.
  private mutating func settle(_ day: Int32) {
    var now = Standing.none
    for index in items.indices { now = max(now, items[index].standing) }
    if standing == .paying, now != .paying { stoppedDay = day }
    if now == .paying { hadPaid = true }
    standing = now
  }

  private mutating func takeAttribute(through day: Int32) {
    while attributeNext < attributeEnd, plan.attribute.days[attributeNext] <= day {
      attributeCode = plan.attribute.codes[attributeNext]
      attributeNext += 1
    }
  }

  private func place(_ item: WalkedItem) -> Int32 {
    plan.place(
      plan: item.plan, currency: item.currency, unit: item.unit, count: item.count,
      attribute: attributeCode)
  }

  /// Goes to the next day on which anything may change, and says what did in ``record``.
  ///
  /// - Returns: false after the last one.
  mutating func next() -> Bool {
    var day = nextDay
    if isForeign { day = min(day, nextMonth) }
    if attributeNext < attributeEnd { day = min(day, plan.attribute.days[attributeNext]) }
    if let end = plan.periodEnd(after: lastDay) { day = min(day, end) }
    guard day <= plan.lastDay else { return false }
    lastDay = day
    record.begin(record.account, day)
    record.before = standing
    record.hadPaid = hadPaid
    record.stoppedDay = stoppedDay
    let month = plan.month(day)
    if isForeign, day >= nextMonth {
      nextMonth = plan.nextMonth(after: day)
      revalue(month)
    }
    takeAttribute(through: day)
    if plan.question.netting == .none { countPayers() }
    var hasBegun = false
    var hasEnded = false
    for index in items.indices {
      guard items[index].nextDay == day || plan.hasAttribute else { continue }
      let wasServed = items[index].isServed
      let was = items[index].standing
      change(index, on: day, month)
      let isServed = items[index].isServed
      if was == .none, isServed { hasBegun = true }
      if wasServed, items[index].standing == .none { hasEnded = true }
    }
    if hasBegun, hasEnded {
      for index in record.parts.indices where record.parts[index].cause == .crossSell {
        record.parts[index].cause = .plan
      }
    }
    settle(day)
    record.after = standing
    if plan.question.netting == .none, !record.paysElsewhere {
      record.paysElsewhere = paysElsewhere
    }
    return true
  }

  /// Whether a subscription pays in money that the book does not hold.
  private var paysElsewhere: Bool {
    !plan.question.book.isConverted
      && items.contains { $0.standing == .paying && !plan.valuation.isOwn($0.currency) }
  }

  private mutating func countPayers() {
    record.paysElsewhere = paysElsewhere
    for index in items.indices where items[index].valued > 0 { record.payersBefore.insert(index) }
  }

  private mutating func revalue(_ month: Int32) {
    for index in items.indices where plan.valuation.isForeign(items[index].currency) {
      let valued = plan.valuation.value(items[index].micros, items[index].currency, in: month)
      record.addFX(items[index].place, valued - items[index].valued)
      items[index].valued = valued
    }
  }

  /// One subscription's change of the day, part by part.
  private mutating func change(_ index: Int, on day: Int32, _ month: Int32) {
    let (before, beforePlace, beforeStanding) = (
      items[index].valued, items[index].place, items[index].standing
    )
    let first = record.parts.count
    var running = before
    var native = (micros: items[index].micros, currency: items[index].currency)
    while items[index].nextDay == day {
      let was = items[index].standing
      let cause = items[index].step()
      let now = items[index].standing
      let (micros, currency) = (items[index].micros, items[index].currency)
      let valued = plan.valuation.value(micros, currency, in: month)
      if was != .none, now == .none {
        items[index].endedInvoluntarily = cause == .endedUnpaid || cause == .graceEnded
      }
      if valued != running {
        var part = Part(
          item: index, from: was, to: now, cause, micros: valued - running,
          before: beforeStanding, place: beforePlace)
        part.from = native
        part.to = (micros, currency)
        record.parts.append(part)
      }
      native = (micros, currency)
      running = valued
    }
    items[index].valued = running
    let place = place(items[index])
    items[index].place = place
    let isGain = running > 0 && running >= before
    for part in first..<record.parts.count {
      record.parts[part].place = isGain ? place : beforePlace
      record.parts[part].after = items[index].standing
    }
    if place == beforePlace { return record.addDelta(place, running - before) }
    let moved = min(before, running)
    if moved != 0 { record.moves.append((beforePlace, place, moved)) }
    record.addDelta(beforePlace, -before)
    record.addDelta(place, running)
  }
}
