/// Movements period by period: what came stacked above zero, what went below, a line for the net.
public struct MovementChart: Sendable {
  /// One period's bars.
  public struct Bar: Sendable {
    /// The period's label and read-out.
    public var period: ChartPeriod
    /// The amounts with their signs, in any order; NaN and infinities are left out.
    public var amounts: [(kind: BarKind, amount: Double)]
    /// What they come to; NaN is a gap in the line.
    public var net: Double
    /// Whether the period is not over yet; its bars are drawn open.
    public var isSoFar: Bool

    /// The movements of a period.
    public init(
      _ period: ChartPeriod, amounts: [(kind: BarKind, amount: Double)], net: Double = .nan,
      isSoFar: Bool = false
    ) {
      self.period = period
      self.amounts = amounts
      self.net = net
      self.isSoFar = isSoFar
    }
  }

  /// What a screen reader says first.
  public var title: String
  /// The unit, above the axis.
  public var unit: String
  /// The periods from left to right.
  public var bars: [Bar]
  /// How a value is written on the axis, as in "+15k".
  public var tick: @Sendable (Double) -> String

  /// A chart of periods.
  public init(
    title: String, unit: String, bars: [Bar], tick: @escaping @Sendable (Double) -> String
  ) {
    self.title = title
    self.unit = unit
    self.bars = bars
    self.tick = tick
  }

  /// Whether nothing moved in any period; ``svg`` is then the axis alone.
  public var isEmpty: Bool {
    bars.allSatisfy { bar in
      bar.amounts.allSatisfy { defined($0.amount) ?? 0 == 0 } && defined(bar.net) ?? 0 == 0
    }
  }

  /// The picture, 130 pixels high without its labels.
  ///
  /// It belongs in an element of class `chart`, by whose width labels are chosen.
  public var svg: String {
    let stacks = bars.map(MovementStack.init)
    let scale = VerticalScale.aroundZero(
      stacks.flatMap { [$0.top, $0.bottom, $0.net ?? 0] }, height: Self.height, room: 6, lines: 4)
    let plot = Plot(
      kind: "movements", height: Self.height, left: Plot.left(for: scale.ticks, tick))
    var markup = Markup(reserving: 2048 + bars.count * 1100)
    plot.open(title, into: &markup)
    plot.axis(scale, unit: unit, label: tick, into: &markup)
    for index in bars.indices { draw(index, stacks[index], scale, plot, into: &markup) }
    let middles = bars.indices.map { (Double($0) + 0.5) * slot }
    plot.labels(of: bars.map(\.period), at: middles, slot: slot, into: &markup)
    net(stacks, middles, scale, into: &markup)
    markup.add("</svg>")
    return markup.text
  }

  static let height = 130.0

  private var slot: Double { 100 / Double(max(bars.count, 1)) }

  private func draw(
    _ index: Int, _ stack: MovementStack, _ scale: VerticalScale, _ plot: Plot,
    into markup: inout Markup
  ) {
    let left = slot * Double(index)
    let share = bars.count > 36 ? 0.8 : 0.56
    let reading = bars[index].period.reading
    plot.openStep(reading, into: &markup)
    markup.rectangle(
      ("hit", "", ""), x: left, width: slot, y: -4, height: Self.height + 26,
      radius: bars.count > 24 ? 2 : 6)
    for part in stack.parts {
      let ends = [scale.inside(part.from), scale.inside(part.to)]
      // A hairline between the parts, and none is so small that it is not seen.
      let height = max(abs(ends[1] - ends[0]) - 1, 0.75)
      markup.rectangle(
        ("bar", part.kind.name, bars[index].isSoFar ? "part" : ""),
        x: left + slot * (1 - share) / 2, width: slot * share,
        y: part.to > part.from ? ends[0] - 1 - height : ends[0] + 1, height: height)
    }
    plot.readOut(reading, into: &markup)
    plot.closeStep(reading, into: &markup)
  }

  private func net(
    _ stacks: [MovementStack], _ middles: [Double], _ scale: VerticalScale,
    into markup: inout Markup
  ) {
    let points = stacks.enumerated().map { index, stack in
      stack.net.map { Polyline.Point(x: middles[index], y: scale.inside($0)) }
    }
    let line = Polyline(points)
    markup.openStretched(height: Self.height, clipped: false)
    line.draw("ln thin net", into: &markup)
    markup.add("</svg>")
    let radius = bars.count > 24 ? 0 : bars.count > 12 ? 2.5 : 3.5
    for (index, point) in points.enumerated() {
      guard let point, radius > 0 || line.isAlone(index) else { continue }
      markup.circle(("dot", "net"), x: point.x, y: point.y, radius: max(radius, 2))
    }
  }
}

/// The amounts of one period on their way from zero up and down.
struct MovementStack {
  private(set) var parts: [(kind: BarKind, from: Double, to: Double)] = []
  private(set) var top = 0.0
  private(set) var bottom = 0.0
  let net: Double?

  init(_ bar: MovementChart.Bar) {
    net = defined(bar.net)
    for kind in BarKind.allCases {
      for (_, amount) in bar.amounts.filter({ $0.kind == kind }) {
        guard let amount = defined(amount), amount != 0 else { continue }
        let from = amount > 0 ? top : bottom
        parts.append((kind, from, from + amount))
        if amount > 0 { top += amount } else { bottom += amount }
      }
    }
  }
}
