/// An amount beside others that add up to a sum: a bar from the middle, right for more, left and
/// striped for less.
public struct SignedBar: Sendable {
  /// What a screen reader says; empty hides the picture from it, as where the row says the same.
  public var title: String
  /// The amount that would fill one side, the same in all rows.
  public var most: Double
  /// The amount; NaN and infinities are not drawn.
  public var value: Double

  /// An amount beside the greatest of its list.
  public init(title: String = "", most: Double, value: Double) {
    self.title = title
    self.most = most
    self.value = value
  }

  /// The picture, 20 pixels high; more than ``most`` ends at the edge.
  public var svg: String {
    var markup = Markup(reserving: 256)
    markup.add("<svg class=\"signed\" height=\"20\"")
    markup.named(title)
    markup.add(">")
    markup.line("middle", x1: 50, x2: 50, y1: 0, y2: 20)
    if let value = defined(value), let most = defined(most), most > 0, value != 0 {
      let length = min(value.magnitude / most, 1) * 50
      let name: StaticString = value > 0 ? "more" : "less"
      markup.line(name, x1: 50, x2: value > 0 ? 50 + length : 50 - length, y1: 10, y2: 10)
    }
    markup.add("</svg>")
    return markup.text
  }
}
