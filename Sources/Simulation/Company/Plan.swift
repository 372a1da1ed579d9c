/// What the company sells.
enum Plan: Int, CaseIterable {
  case starter
  case team
  case business
  case enterprise

  var name: String { ["Starter", "Team", "Business", "Enterprise"][rawValue] }

  /// Seats that a new customer of the plan takes.
  var firstSeats: ClosedRange<Int> { [1...4, 4...18, 12...60, 50...220][rawValue] }

  /// Seats above which a customer needs the next plan.
  var mostSeats: Int { [6, 40, 250, 4000][rawValue] }

  /// Share of new customers who try first.
  var trialShare: Double { [0.88, 0.76, 0.45, 0.1][rawValue] }

  /// Share of customers who pay by the year.
  var annualShare: Double { [0.15, 0.3, 0.55, 0.9][rawValue] }

  /// A seat's price in hundredths, by the month or by the year, on the old list or the new one.
  func unitPrice(in currency: Currency, annual: Bool, isNew: Bool) -> Int {
    let euros = isNew ? [21, 26, 35, 46] : [19, 24, 33, 43]
    let dollars = isNew ? [23, 29, 39, 51] : [21, 27, 37, 48]
    let monthly = (currency == .eur ? euros : dollars)[rawValue] * 100
    // Ten months buy twelve.
    return annual ? monthly * 10 : monthly
  }

  var above: Plan? { Plan(rawValue: rawValue + 1) }
  var below: Plan? { Plan(rawValue: rawValue - 1) }
}

/// What customers are billed in.
enum Currency: String {
  case eur = "EUR"
  case usd = "USD"
}
