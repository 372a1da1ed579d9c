import Facts

/// Turns what happened to a customer into movements, netted as the question asks.
struct Booking {
  private let plan: BridgePlan
  /// What the customer brings, by place; the total stands by itself.
  private var held: [(place: Int32, micros: Int128)] = []
  private var total: Int128 = 0
  private var whole = PeriodNet()

  init(_ plan: BridgePlan) { self.plan = plan }

  private var isSliced: Bool { plan.question.slicing != nil }

  /// Begins a customer at the opening.
  mutating func open(_ walk: AccountWalk, _ sink: inout some MovementSink) {
    held.removeAll(keepingCapacity: true)
    total = 0
    whole = PeriodNet(walk)
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
  mutating func take(_ walk: AccountWalk, _ sink: inout some MovementSink) {
    let day = walk.record
    let period = plan.period(day.day)
    switch plan.question.netting {
    case .day:
      for entry in day.fx { book(day, period, .fx, entry.place, entry.micros, &sink) }
      let kind = day.kind(plan.question.reactivationDays)
      net(day.account, day.day, period, day.deltas, kind, &sink)
    case .none:
      for entry in day.fx { book(day, period, .fx, entry.place, entry.micros, &sink) }
      eachByItself(day, period, &sink)
    case .period: whole.add(day)
    }
    update(day, period, &sink)
    if plan.question.netting == .period, plan.periodEnd(after: day.day - 1) == day.day {
      let net = whole.day(walk, plan)
      if whole.hasMoney || total > 0 {
        for entry in net.fx { book(net, period, .fx, entry.place, entry.micros, &sink) }
        let kind = net.kind(plan.question.reactivationDays)
        self.net(net.account, day.day, period, net.deltas, kind, &sink)
      }
      whole = PeriodNet(walk)
    }
  }

  private func book(
    _ day: CustomerDay, _ period: Int, _ kind: MovementKind, _ place: Int32, _ micros: Int128,
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
    _ account: Int, _ day: Int32, _ period: Int, _ deltas: [(place: Int32, micros: Int128)],
    _ kind: MovementKind, _ sink: inout some MovementSink
  ) {
    func add(_ kind: MovementKind, _ place: Int32, _ micros: Int128) {
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
    var payers = day.payersBefore
    for change in changes.sorted(by: Part.isBookedBefore) {
      let kind = day.kind(of: change, payers: &payers, plan.question.reactivationDays)
      book(day, period, kind, change.place, change.micros, &sink)
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

  private mutating func hold(_ place: Int32, _ micros: Int128) {
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

/// The bridge of some chunks.
extension BridgePlan {
  /// Walks through every customer.
  func walk(_ chunks: some Sequence<Int>, into sink: inout some MovementSink) {
    var walk = AccountWalk(self)
    var booking = Booking(self)
    for chunk in chunks {
      panel.chunks[chunk].withView { view in
        for local in 0..<view.accountCount {
          self.walk(chunk, local, in: view, &walk, &booking, &sink)
        }
      }
    }
  }

  /// Walks through the customers of whom there may be movements.
  ///
  /// - Parameter unchanged: is told the others, by number in their chunk, where there are any.
  @inline(__always)
  func walkChanges<Sink: MovementSink>(
    _ chunks: some Sequence<Int>, into sink: inout Sink,
    unchanged: (_ sink: inout Sink, _ local: Int, _ view: ChunkView) -> Void = { _, _, _ in }
  ) {
    guard !hasForeignMoney, !hasAttribute else { return walk(chunks, into: &sink) }
    var walk = AccountWalk(self)
    var booking = Booking(self)
    for chunk in chunks {
      panel.chunks[chunk].withView { view in
        for local in 0..<view.accountCount {
          if view.changes(local, from: openingDay, through: lastDay) {
            self.walk(chunk, local, in: view, &walk, &booking, &sink)
          } else {
            unchanged(&sink, local, view)
          }
        }
      }
    }
  }

  private func walk(
    _ chunk: Int, _ local: Int, in view: ChunkView, _ walk: inout AccountWalk,
    _ booking: inout Booking, _ sink: inout some MovementSink
  ) {
    guard walk.open(chunk * Chunk.capacity + local, local: local, in: view) else { return }
    booking.open(walk, &sink)
    while walk.next() { booking.take(walk, &sink) }
  }

  /// Adds every customer up: those of one subscription in runs, the others one by one.
  func count(_ chunks: ChunkTurns, into sums: inout BridgeSums) {
    guard var sole = SoleCount(self) else { return walk(chunks, into: &sums) }
    defer { sole.deallocate() }
    var walk = AccountWalk(self)
    var booking = Booking(self)
    for chunk in chunks { count(chunk, &sole, &walk, &booking, &sums) }
    sole.take(into: sums)
  }

  private func count(
    _ chunk: Int, _ sole: inout SoleCount, _ walk: inout AccountWalk, _ booking: inout Booking,
    _ sums: inout BridgeSums
  ) {
    let base = question.book.currency.packed
    // Apart: a call on what is changed here would copy it first.
    let slices = sole.slicesOfStep
    let largest = panel.chunks[chunk].largestMicros
    let isMixed = panel.chunks[chunk].holdsOther(than: base)
    panel.chunks[chunk].withView { view in
      func count(_ accounts: Range<Int>, _ columns: ColumnPointers, _ steps: Range<Int>) {
        if hasAttribute {
          for local in accounts {
            let own = view.steps(of: view.items(of: local).lowerBound).range
            let code = attribute.code(of: chunk * Chunk.capacity + local, on: lastDay)
            let place = place(Int64(code))
            for step in own { slices[step &- steps.lowerBound] = place }
          }
        }
        if sole.count(columns, steps, largest: largest, isMixed: isMixed, into: sums) { return }
        for local in accounts { self.walk(chunk, local, in: view, &walk, &booking, &sums) }
      }
      let mayMove = hasAttribute || (isMixed && question.book.isConverted)
      view.forEach(
        soleRun: { accounts, columns, steps in
          var first = (account: accounts.lowerBound, step: steps.lowerBound)
          for local in mayMove ? accounts : 0..<0 {
            let own = view.steps(of: view.items(of: local).lowerBound).range
            guard moves(chunk * Chunk.capacity + local, columns, own) else { continue }
            count(first.account..<local, columns, first.step..<own.lowerBound)
            self.walk(chunk, local, in: view, &walk, &booking, &sums)
            first = (local + 1, own.upperBound)
          }
          count(first.account..<accounts.upperBound, columns, first.step..<steps.upperBound)
        },
        other: { local in self.walk(chunk, local, in: view, &walk, &booking, &sums) })
    }
  }

  /// Whether anything but its steps can move a customer of one subscription: the rate of a currency
  /// that it is in, or an attribute that is not always the same.
  private func moves(_ account: Int, _ columns: ColumnPointers, _ steps: Range<Int>) -> Bool {
    let base = question.book.currency.packed
    if question.book.isConverted, steps.contains(where: { columns.currencies[$0] != base }) {
      return true
    }
    guard hasAttribute, let first = steps.first else { return false }
    return !attribute.isConstant(of: account, from: columns.days[first], through: lastDay)
  }
}
