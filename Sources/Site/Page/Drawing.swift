import Charts
import Engine
import Facts
import Workbench

/// From what a page knows to what a chart draws.
enum Drawing {
  /// A share on the scale that all pages have for it.
  static func whisker(
    _ share: Double, _ interval: WilsonInterval?, _ before: Double?, isChurn: Bool, _ ask: Ask
  ) -> String {
    let values = [share, interval?.low, interval?.high, before].compactMap { $0 }
    let scale = scale(values, isChurn: isChurn)
    let title = ask.words(
      interval == nil ? "whisker.value" : "whisker.interval",
      [
        "value": Shown.percent(share), "interval": Shown.interval(interval) ?? "",
        "low": Shown.percent(scale.lowerBound, decimals: 0),
        "high": Shown.percent(scale.upperBound, decimals: 0),
        "before": before.map { Shown.percent($0) } ?? Shown.none,
      ])
    return Whisker(
      title: title, scale: scale, value: share, low: interval?.low ?? .nan,
      high: interval?.high ?? .nan, previous: before ?? .nan
    ).svg
  }

  /// The narrowest of a few fixed scales that holds the values.
  private static func scale(_ values: [Double], isChurn: Bool) -> ClosedRange<Double> {
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    let scales: [ClosedRange<Double>] =
      isChurn ? [0...0.05, 0...0.1, 0...0.25, 0...0.5] : [0.9...1.02, 0.75...1.05, 0.5...1.1]
    return scales.first { low >= $0.lowerBound && high <= $0.upperBound }
      ?? min(0, low)...max(1, high)
  }

  static func spark(_ values: [Double]) -> String {
    values.count > 1 ? Sparkline(title: "", values: values).svg : ""
  }

  /// The bridge of one period.
  ///
  /// - Returns: the picture, and where its axis starts if that is not zero.
  static func waterfall(_ reading: MoneyReading, _ ask: Ask) -> (svg: String, cut: Double?) {
    let (cell, currency) = (reading.cell, reading.currency)
    let period = reading.question.period
    func column(
      _ content: WaterfallChart.Column.Content, _ name: String, _ narrow: String,
      _ micros: Int128, isSigned: Bool, detail: String?, figure: String?
    ) -> WaterfallChart.Column {
      let value = Shown.money(micros, currency, isSigned: isSigned)
      return WaterfallChart.Column(
        content, name: name, narrowName: narrow, value: value,
        narrowValue: Shown.shortMoney(micros, currency, isSigned: isSigned), detail: detail,
        reading: Reading(
          ask.words("chart.read", ["name": name, "value": value]),
          href: figure.map { ask.here([("figure", $0)]) }))
    }
    let opening = ask.shown.shortDay(period.from)
    let closing = ask.shown.shortDay(reading.question.closingDay)
    var columns = [
      column(
        .balance(units(cell.opening)), opening, opening, cell.opening, isSigned: false,
        detail: ask.words.counted("figure.customers", cell.openingCustomers),
        figure: "mrr.opening")
    ]
    for group in MovementGroup.allCases {
      let sum = group.sum(cell)
      let isAlways = [.new, .expansion, .reactivation, .contraction, .churn].contains(group)
      guard sum != 0 || isAlways else { continue }
      columns.append(
        column(
          .change(group.bar, units(sum)), ask.words["movement.\(group.rawValue)"],
          ask.words["movement.narrow.\(group.rawValue)"], sum, isSigned: true,
          detail: group == .new ? Shown.count(cell.newCustomers) : nil, figure: group.figure))
    }
    columns.append(
      column(
        .balance(units(cell.closing)), closing, closing, cell.closing, isSigned: false,
        detail: ask.words.counted("figure.customers", cell.closingCustomers), figure: "mrr"))
    let chart = WaterfallChart(
      title: ask.words(
        "chart.bridge",
        [
          "period": ask.shown.period(period), "opening": Shown.money(cell.opening, currency),
          "closing": Shown.money(cell.closing, currency),
        ]),
      unit: ask.words("chart.mrr_unit", ["currency": currency.code]), columns: columns,
      tick: { Shown.tick($0) })
    return (chart.svg, chart.cut)
  }

  /// The movements of several periods.
  static func movements(
    _ bridge: Bridge, _ currency: Currency, _ ask: Ask, every: CalendarUnit
  ) -> String? {
    guard bridge.periods.count > 1 else { return nil }
    let bars = zip(bridge.periods, bridge.cells).map { period, cells -> MovementChart.Bar in
      let cell = cells[0]
      let groups = MovementGroup.allCases.filter { $0.sum(cell) != 0 }
      let (label, year) =
        every == .month
        ? (ask.shown.shortMonth(period.from.month), String(period.from.month.year))
        : (ask.shown.brief(period, every), "")
      let parts = groups.map { group in
        ask.words(
          "chart.part",
          [
            "value": Shown.shortMoney(group.sum(cell), currency, isSigned: true),
            "name": ask.words["movement.lower.\(group.rawValue)"],
          ])
      }
      return MovementChart.Bar(
        ChartPeriod(
          label, year: year,
          reading: Reading(
            ask.words(
              "chart.read",
              ["name": ask.shown.period(period), "value": parts.joined(separator: ", ")]),
            href: ask.link("/revenue", [("period", Lens.name(of: period))]))),
        amounts: groups.map { ($0.bar, units($0.sum(cell))) },
        net: units(cell.closing - cell.opening))
    }
    let chart = MovementChart(
      title: ask.words(
        "chart.movements",
        [
          "from": ask.shown.period(bridge.periods[0]),
          "to": ask.shown.period(bridge.periods[bridge.periods.count - 1]),
        ]),
      unit: ask.words("chart.movements_unit", ["currency": currency.code]), bars: bars,
      tick: { ($0 > 0 ? "+" : "") + Shown.tick($0) })
    return chart.svg
  }

  /// Millionths as units of the currency.
  static func units(_ micros: Int128) -> Double { Double(micros) / 1_000_000 }
}

extension Shown {
  /// What stands under an axis for one of several periods.
  func brief(_ period: Period, _ every: CalendarUnit) -> String {
    switch every {
    case .day, .week: shortDay(period.from)
    case .month: shortMonth(period.from.month, withYear: period.from.month.month == 1)
    case .quarter, .year: self.period(period)
    }
  }
}
