import Chance
import Charts

/// Charts made of whatever can come in: hazardous texts, no numbers, huge numbers, any lengths.
struct AnyInput {
  private var chance: SplitMix64

  init(seed: UInt64) { chance = SplitMix64(seed: seed) }

  /// One of each kind.
  mutating func charts() -> [String] {
    [
      waterfall(), movements(), lines(), survival(), heatMap(),
      Sparkline(title: text(), values: values(count())).svg,
      Whisker(
        title: text(), scale: range(), value: value(), low: value(), high: value(),
        previous: value(), reference: value()
      ).svg,
      Dots(title: text(), scale: range(), value: value(), low: value(), high: value()).svg,
    ]
  }

  private mutating func waterfall() -> String {
    let columns = (0..<count()).map { _ in
      WaterfallChart.Column(
        Bool.random(using: &chance) ? .balance(value()) : .change(kind(), value()), name: text(),
        narrowName: text(), value: text(), detail: text(), reading: reading())
    }
    return WaterfallChart(title: text(), unit: text(), columns: columns, tick: Self.tick).svg
  }

  private mutating func movements() -> String {
    let bars = (0..<count()).map { _ in
      MovementChart.Bar(
        period(),
        amounts: (0..<Int.random(in: 0...6, using: &chance)).map { _ in (kind(), value()) },
        net: value(), isSoFar: Bool.random(using: &chance))
    }
    return MovementChart(title: text(), unit: text(), bars: bars, tick: Self.tick).svg
  }

  private mutating func lines() -> String {
    let series = (0..<Int.random(in: 0...6, using: &chance)).map { _ in
      LineChart.Series(
        text(), value: text(),
        points: (0..<count()).map { _ in LineChart.Point(value(), low: value(), high: value()) })
    }
    var chart = LineChart(
      title: text(), unit: text(), periods: (0..<count()).map { _ in period() }, series: series,
      tick: Self.tick)
    chart.annotations = (0..<3).map { _ in
      LineChart.Annotation(period: Int.random(in: -2...20, using: &chance), text: text())
    }
    chart.isLastSoFar = Bool.random(using: &chance)
    chart.height = PlotHeight.allCases.randomElement(using: &chance) ?? .low
    if Bool.random(using: &chance) { chart.range = range() }
    if Bool.random(using: &chance) { chart.target = LineChart.Target(value(), text: text()) }
    if Bool.random(using: &chance) { chart.periodUnit = text() }
    return chart.svg
  }

  private mutating func survival() -> String {
    let curves = (0..<Int.random(in: 0...6, using: &chance)).map { _ in
      SurvivalChart.Curve(
        text(), value: text(),
        steps: (0..<count()).map { index in
          SurvivalChart.Step(
            time: Bool.random(using: &chance) ? Double(index) : value(), share: value(),
            low: value(), high: value(),
            atRisk: [Int.min, 9, 10, 99, Int.max].randomElement(using: &chance) ?? 0)
        }, atRisk: (0..<count()).map { _ in text() })
    }
    var chart = SurvivalChart(
      title: text(), unit: text(), timeUnit: text(),
      horizon: Bool.random(using: &chance) ? 24 : value(),
      ticks: (0..<count()).map { SurvivalChart.Tick(Double($0), text()) }, curves: curves,
      atRiskName: text(), percent: Self.tick)
    chart.moments = (0..<count()).map { _ in SurvivalChart.Moment(value(), reading()) }
    chart.note = SurvivalChart.Tick(value(), text())
    return chart.svg
  }

  private mutating func heatMap() -> String {
    let rows = (0..<count()).map { _ in row() }
    return HeatMap(
      title: text(), corner: text(), sizeHead: text(), columns: (0..<count()).map { _ in text() },
      rows: rows, mean: Bool.random(using: &chance) ? row() : nil, scale: range()
    ).html
  }

  private mutating func row() -> HeatMap.Row {
    HeatMap.Row(
      text(), href: text(), size: text(),
      cells: (0..<count()).map { _ in
        HeatMap.Cell(
          value(), label: text(), spoken: text(), title: text(),
          href: Bool.random(using: &chance) ? text() : nil,
          isComplete: Bool.random(using: &chance))
      })
  }

  private mutating func period() -> ChartPeriod { ChartPeriod(text(), reading: reading()) }

  private mutating func reading() -> Reading {
    Reading(
      text(), narrow: Bool.random(using: &chance) ? text() : nil,
      href: Bool.random(using: &chance) ? text() : nil)
  }

  private mutating func kind() -> BarKind { BarKind.allCases.randomElement(using: &chance) ?? .new }

  private mutating func count() -> Int {
    [0, 1, 2, 3, 7, 12, 13].randomElement(using: &chance) ?? 0
  }

  private mutating func values(_ count: Int) -> [Double] { (0..<count).map { _ in value() } }

  private mutating func value() -> Double {
    let odd: [Double] = [
      .nan, .infinity, -.infinity, 0, -0.0, 1e15, -1e15, 1e15 + 0.125, 1e99, -1e99, 1e300,
      .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e-99, 1e-101, 0.5, 1, 24,
    ]
    return Bool.random(using: &chance)
      ? odd.randomElement(using: &chance) ?? 0 : Double.random(in: -1000...1000, using: &chance)
  }

  private mutating func range() -> ClosedRange<Double> {
    let ends = [value(), value()].map { $0.isNaN ? 0 : $0 }.sorted()
    return ends[0]...ends[1]
  }

  private mutating func text() -> String {
    let pieces = [
      "", "Oct", "97.6\u{202f}%", "<", ">", "\"", "'", "&", "\0", "\u{1b}", "\u{600}<", "\"\u{301}",
      "\r\n", "]]>", "<!--", "javascript:", "\u{ffff}", "\u{1f600}", "e\u{301}", " onload=", "東京",
      "a very long label that fits nowhere at all", "-->", "&amp;", "\u{fffe}",
    ]
    return (0..<Int.random(in: 0...3, using: &chance)).map { _ in
      pieces.randomElement(using: &chance) ?? ""
    }.joined()
  }

  private static let tick: @Sendable (Double) -> String = { "\($0) <\u{301}" }
}
