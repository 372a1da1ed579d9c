import Engine
import Facts

extension RevenueAnswer {
  /// Writes the lines of a report that are money: the bridge's, then the figures'.
  package func write(to csv: inout CSVText) {
    for answer in books {
      let currency = answer.book.currency.code
      for (slice, cell) in answer.bridge?.rows(of: 0) ?? [] {
        let lines = MovementKind.allCases.map { ("mrr." + $0.name, $0.label, cell[$0]) }
        for (id, name, micros) in [("mrr.opening", "Opening", cell.opening)] + lines {
          csv.begin(slice, id, name)
          csv.cell(String?.none)
          csv.cell(String?.none)
          csv.cell(micros: micros)
          csv.end(currency)
        }
      }
      for (slice, figure, value) in answer.figures {
        csv.begin(slice, figure.rawValue, figure.definition.name)
        csv.cell(value.numerator)
        csv.cell(value.denominator)
        if let amount = value.amount { csv.cell(micros: amount) } else { csv.cell(value.value) }
        csv.end(currency)
      }
    }
  }
}

extension CSVText {
  /// A number of something, or an amount; empty for neither.
  package mutating func cell(_ quantity: Quantity?) {
    switch quantity {
    case nil: cell(String?.none)
    case .count(let number): cell(Int(clamping: number))
    case .micros(let micros): cell(micros: micros)
    }
  }

  fileprivate mutating func begin(_ slice: String?, _ figure: String, _ name: String) {
    cell(slice)
    cell(figure)
    cell(name)
  }

  /// Ends a line that has no interval.
  fileprivate mutating func end(_ currency: String) {
    cell(String?.none)
    cell(String?.none)
    cell(currency)
    endRow()
  }
}
