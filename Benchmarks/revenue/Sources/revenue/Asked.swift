import Engine
import Facts

/// A question with its answer as lines of whole numbers, which the harness compares.
enum Asked {
  private static let book = Accounts.currency
  private static let horizon = Day(number: Accounts.endDay - 1)

  /// Answers a command, as `bridge 1 36 60`; nil for an unknown one.
  ///
  /// - Returns: how long it took, and what makes the answer's lines.
  static func answer(
    _ words: [Substring], of panel: Panel, workers: Workers
  ) -> (seconds: Double, lines: () -> [String])? {
    let numbers = words.dropFirst().compactMap { Int($0) }
    guard let currency = Currency(packed: book), numbers.count + 1 == words.count else {
      return nil
    }
    switch (words.first, numbers.count) {
    case ("bridge", 3):
      let question = BridgeQuestion(
        (0..<numbers[1]).map { Period(month(numbers[0] + $0)) }, horizon: horizon,
        book: .native(currency), by: .plan, reactivationDays: Int32(numbers[2]))
      let (seconds, answer) = timed { bridge(of: panel, question, workers: workers) }
      return (seconds, { lines(answer) })
    case ("retained", 3):
      let years = (0..<numbers[1]).compactMap {
        Period.trailingYear(endingOn: month(numbers[0] + $0).lastDay)
      }
      let plan = numbers[2] == 0 ? nil : Accounts.plans[numbers[2]]
      let (seconds, sums) = timed {
        retainedSums(
          of: panel, over: years, horizon: horizon, book: .native(currency), onPlan: plan,
          workers: workers)
      }
      return (seconds, { lines(sums) })
    case ("triangle", 2), ("anniversaries", 2):
      let question = CohortQuestion(
        clock: words.first == "triangle" ? .calendar : .anniversary, horizon: horizon,
        entered: month(numbers[0]).firstDay...month(numbers[1]).lastDay)
      let (seconds, grid) = timed { cohorts(of: panel, question, workers: workers) }
      return (seconds, { lines(grid) })
    default: return nil
    }
  }

  private static func month(_ number: Int) -> Month {
    Accounts.firstMonth.advanced(by: number) ?? Accounts.firstMonth
  }

  private static func timed<Result>(_ body: () -> Result) -> (Double, Result) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = body()
    let took = start.duration(to: clock.now).components
    return (Double(took.seconds) + Double(took.attoseconds) * 1e-18, result)
  }

  /// `period plan line amount`, the whole as plan 0; customers are lines too.
  private static func lines(_ bridge: Bridge) -> [String] {
    var lines: [String] = []
    for (period, cells) in bridge.cells.enumerated() {
      for (place, cell) in cells.enumerated() {
        let plan = place == 0 ? 0 : Accounts.plans.firstIndex(of: bridge.slices[place - 1]) ?? -1
        func add(_ name: String, _ amount: Int128) {
          if amount != 0 { lines.append("\(period) \(plan) \(name) \(amount)") }
        }
        add("opening", cell.opening)
        for kind in MovementKind.allCases { add(kind.name, cell[kind]) }
        add("customers", Int128(cell.closingCustomers))
        add("newcomers", Int128(cell.newCustomers))
      }
    }
    return lines
  }

  /// `window opening retained smaller`.
  private static func lines(_ sums: [RetainedSums?]) -> [String] {
    sums.enumerated().compactMap { number, sums in
      sums.map { "\(number) \($0.opening) \($0.retained) \($0.smaller)" }
    }
  }

  /// `month of entry, months since, customers`.
  private static func lines(_ grid: CohortGrid) -> [String] {
    grid.cohorts.flatMap { cohort in
      let entry = Month(cohort.label)?.number ?? 0
      return cohort.cells.filter { $0.retained != 0 }.map {
        "\(entry - Accounts.firstMonth.number) \($0.index) \($0.retained)"
      }
    }
  }
}
