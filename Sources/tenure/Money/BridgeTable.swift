import Engine
import Facts
import Workbench

/// Bridges for people: a column a period, a line a movement.
struct BridgeTable {
  private let answer: BridgeAnswer

  init(_ answer: BridgeAnswer) { self.answer = answer }

  var text: String {
    if let silence = answer.notice ?? answer.question.silence { return silence + "\n" }
    guard !answer.books.isEmpty else {
      return "Nothing was paid up to \(answer.question.horizon).\n"
    }
    return answer.books.map { book, missing, bridge in
      guard let bridge else { return MissingRates.text(book, missing) }
      return title(book) + "\n\n" + slices(book, bridge)
    }.joined(separator: "\n")
  }

  private func title(_ book: Book) -> String {
    var parts = [answer.question.rules.zone.name]
    if let asOf = answer.question.asOf { parts.append("as known on \(asOf)") }
    if let before = answer.before?.asOf { parts.append("opening as known on \(before)") }
    switch answer.netting {
    case .day: break
    case .period: parts.append("netted by period")
    case .none: parts.append("not netted")
    }
    let label = answer.question.period.label
    return "Recurring revenue a month, \(book.currency.code), \(label) "
      + "(\(parts.joined(separator: "; ")))"
  }

  private func slices(_ book: Book, _ bridge: Bridge) -> String {
    let names = [nil] + bridge.slices.map { String?.some($0) }
    return names.enumerated().compactMap { place, name -> String? in
      let cells = bridge.cells.map { $0[place] }
      guard place == 0 || cells.contains(where: { !$0.isEmpty }) else { return nil }
      let head = name.map(Text.slice) ?? ""
      return table(book, head, bridge.periods, cells)
    }.joined(separator: "\n")
  }

  /// How many periods stand side by side: more would not fit a terminal or an e-mail.
  private static let widest = 6

  private func table(
    _ book: Book, _ name: String, _ periods: [Period], _ cells: [BridgeCell]
  ) -> String {
    stride(from: 0, to: periods.count, by: Self.widest).map { first in
      let block = first..<min(first + Self.widest, periods.count)
      return self.block(book, name, Array(periods[block]), Array(cells[block]))
    }.joined(separator: "\n")
  }

  private func block(
    _ book: Book, _ name: String, _ periods: [Period], _ cells: [BridgeCell]
  ) -> String {
    let columns = cells.map { BridgeLines($0, book.currency) }
    let kinds = MovementKind.allCases.filter { kind in cells.contains { $0[kind] != 0 } }
    var rows = [
      [name]
        + periods.map { $0.label + ($0.to <= answer.question.horizon ? "" : " so far") }
    ]
    rows.append(["  Opening"] + columns.map { Text.money($0.opening, book.currency) })
    for kind in kinds {
      rows.append(
        ["  " + kind.label]
          + columns.map { Text.money($0[kind], book.currency, isSigned: true) })
    }
    rows.append(["  Closing"] + columns.map { Text.money($0.closing, book.currency) })
    return Text.columns(rows)
  }
}
