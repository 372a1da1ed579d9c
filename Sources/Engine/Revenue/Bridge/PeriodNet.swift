/// A customer's period as if it had been one day.
struct PeriodNet {
  /// The subscriptions at the opening.
  private var items: [WalkedItem] = []
  private var standing = Standing.none
  private var hadPaid = false
  private var stoppedDay: Int32 = 0
  private var firstPaidDay: Int32?
  private var parts: [Part] = []

  init() {}

  /// Begins with what the customer is.
  init(_ walk: AccountWalk) {
    items = walk.items
    standing = walk.standing
    hadPaid = walk.hadPaid
    stoppedDay = walk.stoppedDay
  }

  /// Whether the customer brought anything at the opening.
  var hasMoney: Bool { items.contains { $0.valued > 0 } }

  mutating func add(_ day: CustomerDay) {
    if day.after == .paying, firstPaidDay == nil { firstPaidDay = day.day }
    parts += day.parts
  }

  /// The whole period, valued at the rate of its last day.
  ///
  /// - Precondition: the walk stands at that day.
  func day(_ walk: AccountWalk, _ plan: BridgePlan) -> CustomerDay {
    let month = plan.month(walk.record.day)
    func value(_ amount: (micros: Int64, currency: UInt16)) -> Int128 {
      plan.valuation.value(amount.micros, amount.currency, in: month)
    }
    var day = CustomerDay()
    day.begin(walk.record.account, firstPaidDay ?? walk.record.day)
    day.before = standing
    day.after = walk.standing
    day.hadPaid = hadPaid
    day.stoppedDay = stoppedDay
    day.parts = parts.map { part in
      var part = part
      part.micros = value(part.to) - value(part.from)
      return part
    }
    var lost: Int128 = 0
    for (before, after) in zip(items, walk.items) {
      let revalued = value((before.micros, before.currency))
      day.addFX(before.place, revalued - before.valued)
      day.addDelta(before.place, -revalued)
      day.addDelta(after.place, after.valued)
      lost += after.endedInvoluntarily ? revalued : -revalued
    }
    day.deltas.removeAll { $0.micros == 0 }
    day.isLostInvoluntarily = lost > 0
    return day
  }
}
