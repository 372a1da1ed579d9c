/// The shapes that charts are made of: x in percent of the plot's width, y and sizes in pixels.
extension Markup {
  mutating func line(_ name: StaticString, x1: Double, x2: Double, y1: Double, y2: Double) {
    add("<line")
    classes(name)
    attribute("x1", x1, unit: "%")
    attribute("x2", x2, unit: "%")
    attribute("y1", y1)
    attribute("y2", y2)
    add("/>")
  }

  mutating func rectangle(
    _ names: (StaticString, StaticString, StaticString), x: Double, width: Double, y: Double,
    height: Double, radius: Double = 0
  ) {
    add("<rect")
    classes(names.0, names.1, names.2)
    attribute("x", x, unit: "%")
    attribute("width", width, unit: "%")
    attribute("y", y)
    attribute("height", height)
    if radius > 0 { attribute("rx", radius) }
    add("/>")
  }

  mutating func circle(
    _ names: (StaticString, StaticString), x: Double, y: Double, radius: Double
  ) {
    add("<circle")
    classes(names.0, names.1)
    attribute("cx", x, unit: "%")
    attribute("cy", y)
    attribute("r", radius)
    add("/>")
  }

  /// A text whose baseline is at `y`, escaped, `dx` pixels beside `x`.
  mutating func label(
    _ names: (StaticString, StaticString), x: Double, dx: Double = 0, y: Double,
    anchor: StaticString = "middle", _ text: String
  ) {
    openLabel(names, x: x, dx: dx, y: y, anchor: anchor)
    escaped(text)
    add("</text>")
  }

  mutating func openLabel(
    _ names: (StaticString, StaticString), x: Double, dx: Double, y: Double, anchor: StaticString
  ) {
    add("<text")
    if names.0.utf8CodeUnitCount + names.1.utf8CodeUnitCount > 0 { classes(names.0, names.1) }
    attribute("x", x, unit: "%")
    if dx != 0 { attribute("dx", dx) }
    attribute("y", y)
    if anchor.utf8CodeUnitCount > 0 { attribute("text-anchor", anchor) }
    add(">")
  }

  /// Begins the inner picture that lines are drawn in: 1000 units across whatever the width.
  mutating func openStretched(height: Double, clipped: Bool) {
    add("<svg class=\"lines\" viewBox=\"0 0 1000 ")
    number(height)
    add("\" preserveAspectRatio=\"none\" width=\"100%\"")
    attribute("height", height)
    add(clipped ? " overflow=\"hidden\">" : " overflow=\"visible\">")
  }
}
