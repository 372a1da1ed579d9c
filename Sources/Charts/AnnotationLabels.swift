/// Vertical rules with a word each, in up to three rows so that none covers another.
struct AnnotationLabels {
  private let placed: [Placed]
  private let height: Double

  private struct Placed {
    let x: Double
    let text: String
    let isLeft: Bool
    let wide: Double?
    let narrow: Double?
  }

  init(_ annotations: [LineChart.Annotation], positions: [Double], plot: Plot) {
    var wide = LabelRoom(width: plot.wideWidth)
    var narrow = LabelRoom(width: plot.narrowWidth)
    height = plot.height
    placed = annotations.filter { positions.indices.contains($0.period) }.map { annotation in
      let x = positions[annotation.period]
      let isLeft = x > 60
      return Placed(
        x: x, text: annotation.text, isLeft: isLeft,
        wide: Self.row(annotation.text, x, isLeft, &wide),
        narrow: Self.row(annotation.text, x, isLeft, &narrow))
    }
  }

  func draw(into markup: inout Markup) {
    for label in placed {
      markup.line("rule", x1: label.x, x2: label.x, y1: 0, y2: height)
      if label.wide == label.narrow {
        write(label, label.wide, "", into: &markup)
      } else {
        write(label, label.wide, "wide-only", into: &markup)
        write(label, label.narrow, "narrow-only", into: &markup)
      }
    }
  }

  private func write(
    _ label: Placed, _ baseline: Double?, _ when: StaticString, into markup: inout Markup
  ) {
    guard let baseline else { return }
    markup.label(
      ("note", when), x: label.x, dx: label.isLeft ? -6 : 6, y: baseline,
      anchor: label.isLeft ? "end" : "", label.text)
  }

  /// The baseline of the first free row.
  private static func row(
    _ text: String, _ x: Double, _ isLeft: Bool, _ room: inout LabelRoom
  ) -> Double? {
    let width = textWidth(text) + 6
    let middle = room.width * x / 100
    let left = isLeft ? middle - width : middle
    return [12.0, 28, 44].first {
      room.take(left: left, right: left + width, top: $0 - 11, bottom: $0 + 3)
    }
  }
}
