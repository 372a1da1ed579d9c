import Charts
import Engine
import Facts
import Workbench

/// Who stayed and who left, in each of the ways that the field counts it.
struct RetentionPage {
  let html: String

  init(_ ask: Ask) throws {
    guard let knowledge = try ask.knowledge(), !knowledge.accounts.isEmpty else {
      html = NothingYet(ask, .retention, title: ask.words["nav.retention"]).html
      return
    }
    let question = ask.question(knowledge)
    var frame = Frame(ask, place: .retention, title: ask.words["nav.retention"])
    frame.knowledge = knowledge
    frame.question = question
    frame.lensParts = [.period, .against, .slicing]
    frame.acts = [Frame.Act(word: ask.words["panel.csv"], address: ask.link("/report.csv"))]
    if let slicing = ask.lens.slicing { try question.check(Slicing(name: slicing), option: "by") }
    guard question.silence == nil,
      let retention = question.retention(by: ask.lens.slicing.map(Slicing.init(name:)))
    else {
      html = frame.page("silence", ["silence": question.silence ?? ""])
      return
    }
    html = frame.page("retention", RetentionView(ask, question, retention).model)
  }

  /// The tabs of what belongs to retention.
  static func tabs(_ ask: Ask, _ path: String) -> String {
    ask.tabs([("tabs.summary", "/retention"), ("tabs.cohorts", "/retention/cohorts")], path)
  }
}

private struct RetentionView {
  let ask: Ask
  let question: Question
  let retention: Retention
  private let compared: Question?

  init(_ ask: Ask, _ question: Question, _ retention: Retention) {
    self.ask = ask
    self.question = question
    self.retention = retention
    compared = ask.compared(question)
  }

  private var tally: RetentionTally { retention.total }
  private var shown: Shown { ask.shown }

  var model: Model {
    let differing = Differing(ask, question)
    let trend = RetentionTrend(ask, question)
    var model: Model = [
      "tabs": RetentionPage.tabs(ask, "/retention"), "say": say, "figures": figures,
      "period": shown.period(question.period), "between": between,
      "differing": differing.html, "differingNote": differing.note ?? false,
      "trend": trend.svg, "trendTwin": trend.twin, "trendNote": trend.note, "rules": rules,
      "csv": ask.link("/report.csv"), "slices": false,
    ]
    if let slicing = ask.lens.slicing {
      model["slices"] = slices
      model["slicesTitle"] = ask.words("retention.by", ["slicing": slicing])
      model["several"] =
        retention.inSeveralSlices > 0
        ? ask.words.counted("retention.several", retention.inSeveralSlices) : false
    }
    return model
  }

  private var say: String {
    let lost = tally.opening - tally.retained
    let link = ask.here([("figure", RetentionFigure.tracked.rawValue)])
    return ask.words.html(
      tally.opening == 0 ? "overview.say.nobody" : "retention.say",
      [
        "period": shown.period(question.period), "opening": Shown.count(tally.opening),
        "kept": Shown.count(tally.retained), "lost": Shown.count(lost),
        "new": Shown.count(tally.new), "back": Shown.count(tally.reactivated),
      ], links: [link])
  }

  private var figures: String {
    let before = compared?.retention()?.total
    let list: [RetentionFigure] = [.tracked, .crr, .survived, .churnA, .churnRenewal]
    return FigureCard.html(
      list.map { FigureCard.rate($0, tally, before, ask, versus: compared?.period) }, ask)
  }

  private var between: String {
    let gap = tally.reactivated - tally.newLost
    guard tally.reactivated + tally.newLost > 0 else { return ask.words["retention.agree"] }
    return ask.words.counted(
      "retention.differ", tally.reactivated + tally.newLost,
      [
        "gap": (gap > 0 ? "+" : "") + Shown.count(gap),
        "opening": Shown.count(tally.opening),
      ])
  }

  /// Every churn rate, side by side.
  private var rules: String {
    var table = Table(
      ask.words["retention.rules"],
      [
        .name(ask.words["table.rule"]), .wideName(ask.words["table.counts_what"]),
        .number(ask.words["table.counts"]), .number(ask.words["table.rate"]),
        .number(ask.words["table.interval"]),
      ])
    let losses = RetentionFigure.allCases.filter(\.isLoss)
    let greatest =
      losses.compactMap { figure in
        let value = figure.value(of: tally)
        return value.interval?.high ?? value.value
      }.max() ?? 0
    for figure in losses {
      let value = figure.value(of: tally)
      let counts = value.numerator.flatMap { numerator in
        value.denominator.map {
          ask.words("figure.of", ["n": Shown.count(numerator), "of": Shown.count($0)])
        }
      }
      table.rows.append([
        Table.Cell(
          figure.definition.name, address: ask.here([("figure", figure.rawValue)])),
        Table.Cell(Shown.plain(figure.definition.formula)), Table.Cell(counts ?? Shown.none),
        Table.Cell(
          Shown.percent(value.value, decimals: 2),
          mark: greatest > 0
            ? Dots(
              scale: 0...greatest, value: value.value ?? .nan, low: value.interval?.low ?? .nan,
              high: value.interval?.high ?? .nan
            ).svg : ""),
        Table.Cell(Shown.interval(value.interval, decimals: 2) ?? Shown.none),
      ])
    }
    return table.html(ask)
  }

  private var slices: String {
    var table = Table(
      ask.words("retention.by", ["slicing": ask.lens.slicing ?? ""]),
      [
        .name(ask.slicingName(ask.lens.slicing ?? "")), .number(ask.words["table.opening"]),
        .number(ask.words["table.new"]), .number(ask.words["table.closing"]),
        .number(RetentionFigure.tracked.definition.name), .number(ask.words["table.interval"]),
        .number(RetentionFigure.churnA.definition.name),
      ])
    func row(_ name: String, _ tally: RetentionTally) -> [Table.Cell] {
      let tracked = RetentionFigure.tracked.value(of: tally)
      return [
        Table.Cell(name), Table.Cell(Shown.count(tally.opening)),
        Table.Cell(Shown.count(tally.new)), Table.Cell(Shown.count(tally.closing)),
        Table.Cell(Shown.percent(tracked.value)),
        Table.Cell(Shown.interval(tracked.interval) ?? Shown.none),
        Table.Cell(Shown.percent(RetentionFigure.churnA.value(of: tally).value)),
      ]
    }
    table.rows = retention.slices.prefix(Self.mostSlices).map { slice in
      row(slice.value.isEmpty ? ask.words["slice.unknown"] : slice.value, slice.tally)
    }
    table.foot = row(ask.words["slice.all"], tally)
    return table.html(ask)
  }

  /// The download has all.
  private static let mostSlices = 200
}

/// The customers between the two retention rates.
private struct Differing {
  let html: String
  let note: String?

  private static let shown = 6

  init(_ ask: Ask, _ question: Question) {
    var table = Table(
      ask.words["retention.two_ways"],
      [
        .name(ask.words["table.account"]), .name(ask.words["table.happened"]),
        .name(RetentionFigure.crr.definition.name),
        .name(RetentionFigure.tracked.definition.name), .number(ask.words["table.difference"]),
      ])
    let rows = foremostRows(
      of: question.panel, .differing(question.period, horizon: question.horizon), byGap: false,
      atMost: Self.shown, workers: question.workers)
    for row in rows.first {
      let isBack = row.numerator > 0
      let key = isBack ? "back" : "came_and_went"
      table.rows.append([
        Table.Cell(
          ask.name(row.account),
          address: ask.account(question.accounts[row.account])),
        Table.Cell(ask.words["differ.\(key).happened"]),
        Table.Cell(ask.words["differ.\(key).crr"]),
        Table.Cell(ask.words["differ.\(key).tracked"]),
        Table.Cell(isBack ? "+1" : "−1"),
      ])
    }
    html = table.rows.isEmpty ? "" : table.html(ask)
    note =
      rows.count > Self.shown
      ? ask.words("drawer.more", ["n": Shown.count(rows.count - Self.shown)]) : nil
  }
}

/// Customer retention of the months before, with its interval.
private struct RetentionTrend {
  let svg: String
  let twin: String
  let note: String

  private static let months = 24

  init(_ ask: Ask, _ question: Question) {
    let last = question.closingDay.month
    let months = (0..<Self.months).reversed().compactMap { last.advanced(by: -$0) }
    let values = months.map { month in
      RetentionFigure.tracked.value(
        of: Question(Period(month), of: question.knowledge).retention()?.total)
    }
    // Of a handful of customers a curve tells chance.
    let first =
      values.firstIndex { $0.denominator ?? 0 >= RetentionCurve.leastAtRisk } ?? values.firstIndex {
        $0.value != nil
      }
      ?? 0
    let shown = Array(zip(months, values))[first...]
    var table = Table(
      ask.words["retention.trend"],
      [
        .name(ask.words["table.month"]), .number(ask.words["table.counts"]),
        .number(ask.words["table.rate"]), .number(ask.words["table.interval"]),
      ])
    var periods: [ChartPeriod] = []
    for (month, value) in shown {
      let name = ask.shown.period(Period(month))
      let link = ask.link("/retention", [("period", month.description)])
      let counts = value.numerator.map { numerator in
        ask.words(
          "figure.of", ["n": Shown.count(numerator), "of": Shown.count(value.denominator)])
      }
      table.rows.append([
        Table.Cell(name, address: link), Table.Cell(counts ?? Shown.none),
        Table.Cell(Shown.percent(value.value)),
        Table.Cell(Shown.interval(value.interval) ?? Shown.none),
      ])
      let text = ask.words(
        "chart.read_rate",
        [
          "name": name, "value": Shown.percent(value.value),
          "interval": Shown.interval(value.interval) ?? Shown.none,
        ])
      periods.append(
        ChartPeriod(
          ask.shown.shortMonth(month), year: String(month.year),
          reading: Reading(text, href: link)))
    }
    var chart = LineChart(
      title: ask.words["retention.trend"], unit: ask.words["chart.kept"], periods: periods,
      series: [
        LineChart.Series(
          "",
          points: shown.map { _, value in
            LineChart.Point(
              value.value ?? .nan, low: value.interval?.low ?? .nan,
              high: value.interval?.high ?? .nan)
          })
      ], tick: { Shown.percentTick($0) })
    chart.isLastSoFar = last.lastDay > question.horizon
    svg = chart.svg
    twin = table.html(ask)
    note = ask.words["retention.trend_note"]
  }
}
