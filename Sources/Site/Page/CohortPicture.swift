import Charts
import Engine
import Facts

/// A grid of cohorts, of customers or of units, as a heat map and as curves.
struct CohortPicture {
  let ask: Ask
  let grid: CohortGrid
  let title: String
  /// Whether cohorts are of those who came at one time, and reach their cells together.
  let isOfTime: Bool
  /// The values of the lightest and the darkest shade.
  let scale: ClosedRange<Double>
  /// The head of the cohorts' sizes.
  let sizeHead: String
  /// A sum as people read it.
  let shown: (Int128) -> String

  /// Cells beyond these are in the download.
  static let columns = 25
  private static let rows = 60

  var model: Model {
    [
      "map": map, "title": title, "curves": curves,
      "key": HeatMap.key(
        low: Shown.percent(scale.lowerBound, decimals: 0),
        high: Shown.percent(scale.upperBound, decimals: 0),
        partial: ask.words[isOfTime ? "cohorts.so_far" : "cohorts.few"]),
      "curvesNote":
        ask.words[isOfTime ? "cohorts.curves_note" : "cohorts.curves_note_values"],
    ]
  }

  private var map: String {
    let cohorts = grid.cohorts.suffix(Self.rows)
    let comparison = grid.question.comparison
    let count = min(Self.columns, grid.means.count)
    let rows = cohorts.map { cohort in
      HeatMap.Row(
        ask.cohortName(cohort.label), size: Shown.count(cohort.customers),
        cells: cohort.cells.prefix(count).map { cell in
          let value = cell.value(comparison)
          return HeatMap.Cell(
            value ?? .nan, label: Shown.bare(value, decimals: 0),
            spoken: isSure(cell)
              ? "" : ask.words[isOfTime ? "cohorts.spoken_so_far" : "cohorts.few"],
            title: ask.words(
              "figure.of",
              ["n": shown(cell.retained), "of": shown(cell.compared(comparison))]),
            href: ask.here([("cell", "\(cohort.label):\(cell.index)")]),
            isComplete: isSure(cell))
        })
    }
    var map = HeatMap(
      title: title, corner: ask.words["cohorts.ask.cohort"],
      sizeHead: sizeHead, columns: (0..<count).map { String($0) }, rows: rows)
    if grid.means.contains(where: { $0.value != nil }) {
      map.mean = HeatMap.Row(
        ask.words["mean.\(grid.question.mean.rawValue)"], size: "",
        cells: grid.means.prefix(count).map { mean in
          HeatMap.Cell(
            mean.value ?? .nan, label: Shown.bare(mean.value, decimals: 0), isComplete: true)
        })
    }
    map.scale = scale
    return map.html
  }

  /// Whether a cell tells more than chance or haste: where all reach it together those of them who
  /// did, else enough of them.
  private func isSure(_ cell: CohortCell) -> Bool {
    isOfTime ? cell.isComplete : cell.customers >= RetentionCurve.leastAtRisk
  }

  private var curves: String {
    let means = grid.means.prefix(Self.columns)
    // The three largest, where cohorts are no units of time; else the mean alone says enough.
    let largest = isOfTime ? [] : grid.cohorts.sorted { $0.customers > $1.customers }.prefix(3)
    var series = largest.map { cohort in
      LineChart.Series(
        ask.cohortName(cohort.label),
        // Of those who came at different times no cell is over for all: each is so far.
        points: cohort.cells.prefix(Self.columns).map { cell in
          LineChart.Point(
            isSure(cell) ? cell.value(grid.question.comparison) ?? .nan : .nan)
        })
    }
    if means.contains(where: { $0.value != nil }) {
      series.append(
        LineChart.Series(
          ask.words["mean.\(grid.question.mean.rawValue)"],
          points: means.map { LineChart.Point($0.value ?? .nan) }))
    }
    let length = series.compactMap { $0.points.lastIndex { !$0.value.isNaN } }.max() ?? 0
    let key = "chart.after.\(grid.question.every.rawValue)"
    let periods = means.prefix(length + 1).map { mean in
      ChartPeriod(
        String(mean.index),
        reading: Reading(
          ask.words(key, ["n": String(mean.index), "value": Shown.percent(mean.value)])))
    }
    var chart = LineChart(
      title: ask.words["cohorts.curves"],
      unit: ask.words(
        "chart.share", ["whole": ask.words["relative.\(grid.question.comparison.rawValue)"]]),
      periods: periods, series: series, tick: { Shown.percentTick($0) })
    chart.periodUnit = ask.words["units.\(grid.question.every.rawValue)"]
    return chart.svg
  }
}
