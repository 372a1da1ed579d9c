import Chance
import Engine
import Facts
import Testing

@Suite("Cohorts of any company")
struct CohortPropertyTests {
  private static let euro = Currency("EUR")!
  private static let rates = ExchangeRates(
    (0..<40).map { number in
      let month = Month("2022-01")!.advanced(by: number)!
      return (
        month.firstDay,
        RateSheet(
          base: euro, quotes: [Currency("USD")!: 1_000_000 + Int64(number * 31_337 % 400_000)])
      )
    })

  /// A company of customers who come, change, pause, leave and come back.
  private func company(_ numbers: inout SplitMix64) -> Company {
    var company = Company()
    let first = Day("2023-10-20")!
    for customer in 0..<30 {
      let name = "\(customer)"
      let size = NaiveCohorts.size(of: customer)
      company.say(name, size.isEmpty ? [:] : ["size": size], from: "0001-01-01")
      for subscription in 0..<Int.random(in: 1...3, using: &numbers) {
        var day = first.advanced(by: Int.random(in: 0...400, using: &numbers))!
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
          let length = [1, 5, 30, 90].randomElement(using: &numbers)!
          let end = day.advanced(by: Int.random(in: 1...length, using: &numbers))!
          company.say(
            name, from: "\(day)",
            [.active, .active, .active, .paused, .ended, .trialing, .pastDue]
              .randomElement(using: &numbers)!,
            subscription: "\(subscription)", plan: ["A", "B"].randomElement(using: &numbers),
            amount: Int64.random(in: 0...30, using: &numbers),
            quantity: Int64.random(in: 1...5, using: &numbers),
            interval: [.init(.month), .init(.year)].randomElement(using: &numbers)!,
            currency: ["USD", "EUR"].randomElement(using: &numbers)!,
            trialEnd: Bool.random(using: &numbers) ? "\(end)" : nil,
            endsAt: Int.random(in: 0..<3, using: &numbers) == 0 ? "\(end)" : nil)
          day = end.advanced(by: Int.random(in: 0...60, using: &numbers))!
        }
      }
    }
    return company
  }

  private func question(_ numbers: inout SplitMix64) -> CohortQuestion {
    let cohorts: [CohortQuestion.Cohort] =
      CalendarUnit.allCases.map { .time($0) }
      + [.value(.plan), .value(.currency), .value(.interval), .value(.attribute("size"))]
    let measures: [CohortQuestion.Measure] = [
      .customers, .customers, .customers, .seats, .mrr(.native(Self.euro)),
      .grr(.native(Currency("USD")!)), .mrr(.converted(Self.euro, Self.rates)),
      .grr(.converted(Currency("USD")!, Self.rates)),
    ]
    let measure = measures.randomElement(using: &numbers)!
    let isCustomers = measure == .customers
    var question = CohortQuestion(
      cohorts.randomElement(using: &numbers)!,
      every: Bool.random(using: &numbers)
        ? nil : CalendarUnit.allCases.randomElement(using: &numbers),
      clock: Bool.random(using: &numbers) ? .calendar : .anniversary,
      at: isCustomers && Bool.random(using: &numbers) ? .any : .end,
      bound: isCustomers && Bool.random(using: &numbers) ? .unbounded : .bounded,
      measure: measure,
      horizon: Day("2024-06-15")!.advanced(by: Int.random(in: 0...300, using: &numbers))!)
    if Int.random(in: 0..<4, using: &numbers) == 0 {
      question.entered = Day("2024-01-05")!...Day("2024-08-03")!
    }
    return question
  }

  @Test("Cells are what a count day by day finds, and their rows add up to them")
  func againstNaive() {
    let seed = UInt64.random(in: 0..<1 << 32)
    var numbers = SplitMix64(seed: seed)
    for _ in 0..<12 {
      let panel = company(&numbers).panel
      for _ in 0..<6 {
        let question = question(&numbers)
        let grid = cohorts(of: panel, question)
        let naive = NaiveCohorts(panel, question, from: Day("2023-10-01")!).cells()
        #expect(grid.cohorts.map(\.label).sorted() == naive.keys.sorted(), "seed \(seed)")
        for (place, cohort) in grid.cohorts.enumerated() {
          let found = cohort.cells.map(NaiveCohorts.Cell.init)
          let isSame = found == naive[cohort.label]
          #expect(isSame, "seed \(seed) \(cohort.label) \(question)")
          #expect(cohort.cells.map(\.index) == Array(cohort.cells.indices))
          // Rows are always counted customer by customer, so this holds the short way against it.
          for index in Set([0, 1, 2, cohort.cells.count - 1]) where index < cohort.cells.count {
            let rows = grid.rows(of: place, index, in: panel)
            let cell = cohort.cells[index]
            let addsUp =
              rows.count == cell.customers
              && rows.reduce(0) { $0 + $1.base } == cell.base
              && rows.reduce(0) { $0 + $1.previous } == cell.previous
              && rows.reduce(0) { $0 + $1.retained } == cell.retained
            #expect(addsUp, "seed \(seed) \(cohort.label):\(index) \(question)")
          }
        }
      }
    }
  }

  @Test("Chunks counted in any order, one by one or together, are the same grid")
  func merged() {
    var company = Company()
    let days = ["2025-01-10", "2025-02-10", "2025-03-31"]
    for number in 0..<9_500 {
      company.say(
        "\(number)", from: days[number % 3], plan: number % 2 == 0 ? "A" : "B",
        endsAt: number % 5 == 0 ? "2025-05-01" : nil)
    }
    let panel = company.panel
    for cohort in [CohortQuestion.Cohort.time(.month), .value(.plan)] {
      let question = CohortQuestion(cohort, horizon: Day("2025-06-30")!)
      let one = cohorts(of: panel, question)
      let other = cohorts(of: panel, question, workers: .backwards)
      #expect(one.cohorts.map(\.label) == other.cohorts.map(\.label))
      #expect(one.cohorts.map(\.cells) == other.cohorts.map(\.cells))
      #expect(one.means == other.means)
      #expect(one.cohorts.reduce(0) { $0 + $1.customers } == 9_500)
    }
    let january = cohorts(of: panel, CohortQuestion(horizon: Day("2025-06-30")!)).cohorts[0]
    #expect(january.customers == 3_167)
    #expect(january.cells.map(\.retained) == [3_167, 3_167, 3_167, 3_167, 2_533, 2_533])
  }

  @Test("Means are made of complete cells with something to compare, and of no others")
  func means() {
    var numbers = SplitMix64(seed: 7)
    for _ in 0..<10 {
      let panel = company(&numbers).panel
      var question = question(&numbers)
      for (mean, comparison) in [
        (CohortQuestion.Mean.weighted, CohortQuestion.Comparison.start), (.simple, .previous),
      ] {
        question.mean = mean
        question.comparison = comparison
        let grid = cohorts(of: panel, question)
        for found in grid.means {
          let cells = grid.cohorts.filter { $0.cells.count > found.index }
            .map { $0.cells[found.index] }
            .filter { $0.isComplete && $0.value(comparison) != nil }
          #expect(found.cohorts == cells.count)
          guard !cells.isEmpty else {
            #expect(found.value == nil)
            continue
          }
          let values = cells.compactMap { $0.value(comparison) }
          let weights = cells.map { mean == .simple ? 1 : Double($0.compared(comparison)) }
          let sum = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
          let expected = sum / weights.reduce(0, +)
          #expect(abs((found.value ?? .nan) - expected) < 1e-9)
        }
      }
    }
  }
}

extension NaiveCohorts.Cell {
  init(_ cell: CohortCell) {
    self.init(
      customers: cell.customers, base: cell.base, previous: cell.previous,
      retained: cell.retained, isComplete: cell.isComplete)
  }
}
