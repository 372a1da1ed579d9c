import Engine
import Facts

/// Numbers as people read them.
package enum Text {
  /// `90.0 %`; "–" where there is nothing to divide by.
  package static func percent(_ share: Double?) -> String {
    let percent = share.map { decimal($0 * 100) } ?? "–"
    return equalBytes(percent, "–") ? percent : percent + " %"
  }

  /// `59.6–98.2 %`.
  package static func interval(_ interval: WilsonInterval?) -> String {
    guard let interval else { return "" }
    return "\(decimal(interval.low * 100))–\(decimal(interval.high * 100)) %"
  }

  /// `7,032`; "–" for nil.
  package static func count(_ number: Int?) -> String {
    guard let number else { return "–" }
    return (number < 0 ? "−" : "") + grouped(String(number.magnitude))
  }

  /// Digits with a comma between thousands.
  private static func grouped(_ number: String) -> String {
    var digits = Array(number.utf8)
    var index = digits.count - 3
    while index > 0 {
      digits.insert(UInt8(ascii: ","), at: index)
      index -= 3
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// `3.00`; "–" where there is nothing to divide by.
  package static func number(_ number: Double?) -> String {
    number.map { fixed($0, decimals: 2) } ?? "–"
  }

  /// A number of something, or an amount in the currency's decimals.
  package static func quantity(
    _ quantity: Quantity, _ currency: Currency?, isSigned: Bool = false
  ) -> String {
    switch (quantity, currency) {
    case (.count(let number), _): count(Int(clamping: number))
    case (.micros(let micros), let currency?): money(micros, currency, isSigned: isSigned)
    case (.micros(let micros), nil): decimalText(micros: micros)
    }
  }

  /// The smallest unit in which amounts of a currency are shown, in millionths.
  package static func unit(of currency: Currency) -> Int128 {
    (0..<max(0, 6 - (currency.minorUnits ?? 2))).reduce(1) { unit, _ in unit * 10 }
  }

  /// The nearest multiple of a unit, halves to the even one.
  package static func rounded(_ micros: Int128, to unit: Int128) -> Int128 {
    micros < 0 ? -rounded(-micros, to: unit) : roundedHalfEven(micros, by: unit) * unit
  }

  /// `1,234.50`, in the currency's decimals; `+1,234.50` where it is a change.
  package static func money(_ micros: Int128, _ currency: Currency, isSigned: Bool = false)
    -> String
  {
    let decimals = currency.minorUnits ?? 2
    let shown = rounded(micros, to: unit(of: currency))
    let (units, rest) = shown.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let fraction = String(String(1_000_000 + rest).dropFirst().prefix(decimals))
    let text = grouped(String(units)) + (decimals > 0 ? "." + fraction : "")
    return (shown < 0 ? "−" : isSigned && shown > 0 ? "+" : "") + text
  }

  /// One decimal, halves away from zero.
  package static func decimal(_ number: Double) -> String { fixed(number, decimals: 1) }

  /// So many decimals, at least one, halves away from zero; "–" for what is too large to mean much.
  private static func fixed(_ number: Double, decimals: Int) -> String {
    guard number.isFinite, abs(number) < 1e12 else { return "–" }
    let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
    let parts = Int((number.magnitude * Double(scale)).rounded())
    return (number < 0 && parts > 0 ? "−" : "")
      + "\(count(parts / scale)).\(padded(parts % scale, decimals))"
  }

  /// Columns of text, the first to the left and numbers to the right, two spaces between.
  package static func columns(_ rows: [[String]], leftAligned: Set<Int> = [0]) -> String {
    let columnCount = rows.map(\.count).max() ?? 0
    let widths = (0..<columnCount).map { column in
      rows.map { $0.indices.contains(column) ? width($0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - width(cell))
        return leftAligned.contains(column) ? cell + padding : padding + cell
      }
      var line = cells.joined(separator: "  ")
      while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// A text broken between words into lines of at most so many letters, all but the first indented.
  package static func wrapped(_ text: String, width: Int, indent: Int) -> String {
    var lines: [String] = []
    for word in text.unicodeScalars.split(separator: " ").map({ String($0) }) {
      if let last = lines.last, self.width(last) + 1 + self.width(word) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }

  /// Columns that a terminal gives a text: scalars that stand by themselves.
  package static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      let properties = scalar.properties
      let isMark =
        properties.generalCategory == .nonspacingMark || properties.generalCategory == .format
      return sum + (isMark ? 0 : 1)
    }
  }

  /// A slice's or a cohort's value as tables name it.
  package static func slice(_ value: String) -> String { value.isEmpty ? "(unknown)" : safe(value) }

  /// A text from outside as it may stand on a terminal: without control characters, which could
  /// move the cursor or change what was printed before.
  package static func safe(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            || (0x202a...0x202e).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value) ? "\u{FFFD}" : scalar
        }))
  }
}
