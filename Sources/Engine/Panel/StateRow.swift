import Facts

/// A subscription state, reduced to what steps are made of.
struct StateRow {
  let account: Int32
  /// The checksum of the subscription's id: only states of one account are compared by it.
  let subscription: Int64
  let order: Order
  let status: SubscriptionState.Status
  let plan: Int32
  let terms: Terms
  let discountsEnd: Int32?
  let startDay: Int32
  let trialEndDay: Int32?
  let endDay: Int32?
  let endCause: SubscriptionState.EndCause?

  func comesBefore(_ other: StateRow, sources: [Identifier]) -> Bool {
    if account != other.account { return account < other.account }
    if subscription != other.subscription { return subscription < other.subscription }
    return order.comesBefore(other.order, sources: sources)
  }

  /// The day from which this state's own terms are counted: the end of its trial, if it has one.
  var ownAnchorDay: Int32 {
    status == .trialing ? max(startDay, trialEndDay ?? startDay) : startDay
  }

  /// The days on which what the state says may change by itself, its own first day first.
  func daysOfChange(_ rules: PanelRules) -> [Int32] {
    var days = [startDay]
    if status == .trialing, let trialEndDay { days.append(max(trialEndDay, startDay)) }
    if status == .pastDue, let grace = rules.graceDays { days.append(startDay &+ grace) }
    for day in [endDay, discountsEnd] {
      if let day, day > startDay { days.append(day) }
    }
    return days.sorted()
  }

  /// What the subscription is at the end of a day on which the state holds, prices aside.
  ///
  /// - Returns: paying for whatever is served; the cause is that of going to none.
  func standing(
    on day: Int32, _ rules: PanelRules, agreedBy: Int32?
  ) -> (Standing, StepCause) {
    let ended: StepCause = endCause == .involuntary ? .endedUnpaid : .ended
    if let endDay, day >= endDay { return (.none, ended) }
    switch status {
    // What is said of an end is no cause of what comes before it.
    case .pending: return (.none, .ended)
    case .ended: return (.none, ended)
    case .active: return (.paying, .other)
    case .paused:
      switch rules.pauses {
      case .separate: return (.paused, .other)
      case .churn: return (.none, .ended)
      case .active: return (.paying, .other)
      }
    case .trialing:
      if rules.includesTrials { return (.paying, .other) }
      guard let trialEndDay, day >= trialEndDay, isSeen(max(trialEndDay, startDay), agreedBy)
      else { return (.none, .trialBegan) }
      return (.paying, .trialEnded)
    case .pastDue:
      guard let grace = rules.graceDays else { return (.paying, .other) }
      let graceEnd = startDay &+ grace
      guard day >= graceEnd, isSeen(graceEnd, agreedBy) else { return (.paying, .other) }
      return (.none, endCause == .voluntary ? .graceEndedVoluntary : .graceEnded)
    }
  }

  private func isSeen(_ day: Int32, _ agreedBy: Int32?) -> Bool {
    guard let agreedBy else { return true }
    return day <= agreedBy
  }

  /// What is taken off on a day, by the rules; the terms as they then count.
  func terms(on day: Int32, _ rules: AmountRules) -> Terms {
    let isOver = discountsEnd.map { day >= $0 } ?? false
    let counts =
      switch rules.discounts {
      case .all: !isOver
      case .forever: discountsEnd == nil
      case .none: false
      }
    return counts ? terms : terms.undiscounted
  }
}
