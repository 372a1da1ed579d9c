import Facts

/// What one customer was and did in a period: a row that every retention figure is counted from.
public struct CustomerPeriod: Hashable, Sendable {
  /// The account's number in the panel.
  public var account: Int
  /// At the end of the day before the period.
  public var opening: Standing = .none
  /// At the end of the period's last day, or of the last day that is known.
  public var closing: Standing = .none
  /// The first day ever at whose end the customer paid, up to the closing.
  public var firstPaidDay: Day?
  /// How many times in the period the customer went from some service to none, having paid before.
  public var churnEvents = 0
  /// Paid at the opening and at the end of every day of the period.
  public var survived = false
  /// First paid in the period.
  public var isNew = false
  /// Came and left within one calendar month, and not again in the period.
  public var isSameMonth = false
  /// Paid at the opening for a subscription whose term renews in the period.
  public var isDue = false
  /// The day by which the customer belongs to slices: the opening if paying then, else the first
  /// day in the period with payment; nil where there is none.
  public var sliceDay: Int32?

  /// Paying at the end of the day before the period; free or paused is not paying.
  public var isPayingAtOpening: Bool { opening == .paying }
  /// Paying at the end of the period's last day, or of the last day that is known.
  public var isPayingAtClosing: Bool { closing == .paying }
  /// Pays at the closing, neither at the opening nor new: came back, or resumed.
  public var isReactivated: Bool { isPayingAtClosing && !isPayingAtOpening && !isNew }

  /// Whether the row says anything: all others are the same customer who was never there.
  public var isRelevant: Bool {
    opening != .none || closing != .none || churnEvents > 0 || isNew || sliceDay != nil
  }
}

/// The days of a period that can be seen: from its first to its last, or to the horizon.
struct Window: Hashable {
  let firstDay: Int32
  /// The closing: never after the horizon.
  let lastDay: Int32

  /// Nil where the period begins after the horizon, so that nothing is known of it.
  init?(_ period: Period, horizon: Day) {
    guard period.from <= horizon else { return nil }
    firstDay = period.from.number
    lastDay = min(period.to.number, horizon.number)
  }

  var openingDay: Int32 { firstDay - 1 }
}

/// A customer's standings in order: each holds from its day on, neighbours differ.
struct Standings {
  private(set) var days: [Int32] = []
  private(set) var values: [Standing] = []

  var count: Int { days.count }

  /// Makes them from the steps of the customer's subscriptions, up to a day.
  ///
  /// A customer is the best that one of the subscriptions is. The arrays are reused.
  mutating func fill(from items: [[Step]], through lastDay: Int32) {
    days.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    if items.count == 1 {
      for step in items[0] where step.day <= lastDay { append(step.day, step.standing) }
      return
    }
    var next = [Int](repeating: 0, count: items.count)
    var present = [Standing](repeating: .none, count: items.count)
    while true {
      var day = Int32.max
      for item in items.indices where next[item] < items[item].count {
        day = min(day, items[item][next[item]].day)
      }
      guard day <= lastDay, day != .max else { return }
      for item in items.indices {
        while next[item] < items[item].count, items[item][next[item]].day == day {
          present[item] = items[item][next[item]].standing
          next[item] += 1
        }
      }
      append(day, present.max() ?? .none)
    }
  }

  private mutating func append(_ day: Int32, _ standing: Standing) {
    guard standing != values.last ?? .none else { return }
    days.append(day)
    values.append(standing)
  }

  /// What held at the end of a day.
  func value(on day: Int32) -> Standing {
    var found = Standing.none
    for index in days.indices where days[index] <= day { found = values[index] }
    return found
  }
}

extension CustomerPeriod {
  /// Reads a customer's period off the standings.
  init(
    account: Int, items: [[Step]], standings: Standings, window: Window, renewal: Renewal
  ) {
    self.account = account
    opening = standings.value(on: window.openingDay)
    closing = standings.value(on: window.lastDay)
    survived = opening == .paying
    var before = Standing.none
    var firstPaid: Int32?
    var firstChurn: Int32?
    sliceDay = opening == .paying ? window.openingDay : nil
    for index in 0..<standings.count {
      let day = standings.days[index]
      let now = standings.values[index]
      if now == .paying, firstPaid == nil { firstPaid = day }
      if day >= window.firstDay {
        if now != .paying { survived = false }
        if now == .paying, sliceDay == nil { sliceDay = day }
        if now == .none, before != .none, let firstPaid, firstPaid < day {
          churnEvents += 1
          if firstChurn == nil { firstChurn = day }
        }
      }
      before = now
    }
    firstPaidDay = firstPaid.map(Day.init(number:))
    isNew = firstPaid.map { $0 >= window.firstDay } ?? false
    if isNew, churnEvents == 1, let firstPaidDay, let firstChurn {
      isSameMonth = firstPaidDay.month == Day(number: firstChurn).month
    }
    isDue =
      opening == .paying
      && items.contains { steps in
        guard let step = steps.last(where: { $0.day <= window.openingDay }),
          step.standing == .paying
        else { return false }
        return renewal.isDue(
          unit: step.intervalUnit, count: step.intervalCount, anchorDay: step.anchorDay)
      }
  }
}
