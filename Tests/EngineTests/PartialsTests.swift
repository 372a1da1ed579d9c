import Chance
import Facts
import Synchronization
import Testing

@testable import Engine

/// A panel that changes is asked again and again, with what its pieces came to before and without.
@Suite("Partial results")
struct PartialsTests {
  private let usd = Currency("USD")!
  private let horizon = Day("2024-11-13")!

  /// Three chunks of customers, over and over the same ones, and others to replace them with.
  private func panels(_ seed: UInt64) -> (panel: Panel, others: Panel) {
    var random = SplitMix64(seed: seed)
    let (one, other) = (
      KernelTests().company(seed, subscriptions: 2).panel,
      KernelTests().company(seed + 1000, subscriptions: 2).panel
    )
    var panel = Panel(plans: one.plans)
    panel.attributes = one.attributes
    for _ in 0..<Int.random(in: 8200...9000, using: &random) {
      let account = Int.random(in: 0..<one.accountCount, using: &random)
      panel.append(account: one.items(of: account))
    }
    return (panel, other)
  }

  /// What is asked: as text, so that any answer can be held against any other.
  private func answers(_ panel: Panel, _ workers: Workers) -> [String] {
    let slicings: [Slicing?] = [nil, .plan, .currency, .interval, .attribute("size")]
    let months = (3...6).map { Period(Month(year: 2024, month: $0)) }
    let books = [Book.native(usd)] + panel.books(PanelRules(), ExchangeRates())
    var answers: [String] = []
    for slicing in slicings {
      for period in [months[0], Period(year: 2024)!] {
        let found = retention(
          of: panel, in: period, horizon: horizon, by: slicing, workers: workers)
        answers.append("\(String(describing: found))")
      }
      for book in books {
        let asked = BridgeQuestion(months, horizon: horizon, book: book, by: slicing)
        let found = bridge(of: panel, asked, workers: workers)
        answers.append("\(found.slices) \(found.cells)")
        let money = retainedRevenue(
          of: panel, in: months[1], horizon: horizon, book: book, by: slicing, workers: workers)
        answers.append("\(money!.total) \(money!.slices)")
        guard let slicing else { continue }
        let yearly = yearlyRevenue(
          of: panel, on: months[2].to, book: book, by: slicing, workers: workers)
        answers.append("\(yearly.sorted { $0.key < $1.key })")
      }
    }
    for book in books {
      let sums = retainedSums(
        of: panel, over: months, horizon: horizon, book: book, workers: workers)
      answers.append("\(sums)")
      let agreed = agreedSum(of: panel, valuedOn: horizon, book: book, workers: workers)
      answers.append("\(agreed)")
    }
    for book in books {
      let asked = BridgeQuestion([months[2]], horizon: horizon, book: book)
      for order in [ForemostMovements.Order.newest, .largest] {
        let found = foremostMovements(of: panel, asked, by: order, atMost: 9, workers: workers)
        answers.append("\(found)")
      }
      for source in [
        RowSource.customers(.churnB, months[0], horizon: horizon), .opening(asked),
        .differing(months[1], horizon: horizon), .bridge(.churnGross, asked),
        .retained(.nrr, months[1], horizon: horizon, book), .agreed(book, horizon),
      ] {
        let found = foremostRows(of: panel, source, byGap: true, atMost: 5, workers: workers)
        answers.append("\(found.first) \(found.count) \(found.numerator) \(found.denominator)")
      }
    }
    for cohort in [CohortQuestion.Cohort.time(.month), .value(.plan), .value(.attribute("size"))] {
      for limit in [nil, 3] as [Int?] {
        for measure in [CohortQuestion.Measure.customers, .mrr(books[0])] {
          let asked = CohortQuestion(
            cohort, measure: measure, horizon: horizon, cellLimit: limit)
          let grid = cohorts(of: panel, asked, workers: workers)
          answers.append("\(grid.cohorts) \(grid.means)")
        }
      }
    }
    return answers
  }

  /// Changes an account or some, now and then an attribute, now and then adds accounts.
  private func change(_ panel: inout Panel, _ others: Panel, _ random: inout SplitMix64) {
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let account = Int.random(in: 0..<panel.accountCount + 3, using: &random)
      let other = Int.random(in: 0..<others.accountCount, using: &random)
      panel.replace(account: account, with: others.items(of: other))
    }
    if Int.random(in: 0..<4, using: &random) == 0 { panel.attributes = others.attributes }
  }

  @Test("What is kept of a panel changes no answer about what became of it", arguments: 1...4)
  func same(seed: UInt64) {
    var (panel, others) = panels(seed)
    var random = SplitMix64(seed: seed)
    let kept = KeptPartials()
    // Enough customers that their bridges are read off the days'.
    let year = BridgeQuestion([Period(year: 2024)!], horizon: horizon, book: .native(usd))
    #expect(BridgePlan(panel, year).flatMap { DailyBridge($0) } != nil)
    for _ in 0..<6 {
      #expect(answers(panel, kept.workers()) == answers(panel, .oneByOne))
      // A copy goes another way, and is asked with what is kept of the first.
      var copy = panel
      change(&copy, others, &random)
      #expect(answers(copy, kept.workers()) == answers(copy, .oneByOne))
      change(&panel, others, &random)
    }
    #expect(kept.found.withLock { $0 } > 500)
  }

  @Test("Control: results kept of chunks that are no more are found to be wrong")
  func control() {
    var (panel, others) = panels(7)
    let kept = KeptPartials()
    let before = answers(panel, kept.workers())
    let account = (0..<others.accountCount).first { !others.items(of: $0).joined().isEmpty }!
    for number in 0..<40 { panel.replace(account: number, with: others.items(of: account)) }
    let after = answers(panel, .oneByOne)
    #expect(after != before)
    #expect(answers(panel, kept.workers(asIfOf: panel.tokens)) != after)
    #expect(answers(panel, kept.workers()) == after)
  }

  @Test("Of one account's change one piece is counted again")
  func oneOfThree() {
    var (panel, others) = panels(3)
    let counted = Mutex(0)
    let kept = KeptPartials()
    func ask() {
      _ = kept.workers().parts(of: panel, 1, byteCount: 1) { chunks in
        counted.withLock { $0 += Array(chunks).count }
      }
    }
    ask()
    #expect(counted.withLock { $0 } == 3)
    ask()
    #expect(counted.withLock { $0 } == 3)
    panel.replace(account: 5000, with: others.items(of: 1))
    ask()
    #expect(counted.withLock { $0 } == 4)
    panel.replace(account: panel.accountCount, with: [])
    ask()
    #expect(counted.withLock { $0 } == 5)
  }
}
