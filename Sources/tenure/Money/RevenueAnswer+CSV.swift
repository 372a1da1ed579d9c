import Engine
import Facts

extension RevenueAnswer {
  /// Writes the lines of a report that are money: the bridge's, then the figures'.
  func write(to csv: inout CSVText) {
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
        for quantity in [value.numerator, value.denominator] {
          if let quantity { csv.cell(quantity) } else { csv.cell(String?.none) }
        }
        if let amount = value.amount { csv.cell(micros: amount) } else { csv.cell(value.value) }
        csv.end(currency)
      }
    }
  }
}

extension CSVText {
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
