import Charts
import Testing

@Suite("Drawing time")
struct DrawingTimeTests {
  /// The best of many, since other work on the machine only ever adds.
  private static func best(of draw: () -> String) -> Duration {
    let clock = ContinuousClock()
    return (0..<50).map { _ in clock.measure { _ = draw() } }.min() ?? .zero
  }

  @Test("Three years are drawn well within five milliseconds")
  func threeYears() {
    var lines = Samples.line((0..<36).map { 90 + Double($0 % 7) })
    lines.series = (0..<4).map { series in
      LineChart.Series(
        "Plan \(series)", value: "9",
        points: (0..<36).map {
          LineChart.Point(90 + Double(($0 + series) % 7), low: 88, high: 98)
        })
    }
    let survival = Samples.survival(
      (0..<200).map { 1 - Double($0) / 400 }, atRisk: Array(repeating: 99, count: 200))
    let movements = Samples.movements(36)
    let cells = (0..<36).map { HeatMap.Cell(Double($0) / 36, label: "97", href: "/rows") }
    let heat = HeatMap(
      title: "Cohorts", corner: "Cohort", sizeHead: "Size", columns: (0..<36).map { "\($0)" },
      rows: (0..<36).map { HeatMap.Row("Row", size: "9", cells: Array(cells.prefix(36 - $0))) })
    let times = [
      "bridge": Self.best { Samples.bridge.svg }, "movements": Self.best { movements.svg },
      "lines": Self.best { lines.svg }, "survival": Self.best { survival.svg },
      "heat map": Self.best { heat.html },
    ]
    for (name, time) in times { #expect(time < .milliseconds(5), "\(name): \(time)") }
    print("drawn in", times.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
  }
}
