/// What shows before somebody leaves, and what only looks like it.
struct Signals {
  /// Usage that goes down from a day on.
  struct Fade {
    let from: CivilDay
    /// When it has gone down.
    let to: CivilDay
    /// When it is up again; nil where it stays down.
    let recovers: CivilDay?
  }

  /// What came before one departure.
  struct Warning {
    let departure: Life.Departure
    let fade: Fade?
    let hasTickets: Bool
    let paysLate: Bool
    let isDetractor: Bool
  }

  /// One a departure.
  let warnings: [Warning]
  /// Usage that fell and came back, of someone who did not leave about then.
  let falseAlarm: Fade?

  init(of customer: Customer, _ life: Life, in company: Company) {
    var chance = Chance(seed: company.seed, account: customer.number, subject: .signals)
    var warnings: [Warning] = []
    for departure in life.departures {
      let isChoice = departure.cause == .voluntary
      let share = isChoice ? Effects.fadeBeforeVoluntary : Effects.fadeBeforeInvoluntary
      let start = life.rows.first { $0.subscription == departure.subscription }?.start
      let from = max(departure.decided - Effects.fadeDays, start ?? departure.decided)
      let fade = Fade(from: from, to: departure.decided, recovers: nil)
      // Each is drawn whatever the others came out as, and counted only where it applies.
      let fades = chance.happens(share)
      let tickets = chance.happens(Effects.ticketsBeforeVoluntary)
      let late = chance.happens(Effects.latePaymentBeforeVoluntary)
      let detractor = chance.happens(Effects.detractorBeforeVoluntary)
      warnings.append(
        Warning(
          departure: departure, fade: fades ? fade : nil, hasTickets: isChoice && tickets,
          paysLate: isChoice && late, isDetractor: isChoice && detractor))
    }
    self.warnings = warnings
    let from = customer.created + chance.whole(45...1050)
    let alarm = Fade(from: from, to: from + 30, recovers: from + 65)
    let isNear = life.departures.contains { abs($0.decided - from) < 200 }
    let isOver = life.stays(today: company.today).last.map { from + 65 >= $0.to } ?? true
    falseAlarm = chance.happens(Effects.fadeOfStayers) && !isNear && !isOver ? alarm : nil
  }

  /// The share of their usual usage that is left on a day.
  func usageShare(on day: CivilDay) -> Double {
    var share = falseAlarm.map { $0.share(on: day) } ?? 1
    for warning in warnings {
      // Who comes back uses it as before.
      guard let fade = warning.fade, day < warning.departure.day else { continue }
      share = min(share, fade.share(on: day))
    }
    return share
  }

  /// The departure that a day's signs announce, for the kind of sign that is asked for.
  func announces(_ day: CivilDay, withinDays days: Int, _ sign: (Warning) -> Bool) -> Bool {
    warnings.contains {
      sign($0) && day <= $0.departure.decided && day > $0.departure.decided - days
    }
  }
}

extension Signals.Fade {
  func share(on day: CivilDay) -> Double {
    if day < from { return 1 }
    if let recovers, day >= recovers { return 1 }
    if day >= to { return Effects.fadedShare }
    let gone = Double(day - from) / Double(to - from)
    return 1 - gone * (1 - Effects.fadedShare)
  }
}
