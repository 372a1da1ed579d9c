/// How long customers stay: step curves with bands, and the numbers at risk below the axis.
///
/// A curve stops where fewer than ten are at risk, since what follows says little.
public struct SurvivalChart: Sendable {
  /// A level from its time on.
  public struct Step: Sendable {
    /// When, in the unit of the axis; steps go forward in time.
    public var time: Double
    /// The share that is left from then on, 0 to 1.
    public var share: Double
    /// The interval's lower end, NaN where there is none.
    public var low: Double
    /// The interval's upper end.
    public var high: Double
    /// How many were at risk just before.
    public var atRisk: Int

    /// A level with its interval.
    public init(
      time: Double, share: Double, low: Double = .nan, high: Double = .nan, atRisk: Int
    ) {
      self.time = time
      self.share = share
      self.low = low
      self.high = high
      self.atRisk = atRisk
    }
  }

  /// One group's curve.
  public struct Curve: Sendable {
    /// What stands at its end.
    public var name: String
    /// What it has come to, in words, beside the name.
    public var value: String
    /// Its steps in order; everyone is there before the first.
    public var steps: [Step]
    /// The numbers at risk in words, one for each of the chart's ticks.
    public var atRisk: [String]

    /// A curve with what stands at its end and below it.
    public init(_ name: String, value: String = "", steps: [Step], atRisk: [String] = []) {
      self.name = name
      self.value = value
      self.steps = steps
      self.atRisk = atRisk
    }
  }

  /// A label of the time axis.
  public struct Tick: Sendable {
    /// When, in the unit of the axis.
    public var time: Double
    /// What stands there.
    public var label: String

    /// A label at a time.
    public init(_ time: Double, _ label: String) {
      self.time = time
      self.label = label
    }
  }

  /// What can be read at one time.
  public struct Moment: Sendable {
    /// When, in the unit of the axis.
    public var time: Double
    /// What can be read there.
    public var reading: Reading

    /// A read-out at a time.
    public init(_ time: Double, _ reading: Reading) {
      self.time = time
      self.reading = reading
    }
  }

  /// What a screen reader says first.
  public var title: String
  /// The unit of the shares, above the axis.
  public var unit: String
  /// The unit of time, beside the labels below.
  public var timeUnit: String
  /// The time where the axis ends; it starts at 0.
  public var horizon: Double
  /// The labels below, equally spaced from 0 on.
  public var ticks: [Tick]
  /// The curves; more than four are not drawn.
  public var curves: [Curve]
  /// What the numbers below are, as in "at risk".
  public var atRiskName: String
  /// What can be read, in order of time.
  public var moments: [Moment] = []
  /// A word pinned to the first curve, as in "73 % after a year".
  public var note: Tick?
  /// How high the plot is.
  public var height = PlotHeight.middle
  /// How a share is written on the axis, as in "80 %".
  public var percent: @Sendable (Double) -> String

  /// Curves up to a horizon; everything else is set afterwards.
  public init(
    title: String, unit: String, timeUnit: String, horizon: Double, ticks: [Tick],
    curves: [Curve], atRiskName: String, percent: @escaping @Sendable (Double) -> String
  ) {
    self.title = title
    self.unit = unit
    self.timeUnit = timeUnit
    self.horizon = horizon
    self.ticks = ticks
    self.curves = curves
    self.atRiskName = atRiskName
    self.percent = percent
  }

  /// How few at risk end a curve: fewer than this.
  public static let leastAtRisk = 10

  /// Whether there is no curve to draw; ``svg`` is then the axis alone.
  public var isEmpty: Bool { drawing.lines.allSatisfy { $0.last == nil } }

  /// The share where the axis starts, nil if it starts at zero.
  public var cut: Double? {
    let low = drawing.scale.low
    return low > 0 ? low : nil
  }

  /// The picture, for an element of class `chart`, by whose width labels are chosen.
  public var svg: String {
    let drawing = drawing
    let scale = drawing.scale
    let table = AtRiskTable(self)
    var plot = Plot(
      kind: "survival", height: height.pixels, size: height.name,
      left: .fitting(
        max(Plot.left(for: scale.ticks, percent).pixels, table.leftRoom), in: Margin.lefts))
    plot.right = .fitting(
      max(EndNames.room(for: drawing.curves.map { ($0.name, $0.value) }), table.rightRoom),
      in: Margin.rights)
    plot.bottom = table.bottom
    var markup = Markup(reserving: 8192 + moments.count * 500)
    plot.open(title, into: &markup)
    plot.axis(scale, unit: unit, label: percent, into: &markup)
    table.draw(plot, into: &markup)
    drawing.draw(into: &markup)
    names(drawing).draw(room: plot.right.pixels, height: height.pixels, into: &markup)
    if let note { drawing.pin(note, into: &markup) }
    readings(plot, into: &markup)
    markup.add("</svg>")
    return markup.text
  }

  /// Where a time stands, in percent; nil beyond the axis.
  func position(_ time: Double) -> Double? {
    guard let time = defined(time), let horizon = defined(horizon), horizon > 0, time >= 0,
      time <= horizon
    else { return nil }
    return time / horizon * 100
  }

  private var drawing: SurvivalDrawing { SurvivalDrawing(self) }

  private func names(_ drawing: SurvivalDrawing) -> EndNames {
    EndNames(
      zip(drawing.curves, drawing.lines).enumerated().compactMap { index, pair in
        pair.1.last.map {
          EndNames.Entry(
            name: pair.0.name, value: pair.0.value, style: SeriesStyle.name(index), y: $0.y)
        }
      })
  }

  private func readings(_ plot: Plot, into markup: inout Markup) {
    let places = moments.compactMap { moment in
      position(moment.time).map { (x: $0, reading: moment.reading) }
    }
    for (index, place) in places.enumerated() {
      // Halfway to each neighbour, so that every place answers for some moment.
      let before = index > 0 ? (places[index - 1].x + place.x) / 2 : 0
      let after = index + 1 < places.count ? (places[index + 1].x + place.x) / 2 : 100
      plot.openStep(place.reading, into: &markup)
      markup.rectangle(
        ("hit", "", ""), x: before, width: max(after - before, 0), y: 0, height: plot.height)
      markup.line("guide", x1: place.x, x2: place.x, y1: 0, y2: plot.height)
      plot.readOut(place.reading, into: &markup)
      plot.closeStep(place.reading, into: &markup)
    }
  }
}
