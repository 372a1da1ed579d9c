import Charts

/// Charts whose numbers can be worked out on paper.
enum Samples {
  static let bridge = WaterfallChart(
    title: "MRR bridge, October 2026", unit: "€ MRR",
    columns: [
      balance(412_860, "1 Oct"), change(.new, 18_420, "New"),
      change(.expansion, 12_960, "Expansion"), change(.reactivation, 2_140, "Reactivation"),
      change(.contraction, -4_380, "Contraction"), change(.churn, -9_250, "Churn"),
      balance(432_750, "31 Oct"),
    ], tick: { "\(Int($0 / 1000))k" })

  static func balance(_ amount: Double, _ name: String) -> WaterfallChart.Column {
    WaterfallChart.Column(
      .balance(amount), name: name, value: "\(amount)", detail: "1,170 customers",
      reading: Reading("\(name): \(amount)", href: "/rows"))
  }

  static func change(_ kind: BarKind, _ amount: Double, _ name: String) -> WaterfallChart.Column {
    WaterfallChart.Column(
      .change(kind, amount), name: name, value: "\(amount)",
      reading: Reading("\(name): \(amount)", href: "/rows?kind=\(name)&open=1"))
  }

  static func periods(_ count: Int) -> [ChartPeriod] {
    (0..<count).map { ChartPeriod("M \($0)", reading: Reading("Month \($0)", href: "/m/\($0)")) }
  }

  static func movements(_ count: Int) -> MovementChart {
    MovementChart(
      title: "Movements", unit: "€",
      bars: periods(count).map {
        MovementChart.Bar(
          $0,
          amounts: [
            (.churn, -20), (.new, 60), (.expansion, 30), (.contraction, -10), (.reactivation, 5),
          ], net: 65)
      }, tick: { "\($0)" })
  }

  static func line(_ values: [Double]) -> LineChart {
    LineChart(
      title: "Line", unit: "%", periods: periods(values.count),
      series: [LineChart.Series("One", value: "1 %", points: values.map { LineChart.Point($0) })],
      tick: { "\($0)" })
  }

  static func survival(_ shares: [Double], atRisk: [Int]) -> SurvivalChart {
    let steps = zip(shares, atRisk).enumerated().map { index, step in
      SurvivalChart.Step(
        time: Double(index + 1), share: step.0, low: step.0 - 0.1, high: step.0 + 0.05,
        atRisk: step.1)
    }
    let months = [0.0, 6, 12]
    var chart = SurvivalChart(
      title: "Survival", unit: "still customers", timeUnit: "months", horizon: 12,
      ticks: months.map { SurvivalChart.Tick($0, "\(Int($0))") },
      curves: [
        SurvivalChart.Curve("All", value: "64 %", steps: steps, atRisk: ["90", "50", "20"])
      ],
      atRiskName: "at risk", percent: { "\(Int($0 * 100)) %" })
    chart.moments = (1...12).map { SurvivalChart.Moment(Double($0), Reading("Month \($0)")) }
    return chart
  }
}
