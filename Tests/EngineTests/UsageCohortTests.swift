import Chance
import Facts
import Testing

@testable import Engine

/// Cohorts of units: by hand, and of any small book against a count of sets.
@Suite("Usage cohorts")
struct UsageCohortTests {
  private func rows(_ days: [(unit: Int, day: String, kind: Int32)]) -> [ActivityRow] {
    days.map { ActivityRow(unit: $0.unit, day: Day($0.day)!.number, kind: $0.kind) }
  }

  private func cells(_ cohorts: UsageCohorts) -> [String: [Int]] {
    let cells = cohorts.grid.cohorts.map { ($0.label, $0.cells.map { Int($0.retained) }) }
    return Dictionary(uniqueKeysWithValues: cells)
  }

  @Test("Who returns before entering is not retained, on the very day is")
  func beforeEntry() {
    let book = ActivityBook(
      kinds: ["signed up", "exported"],
      rows: rows([
        (0, "2025-01-05", 1), (0, "2025-01-10", 0), (1, "2025-01-10", 0), (1, "2025-01-10", 1),
        (2, "2025-01-10", 0), (2, "2025-01-31", 1),
      ]))
    let shape = CohortQuestion(at: .any, horizon: Day("2025-02-28")!)
    let found = usageCohorts(of: book, UsageCohortQuestion(shape, from: [0], to: [1]))
    #expect(cells(found) == ["2025-01": [2, 0]])
    #expect(found.grid.cohorts[0].customers == 3)
    #expect(found.rows(of: 0, 0, in: book).filter { $0.retained > 0 }.map(\.account) == [1, 2])
    #expect(found.interval(of: 0, 0) == WilsonInterval(2, of: 3))
    #expect(found.interval(of: 0, 9) == nil)
  }

  @Test("Whose starts recur is in a cohort each time")
  func recurring() {
    let book = ActivityBook(
      kinds: ["opened"],
      rows: rows([(0, "2025-01-05", 0), (0, "2025-03-05", 0), (1, "2025-03-31", 0)]))
    let shape = CohortQuestion(at: .any, horizon: Day("2025-03-31")!)
    let first = usageCohorts(of: book, UsageCohortQuestion(shape))
    #expect(cells(first) == ["2025-01": [1, 0, 1], "2025-03": [1]])
    let each = usageCohorts(of: book, UsageCohortQuestion(shape, entry: .recurring))
    #expect(cells(each) == ["2025-01": [1, 0, 1], "2025-03": [2]])
    #expect(each.rows(of: 1, 0, in: book).map(\.account) == [0, 1])
  }

  private func question(_ made: MadeUpUsage, _ numbers: inout SplitMix64) -> UsageCohortQuestion {
    let cohorts = CalendarUnit.allCases.map { CohortQuestion.Cohort.time($0) }
    var shape = CohortQuestion(
      (cohorts + [.value(.attribute("size"))]).randomElement(using: &numbers)!,
      every: Bool.random(using: &numbers)
        ? nil : CalendarUnit.allCases.randomElement(using: &numbers),
      clock: Int.random(in: 0..<3, using: &numbers) > 0 ? .calendar : .anniversary,
      at: Int.random(in: 0..<3, using: &numbers) > 0 ? .any : .end,
      bound: Bool.random(using: &numbers) ? .bounded : .unbounded,
      relative: Bool.random(using: &numbers) ? .start : .previous,
      mean: Bool.random(using: &numbers) ? .weighted : .simple,
      horizon: MadeUpUsage.first.advanced(by: Int.random(in: -3...150, using: &numbers))!)
    if Int.random(in: 0..<3, using: &numbers) == 0 {
      let from = MadeUpUsage.first.advanced(by: Int.random(in: -5...100, using: &numbers))!
      shape.entered = from...from.advanced(by: [0, 9, 300].randomElement(using: &numbers)!)!
    }
    if Int.random(in: 0..<3, using: &numbers) == 0 { shape.cellLimit = 4 }
    var question = UsageCohortQuestion(
      shape, entry: Bool.random(using: &numbers) ? .first : .recurring,
      from: MadeUpUsage.kinds(&numbers), to: MadeUpUsage.kinds(&numbers),
      of: made.population(&numbers))
    if Bool.random(using: &numbers) { question.comeback = question.start }
    return question
  }

  /// Differences from a count of sets, over some books; of units in what they open to as well.
  private func differences(
    _ seed: UInt64, rounds: Int, _ change: (inout UsageCohortQuestion) -> Void = { _ in }
  ) -> (found: [String], cells: Int) {
    var numbers = SplitMix64(seed: seed)
    var found: [String] = []
    var cells = 0
    for round in 0..<rounds {
      let made = MadeUpUsage(&numbers)
      let column = AttributeColumn(
        values: ["", "small", "large"], codes: (0..<made.units).map { Int32($0 % 3) })
      let asked = question(made, &numbers)
      let grid = usageCohorts(of: made.book, asked, by: column)
      var other = asked
      change(&other)
      let naive = NaiveUsageCohorts(made.naive, other) { unit, _ in
        ["", "small", "large"][unit % 3]
      }
      let expected = naive.cells()
      let what = "seed \(seed) round \(round) \(asked)"
      guard grid.grid.cohorts.map(\.label).sorted() == expected.keys.sorted() else {
        found.append("cohorts: \(what)")
        continue
      }
      for (place, cohort) in grid.grid.cohorts.enumerated() {
        cells += cohort.cells.count
        guard cohort.cells.map(NaiveCohorts.Cell.init) == expected[cohort.label] else {
          found.append("\(cohort.label): \(what)")
          continue
        }
        for index in Set([0, 1, cohort.cells.count - 1]) where index < cohort.cells.count {
          let rows = grid.rows(of: place, index, in: made.book, by: column)
          let cell = cohort.cells[index]
          let isSame =
            rows.count == cell.customers && rows.reduce(0) { $0 + $1.previous } == cell.previous
            && rows.filter { $0.retained > 0 }.map(\.account)
              == naive.retained(cohort.label, index)
          if !isSame { found.append("\(cohort.label):\(index) rows: \(what)") }
        }
      }
    }
    return (found, cells)
  }

  @Test("Cells and their units are those of a count of sets, whatever is asked")
  func againstNaive() {
    let result = differences(UInt64.random(in: 0..<1 << 32), rounds: 1000)
    #expect(result.found.isEmpty, "\(result.found.count): \(result.found.first ?? "")")
    #expect(result.cells > 3000)
  }

  @Test("Control: each option that is overlooked is found")
  func control() {
    let changes: [(inout UsageCohortQuestion) -> Void] = [
      { $0.entry = $0.entry == .first ? .recurring : .first },
      { $0.shape.clock = $0.shape.clock == .calendar ? .anniversary : .calendar },
      { $0.shape.sight = $0.shape.sight == .any ? .end : .any },
      { $0.shape.bound = $0.shape.bound == .bounded ? .unbounded : .bounded },
      { $0.shape.horizon = $0.shape.horizon.advanced(by: -1)! },
      { $0.shape.entered = nil }, { $0.population = nil }, { $0.start = [0] },
      { $0.comeback = [0] },
    ]
    for (number, change) in changes.enumerated() {
      #expect(!differences(11, rounds: 80, change).found.isEmpty, "change \(number)")
    }
  }
}
