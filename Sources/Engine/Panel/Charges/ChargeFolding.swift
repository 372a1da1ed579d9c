import Facts

/// Folds what was billed to one customer into the steps of items.
///
/// Source: `docs/metrics.md#what-is-billed`.
struct ChargeFolding {
  private let rules: PanelRules
  private let agreedBy: Int32?
  /// The plans of what has none of its own.
  private let usagePlan, oneOffPlan: Int32

  init(_ rules: PanelRules, agreedBy: Int32?, usagePlan: Int32, oneOffPlan: Int32) {
    self.rules = rules
    self.agreedBy = agreedBy
    self.usagePlan = usagePlan
    self.oneOffPlan = oneOffPlan
  }

  /// What an item is told apart by, and the order of items.
  private struct Group: Hashable, Comparable {
    let kind: Int
    let subscription: Int64?
    let currency: UInt16

    init(_ row: ChargeRow) {
      kind = row.kind == .recurring ? 0 : row.kind == .usage ? 1 : 2
      subscription = row.subscription
      currency = row.currency.packed
    }

    static func < (one: Group, other: Group) -> Bool {
      (one.kind, one.subscription ?? .min, one.currency)
        < (other.kind, other.subscription ?? .min, other.currency)
    }
  }

  /// A charge and what was paid back of it.
  private struct Line {
    let row: ChargeRow
    let refunds: [ChargeRow]

    /// What is left of it; nothing is taken off a credit.
    func amount(on day: Int32) -> Int128 {
      let whole = Int128(row.micros)
      guard whole > 0, !refunds.isEmpty else { return whole }
      let paidBack = refunds.reduce(Int128(0)) {
        $1.billedDay <= day ? $0 + Int128($1.micros) : $0
      }
      return max(0, whole - paidBack)
    }
  }

  /// The steps of a customer's charges, an array an item.
  func items(_ rows: [ChargeRow], sources: [Identifier]) -> [[Step]] {
    var refunds: [Identifier: [ChargeRow]] = [:]
    for row in rows where row.kind == .refund {
      if let charge = row.refunds { refunds[charge, default: []].append(row) }
    }
    var groups: [Group: [Line]] = [:]
    for row in rows where row.kind != .refund {
      let own = refunds[row.charge]?.filter { $0.currency == row.currency } ?? []
      groups[Group(row), default: []].append(Line(row: row, refunds: own))
    }
    // Of all currencies: who changes from one to another is no new user.
    let firstUse = rows.lazy.filter { $0.kind == .usage }.map(\.month).min()
    return groups.sorted { $0.key < $1.key }.map { group, lines in
      switch group.kind {
      case 0: recurring(lines, sources)
      case 1: usage(lines, since: firstUse)
      default: oneOff(lines)
      }
    }.filter { !$0.isEmpty }
  }

  private func recurring(_ lines: [Line], _ sources: [Identifier]) -> [Step] {
    // What decides first comes last.
    let lines = lines.sorted { one, other in
      one.row.periodStart != other.row.periodStart
        ? one.row.periodStart < other.row.periodStart
        : one.row.order.comesBefore(other.row.order, sources: sources)
    }
    let covering = lines.compactMap { line in
      line.row.period.map { (line: line, days: $0, period: BilledPeriod($0, line.row.interval)) }
    }
    var days: Set<Int32> = []
    for (line, period, _) in covering {
      days.formUnion([period.lowerBound, period.upperBound])
      days.formUnion(line.refunds.lazy.map(\.billedDay).filter(period.contains))
    }
    var item = ItemSteps(rules)
    // Only those that count are looked at on a day; in their order, which is not quite that of the
    // days on which they begin: clocks can be set back past midnight.
    let beginning = Dictionary(grouping: covering.indices) { covering[$0].days.lowerBound }
    var counting: [Int] = []
    for day in days.sorted() {
      counting.removeAll { covering[$0].days.upperBound <= day }
      if let new = beginning[day] { counting = (counting + new).sorted() }
      var state = ItemSteps.State(day: day, anchorDay: day)
      var deciding: ChargeRow?
      for (line, days, period) in counting.lazy.map({ covering[$0] }) {
        let (row, amount) = (line.row, line.amount(on: day))
        state.monthly += period.amount(amount, months: 1, row.currency, rules.amounts)
        state.yearly += period.amount(amount, months: 12, row.currency, rules.amounts)
        guard row.micros >= 0 || deciding.map({ $0.micros < 0 }) ?? true else { continue }
        deciding = row
        state.terms = (row.plan, row.quantity, row.currency, period.interval)
        state.anchorDay = days.lowerBound
      }
      item.append(state, whenNothing: .free)
    }
    // What was not billed yet was not agreed to end either.
    if let agreedBy, let end = days.max(), end > agreedBy { item.dropEnd(on: end) }
    return item.steps
  }

  /// The mean of three months, from each month's first day on.
  private func usage(_ lines: [Line], since first: Month?) -> [Step] {
    let ofMonth = Dictionary(grouping: lines) { $0.row.month.number }
    guard agreedBy == nil, let first, let last = lines.map(\.row.month).max() else { return [] }
    var days = Set(
      lines.flatMap { line in (1...4).compactMap { firstDay(line.row.month, after: $0) } })
    // A refund counts from its day on, and that may be any day on which its charge does.
    days.formUnion(lines.lazy.flatMap(\.refunds).map(\.billedDay))
    let start = firstDay(first, after: 1) ?? .max
    let end = firstDay(last, after: 4) ?? .max
    var item = ItemSteps(rules)
    for day in days.sorted() where day >= start && day <= end {
      let month = Day(number: day).month.number
      let window = max(first.number, month - 3)..<month
      let sum = window.lazy.flatMap { ofMonth[$0] ?? [] }
        .reduce(Int128(0)) { $0 + $1.amount(on: day) }
      let state = monthly(sum, over: Int128(window.count), lines, usagePlan, day)
      item.append(state, whenNothing: .none)
    }
    return item.steps
  }

  /// What was charged in a month so far, to its end.
  private func oneOff(_ lines: [Line]) -> [Step] {
    guard agreedBy == nil else { return [] }
    let ofMonth = Dictionary(grouping: lines, by: \.row.month)
    var days: Set<Int32> = []
    for line in lines {
      days.insert(line.row.billedDay)
      days.formUnion(line.refunds.map(\.billedDay))
      if let next = firstDay(line.row.month, after: 1) { days.insert(next) }
    }
    var item = ItemSteps(rules)
    for day in days.sorted() {
      let sum = (ofMonth[Day(number: day).month] ?? []).reduce(Int128(0)) { sum, line in
        line.row.billedDay <= day ? sum + line.amount(on: day) : sum
      }
      item.append(monthly(sum, over: 1, lines, oneOffPlan, day), whenNothing: .none)
    }
    return item.steps
  }

  /// What comes to so much in some months.
  private func monthly(
    _ sum: Int128, over months: Int128, _ lines: [Line], _ plan: Int32, _ day: Int32
  ) -> ItemSteps.State {
    let anchorDay = Day(number: day).month.firstDay.number
    var state = ItemSteps.State(day: day, anchorDay: anchorDay)
    guard sum > 0, let currency = lines.first?.row.currency else { return state }
    let unit = rules.amounts.roundingMicros(currency)
    state.monthly = roundedHalfEven(sum, by: months * unit) * unit
    state.yearly = roundedHalfEven(sum * 12, by: months)
    state.terms = (plan, 0, currency, BillingInterval(.month))
    return state
  }

  private func firstDay(_ month: Month, after count: Int) -> Int32? {
    month.advanced(by: count)?.firstDay.number
  }
}

/// The steps of an item that is told day by day.
private struct ItemSteps {
  typealias Terms = (plan: Int32, quantity: Int64, currency: Currency, interval: BillingInterval)

  /// What holds from a day on.
  struct State {
    let day: Int32
    var anchorDay: Int32
    var monthly: Int128 = 0
    var yearly: Int128 = 0
    /// Nil where nothing was billed for these days.
    var terms: Terms?

    init(day: Int32, anchorDay: Int32) {
      self.day = day
      self.anchorDay = anchorDay
    }
  }

  private let rules: PanelRules
  private(set) var steps: [Step] = []
  /// Of the last step that was served, by which the next one's cause is told.
  private var last: (plan: Int32, quantity: Int64)?

  init(_ rules: PanelRules) { self.rules = rules }

  /// Appends what holds from a day on, unless it is what held before.
  ///
  /// However many charges there are, it brings no more than a subscription can: sums have room for
  /// that.
  ///
  /// - Parameter whenNothing: what an item that brings nothing is.
  mutating func append(_ state: State, whenNothing: Standing) {
    let isPaying = state.monthly > 0
    var standing: Standing = isPaying ? .paying : whenNothing
    if standing == .free, rules.free == .churn { standing = .none }
    guard let terms = state.terms, standing != .none else { return end(on: state.day) }
    var step = Step(
      day: state.day, standing: standing, cause: .other,
      monthlyMicros: isPaying ? Int64(min(state.monthly, Int128(Money.largestMicros))) : 0,
      yearlyMicros: isPaying
        ? Int64(min(max(0, state.yearly), Int128(Money.largestYearlyMicros))) : 0,
      quantity: isPaying ? Int32(clamping: terms.quantity) : 0, currency: terms.currency.packed,
      plan: terms.plan, intervalUnit: terms.interval.unit.rawValue,
      intervalCount: terms.interval.count, anchorDay: state.anchorDay)
    let before = steps.last
    if let before, let last, before.standing.isServed, before.monthlyMicros != step.monthlyMicros {
      step.cause =
        last.plan != terms.plan ? .plan : last.quantity != terms.quantity ? .quantity : .price
    }
    last = (terms.plan, terms.quantity)
    if var same = before {
      (same.day, same.cause) = (step.day, step.cause)
      if same == step { return }
    }
    steps.append(step)
  }

  private mutating func end(on day: Int32) {
    guard var step = steps.last, step.standing != .none else { return }
    step.day = day
    step.standing = .none
    step.cause = .ended
    (step.monthlyMicros, step.yearlyMicros, step.quantity) = (0, 0, 0)
    steps.append(step)
  }

  /// Takes the end of the last day back.
  mutating func dropEnd(on day: Int32) {
    guard let step = steps.last, step.standing == .none, step.day == day else { return }
    steps.removeLast()
  }
}
