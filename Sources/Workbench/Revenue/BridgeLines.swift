import Engine
import Facts

/// A bridge as it is shown: in the currency's decimals, the parts adding up to the whole.
package struct BridgeLines {
  package let opening: Int128
  package let closing: Int128
  private let lines: [Int128]

  package init(_ cell: BridgeCell, _ currency: Currency) {
    let unit = Text.unit(of: currency)
    opening = Text.rounded(cell.opening, to: unit)
    closing = Text.rounded(cell.closing, to: unit)
    lines = largestRemainder(
      MovementKind.allCases.map { cell[$0] }, unit: unit, total: closing - opening)
  }

  package subscript(kind: MovementKind) -> Int128 { lines[Int(kind.rawValue)] }

  package func sum(_ kinds: [MovementKind]) -> Int128 { kinds.reduce(0) { $0 + self[$1] } }
}

/// What is said where exchange rates are missing.
package enum MissingRates {
  package static func text(
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
  package var label: String {
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
