import Engine
import Facts

/// The last cohorts by month, small enough to stand in a report.
package struct CohortGlance {
  package let answer: CohortAnswer
  package static let cohorts = 6

  /// Nil where nobody entered in the months that are shown.
  package init?(_ question: Question) {
    let last = question.closingDay
    guard let first = last.month.advanced(by: 1 - Self.cohorts)?.firstDay else { return nil }
    let asked = CohortQuestion(
      .time(.month), measure: .customers, horizon: question.closingDay, entered: first...last)
    let grid = question.cohorts(asked)
    guard !grid.cohorts.isEmpty else { return nil }
    answer = CohortAnswer(
      question: question, grid: grid, name: "month", measure: .customers, book: nil)
  }
}
