/// The counts that every retention figure is a quotient of.
public struct RetentionTally: Hashable, Sendable {
  /// Customers who pay at the opening.
  public var opening = 0
  /// Customers who first paid in the period.
  public var new = 0
  /// Customers who pay at the closing.
  public var closing = 0
  /// Of those at the closing, neither there at the opening nor new.
  public var reactivated = 0
  /// New ones who do not pay at the closing.
  public var newLost = 0
  /// Of those at the opening, who pay at the closing.
  public var retained = 0
  /// Of those at the opening, who paid at the end of every day.
  public var survived = 0
  /// Of those at the opening, on hold at the closing.
  public var paused = 0
  /// Of those at the opening, served for nothing at the closing.
  public var free = 0
  /// Of those at the opening, without any service at the closing.
  public var gone = 0
  /// Customers who left at least once in the period, back again or not.
  public var churned = 0
  /// Of those at the opening, who left at least once.
  public var churnedOfOpening = 0
  /// How many times customers left.
  public var churnEvents = 0
  /// Customers who came and left within one calendar month.
  public var sameMonth = 0
  /// Of those at the opening, whose term renews in the period.
  public var due = 0
  /// Of those due, without any service at the closing.
  public var dueGone = 0
  /// For each day of the period, who paid at the end of the day before.
  public var payingBefore: [Int] = []
  /// For each day of the period, who of ``payingBefore`` has no service at its end.
  public var lost: [Int] = []

  init(dayCount: Int) {
    payingBefore = [Int](repeating: 0, count: dayCount)
    lost = payingBefore
  }

  @inline(__always)
  mutating func add(_ row: CustomerPeriod) {
    let wasPaying = row.isPayingAtOpening
    opening += wasPaying ? 1 : 0
    closing += row.isPayingAtClosing ? 1 : 0
    new += row.isNew ? 1 : 0
    newLost += row.isNew && !row.isPayingAtClosing ? 1 : 0
    reactivated += row.isReactivated ? 1 : 0
    churned += row.churnEvents > 0 ? 1 : 0
    churnEvents += row.churnEvents
    sameMonth += row.isSameMonth ? 1 : 0
    guard wasPaying else { return }
    survived += row.survived ? 1 : 0
    churnedOfOpening += row.churnEvents > 0 ? 1 : 0
    due += row.isDue ? 1 : 0
    switch row.closing {
    case .paying: retained += 1
    case .paused: paused += 1
    case .free: free += 1
    case .none:
      gone += 1
      dueGone += row.isDue ? 1 : 0
    }
  }

  /// Adds a customer who pays at the opening and to whom nothing happens in the period.
  @inline(__always)
  mutating func addUnchanged(isDue: Bool) {
    opening += 1
    closing += 1
    retained += 1
    survived += 1
    due += isDue ? 1 : 0
    if !payingBefore.isEmpty { payingBefore[0] += 1 }
  }

  /// Adds a run of a customer's paid days: whom the day's rate is taken of, and whom it lost.
  ///
  /// While customers are added, ``payingBefore`` is by how many a day differs from the one before.
  @inline(__always)
  mutating func add(_ stretch: PaidRun, of window: Window) {
    let first = max(stretch.start, window.openingDay) + 1
    let last = min(stretch.end, window.lastDay)
    if first <= last {
      payingBefore[Int(first - window.firstDay)] += 1
      if last < window.lastDay { payingBefore[Int(last - window.firstDay) + 1] -= 1 }
    }
    if stretch.endsService, stretch.end >= window.firstDay, stretch.end <= window.lastDay {
      lost[Int(stretch.end - window.firstDay)] += 1
    }
  }

  /// Adds other customers' counts, before the days are summed.
  mutating func merge(_ other: RetentionTally) {
    opening += other.opening
    new += other.new
    closing += other.closing
    reactivated += other.reactivated
    newLost += other.newLost
    retained += other.retained
    survived += other.survived
    paused += other.paused
    free += other.free
    gone += other.gone
    churned += other.churned
    churnedOfOpening += other.churnedOfOpening
    churnEvents += other.churnEvents
    sameMonth += other.sameMonth
    due += other.due
    dueGone += other.dueGone
    for day in lost.indices {
      payingBefore[day] += other.payingBefore[day]
      lost[day] += other.lost[day]
    }
  }

  /// Sums the days up, once all customers are added.
  mutating func sumDays() {
    for day in payingBefore.indices.dropFirst() { payingBefore[day] += payingBefore[day - 1] }
  }
}

/// Days from the first at whose end a customer pays to the first at whose end it does not, a day
/// after all others for one that lasts.
struct PaidRun {
  var start: Int32
  var end: Int32
  /// Whether there is no service at all from the end on.
  var endsService = false
}
