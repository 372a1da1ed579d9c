import Charts
import Engine
import Facts
import Workbench

extension ActiveUnits.Group {
  /// Those that the active ones are made of.
  static let parts: [ActiveUnits.Group] = [.returning, .new, .resurrected]

  /// The bar that stands for it.
  fileprivate var bar: BarKind {
    switch self {
    case .new: .new
    case .resurrected: .reactivation
    case .dormant: .dormant
    case .active, .returning: .returning
    }
  }
}

/// From what is known of usage to what a chart draws.
struct UsageCharts {
  let ask: Ask
  let report: UsageReport

  /// More bars would be lines.
  static let mostBars = 60
  private static let mostPoints = 100

  private var every: CalendarUnit { report.scope.request.every }

  /// Active units piece by piece, and below the axis those gone dormant.
  var active: String? {
    let pieces = report.pieces.suffix(Self.mostBars)
    guard pieces.count > 1 else { return nil }
    let bars = pieces.map { piece -> MovementChart.Bar in
      let groups = ActiveUnits.Group.parts + [.dormant]
      let parts = groups.filter { piece.active.number(of: $0) != 0 }.map { group in
        ask.words(
          "chart.part",
          [
            "value": Shown.count(piece.active.number(of: group)),
            "name": ask.words["usage.lower.\(group.rawValue)"],
          ])
      }
      let (label, year) = label(piece.period)
      let value = parts.isEmpty ? "0" : parts.joined(separator: ", ")
      let text = ask.words("chart.read", ["name": ask.pieceName(piece.period), "value": value])
      return MovementChart.Bar(
        ChartPeriod(
          label, year: year,
          reading: Reading(text, href: ask.opening(.active, in: piece.period))),
        amounts: groups.map { group in
          let number = Double(piece.active.number(of: group))
          return (group.bar, group == .dormant ? -number : number)
        }, isSoFar: !piece.isComplete)
    }
    return MovementChart(
      title: ask.words("usage.chart", ["unit": unitWord]),
      unit: ask.words("usage.chart_unit", ["unit": unitWord]), bars: bars,
      tick: { Shown.tick($0) }
    ).svg
  }

  private var unitWord: String {
    ask.words["usage.units.\(report.scope.request.unit.rawValue)"]
  }

  private func label(_ period: Period) -> (String, year: String) {
    switch every {
    case .month: (ask.shown.shortMonth(period.from.month), String(period.from.month.year))
    case .day, .week: (ask.shown.shortDay(period.from), String(period.from.month.year))
    case .quarter, .year: (ask.shown.period(period), "")
    }
  }

  /// The same in numbers, the newest first.
  var table: String {
    var table = Table(
      ask.words("usage.chart", ["unit": unitWord]),
      [.name(ask.words["table.period"])]
        + ActiveUnits.Group.allCases.map { .number(ask.words["usage.group.\($0.rawValue)"]) }
        + [
          .number(UsageFigure.kept.definition.name),
          .number(UsageFigure.stickiness.definition.name),
          .number(UsageFigure.secondsMean.definition.name),
        ])
    table.rows = report.pieces.suffix(Self.mostBars).reversed().map { piece in
      let period = piece.period
      var name = Table.Cell(ask.pieceName(period))
      if !piece.isComplete { name.sub = ask.words["usage.so_far"] }
      let figures: [(UsageFigure, String)] =
        UsageFigure.allCases.compactMap { figure in
          figure.group.map { (figure, Shown.count(piece.active.number(of: $0))) }
        } + [
          (.kept, Shown.percent(piece.active.kept.value)),
          (.stickiness, Shown.percent(piece.stickiness.value.value)),
          (.secondsMean, ask.shown.duration(piece.time.perUnit.value)),
        ]
      return [name] + figures.map { Table.Cell($1, address: ask.opening($0, in: period)) }
    }
    return table.html(ask)
  }

  /// Who was active in the last day, week and four weeks, day after day.
  var trailing: String? {
    let days = report.trailing
    // Of many days every so-manieth is drawn, the last one always.
    let stride = (days.count + Self.mostPoints - 1) / Self.mostPoints
    let shown = days.enumerated().filter { (days.count - 1 - $0.offset) % max(stride, 1) == 0 }
      .map(\.element)
    guard shown.count > 1 else { return nil }
    let periods = shown.map { day, active in
      let parts = zip(UsageReport.windows, active).map { window, count in
        ask.words(
          "chart.part",
          ["value": Shown.count(count), "name": ask.words["usage.window.\(window)"]])
      }
      let text = ask.words(
        "chart.read",
        ["name": ask.shown.day(day), "value": parts.joined(separator: ", ")])
      return ChartPeriod(
        ask.shown.shortDay(day), year: String(day.month.year),
        reading: Reading(text, href: ask.opening(day, days: 28)))
    }
    let chart = LineChart(
      title: ask.words["usage.trailing"], unit: unitWord, periods: periods,
      series: UsageReport.windows.indices.reversed().map { index in
        LineChart.Series(
          ask.words["usage.window.\(UsageReport.windows[index])"],
          value: Shown.count(shown[shown.count - 1].active[index]),
          points: shown.map { LineChart.Point(Double($0.active[index])) })
      }, tick: { Shown.tick($0) })
    return chart.svg
  }
}

extension Ask {
  /// What people call a piece of a period.
  func pieceName(_ period: Period) -> String {
    period.from == period.to ? shown.day(period.from) : shown.period(period)
  }

  /// Where a figure opens, here or with another period looked at.
  func opening(
    _ figure: UsageFigure, in period: Period? = nil, feature: String? = nil
  ) -> String {
    var changes: [(String, String?)] = [
      ("figure", figure.rawValue), ("feature", feature), ("day", nil), ("days", nil),
    ]
    if let period { changes.append(("period", Lens.name(of: period))) }
    return here(changes)
  }

  /// Where the units open that were active in the days up to one.
  func opening(_ day: Day, days: Int) -> String {
    here([
      ("figure", UsageFigure.trailing.rawValue), ("feature", nil), ("day", day.description),
      ("days", String(days)),
    ])
  }
}

extension Shown {
  /// `42 s`, `12.5 min` or `3.4 h`.
  func duration(_ seconds: Double?) -> String {
    guard let seconds else { return Shown.none }
    let (number, unit, decimals) =
      seconds < 60
      ? (seconds, "s", 0)
      : seconds < 6000
        ? (seconds / 60, "min", 1)
        : (seconds / 3600, "h", 1)
    return words(
      "duration.\(unit)", ["n": Shown.fixed(number, decimals: decimals) ?? Shown.none])
  }
}
