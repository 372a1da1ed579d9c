import Chance
import Facts
import Testing

@testable import Engine

/// Books of customers made by chance, to hold loops made for speed against those for every case.
@Suite("Kernels")
struct KernelTests {
  private let usd = Currency("USD")!
  private let eur = Currency("EUR")!

  /// More than a step's code can tell apart.
  private let manyPlans = StepCode.planCount

  /// The day so many days after the first of 2024.
  private func day(_ number: Int) -> Day { Day("2024-01-01")!.advanced(by: number)! }

  /// Customers of one subscription, now and then of two, in every state there is, with several
  /// states on some days.
  func company(_ seed: UInt64, subscriptions: Int = 1, otherPlans: Int = 0) -> Company {
    var random = SplitMix64(seed: seed)
    var rules = PanelRules(graceDays: 10)
    rules.includesTrials = seed % 5 == 0
    if seed % 3 == 0 { rules.pauses = .active }
    if seed % 7 == 0 { rules.free = .churn }
    var company = Company(rules: rules, accounts: 140)
    // A plan that few have is counted in another way than one of many.
    let plans = seed % 4 > 1 ? ["a", "b", "c"] : ["a", "a", "a", "a", "b", "c"]
    for number in 0..<otherPlans {
      company.say(
        "120", from: "\(day(number))", plan: "\(number)", amount: 10, version: Int64(number))
    }
    for number in 0..<120 {
      for subscription in 0..<Int.random(in: 1...subscriptions, using: &random) {
        var at = Int.random(in: 0...250, using: &random)
        for state in 0..<Int.random(in: 1...7, using: &random) {
          company.say(
            "\(number)", from: "\(day(at))",
            state > 0 && Int.random(in: 0..<3, using: &random) > 0
              ? .active : SubscriptionState.Status.allCases.randomElement(using: &random)!,
            subscription: "\(subscription)", plan: plans.randomElement(using: &random),
            amount: Int64.random(in: 0...4, using: &random) * 10,
            quantity: Int64.random(in: 1...3, using: &random),
            interval: BillingInterval(Bool.random(using: &random) ? .month : .year),
            currency: ["USD", "USD", "EUR"].randomElement(using: &random)!,
            trialEnd: Bool.random(using: &random) ? "\(day(at + 14))" : nil,
            endsAt: Int.random(in: 0..<6, using: &random) == 0 ? "\(day(at + 20))" : nil,
            discountPercent10000: [nil, nil, 500_000, 1_000_000].randomElement(using: &random)!,
            discountEndsAt: Bool.random(using: &random) ? "\(day(at + 9))" : nil,
            endCause: [nil, .voluntary, .involuntary].randomElement(using: &random)!,
            version: Int64(state))
          at += [0, 1, 5, 40, 90].randomElement(using: &random)!
        }
      }
      company.say("\(number)", ["size": "small"], from: "2024-01-01")
      // Of some nothing more is said, so that they are of one size for as long as they pay.
      guard number % 3 > 0 else { continue }
      company.say("\(number)", ["size": "large"], from: "\(day(number * 3))")
    }
    return company
  }

  /// The same, each customer with a subscription besides of which nothing is known: no figure may
  /// differ, but no loop for customers of one subscription takes them.
  private func general(_ panel: Panel) -> Panel {
    var other = panel
    for account in 0..<panel.accountCount {
      other.replace(account: account, with: panel.items(of: account) + [[], []])
    }
    return other
  }

  private var books: [Book] {
    let rates = ExchangeRates([
      (Day("2024-01-01")!, RateSheet(base: eur, quotes: [usd: 1_100_000])),
      (Day("2024-08-20")!, RateSheet(base: eur, quotes: [usd: 1_250_000])),
    ])
    return [.native(usd), .native(eur), .converted(usd, rates), .converted(eur, rates)]
  }

  private let months = (1...12).map { Period(Month(year: 2024, month: $0)) }

  @Test("The bridge of customers of one subscription is the bridge of any", arguments: 1...30)
  func sole(seed: UInt64) {
    let panel = company(
      seed, subscriptions: seed % 4 == 0 ? 2 : 1, otherPlans: seed % 6 == 0 ? manyPlans : 0
    ).panel
    let other = general(panel)
    let slicings: [Slicing?] = [nil, .plan, .currency, .interval, .attribute("size")]
    for book in books {
      for (number, slicing) in slicings.enumerated() {
        for netting in Netting.allCases {
          let question = BridgeQuestion(
            Array(months[number..<11]), horizon: Day("2024-11-13")!, book: book, by: slicing,
            netting: netting, reactivationDays: [nil, 1, 20, 60][Int(seed) % 4])
          let (one, expected) = (bridge(of: panel, question), bridge(of: other, question))
          #expect(one.slices == expected.slices)
          #expect(one.cells == expected.cells)
          #expect(movements(of: panel, question) == movements(of: other, question))
        }
      }
      let year = BridgeQuestion(
        [Period(year: 2024)!], horizon: Day("2025-03-01")!, book: book, reactivationDays: 9)
      #expect(
        accountCells(of: panel, year).map(\.cell) == accountCells(of: other, year).map(\.cell))
    }
  }

  @Test("The bridge of any periods is read off that of their days", arguments: 1...30)
  func daily(seed: UInt64) {
    let panel = company(seed, subscriptions: seed % 3 == 0 ? 1 : 3).panel
    var random = SplitMix64(seed: seed)
    let slicings: [Slicing?] = [nil, .plan, .currency, .interval, .attribute("size")]
    var readOff = 0
    for (book, slicing) in books.flatMap({ book in slicings.map { (book, $0) } }) {
      var periods: [Period] = []
      var next = day(Int.random(in: -40...300, using: &random))
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let last = next.advanced(by: Int.random(in: 0...70, using: &random))!
        periods.append(Period(from: next, to: last)!)
        next = last.advanced(by: 1)!
      }
      let question = BridgeQuestion(
        periods, horizon: Day("2024-11-13")!, book: book, by: slicing,
        netting: Netting.allCases.randomElement(using: &random)!,
        reactivationDays: [nil, nil, 20, 60].randomElement(using: &random)!)
      guard let plan = BridgePlan(panel, question),
        let daily = DailyBridge(plan, stepsPerSum: 0)
      else { continue }
      readOff += 1
      let found = daily.bridge(.oneByOne)
      let expected = bridge(of: panel, question)
      #expect(found.slices == expected.slices)
      #expect(found.cells == expected.cells)
      #expect(found.periods == expected.periods)
    }
    #expect(readOff > 1)
  }

  @Test("Far back lies the opening of all days, and before it nothing is read off")
  func longAgo() {
    var company = Company()
    company.say("a", from: "1999-05-01", amount: 5)
    company.say("b", from: "2024-02-01", amount: 1)
    let panel = company.panel
    func asked(_ year: Int) -> BridgeQuestion {
      BridgeQuestion([Period(year: year)!], horizon: Day("2024-03-01")!, book: .native(usd))
    }
    func daily(_ year: Int) -> DailyBridge? {
      BridgePlan(panel, asked(year)).flatMap { DailyBridge($0, stepsPerSum: 0) }
    }
    #expect(daily(1999) == nil && daily(2014) == nil)
    for year in [2015, 2024] {
      #expect(daily(year)?.bridge(.oneByOne).cells == bridge(of: panel, asked(year)).cells)
    }
  }

  @Test("Retention over many periods in one pass is that of each by itself", arguments: 1...30)
  func sweep(seed: UInt64) {
    let panel = company(
      seed, subscriptions: seed % 2 == 0 ? 3 : 1, otherPlans: seed % 3 == 0 ? manyPlans : 0
    ).panel
    let back = months.compactMap { Period.trailingYear(endingOn: $0.to) }
    let horizon = Day("2024-11-13")!
    for periods in [months, back, Array(months[3...4]), [months[7]]] {
      for book in books {
        for plan in [nil, "a", "nowhere"] {
          let expected = periods.map { period -> RetainedSums? in
            let revenue = retainedRevenue(
              of: panel, in: period, horizon: horizon, book: book, by: .plan)
            guard let plan else { return revenue.map { RetainedSums($0.total) } }
            return revenue.map { revenue in
              let slice = revenue.slices.first { $0.value == plan }
              return slice.map { RetainedSums($0.tally) } ?? RetainedSums()
            }
          }
          let sums = retainedSums(
            of: panel, over: periods, horizon: horizon, book: book, onPlan: plan)
          #expect(sums == expected)
        }
      }
    }
  }

  @Test("What accounts were before they were given other steps is in no answer", arguments: 1...20)
  func replaced(seed: UInt64) {
    let panel = company(seed, subscriptions: 2).panel
    var random = SplitMix64(seed: seed)
    var other = Panel(plans: panel.plans)
    for account in 0..<panel.accountCount {
      other.append(account: panel.items(of: (account + 1) % panel.accountCount))
    }
    for account in (0..<panel.accountCount).shuffled(using: &random) {
      other.replace(account: account, with: panel.items(of: account))
    }
    let horizon = Day("2024-11-13")!
    for book in books {
      let question = BridgeQuestion(
        Array(months[2..<11]), horizon: horizon, book: book, by: .plan, reactivationDays: 30)
      #expect(bridge(of: other, question).cells == bridge(of: panel, question).cells)
      for plan in [nil, "b"] {
        let (one, expected) = (
          retainedSums(of: other, over: months, horizon: horizon, book: book, onPlan: plan),
          retainedSums(of: panel, over: months, horizon: horizon, book: book, onPlan: plan)
        )
        #expect(one == expected)
      }
    }
    for unit in CalendarUnit.allCases {
      for sight in CohortQuestion.Sight.allCases {
        for bound in CohortQuestion.Bound.allCases {
          let question = CohortQuestion(.time(unit), at: sight, bound: bound, horizon: horizon)
          #expect(
            cohorts(of: other, question).cohorts.map(\.cells)
              == cohorts(of: panel, question).cohorts.map(\.cells))
        }
      }
    }
  }

  @Test("However the work is cut, each chunk is counted once")
  func pieces() {
    var company = Company()
    for number in 0..<9000 { company.say("\(number)", from: "2024-02-01", amount: 1) }
    let question = BridgeQuestion(
      [Period("2024-02")], horizon: Day("2024-03-01")!, book: .native(usd))
    for workers in [Workers.backwards, .threads] {
      let cell = bridge(of: company.panel, question, workers: workers).cells[0][0]
      #expect(cell[.new] == 9_000_000_000)
      #expect(cell.newCustomers == 9000)
      #expect(cell.closingCustomers == 9000)
    }
  }

  @Test("Threads that share chunks take each of them once, and in order")
  func turns() {
    // So many that one thread does not get through before another has begun.
    let count = 2_000_000
    let turns = ChunkTurns(0..<count)
    let taken = Workers.threads.map(8) { _ in Array(turns) }
    #expect(turns.isOver)
    #expect(taken.reduce(0) { $0 + $1.count } == count)
    var isTaken = [Bool](repeating: false, count: count)
    for numbers in taken {
      for number in numbers { isTaken[number] = true }
      #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    }
    #expect(isTaken.allSatisfy { $0 })
  }

  @Test("A trial in a currency in which nobody ever paid is in no slice by currency")
  func trialElsewhere() {
    var company = Company()
    company.say("a", from: "2024-01-01", currency: "EUR")
    company.say("b", from: "2024-02-01", .trialing, currency: "USD")
    let bridge = company.bridge(
      Period("2024-02"), by: .currency, in: .native(Currency("EUR")!))
    #expect(bridge.slices == ["EUR"])
    #expect(bridge.cells[0][1].opening == 100_000_000)
  }
}
