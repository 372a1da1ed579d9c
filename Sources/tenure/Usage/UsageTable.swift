import Engine
import Facts
import Workbench

/// Usage of a period for people, as a terminal shows it.
struct UsageTable {
  private let report: UsageReport

  init(_ report: UsageReport) { self.report = report }

  private var scope: UsageScope { report.scope }

  var text: String {
    var text = title + "\n"
    if let silence = scope.silence { return text + "\n\(silence)\n" }
    guard !scope.isEmpty else {
      return text + "\nNo usage came yet: docs/usage.md tells how to point a client library here.\n"
    }
    text += "\n" + figures + "\n" + pieces
    if !report.features.isEmpty { text += "\n" + features }
    let unassigned = report.unassigned
    if scope.request.unit == .accounts, unassigned.people > 0 {
      text +=
        "\nWhat \(Text.count(unassigned.people)) people did, \(Text.count(unassigned.count)) "
        + "events, belongs to no account.\n"
    }
    return text + "\n`tenure explain usage.active` prints a figure's definition and its units.\n"
  }

  private var title: String {
    let period = scope.period
    var parts = ["\(period.from) to \(period.to)", scope.usage.zone.name]
    if let asOf = scope.question.asOf { parts.append("as known on \(asOf)") }
    if period.to > scope.horizon { parts.append("so far, to \(scope.horizon)") }
    let events = scope.request.events.map { ", " + Text.safe($0) }.joined()
    return "Usage by \(scope.request.unit.rawValue), \(period.label)\(events) "
      + "(\(parts.joined(separator: "; ")))"
  }

  private var figures: String {
    Text.columns(
      UsageReport.figures.map { figure in
        let value = scope.value(of: figure)
        let quotient =
          value.quotient?.numerator.map {
            "\(Text.count($0)) / \(Text.count(value.quotient?.denominator))"
          } ?? ""
        return [
          "  " + figure.definition.name, UsageExplanation.shown(value, as: figure.form),
          value.quotient?.interval.map { Text.interval($0) } ?? "", quotient, figure.rawValue,
        ]
      }, leftAligned: [0, 4])
  }

  private var pieces: String {
    let groups = ActiveUnits.Group.allCases
    let head = [""] + groups.map(\.rawValue) + ["kept", "stickiness", "seconds each"]
    let rows = report.pieces.map { piece in
      ["  " + piece.period.label + (piece.isComplete ? "" : "*")]
        + groups.map { Text.count(piece.active.number(of: $0)) }
        + [
          Text.percent(piece.active.kept.value), Text.percent(piece.stickiness.value.value),
          piece.time.perUnit.value.map { Text.decimal($0) } ?? "–",
        ]
    }
    let isOpen = report.pieces.contains { !$0.isComplete }
    return Text.columns([head] + rows) + (isOpen ? "  * not over\n" : "")
  }

  private static let shownEvents = 40

  private var features: String {
    let head = [
      "  Adoption", "used", "share", "95 % interval", "times each", "days each", "before",
    ]
    let rows = report.features.prefix(Self.shownEvents).map { feature in
      let now = feature.now
      return [
        "  " + Text.safe(feature.name), "\(Text.count(now.used)) / \(Text.count(now.whole))",
        Text.percent(now.share.value), Text.interval(now.share.interval),
        now.countPerUser.value.map { Text.decimal($0) } ?? "–",
        now.daysPerUser.value.map { Text.decimal($0) } ?? "–",
        Text.percent(feature.before?.share.value),
      ]
    }
    let rest = report.features.count - Self.shownEvents
    return Text.columns([head] + rows)
      + (rest > 0 ? "  and \(Text.count(rest)) more: --format json prints all\n" : "")
  }
}
