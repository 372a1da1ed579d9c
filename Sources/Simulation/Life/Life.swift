/// What truly happened to a customer, and what is about to.
struct Life {
  /// Leaving: the end of a subscription that was paid for.
  struct Departure {
    let subscription: Int
    /// The first day without service.
    let day: CivilDay
    /// When the customer made up their mind, or a payment failed for good.
    let decided: CivilDay
    let cause: StateRow.Cause
  }

  /// What is charged for one interval.
  struct Bill {
    let subscription: Int
    let issued: CivilDay
    /// In hundredths.
    let amount: Int
    /// Days that the customer has to pay.
    let termDays: Int
    /// The day a payment that had failed came after all; nil where it came as it should.
    var recovered: CivilDay?
    var isLost = false
  }

  /// A stretch of days on which the product was used, up to but without its end.
  struct Stay {
    let from: CivilDay
    let to: CivilDay
    let plan: Plan
    let seats: Int
  }

  /// In the order in which they begin to hold; none begins after today.
  var rows: [StateRow] = []
  var bills: [Bill] = []
  /// The last may come after today: whoever is about to leave behaves like it.
  var departures: [Departure] = []
  /// The first day after the trial, if there was one.
  var trialEnds: CivilDay?
  /// The day from which they first paid.
  var firstPaid: CivilDay?

  /// When the product was in use, up to and with `today`.
  func stays(today: CivilDay) -> [Stay] {
    rows.indices.compactMap { place in
      let row = rows[place]
      guard row.status != .paused, row.status != .ended else { return nil }
      let next = rows[(place + 1)...].first { $0.subscription == row.subscription }
      let to = min(next?.start ?? today + 1, row.cancelAt ?? today + 1)
      guard row.start < to else { return nil }
      return Stay(from: row.start, to: to, plan: row.terms.plan, seats: row.terms.seats)
    }
  }
}
