/// One to four lines over periods, each with its interval where it has one.
public struct LineChart: Sendable {
  /// One value with its interval, in the chart's unit; NaN and infinities are undefined.
  public struct Point: Sendable {
    /// The value; undefined is a gap in the line.
    public var value: Double
    /// The interval's lower end, undefined where there is none.
    public var low: Double
    /// The interval's upper end.
    public var high: Double

    /// A value, with an interval if it has one.
    public init(_ value: Double, low: Double = .nan, high: Double = .nan) {
      self.value = value
      self.low = low
      self.high = high
    }
  }

  /// One line: a point for each period, from the first.
  public struct Series: Sendable {
    /// What stands at its end.
    public var name: String
    /// What it has come to, in words, beside the name; empty for none.
    public var value: String
    /// Its points; what is missing at the end is undefined.
    public var points: [Point]

    /// A line with what stands at its end.
    public init(_ name: String, value: String = "", points: [Point]) {
      self.name = name
      self.value = value
      self.points = points
    }
  }

  /// Something that happened, as a vertical rule.
  public struct Annotation: Sendable {
    /// The period it happened in, from 0; others are not drawn.
    public var period: Int
    /// A word or two.
    public var text: String

    /// A rule at a period.
    public init(period: Int, text: String) {
      self.period = period
      self.text = text
    }
  }

  /// A level to reach, as a horizontal rule.
  public struct Target: Sendable {
    /// The level in the chart's unit.
    public var value: Double
    /// What stands at its end, as in "target 98 %".
    public var text: String

    /// A rule at a level.
    public init(_ value: Double, text: String) {
      self.value = value
      self.text = text
    }
  }

  /// What a screen reader says first.
  public var title: String
  /// The unit, above the axis.
  public var unit: String
  /// The periods from left to right.
  public var periods: [ChartPeriod]
  /// The lines; more than four are not drawn.
  public var series: [Series]
  /// What happened.
  public var annotations: [Annotation] = []
  /// A level to reach.
  public var target: Target?
  /// Whether the last period is not over: its segments are dotted, its points hollow.
  public var isLastSoFar = false
  /// The axis from bottom to top, nil to fit the values; what is outside is cut off.
  public var range: ClosedRange<Double>?
  /// What the periods are, below their labels.
  public var periodUnit: String?
  /// How high the plot is.
  public var height = PlotHeight.middle
  /// How a value is written on the axis, as in "98 %".
  public var tick: @Sendable (Double) -> String

  /// Lines over periods; everything else is set afterwards.
  public init(
    title: String, unit: String, periods: [ChartPeriod], series: [Series],
    tick: @escaping @Sendable (Double) -> String
  ) {
    self.title = title
    self.unit = unit
    self.periods = periods
    self.series = series
    self.tick = tick
  }

  /// Whether no line has a value; ``svg`` is then the axis alone.
  public var isEmpty: Bool { drawing.lines.allSatisfy { $0.last == nil } }

  /// Where the axis starts, nil if zero is on it.
  public var cut: Double? {
    let scale = drawing.scale
    return scale.low > 0 || scale.high < 0 ? scale.low : nil
  }

  /// The picture, for an element of class `chart`, by whose width labels are chosen.
  public var svg: String {
    let drawing = drawing
    let scale = drawing.scale
    var plot = Plot(
      kind: "series", height: height.pixels, size: height.name,
      left: Plot.left(for: scale.ticks, tick))
    plot.right = .fitting(EndNames.room(for: ends), in: Margin.rights)
    if periodUnit != nil { plot.bottom = Margin.bottoms[1] }
    var markup = Markup(reserving: 4096 + periods.count * (300 + 80 * series.count))
    plot.open(title, into: &markup)
    plot.axis(scale, unit: unit, label: tick, into: &markup)
    plot.labels(of: periods, at: drawing.positions, slot: drawing.slot, into: &markup)
    if let periodUnit {
      markup.label(("unit", ""), x: 0, y: height.pixels + 36, anchor: "", periodUnit)
    }
    if let target, let value = defined(target.value) {
      let y = scale.y(value)
      if y >= 0, y <= scale.height { markup.line("rule", x1: 0, x2: 100, y1: y, y2: y) }
    }
    drawing.draw(isClipped: range != nil, into: &markup)
    names(drawing).draw(room: plot.right.pixels, height: height.pixels, into: &markup)
    AnnotationLabels(annotations, positions: drawing.positions, plot: plot).draw(into: &markup)
    readings(drawing, plot, into: &markup)
    markup.add("</svg>")
    return markup.text
  }

  private var drawing: LineDrawing { LineDrawing(self) }

  private var shown: ArraySlice<Series> { series.prefix(SeriesStyle.most) }

  private var ends: [(name: String, value: String)] {
    shown.map { ($0.name, $0.value) } + (target.map { [($0.text, "")] } ?? [])
  }

  private func names(_ drawing: LineDrawing) -> EndNames {
    var entries = zip(shown, drawing.lines).enumerated().compactMap {
      index, pair -> EndNames.Entry? in
      guard let last = pair.1.last else { return nil }
      return EndNames.Entry(
        name: pair.0.name, value: pair.0.value, style: SeriesStyle.name(index), y: last.y)
    }
    if let target, let value = defined(target.value) {
      entries.append(
        EndNames.Entry(
          name: target.text, value: "", style: "mid", y: drawing.scale.inside(value)))
    }
    return EndNames(entries)
  }

  private func readings(_ drawing: LineDrawing, _ plot: Plot, into markup: inout Markup) {
    for (index, period) in periods.enumerated() {
      let x = drawing.positions[index]
      let left = max(x - drawing.slot / 2, 0)
      let right = min(x + drawing.slot / 2, 100)
      plot.openStep(period.reading, into: &markup)
      markup.rectangle(
        ("hit", "", ""), x: left, width: right - left, y: 0, height: plot.height)
      markup.line("guide", x1: x, x2: x, y1: 0, y2: plot.height)
      plot.readOut(period.reading, into: &markup)
      plot.closeStep(period.reading, into: &markup)
    }
  }
}
