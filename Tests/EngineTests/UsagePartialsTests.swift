import Chance
import Facts
import Testing

@testable import Engine

/// A book that changes is asked again and again, with what its pieces came to before and without.
@Suite("Partial results of usage")
struct UsagePartialsTests {
  private let horizon = MadeUpUsage.first.advanced(by: 300)!

  private func entries(_ numbers: inout SplitMix64) -> [ActivityEntry] {
    (0..<Int.random(in: 0...4, using: &numbers)).map { _ in
      ActivityEntry(
        day: MadeUpUsage.first.number + Int32.random(in: 0...310, using: &numbers),
        kind: Int32.random(in: -1..<2, using: &numbers),
        seconds: Int32.random(in: 0...99, using: &numbers))
    }
  }

  /// What is asked: as text, so that any answer can be held against any other.
  private func answers(_ book: ActivityBook, _ workers: Workers) -> [String] {
    var answers: [String] = []
    let odd = UnitSet((0..<5000).filter { $0 % 2 == 1 })
    let column = AttributeColumn(values: ["", "a"], codes: (0..<9000).map { Int32($0 % 2) })
    for kinds in [nil, [0], [1, -1]] as [Set<Int32>?] {
      for population in [nil, odd] {
        let question = UsageQuestion(
          Period(from: MadeUpUsage.first, to: horizon)!, every: .month, kinds: kinds,
          of: population, horizon: horizon)
        answers.append("\(activeUnits(of: book, question, workers: workers).periods)")
        answers.append("\(stickiness(of: book, question, workers: workers).periods)")
        answers.append("\(sessionTime(of: book, question, workers: workers).periods)")
        answers.append("\(adoption(of: book, question, workers: workers).features)")
        let days = trailingUnits(of: book, question, days: 28, workers: workers)
        answers.append("\(days.active)")
        for cohort in [CohortQuestion.Cohort.time(.month), .value(.attribute("size"))] {
          for entry in UsageCohortQuestion.Entry.allCases {
            let asked = UsageCohortQuestion(
              CohortQuestion(cohort, at: .any, horizon: horizon), entry: entry, from: kinds,
              of: population)
            let found = usageCohorts(of: book, asked, by: column, workers: workers)
            answers.append("\(found.grid.cohorts) \(found.grid.means)")
          }
        }
      }
    }
    return answers
  }

  private func book(_ numbers: inout SplitMix64) -> ActivityBook {
    var book = ActivityBook(kinds: ["opened", "exported"])
    for _ in 0..<8300 { book.append(unit: entries(&numbers)) }
    return book
  }

  @Test("What is kept of a book changes no answer about what became of it", arguments: 1...2)
  func same(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    var book = book(&numbers)
    let kept = KeptPartials()
    for _ in 0..<3 {
      #expect(answers(book, kept.workers()) == answers(book, .backwards))
      // A copy goes another way, and is asked with what is kept of the first.
      var copy = book
      copy.replace(unit: 4100, with: entries(&numbers))
      #expect(answers(copy, kept.workers()) == answers(copy, .oneByOne))
      let unit = Int.random(in: 0..<book.unitCount + 2, using: &numbers)
      book.replace(unit: unit, with: entries(&numbers))
    }
    #expect(kept.found.withLock { $0 } > 120)
  }

  @Test("Control: results kept of chunks that are no more are found to be wrong")
  func control() {
    var numbers = SplitMix64(seed: 7)
    var book = book(&numbers)
    let kept = KeptPartials()
    let before = answers(book, kept.workers())
    for unit in 0..<40 { book.replace(unit: unit, with: entries(&numbers)) }
    let after = answers(book, .oneByOne)
    #expect(after != before)
    #expect(answers(book, kept.workers(asIfOf: book.tokens)) != after)
    #expect(answers(book, kept.workers()) == after)
  }
}
