/// A row of `accounts.csv`.
enum AccountLine {
  static let header = [
    "customer_id", "name", "email", "created_at", "country", "industry", "channel", "size",
    "onboarding", "referred_by", "timezone_group", "logo_style",
  ]

  /// Of this share the industry was not known at first.
  private static let unknownShare = 0.04

  /// The line in the books of a day.
  static func bytes(_ customer: Customer, on day: CivilDay, seed: UInt64) -> [UInt8] {
    var chance = Chance(seed: seed, account: customer.number, subject: .attributes)
    let known = customer.created + chance.whole(20...300)
    let isLate = chance.happens(unknownShare)
    var line = CSVLine()
    line.cell(customer.id)
    line.cell(customer.name.text)
    line.cell("billing@\(customer.name.slug)-\(customer.number).example")
    line.cell(customer.created)
    line.cell(customer.country)
    line.cell(isLate && day < known ? "" : customer.industry)
    line.cell(customer.channel)
    line.cell(customer.size.name)
    line.cell(customer.isGuided ? "guided" : "self-serve")
    line.cell(customer.referrer.map(Customer.id) ?? "")
    line.cell(customer.timezoneGroup)
    line.cell(customer.logoStyle)
    line.end()
    return line.bytes
  }
}
