import Engine
import Facts
import Workbench

/// One cell of a heat map opened: the customers that it counts.
struct CellDrawer {
  let html: String

  private static let shown = 50

  /// Nil where no cell is open, or there is none of that name.
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
    let cohort = answer.grid.cohorts[place]
    let cell = cohort.cells[index]
    let comparison = answer.grid.question.comparison
    let rows = answer.grid.rows(of: place, index, in: question.panel)
    let value = cell.value(comparison)
    var table = Table(
      ask.words["drawer.rows"],
      [
        .name(ask.words["table.account"]), .name(ask.words["table.first_paid"]),
        .number(ask.words["table.at_entry"]), .number(ask.words["table.retained"]),
      ])
    // Those who are missing first: they are what one wants to see.
    let ordered = rows.sorted { one, other in
      let (gap, otherGap) = (one.base - one.retained, other.base - other.retained)
      return gap != otherGap ? gap > otherGap : one.account < other.account
    }
    table.rows = ordered.prefix(Self.shown).map { row in
      [
        Table.Cell(
          ask.name(row.account),
          address: ask.account(question.accounts[row.account])),
        Table.Cell(ask.shown.day(row.entryDay)), Table.Cell(answer.shown(row.base)),
        Table.Cell(answer.shown(row.retained)),
      ]
    }
    let sum = rows.reduce(Int128(0)) { $0 + $1.retained }
    var model: Model = [
      "w": ask.words, "close": ask.here([("cell", nil)]), "closeIcon": Icon.svg("close"),
      "checkIcon": Icon.svg("check", size: 14), "context": ask.words["cohorts.title"],
      "name": ask.words(
        "cohorts.cell",
        [
          "cohort": ask.cohortName(label), "n": String(index),
          "unit": ask.words["unit.\(answer.grid.question.every.rawValue)"],
        ]),
      "value": Shown.bare(value, decimals: 2), "unit": value == nil ? false : "%",
      "interval": false, "compared": cell.isComplete ? false : ask.words["cohorts.not_over"],
      "mark": "", "silence": false, "facts": [Model](), "rows": table.html(ask),
      "definitions": ask.link("/definitions"), "hasOthers": false, "notSum": false,
      "rowNote": ask.words.counted("drawer.row_count", rows.count),
      "download": ask.link("/cell.csv", request.pairs + [("cell", name)]),
      "addsUp": sum == cell.retained ? ask.words["drawer.adds_up"] : false,
    ]
    model["equation"] =
      [
        "numerator": answer.shown(cell.retained),
        "denominator": answer.shown(cell.compared(comparison)),
        "result": Shown.percent(value, decimals: 2),
      ] as Model
    model["more"] =
      rows.count > Self.shown
      ? ask.words("drawer.more", ["n": Shown.count(rows.count - Self.shown)]) : false
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
  /// What people call a cohort: its month, or the value that its customers share.
  func cohortName(_ label: String) -> String {
    if let month = Month(label) { return shown.period(Period(month)) }
    return label.isEmpty ? words["slice.unknown"] : label
  }
}
