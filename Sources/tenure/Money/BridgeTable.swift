import Engine
import Facts

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

/// A bridge as it is shown: in the currency's decimals, the parts adding up to the whole.
struct BridgeLines {
  let opening: Int128
  let closing: Int128
  private let lines: [Int128]

  init(_ cell: BridgeCell, _ currency: Currency) {
    let unit = Text.unit(of: currency)
    opening = Text.rounded(cell.opening, to: unit)
    closing = Text.rounded(cell.closing, to: unit)
    lines = largestRemainder(
      MovementKind.allCases.map { cell[$0] }, unit: unit, total: closing - opening)
  }

  subscript(kind: MovementKind) -> Int128 { lines[Int(kind.rawValue)] }

  func sum(_ kinds: [MovementKind]) -> Int128 { kinds.reduce(0) { $0 + self[$1] } }
}

enum MissingRates {
  static func text(
    _ book: Book, _ missing: [(currency: Currency, month: Month)]
  ) -> String {
    let list = missing.map { "\($0.currency.code) from \($0.month) on" }.joined(separator: ", ")
    return "Nothing can be said in \(book.currency.code): exchange rates are missing, \(list).\n"
      + "`tenure rates import FILE` reads the European Central Bank's; --currency shows the book of"
      + " one\ncurrency by itself.\n"
  }
}

extension MovementKind {
  /// What a table calls the line.
  var label: String {
    let words = name.split(separator: ".").map { $0.replacing("_", with: " ") }
    let first: String
    switch self {
    case .fx: first = "Exchange rates"
    case .movedIn: first = "Moved in"
    case .movedOut: first = "Moved out"
    default: first = words[0].prefix(1).uppercased() + words[0].dropFirst()
    }
    return words.count > 1 ? "\(first), \(words[1])" : first
  }
}
