/// What one subscription's change of a day is made of.
struct Part {
  /// Which of the customer's subscriptions, by its place among them.
  var item: Int
  var cause: PartCause
  var micros: Int128
  /// The subscription's standing before the day and at its end.
  var before: Standing
  var after: Standing
  /// Whether the end is laid on a payment.
  var isInvoluntary: Bool
  /// The place of the slice that it belongs to where subscriptions are booked by themselves: where
  /// what remains after a move between slices is.
  var place: Int32
  /// The amounts that it leads from and to, before they were valued.
  var from: (micros: Int64, currency: UInt16) = (0, 0)
  var to: (micros: Int64, currency: UInt16) = (0, 0)

  /// What a step adds to what held before it, on its day or on an earlier one.
  init(
    item: Int, from was: Standing, to now: Standing, _ cause: StepCause, micros: Int128,
    before: Standing, place: Int32
  ) {
    self.item = item
    let isHold = was == .paused || now == .paused
    self.cause = was.isServed && now.isServed ? PartCause(cause) : isHold ? .hold : .crossSell
    self.micros = micros
    self.before = before
    after = now
    isInvoluntary = cause == .endedUnpaid || cause == .graceEnded
    self.place = place
  }

  var paysThroughout: Bool { before == .paying && after == .paying }
}

/// What happened to a customer on one day, valued at the day's rate.
struct CustomerDay {
  var account = 0
  var day: Int32 = 0
  var before = Standing.none
  var after = Standing.none
  /// Whether the customer ever paid before this day.
  var hadPaid = false
  /// The first day of the gap that ends now, if one does.
  var stoppedDay: Int32 = 0
  /// Whether the customer pays in another currency than the book's, before or after.
  var paysElsewhere = false
  /// The subscriptions that brought anything in the book before; only where nothing is netted.
  var payersBefore: Set<Int> = []
  var parts: [Part] = []
  /// What subscriptions that pay throughout took along from slice to slice.
  var moves: [(from: Int32, to: Int32, micros: Int128)] = []
  /// What exchange rates did, by place.
  var fx: [(place: Int32, micros: Int128)] = []
  /// What changed besides, by place: what slices gained and lost.
  var deltas: [(place: Int32, micros: Int128)] = []

  /// Whether more of what was lost is laid on a payment than not, where that is known otherwise
  /// than from the parts.
  var isLostInvoluntarily: Bool?

  /// The change in all, exchange rates aside.
  var change: Int128 { deltas.reduce(0) { $0 + $1.micros } }

  mutating func begin(_ account: Int, _ day: Int32) {
    self.account = account
    self.day = day
    // Most are empty mostly, and to empty an array costs something even then.
    if !parts.isEmpty { parts.removeAll(keepingCapacity: true) }
    if !fx.isEmpty { fx.removeAll(keepingCapacity: true) }
    if !deltas.isEmpty { deltas.removeAll(keepingCapacity: true) }
    if !moves.isEmpty { moves.removeAll(keepingCapacity: true) }
    paysElsewhere = false
    if !payersBefore.isEmpty { payersBefore.removeAll(keepingCapacity: true) }
  }

  mutating func addDelta(_ place: Int32, _ micros: Int128) { Self.add(place, micros, to: &deltas) }

  mutating func addFX(_ place: Int32, _ micros: Int128) { Self.add(place, micros, to: &fx) }

  private static func add(
    _ place: Int32, _ micros: Int128, to sums: inout [(place: Int32, micros: Int128)]
  ) {
    guard micros != 0 else { return }
    for index in sums.indices where sums[index].place == place {
      sums[index].micros += micros
      return
    }
    sums.append((place, micros))
  }
}
