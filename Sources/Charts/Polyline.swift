/// A line through points, with gaps where there is none: x from 0 to 100, y in pixels.
struct Polyline {
  struct Point {
    let x: Double
    let y: Double
  }

  private let points: [Point?]
  private let isStepped: Bool

  /// - Parameters:
  ///   - points: In order of x; nil is a gap.
  ///   - isStepped: Whether a value holds until the next instead of running towards it.
  init(_ points: [Point?], isStepped: Bool = false) {
    self.points = points
    self.isStepped = isStepped
  }

  /// Whether the point has no neighbour, so that no line shows it.
  func isAlone(_ index: Int) -> Bool {
    guard points[index] != nil else { return false }
    let hasBefore = index > 0 && points[index - 1] != nil
    let hasAfter = index + 1 < points.count && points[index + 1] != nil
    return !hasBefore && !hasAfter
  }

  /// A path of the runs of two points and more.
  func draw(_ name: StaticString, _ more: StaticString = "", into markup: inout Markup) {
    var path = Markup(reserving: points.count * 14)
    for run in runs where run.count > 1 { trace(run, "M", into: &path) }
    write(path, name, more, into: &markup)
  }

  /// A surface between this line and another through the same x.
  func band(
    to lower: Polyline, _ name: StaticString, _ more: StaticString = "", into markup: inout Markup
  ) {
    var path = Markup(reserving: points.count * 28)
    let both = zip(points, lower.points).map { $0 != nil && $1 != nil }
    for run in Self.runs(of: both) where run.count > 1 {
      trace(run, "M", into: &path)
      lower.trace(run, "L", isBack: true, into: &path)
      path.add("Z")
    }
    write(path, name, more, into: &markup)
  }

  private var runs: [Range<Int>] { Self.runs(of: points.map { $0 != nil }) }

  private static func runs(of present: [Bool]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start: Int?
    for (index, isPresent) in present.enumerated() {
      if isPresent { start = start ?? index }
      guard let begin = start, !isPresent || index == present.count - 1 else { continue }
      found.append(begin..<(isPresent ? index + 1 : index))
      start = nil
    }
    return found
  }

  private func trace(
    _ run: Range<Int>, _ first: StaticString, isBack: Bool = false, into path: inout Markup
  ) {
    var before: Point?
    for offset in 0..<run.count {
      let index = isBack ? run.upperBound - 1 - offset : run.lowerBound + offset
      guard let point = points[index] else { continue }
      if let before {
        if isStepped {
          // Forwards the level holds first; backwards it changes first.
          let corner = isBack ? Point(x: before.x, y: point.y) : Point(x: point.x, y: before.y)
          step("L", corner, into: &path)
        }
        step("L", point, into: &path)
      } else {
        step(first, point, into: &path)
      }
      before = point
    }
  }

  private func step(_ letter: StaticString, _ point: Point, into path: inout Markup) {
    path.add(letter)
    path.number(point.x * 10)
    path.add(" ")
    path.number(point.y)
  }

  private func write(
    _ path: Markup, _ name: StaticString, _ more: StaticString, into markup: inout Markup
  ) {
    guard !path.bytes.isEmpty else { return }
    markup.add("<path")
    markup.classes(name, more)
    markup.add(" d=\"")
    markup.add(path)
    markup.add("\"/>")
  }
}
