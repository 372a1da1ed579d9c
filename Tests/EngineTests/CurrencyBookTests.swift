import Chance
import Engine
import Facts
import Testing

@Suite("Books of money")
struct CurrencyBookTests {
  private static let eur = Currency("EUR")!

  private static func rates(_ days: [(String, [String: Int64])]) -> ExchangeRates {
    ExchangeRates(
      days.map { day, quotes in
        var sheet: [Currency: Int64] = [:]
        for (code, micros) in quotes { sheet[Currency(code)!] = micros }
        return (Day(day)!, RateSheet(base: eur, quotes: sheet))
      })
  }

  @Test("T-119 Two in EUR and one in USD are two books, never one sum")
  func apart() {
    var company = Company()
    company.say("a", from: "2025-01-01", amount: 10, currency: "EUR")
    company.say("b", from: "2025-01-01", amount: 20, currency: "EUR")
    company.say("c", from: "2025-01-01", amount: 40, currency: "USD")
    let panel = company.panel
    let books = panel.books(PanelRules(), ExchangeRates())
    #expect(books.map(\.currency.code) == ["EUR", "USD"])
    let june = Period("2025-06")
    #expect(
      books.map { company.bridge(june, in: $0).cells[0][0].closing } == [30_000_000, 40_000_000])
  }

  @Test("Who paid too little to be anything in the book's money is no second customer")
  func tooLittle() {
    let book = Book.converted(Self.eur, Self.rates([("2024-12-30", ["JPY": 3_000_000_000_000])]))
    var company = Company()
    company.say("c", from: "2025-01-01", subscription: "a", amount: 1, currency: "JPY")
    company.say(
      "c", from: "2025-06-10", subscription: "a", amount: 60_000_000, currency: "JPY", version: 1)
    company.say("c", from: "2025-06-10", subscription: "b", amount: 5, currency: "EUR")
    let cell = company.bridge(Period("2025-06"), netting: .none, in: book).cells[0][0]
    #expect(cell.opening == 0)
    #expect(cell.lines == ["expansion.price": 20, "expansion.cross_sell": 5])
  }

  @Test("T-119 Another rate in another month moves today's amounts by fx alone")
  func fx() {
    var company = Company()
    company.say("c", from: "2025-01-01", amount: 100, currency: "USD")
    let book = Book.converted(
      Self.eur,
      Self.rates([
        ("2025-04-30", ["USD": 1_000_000]), ("2025-05-30", ["USD": 1_100_000]),
        ("2025-06-02", ["USD": 5_000_000]),
      ]))
    let cell = company.bridge(Period("2025-06"), in: book).cells[0][0]
    #expect(cell.opening == 100_000_000)
    #expect(cell[.fx] == -9_090_909)
    #expect(cell.closing == 90_909_091)
    #expect(MovementKind.allCases.allSatisfy { $0 == .fx || cell[$0] == 0 })
    let retained = retainedRevenue(
      of: company.panel, in: Period("2025-06"), horizon: Day("2099-12-31")!, book: book)
    #expect(retained.flatMap { RevenueFigure.nrr.value(of: $0.total).value } == 1)
  }

  @Test("Amounts that no number of 64 bits holds in a small currency are exact")
  func smallCurrency() {
    var company = Company()
    company.say("a", from: "2025-01-01", subscription: "1", amount: 100_000_000_000)
    company.say("a", from: "2025-06-10", subscription: "2", amount: 100_000_000_001)
    company.say("b", from: "2025-01-01", amount: 100_000_000_000, endsAt: "2025-06-20")
    let book = Book.converted(
      Currency("VND")!, Self.rates([("2025-01-01", ["USD": 1_000_000, "VND": 30_000_000_000])]))
    let amount: Int128 = 3_000_000_000_000_000 * 1_000_000
    let june = Period("2025-06")
    let cell = company.bridge(june, in: book).cells[0][0]
    #expect(cell.opening == 2 * amount)
    #expect(cell[.expansionCrossSell] == amount + 30_000 * 1_000_000)
    #expect(cell[.churnVoluntary] == -amount)
    let rows = customerMoney(
      of: company.panel, in: june, horizon: Day("2099-12-31")!, book: book)
    #expect(rows?.map(\.opening) == [amount, amount])
    #expect(rows?.map(\.closing) == [2 * amount + 30_000 * 1_000_000, 0])
    #expect(
      agreedRevenue(of: company.panel, valuedOn: june.to, book: book).map(\.micros)
        == [2 * amount + 30_000 * 1_000_000])
  }

  @Test("A hundred subscriptions of one customer are added up exactly, period after period")
  func manySubscriptions() {
    var company = Company()
    for number in 0..<100 {
      company.say(
        "a", from: "2025-01-01", subscription: "\(number)", amount: 100_000_000_000)
    }
    let sums = retainedSums(
      of: company.panel, over: [Period("2025-05"), Period("2025-06")],
      horizon: Day("2099-12-31")!, book: .native(Currency("USD")!))
    #expect(sums.map { $0?.opening } == [10_000_000_000_000_000_000, 10_000_000_000_000_000_000])
    #expect(sums.map { $0?.smaller } == sums.map { $0?.retained })
    #expect(sums.map { $0?.retained } == sums.map { $0?.opening })
  }

  @Test("Whatever rates a file claims, an amount is at most 10^22 units and sums go on")
  func absurdRates() {
    var company = Company()
    for customer in 0..<20_000 {
      company.say("\(customer)", from: "2025-01-01", amount: 100_000_000_000)
    }
    let book = Book.converted(
      Currency("VND")!, Self.rates([("2025-01-01", ["USD": 1, "VND": Money.largestMicros])]))
    let june = Period("2025-06")
    let largest: Int128 = 10_000_000_000_000_000_000_000 * 1_000_000
    #expect(company.bridge(june, in: book).cells[0][0].closing == 20_000 * largest)
    let tally = retainedRevenue(
      of: company.panel, in: june, horizon: Day("2099-12-31")!, book: book)?.total
    #expect(tally?.closing == 20_000 * largest)
    #expect(tally?.yearly == 20_000 * largest)
  }

  @Test("Without a rate there is no book but what is missing, and since when")
  func missing() {
    var company = Company()
    company.say("c", from: "2025-03-10", amount: 100, currency: "USD")
    company.say("d", from: "2025-01-10", amount: 100, currency: "EUR")
    let book = Book.converted(Self.eur, Self.rates([("2025-05-30", ["USD": 1_100_000])]))
    func missing(_ from: String, _ to: String) -> [String] {
      company.panel.missingRates(for: book, from: Day(from)!, through: Day(to)!).map {
        "\($0.currency) \($0.month)"
      }
    }
    #expect(missing("2025-01-31", "2025-03-31") == ["USD 2025-03"])
    #expect(missing("2025-01-31", "2025-02-28") == [])
    #expect(missing("2025-06-01", "2025-06-30") == [])
  }

  @Test("Who moves from EUR to USD has neither left nor come")
  func moves() {
    var company = Company()
    company.say("a", from: "2025-01-01", plan: "Pro", amount: 10, currency: "EUR")
    company.say("a", from: "2025-06-10", plan: "Pro", amount: 11, currency: "USD")
    let june = Period("2025-06")
    let lines = ["EUR", "USD"].map {
      company.bridge(june, in: .native(Currency($0)!)).cells[0][0].lines
    }
    #expect(lines == [["contraction.price": -10], ["expansion.price": 11]])
  }

  @Test("Parts that are shown add up to the whole that is shown")
  func largestRemainders() {
    // J5: a third of 100.00 three times; J7: shares that would be 99.9.
    let thirds = largestRemainder(
      [33_333_333, 33_333_333, 33_333_334], unit: 10_000, total: 100_000_000)
    #expect(thirds == [33_330_000, 33_330_000, 33_340_000])
    #expect(
      largestRemainder([-15_000, 5_000, 5_000], unit: 10_000, total: 0) == [-10_000, 10_000, 0])
    #expect(largestRemainder([], unit: 10_000, total: 0) == [])
    var random = SplitMix64(seed: 3)
    for _ in 0..<10_000 {
      let amounts = (0..<5).map { _ in Int128(Int64.random(in: -99_999...99_999, using: &random)) }
      let sum = amounts.reduce(0, +)
      let rest = ((sum % 1000) + 1000) % 1000
      let total = sum - rest + (rest >= 500 ? 1000 : 0)
      let rounded = largestRemainder(amounts, unit: 1000, total: total)
      #expect(rounded.reduce(0, +) == total)
      #expect(zip(rounded, amounts).allSatisfy { abs($0 - $1) < 1000 })
    }
  }
}

@Suite("Amounts by settings")
struct AmountRulesTests {
  private func rules(_ settings: [String: String]) -> PanelRules {
    PanelRules(zone: .utc, settings: settings)
  }

  private func state(
    _ amount: Int64, _ interval: BillingInterval, discountEndsAt: String? = nil
  ) -> SubscriptionState {
    SubscriptionState(
      subscription: "s", status: .active,
      unitAmount: Money(micros: amount * 1_000_000, Currency("USD")!), interval: interval,
      discountPercent10000: discountEndsAt == nil ? nil : 500_000,
      discountEndsAt: discountEndsAt.flatMap { Moment($0) })
  }

  @Test(
    "T-112 Ten a week in the ways the field computes it",
    arguments: [
      ("52/12", 43_333_333), ("4.33", 43_300_000), ("4.348", 43_480_000), ("4", 40_000_000),
    ])
  func week(_ setting: String, _ expected: Int64) {
    let rules = rules(["mrr_week": setting])
    #expect(monthlyMicros(of: state(10, BillingInterval(.week)), rules.amounts) == expected)
  }

  @Test(
    "T-113 One a day in the ways the field computes it",
    arguments: [("365/12", 30_416_667), ("30.4375", 30_437_500), ("30", 30_000_000)])
  func day(_ setting: String, _ expected: Int64) {
    let rules = rules(["mrr_day": setting])
    #expect(monthlyMicros(of: state(1, BillingInterval(.day)), rules.amounts) == expected)
  }

  @Test("T-110 ARR comes from the price, not from twelve rounded months")
  func yearly() {
    let yearly = state(100, BillingInterval(.year))
    let cents = rules(["mrr_rounding": "minor"])
    #expect(monthlyMicros(of: yearly) == 8_333_333)
    #expect(monthlyMicros(of: yearly, cents.amounts) == 8_330_000)
    #expect(yearlyMicros(of: yearly) == 100_000_000)
    #expect(yearlyMicros(of: yearly, cents.amounts) == 100_000_000)
  }

  @Test("T-115 100 at 100 a month and 50 at 600 a year are 12,500 a month")
  func book() {
    var company = Company()
    for number in 0..<100 { company.say("m\(number)", from: "2025-01-01", amount: 100) }
    for number in 0..<50 {
      company.say("y\(number)", from: "2025-01-01", amount: 600, interval: BillingInterval(.year))
    }
    #expect(company.bridge(Period("2025-06")).cells[0][0].closing == 12_500_000_000)
  }

  @Test("T-144 A leap day and the length of a month change nothing")
  func months() {
    var company = Company()
    company.say("a", from: "2024-01-31", amount: 31)
    for month in ["2024-02", "2024-03", "2024-04", "2025-02"] {
      #expect(company.bridge(Period(month)).cells[0][0].closing == 31_000_000)
    }
  }

  @Test("Discounts that have an end, or all, can be left in the price")
  func discounts() {
    func closing(_ setting: String, endsAt: String?) -> Int128 {
      var company = Company(rules: rules(["mrr_discounts": setting]))
      company.say(
        "a", from: "2025-01-01", discountPercent10000: 500_000, discountEndsAt: endsAt)
      return company.bridge(Period("2025-06")).cells[0][0].closing / 1_000_000
    }
    #expect(closing("all", endsAt: "2025-09-01") == 50)
    #expect(closing("forever", endsAt: "2025-09-01") == 100)
    #expect(closing("forever", endsAt: nil) == 50)
    #expect(closing("none", endsAt: nil) == 100)
  }

  @Test("A pause and a free plan can count as a departure, a trial as paying")
  func standings() {
    func lines(_ settings: [String: String]) -> [String: Int] {
      var company = Company(rules: rules(settings))
      company.say("pauses", from: "2025-01-01", amount: 10)
      company.say("pauses", from: "2025-06-05", .paused, amount: 10)
      company.say("goes free", from: "2025-01-01", plan: "Pro", amount: 20)
      company.say("goes free", from: "2025-06-05", plan: "Free", amount: 0)
      company.say("tries", from: "2025-06-05", .trialing, amount: 40, trialEnd: "2025-07-05")
      return company.bridge(Period("2025-06")).cells[0][0].lines
    }
    #expect(lines([:]) == ["pause": -10, "contraction.plan": -20])
    #expect(
      lines(["pauses": "churn", "free": "churn", "mrr_trials": "included"])
        == ["churn.voluntary": -30, "new": 40])
    #expect(lines(["pauses": "active"]) == ["contraction.plan": -20])
  }

  @Test("T-146 What is agreed counts as committed before it is MRR; trials and graces do not")
  func agreed() {
    var builder = PanelBuilder(rules: PanelRules())
    func add(_ account: Int, _ state: SubscriptionState, from at: String) {
      builder.add(
        account: account, state,
        PanelBuilder.Origin(
          at: Moment(at)!, version: Instant(microseconds: 0), source: "test",
          assertion: Identifier("\(account) \(at)")))
    }
    var order = state(80, BillingInterval(.month))
    add(0, order, from: "2025-02-01")
    order.status = .trialing
    order.trialEnd = Moment("2025-02-10")
    add(1, order, from: "2025-01-05")
    order.status = .pastDue
    add(2, order, from: "2025-01-20")
    order.status = .active
    order.endsAt = Moment("2025-03-01")
    add(3, order, from: "2024-06-01")
    let horizon = Day("2025-01-31")!
    let panel = builder.panel(agreedBy: horizon)
    let rows = agreedRevenue(of: panel, valuedOn: horizon, book: .native(Currency("USD")!))
    #expect(rows.map(\.account) == [0, 2])
    #expect(rows.reduce(0) { $0 + $1.micros } == 160_000_000)
  }
}
