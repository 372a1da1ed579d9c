/// The time axis of a survival chart, and below each of its labels the numbers at risk.
struct AtRiskTable {
  private let chart: SurvivalChart
  private let curves: ArraySlice<SurvivalChart.Curve>

  init(_ chart: SurvivalChart) {
    self.chart = chart
    let curves = chart.curves.prefix(SeriesStyle.most)
    self.curves = curves.contains { !$0.atRisk.isEmpty } ? curves : []
  }

  /// The pixels needed left of the plot: names of several curves, clear of the first number.
  var leftRoom: Double {
    guard curves.count > 1 else { return 0 }
    return curves.reduce(0) { max($0, textWidth($1.name) * 1.06) } + widestNumber / 2 + 6
  }

  /// The pixels needed right of the plot: the units, clear of the last number.
  var rightRoom: Double {
    let label = chart.ticks.last.map { textWidth($0.label) } ?? 0
    let time = textWidth(chart.timeUnit) + label / 2
    let name = curves.count == 1 ? textWidth(chart.atRiskName) + widestNumber / 2 : 0
    return max(time, name) + 8
  }

  var bottom: Margin {
    switch curves.count {
    case 0: Margin.bottoms[0]
    case 1: Margin.bottoms[1]
    default: Margin.fitting(baseline(curves.count - 1) + 10, in: Margin.bottoms)
    }
  }

  func draw(_ plot: Plot, into markup: inout Markup) {
    let places = chart.ticks.compactMap { tick in chart.position(tick.time) }
    let slot = places.count > 1 ? (places[1] - places[0]).magnitude : 100
    let texts = chart.ticks.map(\.label) + curves.flatMap(\.atRisk)
    let wide = stride(texts, slot: plot.wideWidth * slot / 100)
    let narrow = stride(texts, slot: plot.narrowWidth * slot / 100)
    let height = plot.height
    for (index, tick) in chart.ticks.enumerated() {
      guard let x = chart.position(tick.time) else { continue }
      markup.line("zero", x1: x, x2: x, y1: height, y2: height + 4)
      let isWide = index % wide == 0
      let isNarrow = index % narrow == 0
      guard isWide || isNarrow else { continue }
      let when: StaticString = isWide ? (isNarrow ? "" : "wide-only") : "narrow-only"
      markup.label((when, ""), x: x, y: height + 18, tick.label)
      for (row, curve) in curves.enumerated() where index < curve.atRisk.count {
        markup.label(("mid", when), x: x, y: height + baseline(row), curve.atRisk[index])
      }
    }
    let edge = plot.right.pixels
    unit(chart.timeUnit, edge, y: height + 18, into: &markup)
    guard curves.count > 1 else {
      if !curves.isEmpty { unit(chart.atRiskName, edge, y: height + 34, into: &markup) }
      return
    }
    markup.label(
      ("unit", ""), x: 0, dx: -plot.left.pixels, y: height + 36, anchor: "", chart.atRiskName)
    for (row, curve) in curves.enumerated() {
      let name = shortened(curve.name, to: (plot.left.pixels - widestNumber / 2 - 4) / 1.06)
      markup.label(
        (SeriesStyle.name(row), ""), x: 0, dx: -plot.left.pixels, y: height + baseline(row),
        anchor: "", name)
    }
  }

  /// As for other labels, but rather one with which the last label is written too.
  private func stride(_ texts: [String], slot: Double) -> Int {
    let least = labelStride(texts, slot: slot)
    let parts = chart.ticks.count - 1
    return labelSteps.first { $0 >= least && $0 <= parts && parts % $0 == 0 } ?? least
  }

  private var widestNumber: Double {
    curves.reduce(0) { $1.atRisk.reduce($0) { max($0, textWidth($1)) } }
  }

  private func baseline(_ row: Int) -> Double {
    curves.count == 1 ? 34 : 56 + 20 * Double(row)
  }

  /// A unit at the right edge, or as near to it as the narrow margin lets it.
  private func unit(
    _ text: String, _ edge: Double, y: Double, into markup: inout Markup
  ) {
    let right = min(edge, Margin.widestNarrowRight)
    markup.label(("unit", ""), x: 100, dx: right, y: y, anchor: "end", text)
  }
}
