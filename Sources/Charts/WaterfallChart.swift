/// The bridge of one period: from the opening balance over each movement to the closing one.
///
/// Where the movements are small beside the balances, the axis is cut: it starts at ``cut``, each
/// balance shows a break, and the caller says so in words.
public struct WaterfallChart: Sendable {
  /// One column: a balance that stands on the axis, or a change that starts where the last one
  /// ended.
  public struct Column: Sendable {
    /// What the column shows, in the chart's unit; NaN and infinities are shown as no bar.
    public enum Content: Sendable {
      /// What there was: opening, closing, or in between.
      case balance(Double)
      /// What changed, with its sign.
      case change(BarKind, Double)
    }

    /// What the column shows.
    public var content: Content
    /// What stands below it, as in "Reactivation".
    public var name: String
    /// The same where there is little room, for "Reactivation" perhaps "React".
    public var narrowName: String
    /// The value at the bar, as in "+€2,140".
    public var value: String
    /// The same where there is little room, as in "+2.1k".
    public var narrowValue: String
    /// A second line below the name on wide charts, as in "41 customers".
    public var detail: String?
    /// What can be read there.
    public var reading: Reading

    /// A column with its labels.
    public init(
      _ content: Content, name: String, narrowName: String? = nil, value: String,
      narrowValue: String? = nil, detail: String? = nil, reading: Reading
    ) {
      self.content = content
      self.name = name
      self.narrowName = narrowName ?? name
      self.value = value
      self.narrowValue = narrowValue ?? value
      self.detail = detail
      self.reading = reading
    }
  }

  /// What a screen reader says first.
  public var title: String
  /// The unit, above the axis.
  public var unit: String
  /// The columns from left to right, 3 to 13 of them.
  public var columns: [Column]
  /// How a value is written on the axis, as in "410k".
  public var tick: @Sendable (Double) -> String

  /// A bridge of columns.
  public init(
    title: String, unit: String, columns: [Column], tick: @escaping @Sendable (Double) -> String
  ) {
    self.title = title
    self.unit = unit
    self.columns = columns
    self.tick = tick
  }

  /// Whether there is no bar to draw; ``svg`` is then the axis alone.
  public var isEmpty: Bool { bars.allSatisfy { $0 == nil } }

  /// Where a cut axis starts, nil if it starts at zero.
  public var cut: Double? {
    let scale = scale(of: bars)
    return scale.low > 0 ? scale.low : nil
  }

  /// The picture, 250 pixels high without its labels.
  ///
  /// It belongs in an element of class `chart`, by whose width labels are chosen.
  public var svg: String {
    let bars = bars
    let scale = scale(of: bars)
    let plot = Plot(
      kind: "bridge", height: Self.height, left: Plot.left(for: scale.ticks, tick),
      narrowBelow: 640)
    var markup = Markup(reserving: 2048 + columns.count * 1200)
    plot.open(title, into: &markup)
    plot.axis(scale, unit: unit, label: tick, into: &markup)
    joints(bars, scale, into: &markup)
    let labels = WaterfallLabels(columns: columns, bars: bars, scale: scale, plot: plot)
    for index in columns.indices {
      plot.openStep(columns[index].reading, into: &markup)
      draw(index, bars[index], scale, into: &markup)
      labels.draw(index, into: &markup)
      plot.readOut(columns[index].reading, into: &markup)
      plot.closeStep(columns[index].reading, into: &markup)
    }
    markup.add("</svg>")
    return markup.text
  }

  static let height = 250.0
  /// The part of a column's room that its bar takes.
  static let barShare = 0.62

  private var slot: Double { 100 / Double(max(columns.count, 1)) }

  /// Where each bar begins and ends, in values; nil is no bar.
  private var bars: [WaterfallBar?] {
    var level = 0.0
    return columns.map { column in
      switch column.content {
      case .balance(let amount):
        guard let amount = defined(amount) else { return nil }
        level = amount
        return WaterfallBar(from: 0, to: amount, isBalance: true)
      case .change(_, let amount):
        guard let amount = defined(amount) else { return nil }
        let bar = WaterfallBar(from: level, to: level + amount, isBalance: false)
        level = bar.to
        return bar
      }
    }
  }

  private func scale(of bars: [WaterfallBar?]) -> VerticalScale {
    let bars = bars.compactMap { $0 }
    let levels = bars.flatMap { $0.isBalance ? [$0.to] : [$0.from, $0.to] }
    guard let low = levels.min(), let high = levels.max() else {
      return .empty(height: Self.height)
    }
    let span = high - low
    // Cut where it shows more, and where the values differ by more than their digits can tell.
    if low > 0, span < 0.4 * high, span > 1e-9 * high {
      let step = RoundStep(span: span * 1.45, lines: 5)
      var start = step.floor(low - 0.2 * span)
      let top = high + span * 0.14
      // The lowest balance needs room for its break.
      let shortest = bars.filter(\.isBalance).map(\.to).min() ?? low
      if (shortest - start) / (top - start) * Self.height < 34 { start -= step.size }
      if start > 0 { return VerticalScale(low: start, high: top, height: Self.height) }
    }
    return .aroundZero(levels, height: Self.height, room: 22, lines: 5)
  }

  /// The dotted lines from where one bar ends to the next.
  private func joints(_ bars: [WaterfallBar?], _ scale: VerticalScale, into markup: inout Markup) {
    let gap = slot * (1 - Self.barShare) / 2
    for (index, bar) in bars.enumerated().dropLast() {
      guard let bar, bars[index + 1] != nil else { continue }
      let edge = slot * Double(index + 1)
      let y = scale.inside(bar.to)
      markup.line("joint", x1: edge - gap, x2: edge + gap, y1: y, y2: y)
    }
  }

  private func draw(
    _ index: Int, _ bar: WaterfallBar?, _ scale: VerticalScale, into markup: inout Markup
  ) {
    let left = slot * Double(index)
    markup.rectangle(
      ("hit", "", ""), x: left, width: slot, y: -6, height: Self.height + 46, radius: 6)
    guard let bar else { return }
    let (top, bottom) = bar.pixels(scale)
    var name: StaticString = "balance"
    if case .change(let kind, _) = columns[index].content { name = kind.name }
    let x = left + slot * (1 - Self.barShare) / 2
    let width = slot * Self.barShare
    markup.rectangle(
      ("bar", name, ""), x: x, width: width, y: top, height: max(bottom - top, 1), radius: 1.5)
    guard bar.isBalance, scale.low > 0 else { return }
    let overhang = width * 0.06
    markup.rectangle(
      ("cut", "", ""), x: x - overhang, width: width + 2 * overhang, y: Self.height - 20,
      height: 4)
  }
}

/// Where a bar begins and ends.
struct WaterfallBar {
  let from: Double
  let to: Double
  let isBalance: Bool

  /// Its upper and lower edge in pixels.
  func pixels(_ scale: VerticalScale) -> (top: Double, bottom: Double) {
    let ends = [scale.inside(from), scale.inside(to)]
    return (min(ends[0], ends[1]), max(ends[0], ends[1]))
  }
}
