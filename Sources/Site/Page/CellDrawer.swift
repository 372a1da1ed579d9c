import Engine
import Facts
import Workbench

/// One cell of a heat map opened: those that it counts.
struct CellDrawer {
  let html: String

  private static let shown = 50

  /// What a drawer tells of a cell.
  struct Content {
    let context: String
    let name: String
    let cell: CohortCell
    let comparison: CohortQuestion.Comparison
    /// A sum as people read it.
    let shown: (Int128) -> String
    /// The heads of the rows: whom, when they entered, with what, and what they have.
    let heads: [Table.Head]
    let rows: [CohortRow]
    /// Whom some rows are of, in their order.
    let names: ([CohortRow]) -> [Table.Cell]
    let download: String
  }

  /// A cell of customers; nil where none is open, or there is none of that name.
  init?(_ ask: Ask, _ question: Question) {
    guard ask.path == "/retention/cohorts", let name = ask.query.filled("cell"),
      let (label, index) = CellDrawer.parse(name)
    else { return nil }
    guard var request = try? CohortRequest(ask, question) else { return nil }
    request.cellLimit = index + 1
    guard let answer = try? CohortAnswer(request, question),
      let place = answer.grid.cohorts.firstIndex(where: { equalBytes($0.label, label) }),
      index < answer.grid.cohorts[place].cells.count
    else { return nil }
    self.init(
      Content(
        context: ask.words["cohorts.title"], name: ask.cellName(label, index, answer.grid),
        cell: answer.grid.cohorts[place].cells[index],
        comparison: answer.grid.question.comparison, shown: answer.shown,
        heads: [
          .name(ask.words["table.account"]), .name(ask.words["table.first_paid"]),
          .number(ask.words["table.at_entry"]), .number(ask.words["table.retained"]),
        ],
        rows: answer.grid.rows(of: place, index, in: question.panel),
        names: { rows in
          rows.map { row in
            Table.Cell(
              ask.name(row.account), address: ask.account(question.accounts[row.account]))
          }
        },
        download: ask.link("/cell.csv", request.pairs + [("cell", name)])), ask)
  }

  init(_ content: Content, _ ask: Ask) {
    let cell = content.cell
    let value = cell.value(content.comparison)
    var table = Table(ask.words["drawer.rows"], content.heads)
    // Those who are missing first: they are what one wants to see.
    let ordered = content.rows.sorted { one, other in
      let (gap, otherGap) = (one.base - one.retained, other.base - other.retained)
      return gap != otherGap ? gap > otherGap : one.account < other.account
    }
    let first = Array(ordered.prefix(Self.shown))
    table.rows = zip(content.names(first), first).map { name, row in
      [
        name, Table.Cell(ask.shown.day(row.entryDay)), Table.Cell(content.shown(row.base)),
        Table.Cell(content.shown(row.retained)),
      ]
    }
    let sum = content.rows.reduce(Int128(0)) { $0 + $1.retained }
    var model: Model = [
      "w": ask.words, "close": ask.here([("cell", nil)]), "closeIcon": Icon.svg("close"),
      "checkIcon": Icon.svg("check", size: 14), "context": content.context,
      "name": content.name, "value": Shown.bare(value, decimals: 2),
      "unit": value == nil ? false : "%", "interval": false,
      "compared": cell.isComplete ? false : ask.words["cohorts.not_over"],
      "mark": "", "silence": false, "facts": [Model](), "rows": table.html(ask),
      "definitions": ask.link("/definitions"), "hasOthers": false, "notSum": false,
      "rowNote": ask.words.counted("drawer.row_count", content.rows.count),
      "download": content.download,
      "addsUp": sum == cell.retained ? ask.words["drawer.adds_up"] : false,
    ]
    model["equation"] =
      [
        "numerator": content.shown(cell.retained),
        "denominator": content.shown(cell.compared(content.comparison)),
        "result": Shown.percent(value, decimals: 2),
      ] as Model
    model["more"] =
      content.rows.count > Self.shown
      ? ask.words("drawer.more", ["n": Shown.count(content.rows.count - Self.shown)]) : false
    html = ask.site.templates.page("drawer", model)
  }

  /// A cohort and the number of a cell, as `2025-01:3`.
  static func parse(_ name: String) -> (label: String, index: Int)? {
    let bytes = Array(name.utf8)
    guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")),
      let index = Int(String(decoding: bytes[(colon + 1)...], as: UTF8.self)),
      (0..<100_000).contains(index)
    else { return nil }
    return (String(decoding: bytes[..<colon], as: UTF8.self), index)
  }
}

extension Ask {
  /// What people call a cell: its cohort, and so many units later.
  func cellName(_ label: String, _ index: Int, _ grid: CohortGrid) -> String {
    words(
      "cohorts.cell",
      [
        "cohort": cohortName(label), "n": String(index),
        "unit": words["unit.\(grid.question.every.rawValue)"],
      ])
  }

  /// What people call a cohort: its time, or the value that its members share.
  func cohortName(_ label: String) -> String {
    if let month = Month(label) { return shown.period(Period(month)) }
    if let quarter = Period(quarter: label) { return shown.period(quarter) }
    if let day = Day(label) { return shown.day(day) }
    if let (year, week) = Ask.week(label) {
      return words("date.week", ["n": week, "year": year])
    }
    return label.isEmpty ? words["slice.unknown"] : label
  }

  /// The parts of a week's name, as of `2025-W03`; nil for another text.
  private static func week(_ label: String) -> (year: String, week: String)? {
    let bytes = Array(label.utf8)
    let digits = [0, 1, 2, 3, 6, 7]
    guard bytes.count == 8, bytes[4...5].elementsEqual("-W".utf8),
      digits.allSatisfy({ (0x30...0x39).contains(bytes[$0]) })
    else { return nil }
    let week = Int(bytes[6] - 0x30) * 10 + Int(bytes[7] - 0x30)
    return (String(decoding: bytes[..<4], as: UTF8.self), String(week))
  }
}
