/// A small line without an axis: where a figure came from.
public struct Sparkline: Sendable {
  /// What a screen reader says; empty hides the picture from it.
  public var title: String
  /// The values in order; NaN and infinities are gaps.
  public var values: [Double]

  /// A line through values.
  public init(title: String, values: [Double]) {
    self.title = title
    self.values = values
  }

  /// Whether there is nothing to draw; ``svg`` is then an empty picture.
  public var isEmpty: Bool { values.allSatisfy { defined($0) == nil } }

  /// The picture, 28 pixels high and as wide as what it stands in.
  public var svg: String {
    let present = values.compactMap(defined)
    let low = present.min() ?? 0
    let high = present.max() ?? 0
    let points = values.enumerated().map { index, value in
      defined(value).map { value in
        let x = values.count > 1 ? Double(index) / Double(values.count - 1) * 100 : 50
        let share = high > low ? (value - low) / (high - low) : 0.5
        return Polyline.Point(x: x, y: 4 + (1 - share) * (Self.height - 8))
      }
    }
    let ground = points.map { point in point.map { Polyline.Point(x: $0.x, y: Self.height) } }
    let line = Polyline(points)
    var markup = Markup(reserving: 512 + values.count * 40)
    markup.add("<svg class=\"spark\"")
    markup.attribute("height", Self.height)
    markup.named(title)
    markup.add(">")
    markup.openStretched(height: Self.height, clipped: false)
    line.band(to: Polyline(ground), "area", into: &markup)
    line.draw("ln", into: &markup)
    markup.add("</svg>")
    let last = points.lastIndex { $0 != nil }
    for (index, point) in points.enumerated() {
      guard let point, index == last || line.isAlone(index) else { continue }
      markup.circle(
        ("dot", ""), x: point.x, y: point.y, radius: index == last ? 4 : 2.5)
    }
    markup.add("</svg>")
    return markup.text
  }

  static let height = 28.0
}

extension Markup {
  /// A name for those who cannot see a small picture, or that it is to be passed over.
  mutating func named(_ title: String) {
    guard !title.isEmpty else { return add(" aria-hidden=\"true\"") }
    add(" role=\"img\"")
    attribute("aria-label", text: title)
  }
}
