import Facts

/// Folds the facts in force into a panel.
///
/// Facts may be added in any order.
public struct PanelBuilder: Sendable {
  let rules: PanelRules
  /// Whose facts count for whom.
  let merged: MergedAccounts
  var rows: [StateRow] = []
  var profiles: [ProfileRow] = []
  /// What was billed, where it counts, by account.
  private var charges: [Int: [ChargeRow]] = [:]
  /// What accounts did that their books tell of.
  private(set) var activity: [ActivityRow] = []
  private(set) var planNames: [String] = [""]
  private var planCodes: [Identifier: Int32] = [Identifier(""): 0]
  private(set) var sources: [Identifier] = []
  private var accountCount: Int

  /// - Parameters:
  ///   - accountCount: how many accounts there are at least, with facts or without.
  ///   - merged: the accounts whose facts count for others.
  public init(
    rules: PanelRules, accountCount: Int = 0, merged: MergedAccounts = MergedAccounts()
  ) {
    self.rules = rules
    self.merged = merged
    self.accountCount = accountCount
  }

  /// A builder of some accounts of a panel that is there already, by the same rules.
  public init(rules: PanelRules, changing panel: Panel) {
    self.init(rules: rules, merged: panel.merged)
    planNames = panel.plans
    for (code, name) in panel.plans.enumerated() { planCodes[Identifier(name)] = Int32(code) }
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
  public mutating func add(account told: Int, _ state: SubscriptionState, _ origin: Origin) {
    let account = customer(of: told)
    guard rules.basis == .subscriptions else { return }
    var subscription = Checksum()
    subscription.add(state.subscription.text)
    rows.append(
      StateRow(
        account: Int32(account), subscription: subscription.value, order: order(origin),
        status: state.status, plan: planCode(state.plan ?? ""), terms: Terms(state),
        discountsEnd: state.discountEndsAt?.day(in: rules.zone).number,
        startDay: origin.at.day(in: rules.zone).number,
        trialEndDay: state.trialEnd?.day(in: rules.zone).number,
        endDay: endDay(state), endCause: state.endCause))
  }

  /// Adds a charge in force.
  public mutating func add(account told: Int, _ charge: Charge, _ origin: Origin) {
    let account = customer(of: told)
    guard rules.uses(charge.kind) else { return }
    let plan = charge.kind == .recurring ? planCode(charge.plan ?? "") : 0
    charges[account, default: []].append(
      ChargeRow(charge, plan: plan, order: order(origin), billed: origin.at, rules))
  }

  /// The first day that counts as without service; nil while none is known.
  private func endDay(_ state: SubscriptionState) -> Int32? {
    let end = state.endsAt?.day(in: rules.zone).number
    guard rules.cancellations == .announced,
      let asked = state.canceledAt?.day(in: rules.zone).number
    else { return end }
    return min(end ?? asked, asked)
  }

  /// Adds an account's profile in force.
  ///
  /// What was told of the account that remains holds, attribute by attribute, whatever was told of
  /// one that was merged into it.
  public mutating func add(account told: Int, _ profile: AccountProfile, _ origin: Origin) {
    let account = customer(of: told)
    profiles.append(
      ProfileRow(
        account: account, isOwn: told == account, order: order(origin),
        day: origin.at.day(in: rules.zone).number, attributes: profile.attributes))
  }

  /// Whether an account is one customer with others.
  public func isShared(_ account: Int) -> Bool {
    merged.survivor(of: account) != account || !merged.merged(into: account).isEmpty
  }

  /// The account that counts for one that facts tell of.
  mutating func customer(of told: Int) -> Int {
    let account = merged.survivor(of: told)
    accountCount = max(accountCount, told + 1, account + 1)
    return account
  }

  mutating func addActivity(_ row: ActivityRow) { activity.append(row) }

  /// The panel of everything added.
  ///
  /// - Parameter day: where given, what time alone would bring about after that day is left out: a
  ///   trial that runs out, a grace that does. What remains is what was agreed by then.
  public mutating func panel(agreedBy day: Day? = nil) -> Panel {
    var panel = Panel()
    panel.merged = merged
    let sources = sources
    rows.sort { $0.comesBefore($1, sources: sources) }
    var folding = StepFolding(rules: rules, agreedBy: day?.number)
    let billed = chargeFolding(agreedBy: day)
    panel.plans = planNames
    var next = 0
    for account in 0..<accountCount {
      panel.append(account: items(of: account, &next, &folding) + items(of: account, billed))
    }
    panel.attributes = attributeColumns()
    panel.activity = ActivityBook(kinds: [], unitCount: accountCount, rows: activity)
    return panel
  }

  /// The steps of an account, an array a subscription.
  ///
  /// - Parameter next: the first row that may be the account's; then the first one after them.
  func items(of account: Int, _ next: inout Int, _ folding: inout StepFolding) -> [[Step]] {
    while next < rows.count, rows[next].account < account { next += 1 }
    var items: [[Step]] = []
    while next < rows.count, rows[next].account == account {
      let subscription = rows[next].subscription
      let first = next
      while next < rows.count, rows[next].account == account,
        rows[next].subscription == subscription
      { next += 1 }
      items.append(folding.steps(of: rows[first..<next]))
    }
    return items
  }

  /// How charges are folded; its plans are among those of the panel from here on.
  mutating func chargeFolding(agreedBy day: Day?) -> ChargeFolding {
    ChargeFolding(
      rules, agreedBy: day?.number,
      usagePlan: rules.countsUsage ? planCode("usage") : 0,
      oneOffPlan: rules.countsOneOff ? planCode("one-off") : 0)
  }

  /// The steps of what was billed to an account, an array an item.
  func items(of account: Int, _ folding: ChargeFolding) -> [[Step]] {
    charges[account].map { folding.items($0, sources: sources) } ?? []
  }

  private func attributeColumns() -> [Identifier: AttributeColumn] {
    var columns: [Identifier: AttributeColumn] = [:]
    let names = Set(profiles.flatMap { $0.attributes.keys })
    let sorted = sortedProfiles()
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

  /// Profiles by account and in their order, with nothing in a merged one that the account which
  /// remains says itself.
  func sortedProfiles() -> [ProfileRow] {
    var rows = profiles
    if rows.contains(where: { !$0.isOwn }) {
      var own: [Int: Set<Identifier>] = [:]
      for row in rows where row.isOwn {
        own[row.account, default: []].formUnion(row.attributes.keys)
      }
      for index in rows.indices where !rows[index].isOwn {
        let said = own[rows[index].account] ?? []
        rows[index].attributes = rows[index].attributes.filter { !said.contains($0.key) }
      }
    }
    return rows.sorted { one, other in
      one.account != other.account
        ? one.account < other.account : one.order.comesBefore(other.order, sources: sources)
    }
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
struct Order {
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

struct ProfileRow {
  let account: Int
  /// Whether it was told of the account itself, and not of one that was merged into it.
  let isOwn: Bool
  let order: Order
  let day: Int32
  var attributes: [Identifier: String]
}
