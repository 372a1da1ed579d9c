/// What the people of a customer did in the product, as events in the order of their days.
struct Usage {
  /// Something somebody did.
  struct Event {
    let name: String
    let day: CivilDay
    /// Of the day, in UTC.
    let second: Int
    /// Which of the customer's people did it, from 1.
    let user: Int
    /// What is told of it: a name with a text or a number.
    let property: Property?
    /// 128 bits that name the event.
    let id: (UInt64, UInt64)
  }

  enum Property {
    case text(String, String)
    case number(String, Int)
  }

  /// Sessions of a working day, by plan.
  private static let sessions = [0.16, 0.3, 0.55, 0.9]
  private static let features = [
    "Report Created", "Dashboard Viewed", "Export Downloaded", "Comment Added",
  ]
  private static let featureShares = [0.2, 0.45, 0.15, 0.2]

  private let customer: Customer
  private let signals: Signals
  private let stays: [Life.Stay]
  private var chance: Chance

  init(_ stays: [Life.Stay], _ signals: Signals, of customer: Customer, in company: Company) {
    self.customer = customer
    self.signals = signals
    self.stays = stays
    chance = Chance(seed: company.seed, account: customer.number, subject: .usage)
  }

  /// Hands over every event.
  mutating func eachEvent(_ take: (Event) -> Void) {
    let activated = customer.created + chance.whole(1...10)
    let called = customer.created + chance.whole(2...6)
    for stay in stays {
      for number in stay.from.number..<stay.to.number {
        let day = CivilDay(number: number)
        if day == activated, customer.isActivated {
          take(event("Integration Connected", day, chance.whole(28_800...64_800), user: 1))
        }
        if day == called, customer.isGuided {
          take(event("Onboarding Call Held", day, chance.whole(28_800...64_800), user: 1))
        }
        // As often whatever the customer is about to do: it says nothing.
        if chance.happens(0.012) {
          let look = chance.one(of: ["dark", "light", "contrast"])
          let second = chance.whole(28_800...64_800)
          take(event("Theme Changed", day, second, user: 1, .text("theme", look)))
        }
        live(day, stay, take)
      }
    }
  }

  /// The sessions of a day.
  private mutating func live(_ day: CivilDay, _ stay: Life.Stay, _ take: (Event) -> Void) {
    let week = day.weekday < 5 ? 1 : 0.12
    let summer = day.civil.month == 8 ? 0.8 : 1
    let expected =
      Self.sessions[stay.plan.rawValue] * customer.engagement * week * summer
      * signals.usageShare(on: day)
    let whole = Int(expected)
    let count = whole + (chance.happens(expected - Double(whole)) ? 1 : 0)
    for _ in 0..<count {
      let user = chance.whole(1...min(stay.seats, 12))
      let start = chance.whole(21_600...70_000)
      let seconds = chance.small(60...5400)
      take(event("Signed In", day, start, user: user))
      for _ in 0..<chance.small(0...4) {
        let name = Self.features[chance.place(among: Self.featureShares)]
        take(event(name, day, start + chance.whole(1...seconds), user: user))
      }
      take(event("Session Ended", day, start + seconds, user: user, .number("seconds", seconds)))
    }
  }

  private mutating func event(
    _ name: String, _ day: CivilDay, _ second: Int, user: Int, _ property: Property? = nil
  ) -> Event {
    Event(
      name: name, day: day, second: second, user: user, property: property,
      id: (chance.next(), chance.next()))
  }
}
