import Engine
import Facts

extension Verification {
  /// The last cell of each cohort by month of first payment against its rows, which are read off
  /// the steps in another way than the grid.
  mutating func checkCohorts(of panel: Panel, today: Day) {
    let grid = cohorts(of: panel, CohortQuestion(horizon: today))
    for (number, cohort) in grid.cohorts.enumerated() {
      guard let cell = cohort.cells.last else { continue }
      let rows = grid.rows(of: number, cell.index, in: panel)
      figures += 1
      if rows.count != cell.customers || rows.reduce(0, { $0 + $1.base }) != cell.base
        || rows.reduce(0, { $0 + $1.retained }) != cell.retained
      {
        findings.append(.figure("cell \(cell.index) of the cohort of \(cohort.label)"))
      }
    }
  }
}
