/// Who signed up: what the books say of them, and what they do not.
struct Customer {
  enum Size: Int {
    case micro
    case small
    case medium
    case large

    var name: String { ["micro", "small", "medium", "large"][rawValue] }
  }

  let number: Int
  let created: CivilDay
  let name: CompanyName
  let country: String
  let currency: Currency
  let industry: String
  let channel: String
  let size: Size
  let isGuided: Bool
  /// The number of the customer who referred this one.
  let referrer: Int?
  let timezoneGroup: String
  let logoStyle: String
  let firstPlan: Plan

  /// Hidden: how well the product fits, a place in ``Effects/fitMultiplier``.
  let fit: Int
  /// Hidden: whether they connected what makes the product useful in their first days.
  let isActivated: Bool
  /// Hidden: how much they use it beside others of their plan.
  let engagement: Double

  init(_ number: Int, of company: Company) {
    var chance = Chance(seed: company.seed, account: number, subject: .profile)
    self.number = number
    created = company.signUpDay(of: number)
    name = CompanyName(drawnBy: &chance)
    let country = chance.place(among: Self.countryShares)
    self.country = Self.countries[country]
    currency = ["US", "CA"].contains(self.country) ? .usd : .eur
    industry = chance.one(of: Self.industries)
    size = Size(rawValue: chance.place(among: [0.46, 0.31, 0.17, 0.06])) ?? .micro
    isGuided = chance.happens(Effects.guidedShare[size.rawValue])
    let plan = chance.place(among: Self.planShares[size.rawValue])
    firstPlan = Plan(rawValue: plan) ?? .starter
    timezoneGroup = chance.one(of: ["A", "B", "C", "D"])
    logoStyle = chance.one(of: ["wordmark", "emblem", "monogram"])
    fit = chance.place(among: Effects.fitShare)
    let activated = isGuided ? Effects.activatedShareGuided : Effects.activatedShareSelfServe
    isActivated = chance.happens(activated)
    engagement = 0.6 + 0.9 * chance.share()
    let wanted = chance.place(among: Self.channelShares)
    let isReferral = Self.channels[wanted] == "referral"
    referrer = isReferral ? Self.referrer(of: number, created, company, &chance) : nil
    // Nobody was there yet who could have referred them.
    channel = isReferral && referrer == nil ? "search" : Self.channels[wanted]
  }

  var id: String { Self.id(number) }

  static func id(_ number: Int) -> String { "cus_" + digits(number) }

  /// A customer's number in at least six digits.
  static func digits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
  }

  /// By how much everything about this customer multiplies the hazard of leaving by choice.
  var multiplier: Double {
    Effects.sizeMultiplier[size.rawValue] * Effects.fitMultiplier[fit]
      * (isGuided ? Effects.guidedMultiplier : 1)
      * (referrer == nil ? 1 : Effects.referredMultiplier)
      * (channel == "ads" ? Effects.adsMultiplier : 1)
      * (channel == "partner" ? Effects.partnerMultiplier : 1)
  }

  /// Someone with a lower number, who is therefore there however many are simulated, and who
  /// signed up a month before.
  private static func referrer(
    of number: Int, _ created: CivilDay, _ company: Company, _ chance: inout Chance
  ) -> Int? {
    guard number > 1 else { return nil }
    for _ in 0..<6 {
      let other = chance.whole(1...number - 1)
      if company.signUpDay(of: other) + 30 <= created { return other }
    }
    return nil
  }

  private static let countries = ["DE", "FR", "NL", "RO", "ES", "SE", "PL", "IT", "US", "CA"]
  private static let countryShares = [0.2, 0.13, 0.1, 0.1, 0.09, 0.06, 0.06, 0.06, 0.16, 0.04]
  private static let industries = [
    "Software", "Retail", "Health", "Education", "Logistics", "Finance", "Media", "Hospitality",
  ]
  private static let channels = ["search", "ads", "referral", "partner", "event", "outbound"]
  private static let channelShares = [0.3, 0.22, 0.2, 0.12, 0.08, 0.08]
  private static let planShares = [
    [0.78, 0.21, 0.01, 0], [0.3, 0.6, 0.1, 0], [0.04, 0.5, 0.42, 0.04], [0, 0.14, 0.58, 0.28],
  ]
}
