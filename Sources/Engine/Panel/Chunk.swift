/// Some thousands of accounts of a panel: their subscriptions' steps as columns.
///
/// Steps stand in an immutable base and a small tail that grows. An account's steps are one run of
/// one of them; a change writes the account's whole new run to the tail and points to it, so that a
/// reader who holds a copy keeps what it had. ``merge()`` makes a new base when the tail is full.
struct Chunk: Sendable {
  /// Accounts in a chunk: large enough that a kernel's loop dominates, small enough to copy.
  static let capacity = 4096

  /// Where an account's items begin and end, in `itemStarts`; the base first, the tail after it.
  private(set) var firstItem: [Int32]
  private(set) var itemCount: [Int32]
  /// The accounts, in order, that have not one item each or have it in the tail; the others' items
  /// follow one another in the base.
  private(set) var apart: [Int32] = []

  /// Another one with every change.
  private(set) var token = ChangeToken()
  private(set) var base: Columns
  private(set) var tail = Columns()
  /// When the accounts' customers pay.
  private(set) var paid = PaidStretches()

  /// Columns of steps, and of the runs they form: one run a subscription.
  struct Columns: Sendable {
    /// Index of each item's first step; one more at the end.
    var itemStarts: [Int32] = [0]
    var days: [Int32] = []
    var standings: [UInt8] = []
    var causes: [UInt8] = []
    var monthlyMicros: [Int64] = []
    var yearlyMicros: [Int64] = []
    var quantities: [Int32] = []
    var currencies: [UInt16] = []
    var plans: [Int32] = []
    var intervalUnits: [UInt8] = []
    var intervalCounts: [Int32] = []
    var anchorDays: [Int32] = []
    /// One more at the end, so that each has one after it.
    fileprivate(set) var codes: [StepCode] = []
    /// From the earliest of their days to the latest, by their places; the wrong way for none.
    fileprivate(set) var places = (first: Int(UInt16.max), last: 0)
    /// Whether any interval is more than two bits and one byte tell.
    fileprivate(set) var hasLongIntervals = false
    /// No step's amount is larger.
    private(set) var largestMicros: Int64 = 0
    /// The currencies in which anything is paid, with the first day of it; mostly one.
    private(set) var firstPaid: [(currency: UInt16, day: Int32)] = []
    /// The currencies of all steps, with money or without.
    private(set) var currenciesSeen: [UInt16] = []
    /// The intervals of all steps, as ``Slicing`` numbers them.
    private(set) var intervalsSeen: [Int64] = []

    var itemCount: Int { itemStarts.count - 1 }
    var stepCount: Int { days.count }

    mutating func append(item steps: [Step]) {
      for step in steps { append(step) }
      append(StepCode.codes(of: steps)[...])
      itemStarts.append(Int32(days.count))
    }

    fileprivate mutating func append(_ codes: ArraySlice<StepCode>) {
      guard let last = codes.last else { return }
      if !self.codes.isEmpty { self.codes.removeLast() }
      self.codes += codes
      self.codes.append(.end(after: last))
      for code in codes {
        places = (min(places.first, code.place), max(places.last, code.place))
      }
    }

    private mutating func append(_ step: Step) {
      days.append(step.day)
      standings.append(step.standing.rawValue)
      causes.append(step.cause.rawValue)
      monthlyMicros.append(step.monthlyMicros)
      yearlyMicros.append(step.yearlyMicros)
      quantities.append(step.quantity)
      currencies.append(step.currency)
      plans.append(step.plan)
      intervalUnits.append(step.intervalUnit)
      intervalCounts.append(step.intervalCount)
      if step.intervalUnit > 3 || !(0...255).contains(step.intervalCount) {
        hasLongIntervals = true
      }
      anchorDays.append(step.anchorDay)
      notePaid(stepCount - 1)
    }

    /// Takes a step's amount and currency into the summaries.
    fileprivate mutating func notePaid(_ index: Int) {
      if currenciesSeen.last != currencies[index], !currenciesSeen.contains(currencies[index]) {
        currenciesSeen.append(currencies[index])
      }
      let interval = Int64(intervalUnits[index]) << 32 | Int64(intervalCounts[index])
      if intervalsSeen.last != interval, !intervalsSeen.contains(interval) {
        intervalsSeen.append(interval)
      }
      guard monthlyMicros[index] > 0 else { return }
      largestMicros = max(largestMicros, monthlyMicros[index])
      let (currency, day) = (currencies[index], days[index])
      guard let known = firstPaid.firstIndex(where: { $0.currency == currency }) else {
        return firstPaid.append((currency, day))
      }
      if day < firstPaid[known].day { firstPaid[known].day = day }
    }

    func step(_ index: Int) -> Step {
      Step(
        day: days[index], standing: Standing(rawValue: standings[index]) ?? .none,
        cause: StepCause(rawValue: causes[index]) ?? .other,
        monthlyMicros: monthlyMicros[index], yearlyMicros: yearlyMicros[index],
        quantity: quantities[index], currency: currencies[index], plan: plans[index],
        intervalUnit: intervalUnits[index], intervalCount: intervalCounts[index],
        anchorDay: anchorDays[index])
    }
  }

  init() {
    firstItem = []
    itemCount = []
    base = Columns()
  }

  var accountCount: Int { firstItem.count }
  /// Steps of the base and of the tail.
  var stepCount: Int { base.stepCount + tail.stepCount }
  /// No step's amount is larger.
  var largestMicros: Int64 { max(base.largestMicros, tail.largestMicros) }

  /// Whether anything was ever paid in another currency.
  func holdsOther(than currency: UInt16) -> Bool {
    base.firstPaid.contains { $0.currency != currency }
      || tail.firstPaid.contains { $0.currency != currency }
  }

  /// Adds an account after the others, to the base; only while the panel is being built.
  ///
  /// - Precondition: no account has been replaced yet.
  mutating func append(account items: [[Step]]) {
    precondition(tail.itemCount == 0 && accountCount < Chunk.capacity)
    ChangeToken.change(&token)
    if items.count != 1 { apart.append(Int32(accountCount)) }
    firstItem.append(Int32(base.itemCount))
    itemCount.append(Int32(items.count))
    base.append(items)
    paid.append(items)
  }

  /// Adds accounts without steps until there are so many.
  mutating func grow(to count: Int) {
    precondition(count <= Chunk.capacity)
    ChangeToken.change(&token)
    while accountCount < count {
      apart.append(Int32(accountCount))
      firstItem.append(0)
      itemCount.append(0)
      paid.append([])
    }
  }

  /// Gives an account other steps; merges once the tail holds a sixteenth of the base.
  mutating func replace(account: Int, with items: [[Step]]) {
    ChangeToken.change(&token)
    firstItem[account] = Int32(base.itemCount + tail.itemCount)
    itemCount[account] = Int32(items.count)
    setApart(Int32(account))
    tail.append(items)
    paid.replace(account, with: items)
    if tail.stepCount > max(64, base.stepCount / 16) { merge() }
  }

  private mutating func setApart(_ account: Int32) {
    var places = 0..<apart.count
    while !places.isEmpty {
      let middle = places.lowerBound + places.count / 2
      places =
        apart[middle] < account ? middle + 1..<places.upperBound : places.lowerBound..<middle
    }
    let place = places.lowerBound
    if place == apart.count || apart[place] != account { apart.insert(account, at: place) }
  }

  /// The steps of an account, an array a subscription.
  func items(of account: Int) -> [[Step]] {
    let first = Int(firstItem[account])
    return (first..<first + Int(itemCount[account])).map { item in
      let isTail = item >= base.itemCount
      let columns = isTail ? tail : base
      let local = isTail ? item - base.itemCount : item
      return (Int(columns.itemStarts[local])..<Int(columns.itemStarts[local + 1])).map(columns.step)
    }
  }

  /// Makes a base of what holds and empties the tail.
  mutating func merge() {
    ChangeToken.change(&token)
    var merged = Columns()
    for account in 0..<accountCount {
      let first = Int(firstItem[account])
      let count = Int(itemCount[account])
      firstItem[account] = Int32(merged.itemCount)
      // A run never lies in both: the tail's items come after all of the base's.
      if first < base.itemCount {
        merged.append(base, items: first..<first + count)
      } else {
        merged.append(tail, items: first - base.itemCount..<first - base.itemCount + count)
      }
    }
    base = merged
    tail = Columns()
    apart.removeAll { itemCount[Int($0)] == 1 }
    paid.tighten()
  }
}

extension Chunk.Columns {
  /// Appends a run of another's items, column by column.
  fileprivate mutating func append(_ other: Chunk.Columns, items: Range<Int>) {
    guard !items.isEmpty else { return }
    let first = Int(other.itemStarts[items.lowerBound])
    let steps = first..<Int(other.itemStarts[items.upperBound])
    let shift = Int32(stepCount - first)
    for item in items { itemStarts.append(other.itemStarts[item + 1] + shift) }
    days.append(contentsOf: other.days[steps])
    standings.append(contentsOf: other.standings[steps])
    causes.append(contentsOf: other.causes[steps])
    monthlyMicros.append(contentsOf: other.monthlyMicros[steps])
    yearlyMicros.append(contentsOf: other.yearlyMicros[steps])
    quantities.append(contentsOf: other.quantities[steps])
    currencies.append(contentsOf: other.currencies[steps])
    plans.append(contentsOf: other.plans[steps])
    intervalUnits.append(contentsOf: other.intervalUnits[steps])
    intervalCounts.append(contentsOf: other.intervalCounts[steps])
    anchorDays.append(contentsOf: other.anchorDays[steps])
    append(other.codes[steps])
    hasLongIntervals = hasLongIntervals || other.hasLongIntervals
    for index in stepCount - steps.count..<stepCount { notePaid(index) }
  }

  fileprivate mutating func append(_ items: [[Step]]) {
    for steps in items { append(item: steps) }
  }
}
