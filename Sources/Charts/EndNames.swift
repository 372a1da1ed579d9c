/// The names of lines, right of their ends, moved apart where ends are close.
struct EndNames {
  struct Entry {
    let name: String
    /// What the line has come to, in words; it stands behind the name.
    let value: String
    let style: StaticString
    /// Where the line ends, in pixels.
    let y: Double
  }

  private let entries: [Entry]
  private static let distance = 17.0
  private static let indent = 10.0

  init(_ entries: [Entry]) {
    self.entries = entries.filter { !$0.name.isEmpty || !$0.value.isEmpty }
  }

  /// The pixels that they need right of the plot.
  static func room(for texts: [(name: String, value: String)]) -> Double {
    let isAlone = texts.count == 1
    return texts.reduce(0) { widest, text in
      let name = textWidth(text.name) * 1.06
      let value = textWidth(text.value)
      return max(widest, isAlone ? max(name, value) : name + value + (value > 0 ? 4 : 0))
    } + indent
  }

  /// Writes them, in a plot with `room` pixels on its right.
  func draw(room: Double, height: Double, into markup: inout Markup) {
    let narrow = min(room, Margin.widestNarrowRight) - Self.indent
    let wide = room - Self.indent
    if entries.count == 1, let only = entries.first {
      let y = min(max(only.y, 8), height - 14)
      draw(only.name, "", only.style, y: y + 1, wide: wide, narrow: narrow, into: &markup)
      markup.label(("mid", ""), x: 100, dx: Self.indent, y: y + 16, anchor: "", only.value)
      return
    }
    for (entry, y) in apart(height: height) {
      draw(
        entry.name, entry.value, entry.style, y: y + 4, wide: wide, narrow: narrow, into: &markup)
    }
  }

  private func draw(
    _ name: String, _ value: String, _ style: StaticString, y: Double, wide: Double,
    narrow: Double, into markup: inout Markup
  ) {
    let wide = fitting(name, value, wide)
    let narrow = fitting(name, value, narrow)
    if wide == narrow {
      write(wide, style, "", y: y, into: &markup)
    } else {
      write(wide, style, "wide-only", y: y, into: &markup)
      write(narrow, style, "narrow-only", y: y, into: &markup)
    }
  }

  /// Name and value, or as much of the name alone as there is room for: the read-out has both.
  private func fitting(_ name: String, _ value: String, _ width: Double) -> [String] {
    let both = textWidth(name) * 1.06 + (value.isEmpty ? 0 : textWidth(value) + 4)
    if both <= width { return [name, value] }
    return [shortened(name.isEmpty ? value : name, to: width / 1.06), ""]
  }

  private func write(
    _ texts: [String], _ style: StaticString, _ when: StaticString, y: Double,
    into markup: inout Markup
  ) {
    markup.openLabel((style, when), x: 100, dx: Self.indent, y: y, anchor: "")
    markup.escaped(texts[0])
    if !texts[1].isEmpty {
      markup.add(" <tspan class=\"mid\">")
      markup.escaped(texts[1])
      markup.add("</tspan>")
    }
    markup.add("</text>")
  }

  /// The entries from top to bottom, no two closer than a line.
  private func apart(height: Double) -> [(Entry, Double)] {
    let sorted = entries.sorted { $0.y < $1.y }
    var places = sorted.map { min(max($0.y, 4), height) }
    for index in places.indices.dropFirst() {
      places[index] = max(places[index], places[index - 1] + Self.distance)
    }
    // What was pushed out below pushes back up.
    var limit = height
    for index in places.indices.reversed() {
      places[index] = min(places[index], limit)
      limit = places[index] - Self.distance
    }
    return Array(zip(sorted, places))
  }
}
