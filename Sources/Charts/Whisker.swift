/// A figure on its own fixed scale: a bar for its interval, a stem for its value, a ring for the
/// period before.
public struct Whisker: Sendable {
  /// What a screen reader says; empty hides the picture from it.
  public var title: String
  /// The scale from left to right, the same for a figure wherever it is shown.
  public var scale: ClosedRange<Double>
  /// The value; NaN and infinities are not drawn, here and below.
  public var value: Double
  /// The interval's lower end.
  public var low: Double
  /// The interval's upper end.
  public var high: Double
  /// The value of the period before.
  public var previous: Double
  /// A level to compare with, as zero for a difference.
  public var reference: Double

  /// A value on a scale, with what else is known.
  public init(
    title: String, scale: ClosedRange<Double>, value: Double, low: Double = .nan,
    high: Double = .nan, previous: Double = .nan, reference: Double = .nan
  ) {
    self.title = title
    self.scale = scale
    self.value = value
    self.low = low
    self.high = high
    self.previous = previous
    self.reference = reference
  }

  /// The picture, 18 pixels high.
  ///
  /// What lies outside the scale stands at its edge.
  public var svg: String {
    let scale = HorizontalScale(scale)
    var markup = Markup(reserving: 640)
    markup.add("<svg class=\"whisker\" height=\"18\"")
    markup.named(title)
    markup.add(">")
    markup.line("track", x1: 0, x2: 100, y1: 9, y2: 9)
    if let left = scale.x(low), let right = scale.x(high), right >= left {
      markup.rectangle(
        ("range", "", ""), x: left, width: right - left, y: 4, height: 10, radius: 2)
    }
    if let x = scale.x(reference) { markup.line("rule", x1: x, x2: x, y1: 0, y2: 18) }
    if let x = scale.x(previous) { markup.circle(("was", ""), x: x, y: 9, radius: 3.5) }
    if let x = scale.x(value) { markup.line("stem", x1: x, x2: x, y1: 2, y2: 16) }
    markup.add("</svg>")
    return markup.text
  }
}

/// From values to percent of a picture's width.
struct HorizontalScale {
  private let low: Double
  private let length: Double

  init(_ range: ClosedRange<Double>) {
    low = defined(range.lowerBound) ?? 0
    length = (defined(range.upperBound) ?? 0) - low
  }

  /// Where a value stands, at the edge if it lies outside; nil if it is undefined.
  func x(_ value: Double) -> Double? {
    guard let value = defined(value), length > 0 else { return nil }
    return min(max((value - low) / length * 100, 0), 100)
  }
}
