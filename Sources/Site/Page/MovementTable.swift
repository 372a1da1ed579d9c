import Engine
import Facts
import Workbench

/// The bridge of one period as a table: what a picture of it shows, in numbers that add up.
enum MovementTable {
  static func html(_ reading: MoneyReading, _ ask: Ask) -> String {
    let (cell, currency) = (reading.cell, reading.currency)
    let lines = BridgeLines(cell, currency)
    var table = Table(
      ask.words["chart.bridge_table"],
      [.name(ask.words["table.movement"]), .number(ask.words["table.amount"])])
    table.rows.append([
      Table.Cell(
        ask.words("table.opened", ["day": ask.shown.shortDay(reading.question.period.from)]),
        address: ask.here([("figure", "mrr.opening")])),
      Table.Cell(Shown.money(lines.opening, currency, withMinor: true)),
    ])
    for group in MovementGroup.allCases where group.kinds.contains(where: { cell[$0] != 0 }) {
      table.rows.append([
        Table.Cell(
          ask.words["movement.\(group.rawValue)"],
          address: group.figure.map { ask.here([("figure", $0)]) }, mark: Mark.movement(group)),
        Table.Cell(
          Shown.money(lines.sum(group.kinds), currency, isSigned: true, withMinor: true)),
      ])
    }
    table.foot = [
      Table.Cell(
        ask.words("table.closed", ["day": ask.shown.shortDay(reading.question.closingDay)])),
      Table.Cell(Shown.money(lines.closing, currency, withMinor: true)),
    ]
    return table.html(ask)
  }
}

/// Small shapes that stand beside a word.
enum Mark {
  /// The colour that a group of units has in a chart.
  static func activity(_ group: ActiveUnits.Group) -> String {
    "<span class=\"mv \(group.rawValue)\"><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\">"
      + "<rect x=\"1\" y=\"1\" width=\"12\" height=\"12\" rx=\"2\" fill=\"currentColor\"/>"
      + "</svg></span> "
  }

  static func movement(_ group: MovementGroup) -> String {
    let (name, shape): (String, String) =
      switch group {
      case .new:
        (
          "new",
          "<circle cx=\"7\" cy=\"7\" r=\"6\" fill=\"currentColor\"/>"
            + "<path class=\"on\" d=\"M7 4.2v5.6M4.2 7h5.600\" stroke-width=\"1.7\"/>"
        )
      case .expansion, .resume: ("expansion", "<path d=\"M7 1 13 12H1z\" fill=\"currentColor\"/>")
      case .reactivation:
        (
          "reactivation",
          "<path d=\"M11.8 8.500A5 5 0 1 1 10.500 3.400\" fill=\"none\" stroke=\"currentColor\""
            + " stroke-width=\"2.2\"/><path d=\"M8.600 4.900h4.600V.3z\" fill=\"currentColor\"/>"
        )
      case .contraction, .pause:
        ("contraction", "<path d=\"M7 13 1 2h12z\" fill=\"currentColor\"/>")
      case .churn:
        (
          "churn",
          "<path d=\"m2.500 2.500 9 9M11.500 2.500l-9 9\" stroke=\"currentColor\""
            + " stroke-width=\"2.8\" fill=\"none\"/>"
        )
      case .fx, .moved, .correction:
        ("other", "<rect x=\"2\" y=\"5.500\" width=\"10\" height=\"3\" fill=\"currentColor\"/>")
      }
    return "<span class=\"mv \(name)\"><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\">\(shape)"
      + "</svg></span> "
  }
}
