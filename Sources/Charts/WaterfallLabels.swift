/// The labels of a bridge's columns, laid out so that none touches another or a bar.
///
/// Wide and narrow charts are laid out apart, each for the narrowest it can be.
struct WaterfallLabels {
  private let columns: [WaterfallChart.Column]
  private let plot: Plot
  private let wide: [Placed]
  private let narrow: [Placed]

  init(
    columns: [WaterfallChart.Column], bars: [WaterfallBar?], scale: VerticalScale, plot: Plot
  ) {
    self.columns = columns
    self.plot = plot
    wide = Self.layOut(columns, bars, scale, width: plot.wideWidth, size: 12.5, isWide: true)
    narrow = Self.layOut(
      columns, bars, scale, width: plot.narrowWidth, size: 11.5, isWide: false)
  }

  func draw(_ index: Int, into markup: inout Markup) {
    let x = Self.middle(index, of: columns.count)
    let column = columns[index]
    let wide = wide[index]
    let narrow = narrow[index]
    if let value = wide.value {
      markup.label(("strong wide-only", ""), x: x, dx: value.dx, y: value.y, value.text)
    }
    if let value = narrow.value {
      markup.label(("strong small narrow-only", ""), x: x, dx: value.dx, y: value.y, value.text)
    }
    if let row = wide.name {
      let text = wide.isShort ? column.narrowName : column.name
      markup.label(("mid wide-only", ""), x: x, y: row, text)
    }
    if let row = narrow.name {
      markup.label(("mid small narrow-only", ""), x: x, y: row, column.narrowName)
    }
    if wide.hasDetail, let detail = column.detail {
      markup.label(("wide-only", ""), x: x, y: plot.height + 34, detail)
    }
  }

  private struct Placed {
    /// Nil is a label that finds no room; the read-out has it all the same.
    var value: Value?
    /// The name's baseline.
    var name: Double?
    var isShort = false
    var hasDetail = false
  }

  private struct Value {
    let text: String
    let dx: Double
    let y: Double
  }

  private static func middle(_ index: Int, of count: Int) -> Double {
    (Double(index) + 0.5) * 100 / Double(max(count, 1))
  }

  private static func layOut(
    _ columns: [WaterfallChart.Column], _ bars: [WaterfallBar?], _ scale: VerticalScale,
    width: Double, size: Double, isWide: Bool
  ) -> [Placed] {
    var room = LabelRoom(width: width)
    let slot = width / Double(max(columns.count, 1))
    for (index, bar) in bars.enumerated() {
      guard let bar else { continue }
      let (top, bottom) = bar.pixels(scale)
      let left = slot * (Double(index) + (1 - WaterfallChart.barShare) / 2)
      _ = room.take(
        left: left, right: left + slot * WaterfallChart.barShare, top: top, bottom: bottom)
    }
    let isShort = !isWide || columns.contains { textWidth($0.name, size: size) + 4 > slot }
    var placed = columns.map { _ in Placed(isShort: isShort) }
    // What is opened and closed with comes first: of the others the bars tell enough.
    // The two are read beside each other: where one has to be short, both are.
    let ends = columns.isEmpty ? [] : [0, columns.count - 1]
    let forms: [(WaterfallChart.Column) -> String] =
      isWide ? [\.value, \.narrowValue] : [\.narrowValue]
    func value(_ index: Int, _ text: String, _ room: inout LabelRoom) -> Value? {
      let x = middle(index, of: columns.count)
      return values(text, bars[index], scale).first {
        room.holds($0.text, x: x, dx: $0.dx, size: size)
          && room.take($0.text, x: x, dx: $0.dx, y: $0.y, size: size)
      }
    }
    for (number, form) in forms.enumerated() {
      var rest = room
      let values = ends.map { value($0, form(columns[$0]), &rest) }
      for (index, value) in zip(ends, values) { placed[index].value = value }
      if number == forms.count - 1 || values.allSatisfy({ $0 != nil }) {
        room = rest
        break
      }
    }
    for index in columns.indices.dropFirst().dropLast() {
      for form in forms where placed[index].value == nil {
        placed[index].value = value(index, form(columns[index]), &room)
      }
    }
    for (index, column) in columns.enumerated() {
      let name = isShort ? column.narrowName : column.name
      placed[index].name = [scale.height + 18, scale.height + 34].first {
        room.take(name, x: middle(index, of: columns.count), y: $0, size: size)
      }
    }
    guard isWide else { return placed }
    for (index, column) in columns.enumerated() {
      guard let detail = column.detail else { continue }
      let x = middle(index, of: columns.count)
      placed[index].hasDetail = room.take(detail, x: x, y: scale.height + 34, size: size)
    }
    return placed
  }

  /// Where a column's value may stand, the best first: beyond the end of its bar, in the middle.
  private static func values(
    _ text: String, _ bar: WaterfallBar?, _ scale: VerticalScale
  ) -> [Value] {
    var baselines = [scale.inside(0) - 8]
    if let bar {
      let (top, bottom) = bar.pixels(scale)
      baselines = [top - 8, max(bottom, top + 1) + 17]
      if bar.to < bar.from { baselines.reverse() }
    }
    // Below the plot stand the names.
    return baselines.filter { $0 < scale.height }.flatMap { y in
      [0.0, -6, 6, 12, -12].map { Value(text: text, dx: $0, y: y) }
    }
  }
}
