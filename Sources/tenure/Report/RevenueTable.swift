import Engine
import Facts
import Workbench

/// One book of a report for people: the bridge, and what follows from it.
struct RevenueTable {
  private let answer: BookAnswer
  private let question: Question
  private let paint: Paint
  private let trend: Trend

  init(_ answer: BookAnswer, _ question: Question, _ paint: Paint, _ trend: Trend) {
    self.answer = answer
    self.question = question
    self.paint = paint
    self.trend = trend
  }

  private var currency: Currency { answer.book.currency }

  var text: String {
    guard let bridge = answer.bridge, let cell = bridge.cells.first?[0] else {
      return MissingRates.text(answer.book, answer.missing)
    }
    let line = trend.line(trend.revenue(answer.book), Text.count)
    let title = paint.bold("Recurring revenue a month, \(currency.code)")
    var text = title + (line.map { "  " + $0 } ?? "") + "\n" + lines(cell) + "\n" + figures
    if bridge.slices.count > 0 { text += "\n" + slices(bridge) }
    return text
  }

  /// Lines that belong together, and what they are called.
  private static let groups: [(name: String, kinds: [MovementKind])] = [
    ("New", [.new]),
    ("Expansion", MovementKind.kinds(ofFigure: "mrr.expansion")),
    ("Contraction", MovementKind.kinds(ofFigure: "mrr.contraction")),
    ("Churn", [.churnVoluntary, .churnInvoluntary]),
    ("Reactivation", [.reactivation]), ("Resume", [.resume]), ("Pause", [.pause]),
    ("Exchange rates", [.fx]), ("Correction", [.correction]),
  ]

  private func lines(_ cell: BridgeCell) -> String {
    let shown = BridgeLines(cell, currency)
    var rows = [["  Opening", Text.money(shown.opening, currency), ""]]
    var changes: [Int128] = [0]
    for (name, kinds) in Self.groups where kinds.contains(where: { cell[$0] != 0 }) {
      let parts = kinds.filter { cell[$0] != 0 }.map { kind in
        let cause = kind.label.split(separator: ", ").last.map { String($0) } ?? ""
        return "\(cause) \(Text.money(shown[kind], currency, isSigned: true))"
      }
      rows.append([
        "  " + name, Text.money(shown.sum(kinds), currency, isSigned: true),
        kinds.count > 1 ? parts.joined(separator: ", ") : "",
      ])
      changes.append(shown.sum(kinds))
    }
    rows.append(["  Closing", Text.money(shown.closing, currency), ""])
    changes.append(0)
    let lines = Text.columns(rows, leftAligned: [0, 2]).split(separator: "\n")
    return zip(lines, changes).map { line, change in
      let line = String(line)
      return (change > 0 ? paint.gain(line) : change < 0 ? paint.loss(line) : line) + "\n"
    }.joined()
  }

  private static let shown: [RevenueFigure] = [
    .grr, .nrr, .nrrWithoutPrice, .grrTrailing12, .nrrTrailing12, .churnGross, .quantityChurn,
    .quickRatio, .arpa, .asp, .arr, .cmrr,
  ]

  private var figures: String {
    let rows = Self.shown.compactMap { figure -> [String]? in
      guard
        let found = answer.figures.first(where: { $0.slice == nil && $0.figure == figure })?.value
      else { return nil }
      let subject = RevenueSubject.figure(figure)
      let value =
        figure == .arr || figure == .cmrr
        ? found.amount.map { Text.money($0, currency) } ?? "–"
        : subject.shown(found.value, currency)
      let quotient = found.numerator.map { numerator in
        Text.quantity(numerator, currency) + " / "
          + (found.denominator.map { Text.quantity($0, currency) } ?? "–")
      }
      return ["  " + figure.definition.name, value, quotient ?? "", figure.rawValue]
    }
    return Text.columns(rows, leftAligned: [0, 3])
  }

  private func slices(_ bridge: Bridge) -> String {
    var shares: [Identifier: [RevenueFigure: Double]] = [:]
    for (slice, figure, value) in answer.figures where figure == .grr || figure == .nrr {
      if let slice { shares[Identifier(slice), default: [:]][figure] = value.value }
    }
    let rows = bridge.rows(of: 0).compactMap { slice, cell -> [String]? in
      guard let slice else { return nil }
      let found = shares[Identifier(slice)] ?? [:]
      return [
        "  " + Text.slice(slice), Text.money(cell.opening, currency),
        Text.money(cell.closing, currency), Text.percent(found[.grr]), Text.percent(found[.nrr]),
      ]
    }
    return Text.columns([["", "opening", "closing", "grr", "nrr"]] + rows)
  }
}
