extension LifeWalk {
  /// How a month of a subscription comes out.
  enum Outcome {
    /// It goes on after so many months.
    case goesOn(months: Int)
    /// It ends; the last part is when that was decided.
    case ends(CivilDay, decided: CivilDay, StateRow.Cause)
  }

  /// Lives the month that is `month` months after the anchor.
  mutating func livePeriod(_ month: Int, _ anchor: CivilDay) -> Outcome {
    let opens = anchor.months(later: month)
    let closes = anchor.months(later: month + 1)
    let renews = !terms.isAnnual || month % 12 == 0
    // On the first day of it something was said already where it began, or was resumed.
    let isFree = opens > lastSaid
    let isDearer = renews && isFree && adoptsPrice(on: opens)
    let failure = Effects.paymentFailure[terms.plan.rawValue]
    if renews, isFree, month > 0, chance.happens(failure) {
      return payLate(on: opens)
    }
    if !terms.isAnnual, isFree, chance.happens(pauseShare(in: opens)) {
      return pause(month, anchor)
    }
    if isDearer { say(.price, .active, opens) }
    if renews { charge(on: opens) }
    let isDue = !terms.isAnnual || (month + 1) % 12 == 0
    if isDue, chance.happens(leavingShare(month, closes)) {
      return leave(opens, closes)
    }
    change(in: opens)
    return .goesOn(months: 1)
  }

  /// Whether new prices reach this customer now: two months after they reached new ones.
  private mutating func adoptsPrice(on day: CivilDay) -> Bool {
    let price = terms.plan.unitPrice(
      in: customer.currency, annual: terms.isAnnual, isNew: day >= company.newPrices + 60)
    guard price > terms.unitPrice else { return false }
    terms.unitPrice = price
    return true
  }

  private mutating func payLate(on day: CivilDay) -> Outcome {
    let isLost = chance.happens(Effects.failureIsLost)
    say(.late, .pastDue, day, cause: isLost ? .involuntary : nil)
    guard isLost else {
      let paid = day + chance.whole(3...20)
      say(.paid, .active, paid)
      charge(on: day, recovered: paid)
      return .goesOn(months: 1)
    }
    charge(on: day, isLost: true)
    let end = day + 28
    say(.end, .ended, end, cause: .involuntary)
    return .ends(end, decided: day, .involuntary)
  }

  private func pauseShare(in day: CivilDay) -> Double {
    [7, 8, 12].contains(day.civil.month) ? Effects.pause * 2.5 : Effects.pause
  }

  private mutating func pause(_ month: Int, _ anchor: CivilDay) -> Outcome {
    let months = chance.whole(1...3)
    let opens = anchor.months(later: month)
    let back = anchor.months(later: month + months)
    say(.pause, .paused, opens)
    guard chance.happens(Effects.pauseEnds) else {
      say(.resume, .active, back)
      return .goesOn(months: months)
    }
    say(.end, .ended, back, cause: .voluntary)
    return .ends(back, decided: opens, .voluntary)
  }

  /// How likely the customer is to leave by choice at the end of a month, or of a year of months.
  private func leavingShare(_ month: Int, _ closes: CivilDay) -> Double {
    let age = month < 3 ? Effects.firstMonthsMultiplier : 1
    let later = month >= 12 ? Effects.laterYearsMultiplier : 1
    let monthly = min(
      0.5,
      Effects.planHazard[terms.plan.rawValue] * customer.multiplier * age * later
        * Effects.leavingSeason[closes.civil.month - 1])
    guard terms.isAnnual else { return monthly }
    var stays = 1.0
    for _ in 0..<12 { stays *= 1 - monthly }
    return 1 - stays
  }

  private mutating func leave(_ opens: CivilDay, _ closes: CivilDay) -> Outcome {
    let decided = opens + chance.whole(2...24)
    if chance.happens(Effects.noticeShare) {
      say(.notice, .active, decided, cancelAt: closes, cause: .voluntary)
    } else {
      say(.end, .ended, closes, cause: .voluntary)
    }
    return .ends(closes, decided: decided, .voluntary)
  }

  /// Seats more or fewer, another plan, or nothing: some day within the month.
  private mutating func change(in opens: CivilDay) {
    let share = chance.share()
    let day = opens + chance.whole(2...25)
    let wants = Effects.upgrade + Effects.downgrade
    if share < wants {
      let isUp = share < Effects.upgrade
      if let plan = isUp ? terms.plan.above : terms.plan.below { move(to: plan, on: day) }
    } else if share < wants + Effects.seatChange {
      let isGrowth = chance.happens(Effects.seatChangeIsGrowth)
      let part = max(1, terms.seats * chance.whole(isGrowth ? 5...24 : 4...16) / 100)
      let seats = terms.seats + (isGrowth ? part : -part)
      if let above = terms.plan.above, seats > terms.plan.mostSeats {
        terms.seats = seats
        move(to: above, on: day)
      } else if seats >= 1 {
        terms.seats = seats
        say(.seats, .active, day)
      }
    }
  }

  private mutating func move(to plan: Plan, on day: CivilDay) {
    // Who moves to a larger plan does not take all the seats it is made for at once.
    let fewest = plan.rawValue > terms.plan.rawValue ? plan.firstSeats.lowerBound / 2 : 1
    terms.seats = min(max(terms.seats, fewest), plan.mostSeats)
    terms.plan = plan
    terms.unitPrice = plan.unitPrice(
      in: customer.currency, annual: terms.isAnnual, isNew: day >= company.newPrices)
    say(.plan, .active, day)
  }
}
