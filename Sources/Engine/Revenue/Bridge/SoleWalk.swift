/// The walk through customers of one subscription, which most are, when netted by day.
///
/// Says what ``AccountWalk`` and ``Booking`` say of them, straight off the columns: without a
/// second subscription a day's change is that of one step, and its movement stands in a table.
struct SoleWalk {
  private let plan: BridgePlan
  private let kinds: UnsafePointer<MovementKind>
  private let periodOfDay: UnsafePointer<UInt16>
  private let openingDay: Int32
  private let lastDay: Int32
  private let base: UInt16
  private let hasForeignMoney: Bool
  private let isSliced: Bool
  /// After more days without paying than this who comes back is new.
  private let reactivationDays: Int32

  fileprivate init(
    _ plan: BridgePlan, kinds: UnsafePointer<MovementKind>, periodOfDay: UnsafePointer<UInt16>
  ) {
    self.plan = plan
    self.kinds = kinds
    self.periodOfDay = periodOfDay
    openingDay = plan.openingDay
    lastDay = plan.lastDay
    base = plan.question.book.currency.packed
    hasForeignMoney = plan.hasForeignMoney
    isSliced = plan.question.slicing != nil
    reactivationDays = plan.question.reactivationDays ?? .max
  }

  /// What the subscription is at the end of the last day that was looked at.
  private struct State {
    var standing = Standing.none.rawValue
    var value: Int64 = 0
    var place = 0
    var hadPaid = false
    /// The first day without payment of the gap that lasts.
    var stoppedDay: Int32 = 0

    @inline(__always)
    mutating func settle(_ now: UInt8, _ day: Int32) {
      let paying = Standing.paying.rawValue
      if standing == paying, now != paying { stoppedDay = day }
      if now == paying { hadPaid = true }
      standing = now
    }
  }

  /// Walks through a customer from the opening to the last day.
  ///
  /// - Returns: false, and nothing was booked, for one who is not of this kind.
  @inline(__always)
  func walk(
    _ account: Int, local: Int, in view: ChunkView, _ record: inout CustomerDay,
    _ sink: inout some MovementSink
  ) -> Bool {
    let items = view.items(of: local)
    guard items.count == 1 else { return false }
    let (columns, range) = view.steps(of: items.lowerBound)
    if hasForeignMoney, hasForeign(columns, range) { return false }
    var index = range.lowerBound
    var state = State()
    while index < range.upperBound, columns.days[index] <= openingDay {
      let last = last(of: index, columns, range.upperBound)
      state.settle(columns.standings[last], columns.days[last])
      index = last &+ 1
    }
    if index > range.lowerBound {
      state.value = value(columns, index &- 1)
      if isSliced { state.place = place(columns, index &- 1) }
      if state.value > 0 {
        sink.open(account, place: 0, micros: state.value)
        if isSliced { sink.open(account, place: state.place, micros: state.value) }
      }
    }
    while index < range.upperBound, columns.days[index] <= lastDay {
      let last = last(of: index, columns, range.upperBound)
      take(account, columns, index...last, &state, &record, &sink)
      index = last &+ 1
    }
    return true
  }

  private func hasForeign(_ columns: ColumnPointers, _ range: Range<Int>) -> Bool {
    for index in range where columns.currencies[index] != base { return true }
    return false
  }

  /// The last step of a day: the one that holds at its end.
  @inline(__always)
  private func last(of index: Int, _ columns: ColumnPointers, _ end: Int) -> Int {
    var last = index
    while last &+ 1 < end, columns.days[last &+ 1] == columns.days[index] { last &+= 1 }
    return last
  }

  @inline(__always)
  private func value(_ columns: ColumnPointers, _ index: Int) -> Int64 {
    columns.currencies[index] == base ? columns.monthlyMicros[index] : 0
  }

  @inline(__always)
  private func place(_ columns: ColumnPointers, _ index: Int) -> Int {
    Int(
      plan.place(
        plan: columns.plans[index], currency: columns.currencies[index],
        unit: columns.intervalUnits[index], count: columns.intervalCounts[index], attribute: 0))
  }

  /// Books the steps of one day.
  @inline(__always)
  private func take(
    _ account: Int, _ columns: ColumnPointers, _ steps: ClosedRange<Int>, _ state: inout State,
    _ record: inout CustomerDay, _ sink: inout some MovementSink
  ) {
    let last = steps.upperBound
    let day = columns.days[last]
    let now = columns.standings[last]
    let value = value(columns, last)
    let place = isSliced ? place(columns, last) : 0
    let change = value &- state.value
    if change != 0 || (place != state.place && value != 0) {
      var kind: MovementKind
      if steps.lowerBound == last {
        let key = Self.key(
          state.standing, now, hadPaid: state.hadPaid, isGain: change >= 0,
          cause: columns.causes[last])
        kind = kinds[key]
        if kind == .reactivation, day &- state.stoppedDay > reactivationDays { kind = .new }
      } else {
        kind = self.kind(columns, steps, state, &record)
      }
      let period = Int(periodOfDay[Int(day &- openingDay)])
      book(account, day, period, kind, state, value, place, &sink)
    }
    state.settle(now, day)
    state.value = value
    state.place = place
  }

  /// The movement of a day of several steps.
  @inline(never)
  private func kind(
    _ columns: ColumnPointers, _ steps: ClosedRange<Int>, _ state: State,
    _ record: inout CustomerDay
  ) -> MovementKind {
    record.begin(0, columns.days[steps.upperBound])
    let before = Standing(rawValue: state.standing) ?? .none
    var was = before
    var running = state.value
    for index in steps {
      let now = Standing(rawValue: columns.standings[index]) ?? .none
      let cause = StepCause(rawValue: columns.causes[index]) ?? .other
      let value = value(columns, index)
      if value != running {
        record.parts.append(
          Part(
            item: 0, from: was, to: now, cause, micros: value - running, before: before, place: 0))
      }
      was = now
      running = value
    }
    record.before = before
    record.after = was
    record.hadPaid = state.hadPaid
    record.stoppedDay = state.stoppedDay
    record.addDelta(0, running - state.value)
    return record.kind(plan.question.reactivationDays)
  }

  /// Books a day's movement in all and, where there are slices, in the one or two it is in.
  @inline(__always)
  private func book(
    _ account: Int, _ day: Int32, _ period: Int, _ kind: MovementKind, _ before: State,
    _ value: Int64, _ place: Int, _ sink: inout some MovementSink
  ) {
    @inline(__always)
    func add(_ kind: MovementKind, _ place: Int, _ micros: Int64) {
      sink.add(
        account: account, day: day, period: period, kind: kind, place: place, micros: micros)
    }
    let change = value &- before.value
    let customers = (value > 0 ? 1 : 0) &- (before.value > 0 ? 1 : 0)
    if change != 0 { add(kind, 0, change) }
    if customers != 0 { sink.count(account: account, period: period, place: 0, change: customers) }
    guard isSliced else { return }
    if place == before.place || before.value == 0 || value == 0 {
      let own = value == 0 ? before.place : place
      if change != 0 { add(kind, own, change) }
      if customers != 0 {
        sink.count(account: account, period: period, place: own, change: customers)
      }
      return
    }
    let moved = min(before.value, value)
    add(.movedOut, before.place, -moved)
    add(.movedIn, place, moved)
    if change != 0 { add(kind, change > 0 ? place : before.place, change) }
    sink.count(account: account, period: period, place: before.place, change: -1)
    sink.count(account: account, period: period, place: place, change: 1)
  }
}

extension SoleWalk {
  /// Where the movement of a day of one step stands in the table.
  @inline(__always)
  fileprivate static func key(
    _ before: UInt8, _ after: UInt8, hadPaid: Bool, isGain: Bool, cause: UInt8
  ) -> Int {
    Int(before & 3) | Int(after & 3) << 2 | (hadPaid ? 16 : 0) | (isGain ? 32 : 0)
      | Int(cause & 15) << 6
  }

  /// The movements of all days of one step: as of a customer day with one part, who comes back
  /// after however many days being no new customer.
  fileprivate static let kinds: [MovementKind] = {
    var kinds = [MovementKind](repeating: .new, count: 1 << 10)
    for cause in UInt8(0)..<16 {
      for before in UInt8(0)...3 {
        for after in UInt8(0)...3 {
          for (hadPaid, isGain) in [(false, false), (false, true), (true, false), (true, true)] {
            var day = CustomerDay()
            day.before = Standing(rawValue: before) ?? .none
            day.after = Standing(rawValue: after) ?? .none
            day.hadPaid = hadPaid
            let micros: Int64 = isGain ? 1 : -1
            day.parts = [
              Part(
                item: 0, from: day.before, to: day.after, StepCause(rawValue: cause) ?? .other,
                micros: micros, before: day.before, place: 0)
            ]
            day.addDelta(0, micros)
            kinds[key(before, after, hadPaid: hadPaid, isGain: isGain, cause: cause)] =
              day.kind(nil)
          }
        }
      }
    }
    return kinds
  }()
}

extension BridgePlan {
  /// Calls the body with the walk through customers of one subscription; with nil for a question
  /// that it does not answer.
  func withSoleWalk(_ body: (SoleWalk?) -> Void) {
    guard question.netting == .day, attribute == nil else { return body(nil) }
    SoleWalk.kinds.withUnsafeBufferPointer { kinds in
      periodOfDay.withUnsafeBufferPointer { periods in
        guard let kinds = kinds.baseAddress, let periods = periods.baseAddress else {
          return body(nil)
        }
        body(SoleWalk(self, kinds: kinds, periodOfDay: periods))
      }
    }
  }
}
