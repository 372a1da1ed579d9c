import Facts

/// Turns what happened to a customer into movements, netted as the question asks.
struct Booking {
  private let plan: BridgePlan
  /// What the customer brings, by place; the total stands by itself.
  private var held: [(place: Int32, micros: Int64)] = []
  private var total: Int64 = 0
  private var whole: PeriodNet?

  init(_ plan: BridgePlan) { self.plan = plan }

  private var isSliced: Bool { plan.question.slicing != nil }

  /// Begins a customer at the opening.
  mutating func open(_ walk: AccountWalk, _ sink: inout some MovementSink) {
    held.removeAll(keepingCapacity: true)
    total = 0
    whole = nil
    for item in walk.items {
      total += item.valued
      if isSliced { hold(item.place, item.valued) }
    }
    let account = walk.record.account
    if total > 0 { sink.open(account, place: 0, micros: total) }
    for slice in held where slice.micros > 0 {
      sink.open(account, place: Int(slice.place), micros: slice.micros)
    }
  }

  /// Books a day.
  mutating func take(_ day: CustomerDay, _ sink: inout some MovementSink) {
    let period = plan.period(day.day)
    if plan.question.netting == .period {
      if let whole, whole.period != period { flush(whole, &sink) }
      var net = whole?.period == period ? whole : nil
      if net == nil { net = PeriodNet(period, day, total: total, held: held) }
      net?.add(day)
      whole = net
    } else {
      for entry in day.fx { book(day, period, .fx, entry.place, entry.micros, &sink) }
      if plan.question.netting == .day {
        let kind = day.kind(plan.question.reactivationDays)
        net(day.account, day.day, period, day.deltas, kind, &sink)
      } else {
        eachByItself(day, period, &sink)
      }
    }
    update(day, period, &sink)
  }

  /// Ends a customer.
  mutating func close(_ sink: inout some MovementSink) {
    if let whole { flush(whole, &sink) }
  }

  private func book(
    _ day: CustomerDay, _ period: Int, _ kind: MovementKind, _ place: Int32, _ micros: Int64,
    _ sink: inout some MovementSink
  ) {
    guard micros != 0 else { return }
    sink.add(
      account: day.account, day: day.day, period: period, kind: kind, place: 0, micros: micros)
    guard isSliced else { return }
    sink.add(
      account: day.account, day: day.day, period: period, kind: kind, place: Int(place),
      micros: micros)
  }

  /// Books one movement of a customer; what moved between slices is set off first.
  private func net(
    _ account: Int, _ day: Int32, _ period: Int, _ deltas: [(place: Int32, micros: Int64)],
    _ kind: MovementKind, _ sink: inout some MovementSink
  ) {
    func add(_ kind: MovementKind, _ place: Int32, _ micros: Int64) {
      guard micros != 0 else { return }
      sink.add(
        account: account, day: day, period: period, kind: kind, place: Int(place), micros: micros)
    }
    let change = deltas.reduce(0) { $0 + $1.micros }
    add(kind, 0, change)
    guard isSliced else { return }
    if deltas.count == 1 { return add(kind, deltas[0].place, change) }
    let ordered = deltas.sorted { $0.place < $1.place }
    let gained = ordered.reduce(0) { $0 + max(0, $1.micros) }
    // What is left to move, first on the side that is larger.
    var left = min(gained, gained - change)
    for (place, micros) in ordered {
      let isLarger = change >= 0 ? micros > 0 : micros < 0
      let moved = isLarger ? min(left, abs(micros)) : abs(micros)
      if isLarger { left -= moved }
      let signed = micros > 0 ? moved : -moved
      add(micros > 0 ? .movedIn : .movedOut, place, signed)
      add(kind, place, micros - signed)
    }
  }

  /// Books every part by itself: losses first, the larger first.
  private func eachByItself(
    _ day: CustomerDay, _ period: Int, _ sink: inout some MovementSink
  ) {
    let changes = day.changes
    var payers = day.payersBefore + (day.paysElsewhere ? 1 : 0)
    for change in changes.sorted(by: Part.isBookedBefore) {
      let kind = day.kind(of: change, payers: &payers, plan.question.reactivationDays)
      var place = change.placeAfter
      if change.after != .paying { place = change.placeBefore }
      book(day, period, kind, place, change.micros, &sink)
    }
    guard isSliced else { return }
    for move in day.moves {
      for (kind, place, micros) in [
        (MovementKind.movedOut, move.from, -move.micros), (.movedIn, move.to, move.micros),
      ] {
        sink.add(
          account: day.account, day: day.day, period: period, kind: kind, place: Int(place),
          micros: micros)
      }
    }
  }

  private mutating func flush(_ net: PeriodNet, _ sink: inout some MovementSink) {
    guard net.openingTotal > 0 || total > 0 else { return }
    let day = plan.question.periods[net.period].from.number
    for entry in net.days.fx { book(net.days, net.period, .fx, entry.place, entry.micros, &sink) }
    self.net(
      net.days.account, day, net.period, net.days.deltas,
      net.days.kind(plan.question.reactivationDays), &sink)
  }

  private mutating func hold(_ place: Int32, _ micros: Int64) {
    for index in held.indices where held[index].place == place {
      held[index].micros += micros
      return
    }
    held.append((place, micros))
  }

  /// Keeps what the customer brings, and counts who begins or ceases to bring anything.
  private mutating func update(
    _ day: CustomerDay, _ period: Int, _ sink: inout some MovementSink
  ) {
    let before = total
    for entry in day.fx { total += entry.micros }
    for entry in day.deltas { total += entry.micros }
    let change = (total > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
    if change != 0 { sink.count(account: day.account, period: period, place: 0, change: change) }
    guard isSliced else { return }
    for entries in [day.fx, day.deltas] {
      for (place, micros) in entries {
        let was = held.first { $0.place == place }?.micros ?? 0
        hold(place, micros)
        let change = (was + micros > 0 ? 1 : 0) - (was > 0 ? 1 : 0)
        if change != 0 {
          sink.count(account: day.account, period: period, place: Int(place), change: change)
        }
      }
    }
  }
}

/// What happened to a customer in a period, as if it had been one day.
private struct PeriodNet {
  let period: Int
  let openingTotal: Int64
  var days: CustomerDay

  init(
    _ period: Int, _ day: CustomerDay, total: Int64, held: [(place: Int32, micros: Int64)]
  ) {
    self.period = period
    openingTotal = total
    days = CustomerDay()
    days.account = day.account
    days.day = day.day
    days.before = day.before
    days.hadPaid = day.hadPaid
    days.stoppedDay = day.stoppedDay
  }

  mutating func add(_ day: CustomerDay) {
    // The gap ends with the first day of paying.
    if days.before != .paying, days.after != .paying, day.after == .paying, days.parts.isEmpty {
      days.day = day.day
    }
    days.after = day.after
    days.parts += day.parts
    for entry in day.fx { days.addFX(entry.place, entry.micros) }
    for entry in day.deltas { days.addDelta(entry.place, entry.micros) }
  }
}

/// The bridge of a chunk.
extension BridgePlan {
  func walk(_ chunk: Int, into sink: inout some MovementSink) {
    panel.chunks[chunk].withView { view in
      var walk = AccountWalk(self)
      var booking = Booking(self)
      for local in 0..<view.accountCount {
        let account = chunk * Chunk.capacity + local
        guard walk.open(account, local: local, in: view) else { continue }
        booking.open(walk, &sink)
        while walk.next() { booking.take(walk.record, &sink) }
        booking.close(&sink)
      }
    }
  }
}
