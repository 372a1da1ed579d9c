import Engine
import Facts
import Workbench

/// A grid of cohorts for people: a row a cohort, a column a cell, the mean below.
struct CohortTable {
  private let answer: CohortAnswer
  private let cellCount: Int
  private let hasColours: Bool

  /// - Parameter cells: how many are shown.
  init(_ answer: CohortAnswer, cells: Int, hasColours: Bool) {
    self.answer = answer
    self.hasColours = hasColours
    cellCount = min(cells, answer.grid.means.count)
  }

  private var asked: CohortQuestion { answer.grid.question }

  var text: String {
    if let notice = answer.question.notice { return "\(title)\n\n\(notice)\n" }
    guard !answer.grid.cohorts.isEmpty else {
      return "\(title)\n\nNobody who is asked about first paid up to \(asked.horizon).\n"
    }
    var text = "\(title)\n\(legend)\n\n" + rows
    if answer.grid.means.count > cellCount {
      text += "There are more cells: --periods says how many are shown.\n"
    }
    return text + "`tenure cohorts --cell \(example)` lists the customers of one cell.\n"
  }

  private var example: String {
    let label = answer.grid.cohorts[0].label
    let isPlain = label.utf8.allSatisfy {
      $0 == 0x2d || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10
    }
    return isPlain && !label.isEmpty ? "\(label):1" : "COHORT:1"
  }

  private var title: String {
    var parts = [answer.question.rules.zone.name]
    if let asOf = answer.question.asOf { parts.append("as known on \(asOf)") }
    parts.append("up to \(asked.horizon)")
    return "Cohorts by \(Text.safe(answer.name)) (\(parts.joined(separator: "; ")))"
  }

  /// What a number is.
  private var legend: String {
    let what: String
    switch answer.measure {
    case .customers: what = "Customers who pay"
    case .mrr: what = "Recurring revenue in \(answer.book?.currency.code ?? "–")"
    case .grr: what = "Recurring revenue in \(answer.book?.currency.code ?? "–"), at most its start"
    case .seats: what = "Seats paid for"
    }
    let unit = asked.every.rawValue
    let when: String
    switch (asked.clock, asked.sight) {
    case (.calendar, .end): when = "at the end of the n-th \(unit) after that of entry"
    case (.calendar, .any): when = "at any time in the n-th \(unit) after that of entry"
    case (.anniversary, .end): when = "n \(unit)s after their day of entry"
    case (.anniversary, .any): when = "at any time in the \(unit) from n \(unit)s after entry on"
    }
    let later = asked.bound == .unbounded ? ", or later" : ""
    let whole = asked.comparison == .start ? "what entered" : "one cell earlier"
    return "\(what) \(when)\(later), in % of \(whole)"
  }

  /// The table by itself, and what its stars mean.
  var rows: String { lines + (hasOpenCells ? Self.openNote : "") }

  private static let openNote = "* not over for all of the cohort, and no part of the mean\n"

  private var hasOpenCells: Bool {
    answer.grid.cohorts.contains { $0.cells.prefix(cellCount).contains(where: isOpen) }
  }

  private var lines: String {
    let isMoney = answer.measure.isMoney
    let hasStart = answer.measure != .customers
    var head = ["", "customers"]
    if hasStart { head.append(isMoney ? "start" : "seats") }
    var left = [head]
    left += answer.grid.cohorts.map { cohort in
      [Text.slice(cohort.label), Text.count(cohort.customers)]
        + (hasStart ? [answer.shown(cohort.start)] : [])
    }
    left.append(["mean", ""] + (hasStart ? [""] : []))
    let cells =
      [(0..<cellCount).map { Shade(text: "\($0) ", value: nil) }]
      + answer.grid.cohorts.map { $0.cells.prefix(cellCount).map(shade) }
      + [
        answer.grid.means.prefix(cellCount).map {
          Shade(text: percent($0.value) + " ", value: $0.value)
        }
      ]
    // One more than the widest, so that no two run together.
    let width = max(6, (cells.joined().map { Text.width($0.text) }.max() ?? 0) + 1)
    let starts = Text.columns(left).utf8.split(separator: 0x0a).map { String($0) ?? "" }
    let leftWidth = starts.map(Text.width).max() ?? 0
    return zip(starts, cells).map { start, cells in
      var line = start + String(repeating: " ", count: leftWidth - Text.width(start) + 1)
      for cell in cells {
        let gap = String(repeating: " ", count: width - Text.width(cell.text))
        line += cell.painted(gap, hasColours)
      }
      while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private func isOpen(_ cell: CohortCell) -> Bool { !cell.isComplete }

  private func shade(_ cell: CohortCell) -> Shade {
    let value = cell.value(asked.comparison)
    return Shade(text: percent(value) + (cell.isComplete ? " " : "*"), value: value)
  }

  /// A share in percent without its sign, which the line above the table has.
  private func percent(_ value: Double?) -> String {
    value.map { Text.decimal($0 * 100) } ?? "–"
  }

  /// A cell's text with what its colour says.
  private struct Shade {
    let text: String
    let value: Double?

    /// From little to all, of the 256 colours: white to dark blue.
    private static let backgrounds = [255, 254, 195, 159, 153, 117, 111, 75, 33, 26]

    func painted(_ gap: String, _ hasColours: Bool) -> String {
      guard hasColours, let value else { return gap + text }
      let level = Int((min(1, max(0, value)) * 9.999).rounded(.down))
      let foreground = level < 8 ? 16 : 231
      return "\u{1B}[38;5;\(foreground);48;5;\(Self.backgrounds[level])m\(gap)\(text)\u{1B}[0m"
    }
  }
}

extension CohortGlance {
  func rows(hasColours: Bool) -> String {
    CohortTable(answer, cells: Self.cohorts, hasColours: hasColours).rows
  }
}
