import Charts
import Engine
import Facts
import Workbench

/// Every part that pages are made of, for those who work on them; its numbers are made up.
struct StyleguidePage {
  let html: String

  init(_ ask: Ask) throws {
    let frame = Frame(ask, place: nil, title: ask.words["styleguide.title"])
    var table = Table(
      ask.words["styleguide.table"],
      [
        .name(ask.words["table.account"]), .name(ask.words["table.movement"]),
        .number(ask.words["table.mrr"]),
      ])
    for (index, group) in MovementGroup.allCases.enumerated() {
      table.rows.append([
        Table.Cell.data("acme", address: "/styleguide"),
        Table.Cell(ask.words["movement.\(group.rawValue)"], mark: Mark.movement(group)),
        Table.Cell(Shown.money(Int128(index * 25 - 90) * 1_000_000, .euro, isSigned: true)),
      ])
    }
    table.foot = [Table.Cell(ask.words["slice.all"]), Table.Cell(""), Table.Cell("€225")]
    html = frame.page(
      "styleguide",
      [
        "figures": FigureCard.html(StyleguidePage.cards(ask), ask), "table": table.html(ask),
        "tabs": RetentionPage.tabs(ask, "/retention"), "lines": StyleguidePage.lines(ask),
        "map": StyleguidePage.map(ask),
        "swatches": StyleguidePage.tokens.map {
          ["name": $0] as Model
        },
        "checkIcon": Icon.svg("check", size: 14),
      ])
  }

  private static let tokens = ["accent", "good", "warn", "bad"]

  private static func cards(_ ask: Ask) -> [FigureCard] {
    var known = FigureCard(name: ask.words["welcome.figure.tracked"], address: "/styleguide")
    known.value = "97.6"
    known.unit = "%"
    known.of = ask.words("figure.of", ["n": "1,142", "of": "1,170"])
    known.interval = Shown.interval(WilsonInterval(1142, of: 1170))
    known.mark = Drawing.whisker(0.976, WilsonInterval(1142, of: 1170), 0.972, isChurn: false, ask)
    known.change = FigureCard.Change(
      course: "flat", text: "● " + ask.words("figure.points", ["n": "+0.4"]),
      note: ask.words("figure.on", ["period": "September"]))
    var better = FigureCard(name: ask.words["welcome.figure.mrr"], address: "/styleguide")
    better.value = "€432,750"
    better.mark = Drawing.spark([3, 4, 4.5, 6, 7, 9])
    better.change = FigureCard.Change(course: "up", text: "▲ €19,890", note: "")
    var worse = better
    worse.value = "€12"
    worse.change = FigureCard.Change(course: "down", text: "▼ €9", note: "")
    var unknown = FigureCard(name: ask.words["welcome.figure.nrr"], address: "/styleguide")
    unknown.why = ask.words["figure.nothing_to_divide"]
    return [known, better, worse, unknown]
  }

  private static func lines(_ ask: Ask) -> String {
    let periods = (1...12).map { month in
      ChartPeriod(
        ask.words["month.short.\(month)"],
        reading: Reading(
          ask.words("chart.read", ["name": ask.words["month.long.\(month)"], "value": "–"])))
    }
    let series = (0..<4).map { line in
      LineChart.Series(
        String(line + 1),
        points: (0..<12).map { month in
          let value = 0.98 - Double(line) * 0.04 - Double(month * line) * 0.004
          return LineChart.Point(
            month == 5 && line == 1 ? .nan : value, low: value - 0.01, high: value + 0.01)
        })
    }
    var chart = LineChart(
      title: ask.words["styleguide.lines"], unit: ask.words["chart.kept"], periods: periods,
      series: series, tick: { Shown.percentTick($0) })
    chart.isLastSoFar = true
    chart.target = LineChart.Target(0.97, text: "97 %")
    return chart.svg
  }

  private static func map(_ ask: Ask) -> String {
    HeatMap(
      title: ask.words["cohorts.title"], corner: ask.words["cohorts.ask.cohort"],
      sizeHead: ask.words["table.customers"], columns: (0..<10).map { String($0) },
      rows: (0..<5).map { row in
        HeatMap.Row(
          ask.words["month.long.\(row + 1)"], size: String(40 + row),
          cells: (0..<10 - row).map { column in
            let value = 1 - Double(column) * 0.055
            return HeatMap.Cell(
              value, label: Shown.bare(value, decimals: 0), isComplete: column < 9 - row)
          })
      }
    ).html
  }
}
