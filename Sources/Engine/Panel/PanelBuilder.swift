import Facts

/// Folds the facts in force into a panel.
///
/// Facts may be added in any order. A builder is used once.
public struct PanelBuilder: Sendable {
  private let rules: PanelRules
  private var rows: [StateRow] = []
  private var profiles: [ProfileRow] = []
  private var planNames: [String] = [""]
  private var planCodes: [Identifier: Int32] = [Identifier(""): 0]
  private var sources: [Identifier] = []
  private var accountCount: Int

  /// - Parameter accountCount: how many accounts there are at least, with facts or without.
  public init(rules: PanelRules, accountCount: Int = 0) {
    self.rules = rules
    self.accountCount = accountCount
  }

  /// Where a fact stands among those on the same thing.
  public struct Origin: Sendable {
    /// When it happened; what starts later replaces what starts earlier.
    public var at: Moment
    /// The greatest version under which it was said; decides where both start together.
    public var version: Instant
    /// Who told it; decides where the versions are the same too.
    public var source: Identifier
    /// The key's assertion; decides last, by its bytes.
    public var assertion: Identifier

    /// Takes the version under which the fact is in force, which a confirmation can raise.
    public init(at: Moment, version: Instant, source: Identifier, assertion: Identifier) {
      self.at = at
      self.version = version
      self.source = source
      self.assertion = assertion
    }
  }

  /// Adds a subscription state in force.
  public mutating func add(account: Int, _ state: SubscriptionState, _ origin: Origin) {
    accountCount = max(accountCount, account + 1)
    let monthly = monthlyMicros(of: state)
    var subscription = Checksum()
    subscription.add(state.subscription.text)
    rows.append(
      StateRow(
        account: Int32(account), subscription: subscription.value,
        order: order(origin), status: state.status, plan: planCode(state.plan ?? ""),
        currency: state.unitAmount.currency.packed, monthlyMicros: monthly,
        intervalUnit: state.interval.unit.rawValue, intervalCount: state.interval.count,
        startDay: origin.at.day(in: rules.zone).number,
        trialEndDay: state.trialEnd?.day(in: rules.zone).number,
        endDay: state.endsAt?.day(in: rules.zone).number))
  }

  /// Adds an account's profile in force.
  public mutating func add(account: Int, _ profile: AccountProfile, _ origin: Origin) {
    accountCount = max(accountCount, account + 1)
    profiles.append(
      ProfileRow(
        account: account, order: order(origin), day: origin.at.day(in: rules.zone).number,
        attributes: profile.attributes))
  }

  /// The panel of everything added.
  public consuming func panel() -> Panel {
    var panel = Panel()
    panel.plans = planNames
    rows.sort { $0.comesBefore($1, sources: sources) }
    var next = 0
    for account in 0..<accountCount {
      var items: [[Step]] = []
      while next < rows.count, rows[next].account == account {
        let subscription = rows[next].subscription
        let first = next
        while next < rows.count, rows[next].account == account,
          rows[next].subscription == subscription
        { next += 1 }
        items.append(steps(of: rows[first..<next], graceDays: rules.graceDays))
      }
      panel.append(account: items)
    }
    panel.attributes = attributeColumns()
    return panel
  }

  private func attributeColumns() -> [Identifier: AttributeColumn] {
    var columns: [Identifier: AttributeColumn] = [:]
    let names = Set(profiles.flatMap { $0.attributes.keys })
    let sorted = profiles.sorted { one, other in
      one.account != other.account
        ? one.account < other.account : one.order.comesBefore(other.order, sources: sources)
    }
    for name in names {
      var column = AttributeColumn()
      var codes: [Identifier: Int32] = [Identifier(""): 0]
      var next = 0
      for account in 0..<accountCount {
        while next < sorted.count, sorted[next].account == account {
          if let value = sorted[next].attributes[name] {
            let code = codes[Identifier(value)] ?? Int32(column.values.count)
            if Int(code) == column.values.count {
              codes[Identifier(value)] = code
              column.values.append(value)
            }
            column.days.append(sorted[next].day)
            column.codes.append(code)
          }
          next += 1
        }
        column.starts.append(Int32(column.days.count))
      }
      columns[name] = column
    }
    return columns
  }

  private mutating func order(_ origin: Origin) -> Order {
    let source = sources.firstIndex(of: origin.source) ?? sources.count
    if source == sources.count { sources.append(origin.source) }
    return Order(
      start: origin.at.start(in: rules.zone).microseconds, version: origin.version.microseconds,
      source: Int32(source), assertion: origin.assertion)
  }

  private mutating func planCode(_ name: String) -> Int32 {
    if let code = planCodes[Identifier(name)] { return code }
    let code = Int32(planNames.count)
    planNames.append(name)
    planCodes[Identifier(name)] = code
    return code
  }
}

/// The order of facts on one thing: by start, version, source and key.
private struct Order {
  let start: Int64
  let version: Int64
  let source: Int32
  let assertion: Identifier

  func comesBefore(_ other: Order, sources: [Identifier]) -> Bool {
    if start != other.start { return start < other.start }
    if version != other.version { return version < other.version }
    if source != other.source { return sources[Int(source)] < sources[Int(other.source)] }
    return assertion < other.assertion
  }
}

private struct ProfileRow {
  let account: Int
  let order: Order
  let day: Int32
  let attributes: [Identifier: String]
}

/// A subscription state, reduced to what steps are made of.
private struct StateRow {
  let account: Int32
  /// The checksum of the subscription's id: only states of one account are compared by it.
  let subscription: Int64
  let order: Order
  let status: SubscriptionState.Status
  let plan: Int32
  let currency: UInt16
  let monthlyMicros: Int64
  let intervalUnit: UInt8
  let intervalCount: Int32
  let startDay: Int32
  let trialEndDay: Int32?
  let endDay: Int32?

  func comesBefore(_ other: StateRow, sources: [Identifier]) -> Bool {
    if account != other.account { return account < other.account }
    if subscription != other.subscription { return subscription < other.subscription }
    return order.comesBefore(other.order, sources: sources)
  }

  func step(on day: Int32, _ standing: Standing, anchorDay: Int32) -> Step {
    Step(
      day: day, standing: standing == .paying && monthlyMicros == 0 ? .free : standing,
      monthlyMicros: standing == .paying ? monthlyMicros : 0, currency: currency, plan: plan,
      intervalUnit: intervalUnit, intervalCount: intervalCount, anchorDay: anchorDay)
  }

  /// The day from which this state's own terms are counted: the end of its trial, if it has one.
  var ownAnchorDay: Int32 {
    status == .trialing ? max(startDay, trialEndDay ?? startDay) : startDay
  }
}

/// What one subscription's states, in order, say for each day: their own beginning, and what time
/// alone brings about before the next one.
private func steps(of states: ArraySlice<StateRow>, graceDays: Int32) -> [Step] {
  var steps: [Step] = []
  var anchorDay: Int32 = 0
  let untilDays = daysReplaced(states)
  for index in states.indices {
    let state = states[index]
    let isSameTerm =
      index > states.startIndex && states[index - 1].intervalUnit == state.intervalUnit
      && states[index - 1].intervalCount == state.intervalCount
    if !isSameTerm { anchorDay = state.ownAnchorDay }
    // Of several states on one day the last holds at its end.
    let until = untilDays[index - states.startIndex]
    if until <= state.startDay { continue }
    var changes: [(day: Int32, standing: Standing)]
    switch state.status {
    case .pending, .ended: changes = [(state.startDay, .none)]
    case .paused: changes = [(state.startDay, .paused)]
    case .active: changes = [(state.startDay, .paying)]
    case .pastDue:
      changes = [(state.startDay, .paying)]
      changes.append((state.startDay &+ graceDays, .none))
    case .trialing:
      changes = [(state.startDay, .none)]
      if let trialEnd = state.trialEndDay {
        changes.append((max(trialEnd, state.startDay), .paying))
      }
    }
    if let end = state.endDay {
      changes.removeAll { $0.day >= end && $0.day > state.startDay }
      if end <= state.startDay { changes = [(state.startDay, .none)] }
      if end > state.startDay { changes.append((end, .none)) }
    }
    for (index, change) in changes.enumerated() where change.day < until {
      // Two changes of one state on one day: the later one is what holds at its end.
      if index + 1 < changes.count, changes[index + 1].day <= change.day { continue }
      steps.append(state.step(on: change.day, change.standing, anchorDay: anchorDay))
    }
  }
  return steps
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
