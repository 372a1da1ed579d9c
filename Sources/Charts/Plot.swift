/// The frame that a chart is drawn in: its class, its margins, its unit and its lines.
struct Plot {
  let kind: StaticString
  let height: Double
  /// The class that says the height, empty where the kind says it.
  var size: StaticString = ""
  let left: Margin
  var right = Margin.rights[0]
  var bottom: Margin?
  /// The container's width in pixels where labels for wide charts begin: 26 rem, and 40 for
  /// bridges, whose labels are longest.
  var narrowBelow = 416.0

  /// A chart's container at its narrowest, in pixels: a page of 360 without its margins.
  static let narrowest = 292.0

  /// The plot's own width in pixels where the narrow labels must fit.
  var narrowWidth: Double {
    Self.narrowest - left.pixels - min(right.pixels, Margin.widestNarrowRight)
  }
  /// The same where the wide labels must fit.
  var wideWidth: Double { narrowBelow - left.pixels - right.pixels }

  /// The same from 44 rem on, where an axis has room for more labels.
  private var broadWidth: Double { 704 - left.pixels - right.pixels }

  /// Room on the left for the labels of `ticks`.
  static func left(for ticks: [Double], _ label: (Double) -> String) -> Margin {
    let widest = ticks.reduce(0) { max($0, textWidth(label($1))) }
    return .fitting(widest + 8, in: Margin.lefts)
  }

  func open(_ title: String, into markup: inout Markup) {
    markup.add("<svg")
    markup.classes("plot", kind, size, left.name, right.name, bottom?.name ?? "")
    markup.attribute("height", height)
    markup.add(" role=\"group\"")
    markup.attribute("aria-label", text: title)
    markup.add(">")
  }

  /// Horizontal lines with their labels, and the unit above them.
  func axis(
    _ scale: VerticalScale, unit: String, label: (Double) -> String, into markup: inout Markup
  ) {
    if !scale.ticks.contains(where: { isBase($0, of: scale) }) {
      markup.line("zero", x1: 0, x2: 100, y1: height, y2: height)
    }
    for tick in scale.ticks {
      let y = scale.y(tick)
      let name: StaticString = tick == 0 || isBase(tick, of: scale) ? "zero" : "grid-line"
      markup.line(name, x1: 0, x2: 100, y1: y, y2: y)
      markup.label(("", ""), x: 0, dx: -8, y: y + 4, anchor: "end", label(tick))
    }
    markup.label(("unit rest", ""), x: 0, dx: -left.pixels, y: -10, anchor: "", unit)
  }

  /// Whether a line is the one that bars stand on: zero where the scale crosses it, else the edge.
  private func isBase(_ tick: Double, of scale: VerticalScale) -> Bool {
    scale.low < 0 && scale.high >= 0 ? tick == 0 : scale.y(tick) > height - 1
  }

  /// Labels below the axis, as many as fit, counted from the last.
  func labels(
    of periods: [ChartPeriod], at positions: [Double], slot: Double, into markup: inout Markup
  ) {
    let whole = periods.map { $0.year.isEmpty ? $0.label : $0.label + " " + $0.year }
    // Each step divides the next, so that what is shown where there is little room is shown
    // everywhere.
    let narrow = labelStride(whole, slot: narrowWidth * slot / 100)
    let wide = labelStride(whole, slot: wideWidth * slot / 100, dividing: narrow)
    let broad = labelStride(whole, slot: broadWidth * slot / 100, dividing: wide)
    var year = ""
    for (index, period) in periods.enumerated() where !period.label.isEmpty {
      let fromLast = periods.count - 1 - index
      guard fromLast % broad == 0 else { continue }
      // Only those that are shown everywhere say a year, since the others may be left out.
      let isNew = fromLast % narrow == 0 && period.year != year
      let text = isNew ? whole[index] : period.label
      if isNew { year = period.year }
      let name: StaticString =
        fromLast % narrow == 0 ? "" : fromLast % wide == 0 ? "wide-only" : "broad-only"
      // A year at the right edge would stand out of the picture: it grows to the left.
      let isAtEdge = isNew && narrowWidth * (100 - positions[index]) / 100 < textWidth(text) / 2
      markup.label(
        (name, ""), x: positions[index], dx: isAtEdge ? textWidth(period.label) / 2 : 0,
        y: height + 18, anchor: isAtEdge ? "end" : "middle", text)
    }
  }

  /// Begins what can be pointed at: a link where there is something to open.
  func openStep(_ reading: Reading, into markup: inout Markup) {
    if let href = reading.href {
      markup.add("<a class=\"step\"")
      markup.attribute("href", text: href)
    } else {
      markup.add("<g class=\"step\" role=\"img\" tabindex=\"0\"")
    }
    markup.attribute("aria-label", text: reading.text)
    markup.add(">")
  }

  func closeStep(_ reading: Reading, into markup: inout Markup) {
    markup.add(reading.href == nil ? "</g>" : "</a>")
  }

  /// The read-out, in the unit's place; the short one where the whole does not fit.
  func readOut(_ reading: Reading, into markup: inout Markup) {
    let width = textWidth(reading.text)
    let isEverywhere = width <= Self.narrowest
    let isWide = width <= narrowBelow
    let whole: StaticString = isEverywhere ? "" : isWide ? "wide-only" : "broad-only"
    markup.label(("read", whole), x: 0, dx: -left.pixels, y: -10, anchor: "", reading.text)
    guard !isEverywhere, let narrow = reading.narrowText else { return }
    let text = shortened(narrow, to: Self.narrowest)
    markup.label(
      ("read", isWide ? "narrow-only" : "slim-only"), x: 0, dx: -left.pixels, y: -10, anchor: "",
      text)
  }
}
