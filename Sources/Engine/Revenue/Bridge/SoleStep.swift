/// A step of a customer of one subscription whose mark does not say all: what it comes to is found
/// by going through the subscription from its beginning.
struct SoleStep {
  private let plan: BridgePlan

  init(_ plan: BridgePlan) { self.plan = plan }

  /// What the subscription is at the end of a day.
  private struct State {
    var standing = Standing.none
    var value: Int64 = 0
    var place = 0
    var hadPaid = false
    /// The first day without payment of the gap that lasts.
    var stoppedDay: Int32 = 0
  }

  /// Books the change of the day that ends with a step; nothing for an earlier step of a day.
  ///
  /// - Parameter own: the place of the customer's slice, where slices are of customers.
  @inline(never)
  func book(
    _ columns: ColumnPointers, _ index: Int, end: Int, ofCustomer own: Int32, into sums: BridgeSums
  ) {
    let day = columns.days[index]
    guard day <= plan.lastDay, lastOfDay(index, columns, end) == index else { return }
    var first = index
    while !columns.codes[first].isFirst { first -= 1 }
    let period = day <= plan.openingDay ? -1 : plan.period(day)
    let place = place(columns, index, own)
    var before = State()
    // Whether the customer was new in this period before, at all and in this slice.
    var wasNew = false
    var wasNewHere = false
    while true {
      let last = lastOfDay(first, columns, end)
      if last == index { break }
      let isThen = columns.days[last] > plan.openingDay && plan.period(columns.days[last]) == period
      if isThen, value(columns, last) != before.value, kind(columns, first...last, before) == .new {
        wasNew = true
        if self.place(columns, last, own) == place { wasNewHere = true }
      }
      settle(&before, columns, last, own)
      first = last + 1
    }
    var after = before
    settle(&after, columns, index, own)
    guard period >= 0 else { return open(from: before, to: after, sums) }
    let kind = kind(columns, first...index, before)
    book(period, kind, from: before, to: after, sums)
    guard kind == .new, after.value != before.value else { return }
    if !wasNew { sums.count(period, 0, new: 1) }
    if !wasNewHere, after.place != 0 { sums.count(period, after.place, new: 1) }
  }

  private func lastOfDay(_ index: Int, _ columns: ColumnPointers, _ end: Int) -> Int {
    var last = index
    while last + 1 < end, !columns.codes[last + 1].isFirst,
      columns.days[last + 1] == columns.days[index]
    { last += 1 }
    return last
  }

  private func value(_ columns: ColumnPointers, _ index: Int) -> Int64 {
    plan.valuation.isOwn(columns.currencies[index]) ? columns.monthlyMicros[index] : 0
  }

  private func place(_ columns: ColumnPointers, _ index: Int, _ own: Int32) -> Int {
    if plan.hasAttribute { return Int(own) }
    return Int(
      plan.place(
        plan: columns.plans[index], currency: columns.currencies[index],
        unit: columns.intervalUnits[index], count: columns.intervalCounts[index], attribute: 0))
  }

  private func settle(
    _ state: inout State, _ columns: ColumnPointers, _ last: Int, _ own: Int32
  ) {
    let now = Standing(rawValue: columns.standings[last]) ?? .none
    if state.standing == .paying, now != .paying { state.stoppedDay = columns.days[last] }
    if now == .paying { state.hadPaid = true }
    state.standing = now
    state.value = value(columns, last)
    state.place = place(columns, last, own)
  }

  /// The movement of a day.
  private func kind(
    _ columns: ColumnPointers, _ steps: ClosedRange<Int>, _ before: State
  ) -> MovementKind {
    if steps.count == 1 {
      let after = Standing(rawValue: columns.standings[steps.lowerBound]) ?? .none
      let kind = MovementKind.sole(
        from: before.standing, to: after, hadPaid: before.hadPaid,
        isGain: value(columns, steps.lowerBound) >= before.value,
        StepCause(rawValue: columns.causes[steps.lowerBound]) ?? .other)
      let gap = columns.days[steps.lowerBound] &- before.stoppedDay
      return kind == .reactivation && gap > plan.question.reactivationDays ?? .max ? .new : kind
    }
    var record = CustomerDay()
    record.begin(0, columns.days[steps.upperBound])
    var was = before.standing
    var running = before.value
    for index in steps {
      let now = Standing(rawValue: columns.standings[index]) ?? .none
      let cause = StepCause(rawValue: columns.causes[index]) ?? .other
      let value = value(columns, index)
      if value != running {
        record.parts.append(
          Part(
            item: 0, from: was, to: now, cause, micros: Int128(value - running),
            before: before.standing,
            place: 0))
      }
      was = now
      running = value
    }
    record.before = before.standing
    record.after = was
    record.hadPaid = before.hadPaid
    record.stoppedDay = before.stoppedDay
    record.addDelta(0, Int128(running - before.value))
    return record.kind(plan.question.reactivationDays)
  }

  private func open(from before: State, to after: State, _ sums: BridgeSums) {
    for (state, sign) in [(before, -1), (after, 1)] where state.value > 0 {
      for place in state.place == 0 ? [0] : [0, state.place] {
        sums.open(place, micros: Int128(sign) * Int128(state.value), customers: sign)
      }
    }
  }

  /// Books a movement in all and, where there are slices, in the one or two it is in.
  private func book(
    _ period: Int, _ kind: MovementKind, from before: State, to after: State, _ sums: BridgeSums
  ) {
    let change = Int128(after.value) - Int128(before.value)
    sums.add(period, 0, kind, micros: change)
    let (paid, pays) = (before.value > 0 ? 1 : 0, after.value > 0 ? 1 : 0)
    sums.count(period, 0, customers: pays - paid)
    if before.place != 0 { sums.count(period, before.place, customers: -paid) }
    if after.place != 0 { sums.count(period, after.place, customers: pays) }
    guard plan.question.slicing != nil else { return }
    if before.place != after.place, paid + pays == 2 {
      let moved = Int128(min(before.value, after.value))
      sums.add(period, before.place, .movedOut, micros: -moved)
      sums.add(period, after.place, .movedIn, micros: moved)
    }
    guard change != 0 else { return }
    let isLeft = pays == 0 || (paid == 1 && change < 0)
    sums.add(period, isLeft ? before.place : after.place, kind, micros: change)
  }
}
