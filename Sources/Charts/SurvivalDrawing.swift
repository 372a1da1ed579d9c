/// The curves of a survival chart, in percent and pixels.
struct SurvivalDrawing {
  let scale: VerticalScale
  let curves: [SurvivalChart.Curve]
  let lines: [LineDrawing.Line]
  private let chart: SurvivalChart

  init(_ chart: SurvivalChart) {
    self.chart = chart
    curves = Array(chart.curves.prefix(SeriesStyle.most))
    let steps = curves.map { Self.steps($0, chart) }
    let values = steps.joined().flatMap { [$0.share, $0.low] }.compactMap(defined)
    let height = chart.height.pixels
    let scale = Self.scale(least: values.min() ?? 1, height: height)
    func place(_ step: SurvivalChart.Step, _ share: Double) -> Polyline.Point? {
      guard let x = chart.position(step.time), let share = defined(share) else { return nil }
      return Polyline.Point(x: x, y: scale.inside(share))
    }
    self.scale = scale
    lines = steps.map { steps in
      LineDrawing.Line(
        points: steps.map { place($0, $0.share) }, high: steps.map { place($0, $0.high) },
        low: steps.map { place($0, $0.low) })
    }
  }

  func draw(into markup: inout Markup) {
    markup.openStretched(height: scale.height, clipped: false)
    for (index, line) in lines.enumerated() {
      Polyline(line.high, isStepped: true).band(
        to: Polyline(line.low, isStepped: true), "area", SeriesStyle.name(index), into: &markup)
    }
    for (index, line) in lines.enumerated() {
      Polyline(line.points, isStepped: true).draw("ln", SeriesStyle.name(index), into: &markup)
    }
    markup.add("</svg>")
  }

  /// A note on a hairline below the first curve, or above it where there is no room below.
  func pin(_ note: SurvivalChart.Tick, into markup: inout Markup) {
    guard let points = lines.first?.points.compactMap({ $0 }), let horizon = points.last?.x,
      let x = chart.position(note.time), x <= horizon, let level = points.last(where: { $0.x <= x })
    else { return }
    let isBelow = level.y + 52 < scale.height
    let end = isBelow ? level.y + 30 : level.y - 30
    markup.line(
      "note-pin", x1: x, x2: x, y1: isBelow ? level.y + 4 : level.y - 4, y2: end)
    // Near an edge the text runs inwards.
    let anchor: StaticString = x < 25 ? "" : x > 75 ? "end" : "middle"
    markup.label(("note", ""), x: x, y: isBelow ? end + 13 : end - 5, anchor: anchor, note.label)
  }

  /// The steps that are drawn: forward in time, with ten at risk, within the axis, from 1 at 0 on.
  private static func steps(
    _ curve: SurvivalChart.Curve, _ chart: SurvivalChart
  ) -> [SurvivalChart.Step] {
    var found: [SurvivalChart.Step] = []
    for step in curve.steps {
      if step.atRisk < SurvivalChart.leastAtRisk { break }
      guard defined(step.time) != nil, step.time >= found.last?.time ?? 0 else { continue }
      if found.isEmpty, step.time > 0 {
        found.append(
          SurvivalChart.Step(time: 0, share: 1, low: 1, high: 1, atRisk: step.atRisk))
      }
      guard step.time <= chart.horizon else {
        // The last level holds to the end of the axis.
        if var last = found.last {
          last.time = chart.horizon
          found.append(last)
        }
        break
      }
      found.append(step)
    }
    return found
  }

  /// From the even tenth below the least share up to 1.
  private static func scale(least: Double, height: Double) -> VerticalScale {
    let step = RoundStep(span: 1, lines: 5)
    let start = min(max(step.floor(least - 0.05), 0), 0.8)
    return VerticalScale(low: start, high: 1, height: height, lines: 4)
  }
}
