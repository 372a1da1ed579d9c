/// The lines of a line chart, in percent and pixels.
struct LineDrawing {
  struct Line {
    let points: [Polyline.Point?]
    let high: [Polyline.Point?]
    let low: [Polyline.Point?]
    /// The last point there is.
    var last: Polyline.Point? { points.last { $0 != nil } ?? nil }
  }

  let scale: VerticalScale
  /// Where the periods stand, in percent.
  let positions: [Double]
  /// From one period to the next, in percent.
  let slot: Double
  let lines: [Line]
  private let isLastSoFar: Bool

  init(_ chart: LineChart) {
    let count = chart.periods.count
    let slot = count > 1 ? 100 / Double(count - 1) : 100
    let positions = (0..<count).map { count > 1 ? Double($0) * slot : 50 }
    let series = chart.series.prefix(SeriesStyle.most)
    let scale = Self.scale(of: chart, series.map { $0.points.prefix(count) })
    func place(_ index: Int, _ value: Double) -> Polyline.Point? {
      defined(value).map { Polyline.Point(x: positions[index], y: scale.y($0)) }
    }
    self.slot = slot
    self.positions = positions
    self.scale = scale
    isLastSoFar = chart.isLastSoFar
    lines = series.map { series in
      let points = series.points.prefix(count).enumerated()
      return Line(
        points: points.map { place($0, $1.value) }, high: points.map { place($0, $1.high) },
        low: points.map { place($0, $1.low) })
    }
  }

  func draw(isClipped: Bool, into markup: inout Markup) {
    markup.openStretched(height: scale.height, clipped: isClipped)
    for (index, line) in lines.enumerated() {
      let name = SeriesStyle.name(index)
      Polyline(line.high).band(to: Polyline(line.low), "area", name, into: &markup)
    }
    for (index, line) in lines.enumerated() {
      let name = SeriesStyle.name(index)
      let count = line.points.count
      let isOpen = isOpen(line)
      let settled = isOpen ? count - 1 : count
      Polyline(Array(line.points.prefix(settled))).draw("ln", name, into: &markup)
      if isOpen {
        Polyline(Array(line.points.suffix(2))).draw("ln sofar", name, into: &markup)
      }
    }
    markup.add("</svg>")
    for (index, line) in lines.enumerated() { dots(index, line, into: &markup) }
  }

  /// Whether the line reaches the period that is not over.
  private func isOpen(_ line: Line) -> Bool {
    isLastSoFar && line.points.count == positions.count && line.points.last.flatMap { $0 } != nil
  }

  /// Dots at the end, and where a value stands between two gaps.
  private func dots(_ index: Int, _ line: Line, into markup: inout Markup) {
    let whole = Polyline(line.points)
    let lastIndex = line.points.lastIndex { $0 != nil }
    for (place, point) in line.points.enumerated() {
      guard let point, place == lastIndex || whole.isAlone(place) else { continue }
      guard point.y >= -0.5, point.y <= scale.height + 0.5 else { continue }
      let isOpen = place == positions.count - 1 && isOpen(line)
      markup.circle(
        (isOpen ? "dot open" : "dot", SeriesStyle.name(index)), x: point.x, y: point.y, radius: 4)
    }
  }

  /// An axis that fits values, intervals and target.
  ///
  /// It starts at zero unless that would press the lines flat.
  private static func scale(
    of chart: LineChart, _ points: [ArraySlice<LineChart.Point>]
  ) -> VerticalScale {
    let height = chart.height.pixels
    let lines = height < 150 ? 3.0 : 5.0
    if let range = chart.range {
      return VerticalScale(
        low: range.lowerBound, high: range.upperBound, height: height, lines: lines)
    }
    var values = points.joined().flatMap { [$0.value, $0.low, $0.high] }.compactMap(defined)
    if let target = chart.target.flatMap({ defined($0.value) }) { values.append(target) }
    guard let least = values.min(), let most = values.max() else {
      return .empty(height: height)
    }
    let span = most - least
    if (least >= 0 && least <= 0.4 * most) || (most <= 0 && most >= 0.4 * least)
      || (least < 0 && most > 0) || span < 1e-9 * max(most.magnitude, least.magnitude)
    {
      return .aroundZero(values, height: height, room: 10, lines: lines)
    }
    let step = RoundStep(span: span * 1.2, lines: lines)
    let start = step.floor(least - span * 0.05)
    let end = most + span * 0.08
    return VerticalScale(
      low: least > 0 ? max(start, 0) : start, high: most < 0 ? min(end, 0) : end, height: height,
      lines: lines)
  }
}
