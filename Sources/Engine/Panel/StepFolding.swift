import Facts

/// Folds one subscription's states, in order, into steps: their own beginnings, and what time alone
/// brings about before the next one.
struct StepFolding {
  private let rules: PanelRules
  private let agreedBy: Int32?
  private var steps: [Step] = []
  /// The terms and the plan of the last step, by which the next one's causes are told.
  private var last: (terms: Terms, plan: Int32)?

  init(rules: PanelRules, agreedBy: Int32?) {
    self.rules = rules
    self.agreedBy = agreedBy
  }

  /// The steps of one subscription.
  mutating func steps(of states: ArraySlice<StateRow>) -> [Step] {
    steps.removeAll(keepingCapacity: true)
    last = nil
    var anchorDay: Int32 = 0
    let untilDays = daysReplaced(states)
    for index in states.indices {
      let state = states[index]
      let isSameTerm =
        index > states.startIndex
        && states[index - 1].terms.interval == state.terms.interval
      if !isSameTerm { anchorDay = state.ownAnchorDay }
      // Of several states on one day the last holds at its end.
      let until = untilDays[index - states.startIndex]
      if until <= state.startDay { continue }
      var previous: Int32?
      for day in state.daysOfChange(rules) where day < until && day != previous {
        append(state, on: day, isFirst: previous == nil, anchorDay: anchorDay)
        previous = day
      }
    }
    return steps
  }

  /// Appends what a state says from a day on, as one step for each cause.
  private mutating func append(
    _ state: StateRow, on day: Int32, isFirst: Bool, anchorDay: Int32
  ) {
    var (standing, cause) = state.standing(on: day, rules, agreedBy: agreedBy)
    let terms = state.terms(on: day, rules.amounts)
    let monthly = standing == .paying ? terms.monthlyMicros(rules.amounts) : 0
    if standing == .paying, monthly == 0 {
      standing = rules.free == .separate ? .free : .none
      if standing == .none { cause = .ended }
    }
    let isPaying = standing == .paying
    var step = Step(
      day: day, standing: standing, cause: cause, monthlyMicros: monthly,
      yearlyMicros: isPaying ? terms.yearlyMicros(rules.amounts) : 0,
      quantity: isPaying ? Int32(clamping: terms.quantity) : 0, currency: terms.currency.packed,
      plan: state.plan, intervalUnit: terms.interval.unit.rawValue,
      intervalCount: terms.interval.count, anchorDay: anchorDay)
    let before = steps.last
    let old = last
    last = (terms, state.plan)
    if !isFirst, let before, before.holdsOn(step) { return }
    guard let before, before.standing.isServed, standing.isServed, let old else {
      return steps.append(step)
    }
    let parts = parts(from: old, to: (terms, state.plan))
    step.cause = parts.last?.cause ?? .other
    var amount = before.monthlyMicros
    for part in parts.dropLast() {
      amount += part.micros
      var partial = step
      partial.monthlyMicros = amount
      partial.cause = part.cause
      steps.append(partial)
    }
    steps.append(step)
  }

  /// What each cause adds, without those that add nothing, in the order in which they are told.
  private func parts(
    from old: (terms: Terms, plan: Int32), to new: (terms: Terms, plan: Int32)
  ) -> [(cause: StepCause, micros: Int64)] {
    let priceCause: StepCause = old.plan == new.plan ? .price : .plan
    let before = old.terms.monthlyMicros(rules.amounts)
    let after = new.terms.monthlyMicros(rules.amounts)
    guard old.terms.currency == new.terms.currency else { return [(priceCause, after - before)] }
    var terms = old.terms
    terms.unitMicros = new.terms.unitMicros
    terms.interval = new.terms.interval
    terms.tax = new.terms.tax
    let priced = terms.monthlyMicros(rules.amounts)
    terms.quantity = new.terms.quantity
    let counted = terms.monthlyMicros(rules.amounts)
    let discountCause: StepCause =
      old.terms.hasDiscount && !new.terms.hasDiscount ? .discountEnd : .discount
    return [
      (priceCause, priced - before), (.quantity, counted - priced),
      (discountCause, after - counted),
    ].filter { $0.1 != 0 }
  }
}

/// For each state the day on which a later one replaces it.
///
/// Mostly the next one's; but where clocks are set back past midnight a later instant can lie in an
/// earlier day, and then that one holds from the earlier day on.
private func daysReplaced(_ states: ArraySlice<StateRow>) -> [Int32] {
  var days = [Int32](repeating: .max, count: states.count)
  for index in states.indices.dropLast().reversed() {
    let next = index + 1 - states.startIndex
    days[next - 1] = min(days[next], states[index + 1].startDay)
  }
  return days
}

extension Step {
  /// Whether another step of the same state says nothing else; a discount that ends can change a
  /// year's amount and not the rounded month's.
  fileprivate func holdsOn(_ other: Step) -> Bool {
    standing == other.standing && monthlyMicros == other.monthlyMicros
      && yearlyMicros == other.yearlyMicros
  }
}
