import Engine
import Facts

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// From 0 to 1, the 1 left out.
  mutating func share() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  mutating func below(_ count: Int32) -> Int32 { Int32(share() * Double(count)) }
}

/// Made-up accounts over 39 months: growing, some changing price or plan, a quarter gone at the
/// end, some of those who left back again.
struct Accounts {
  static let firstMonth = Month(year: 2022, month: 10)
  static let monthCount = 39
  static let firstDay = firstMonth.firstDay.number
  /// The day after the last one.
  static let endDay = firstMonth.advanced(by: monthCount)?.firstDay.number ?? firstDay
  static let plans = ["", "plan1", "plan2", "plan3"]
  static let currency = Currency("EUR")?.packed ?? 0

  private var chance: Chance
  /// The share of accounts with two subscriptions.
  private let secondShare: Double

  init(seed: UInt64, secondShare: Double) {
    chance = Chance(seed: seed)
    self.secondShare = secondShare
  }

  /// The steps of the next account, an array a subscription.
  mutating func next() -> [[Step]] {
    let first = subscription()
    return chance.share() < secondShare ? [first, subscription()] : [first]
  }

  private mutating func subscription() -> [Step] {
    let length = Self.endDay - Self.firstDay
    var day = Self.firstDay + Int32(Double(length) * chance.share().squareRoot())
    let draw = chance.share()
    var plan: Int32 = draw < 0.6 ? 1 : draw < 0.9 ? 2 : 3
    var cents = Int64([0, 1900, 9900, 49900][Int(plan)]) * Int64(50 + chance.below(150)) / 100
    var leaving = Int32.max
    if chance.share() < 0.42 { leaving = day + 1 + Int32(chance.share() * chance.share() * 1000) }
    var steps = [Self.step(day, plan, cents, .other)]
    while true {
      day += 1 + Int32(chance.share() * chance.share() * 900)
      if day >= leaving {
        guard leaving < Self.endDay else { break }
        let cause: StepCause = chance.share() < 0.3 ? .endedUnpaid : .ended
        steps.append(Self.step(leaving, plan, 0, cause))
        day = leaving + 5 + chance.below(200)
        leaving = .max
        guard chance.share() < 0.15, day < Self.endDay else { break }
        steps.append(Self.step(day, plan, cents, .other))
        continue
      }
      guard day < Self.endDay else { break }
      let isOtherPlan = chance.share() < 0.15
      if isOtherPlan { plan = plan % 3 + 1 }
      cents = max(500, cents * Int64(70 + chance.below(80)) / 100)
      steps.append(Self.step(day, plan, cents, isOtherPlan ? .plan : .price))
    }
    return steps
  }

  /// A step of so many hundredths a month; with none it pays nothing.
  static func step(_ day: Int32, _ plan: Int32, _ cents: Int64, _ cause: StepCause) -> Step {
    Step(
      day: day, standing: cents > 0 ? .paying : .none, cause: cause,
      monthlyMicros: cents * 10_000, yearlyMicros: cents * 120_000, quantity: cents > 0 ? 1 : 0,
      currency: currency, plan: plan, intervalUnit: 2, intervalCount: 1, anchorDay: day)
  }
}
