import Charts
import Engine
import Facts
import Workbench

/// Who used which event, how often and on how many days.
struct AdoptionTable {
  let ask: Ask
  let report: UsageReport

  /// The download has all.
  private static let mostRows = 200

  /// How many stand in the download alone; nil for none.
  var more: String? {
    let rest = report.features.count - Self.mostRows
    return rest > 0 ? ask.words("drawer.more", ["n": Shown.count(rest)]) : nil
  }

  var html: String {
    var table = Table(
      ask.words["usage.adoption"],
      [
        .name(ask.words["usage.event"]), .number(ask.words["usage.used"]),
        .number(ask.words["table.rate"]), .number(ask.words["table.interval"]),
        .number(ask.words["usage.per_user"]), .number(ask.words["usage.days"]),
        .number(ask.words["table.change"]), .number(ask.words["usage.change_interval"]),
      ])
    let greatest =
      report.features.compactMap { $0.now.share.interval?.high ?? $0.now.share.value }.max() ?? 0
    table.rows = report.features.prefix(Self.mostRows).map { feature in
      row(feature, scale: 0...max(greatest, 0.01))
    }
    return table.rows.isEmpty ? "" : table.html(ask)
  }

  private func row(_ feature: UsageReport.Feature, scale: ClosedRange<Double>) -> [Table.Cell] {
    let (now, share) = (feature.now, feature.now.share)
    let dots = Dots(
      scale: scale, value: share.value ?? .nan, low: share.interval?.low ?? .nan,
      high: share.interval?.high ?? .nan)
    func opening(_ figure: UsageFigure) -> String {
      ask.opening(figure, feature: feature.name)
    }
    func mean(_ value: FigureValue) -> String {
      value.value.flatMap { Shown.fixed($0, decimals: 1) } ?? Shown.none
    }
    return [
      .data(Text.safe(feature.name), address: opening(.adoption)),
      Table.Cell(
        ask.words("figure.of", ["n": Shown.count(now.used), "of": Shown.count(now.whole)])),
      Table.Cell(
        Shown.percent(share.value), address: opening(.adoption),
        mark: share.value == nil ? "" : dots.svg),
      Table.Cell(Shown.interval(share.interval) ?? Shown.none),
      Table.Cell(mean(now.countPerUser), address: opening(.adoptionCount)),
      Table.Cell(mean(now.daysPerUser), address: opening(.adoptionDays)),
      Table.Cell(change(feature)), Table.Cell(changeInterval(feature)),
    ]
  }

  /// A change with the mark of a change only where its interval leaves out zero.
  private func change(_ feature: UsageReport.Feature) -> String {
    guard let (points, interval) = feature.change, let text = Shown.points(points) else {
      return Shown.none
    }
    let isClear = interval.lowerBound > 0 || interval.upperBound < 0
    return (isClear ? points > 0 ? "▲ " : "▼ " : "● ") + ask.words("figure.points", ["n": text])
  }

  private func changeInterval(_ feature: UsageReport.Feature) -> String {
    guard let interval = feature.change?.interval,
      let low = Shown.points(interval.lowerBound), let high = Shown.points(interval.upperBound)
    else { return Shown.none }
    return ask.words("usage.range", ["low": low, "high": high])
  }
}
