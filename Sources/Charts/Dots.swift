/// A value with its interval on a row's own line, for tables that compare several.
public struct Dots: Sendable {
  /// What a screen reader says; empty hides the picture from it, as where the row says the same.
  public var title: String
  /// The scale from left to right, the same in all rows.
  public var scale: ClosedRange<Double>
  /// The value; NaN and infinities are not drawn, here and below.
  public var value: Double
  /// The interval's lower end.
  public var low: Double
  /// The interval's upper end.
  public var high: Double

  /// A value on a scale, with its interval if it has one.
  public init(
    title: String = "", scale: ClosedRange<Double>, value: Double, low: Double = .nan,
    high: Double = .nan
  ) {
    self.title = title
    self.scale = scale
    self.value = value
    self.low = low
    self.high = high
  }

  /// The picture, 14 pixels high.
  ///
  /// What lies outside the scale stands at its edge.
  public var svg: String {
    let scale = HorizontalScale(scale)
    var markup = Markup(reserving: 400)
    markup.add("<svg class=\"dots\" height=\"14\"")
    markup.named(title)
    markup.add(">")
    markup.line("tick", x1: 0, x2: 100, y1: 7, y2: 7)
    if let left = scale.x(low), let right = scale.x(high), right >= left {
      markup.line("range", x1: left, x2: right, y1: 7, y2: 7)
    }
    if let x = scale.x(value) { markup.circle(("pt", ""), x: x, y: 7, radius: 4) }
    markup.add("</svg>")
    return markup.text
  }
}
