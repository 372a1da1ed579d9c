/// A made-up subscription business: what decides every byte that is written about it.
public struct Company: Sendable {
  /// The same seed makes the same company.
  public var seed: UInt64
  /// How many accounts ever signed up.
  public var accounts: Int
  /// The last day that anything is told of.
  public var today: CivilDay
  /// How many exports of its books there are: one of today, the others of the month ends before.
  public var exports: Int
  /// Whether what people did in the product is written too.
  public var hasUsage: Bool

  /// Takes what decides everything; there is at least one export.
  public init(
    seed: UInt64, accounts: Int, today: CivilDay, exports: Int = 7, hasUsage: Bool = true
  ) {
    precondition(accounts >= 0 && exports >= 1)
    self.seed = seed
    self.accounts = accounts
    self.today = today
    self.exports = exports
    self.hasUsage = hasUsage
  }

  /// The first day on which anyone could sign up: three years before today.
  var launch: CivilDay { today.months(later: -36) }

  /// From when those who sign up pay the new prices.
  var newPrices: CivilDay { today.firstOfMonth.months(later: -14) }

  /// The days the books were exported, in order.
  public var exportDays: [CivilDay] {
    let first = today.firstOfMonth
    return (0..<exports).map { place in
      let back = exports - 2 - place
      return back < 0 ? today : first.months(later: -back) - 1
    }
  }

  /// The day an account signed up: more as the years go by, by season, seldom at weekends.
  func signUpDay(of account: Int) -> CivilDay {
    var chance = Chance(seed: seed, account: account, subject: .signUp)
    let days = today - launch
    while true {
      let place = chance.whole(0...days)
      let day = launch + place
      let growth = (1 + Effects.growth * Double(place) / Double(days)) / (1 + Effects.growth)
      let season = Effects.signUpSeason[day.civil.month - 1] / Effects.highestSignUpSeason
      let week = day.weekday < 5 ? 1 : Effects.weekendShare
      if chance.happens(growth * season * week) { return day }
    }
  }
}
