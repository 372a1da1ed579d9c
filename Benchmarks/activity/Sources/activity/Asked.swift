import Engine
import Facts

/// What is asked of the book.
enum Asked {
  static let first = Day(number: Units.first)
  static let last = Day(number: Units.first + Units.length - 1)
  static let months = UsageQuestion(Period(from: first, to: last)!, every: .month, horizon: last)

  /// The lines of an answer.
  static func answer(_ question: String, of book: ActivityBook, _ workers: Workers) -> [String]? {
    switch question {
    case "active":
      activeUnits(of: book, months, workers: workers).periods.map { "\($0.active)" }
    case "sticky":
      stickiness(of: book, months, workers: workers).periods.map { "\($0.active) \($0.unitDays)" }
    case "triangle":
      usageCohorts(
        of: book, UsageCohortQuestion(CohortQuestion(at: .any, horizon: last)), workers: workers
      ).grid.cohorts.map { $0.cells.map { "\($0.retained)" }.joined(separator: " ") }
    case "events":
      // Who starts with one event and comes back for another.
      usageCohorts(
        of: book,
        UsageCohortQuestion(CohortQuestion(at: .any, horizon: last), from: [3], to: [7]),
        workers: workers
      ).grid.cohorts.map { $0.cells.map { "\($0.retained)" }.joined(separator: " ") }
    case "adoption":
      adoption(
        of: book, UsageQuestion(months.period, horizon: last), workers: workers
      ).features.map { "\($0.used) \($0.unitDays)" }
    case "trailing":
      trailingUnits(of: book, months, days: 28, workers: workers).active.map { "\($0)" }
    case "weekly":
      usageCohorts(
        of: book,
        UsageCohortQuestion(
          CohortQuestion(
            .time(.month), every: .week, clock: .anniversary, at: .any, horizon: last)),
        workers: workers
      ).grid.cohorts.map { $0.cells.map { "\($0.retained)" }.joined(separator: " ") }
    default: nil
    }
  }
}
