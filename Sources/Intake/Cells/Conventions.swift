/// How a file writes its dates and amounts.
struct Conventions: Equatable {
  var dateOrder: DateOrder?
  var decimal: DecimalMark?

  /// What the person named, or else what the sample shows without a contradiction.
  init(_ options: ImportOptions, _ layout: Layout, _ records: SampleRecords) {
    dateOrder = options.dateOrder
    decimal = options.decimal
    guard dateOrder == nil || decimal == nil else { return }
    var orders: Set<DateOrder> = []
    var marks: Set<DecimalMark> = []
    var records = records
    while let cells = records.next() {
      guard cells.count == layout.header.names.count else { continue }
      for field in Field.allCases where field.isDate || field.isAmount {
        let column = layout[field]
        guard column >= 0 else { continue }
        let text = records.text(cells[column])
        if field.isDate {
          if let order = DateParts(text)?.evidence { orders.insert(order) }
        } else if let mark = WrittenNumber(Conventions.digits(text))?.evidence {
          marks.insert(mark)
        }
      }
    }
    if dateOrder == nil, orders.count == 1 { dateOrder = orders.first }
    if decimal == nil, marks.count == 1 { decimal = marks.first }
  }

  /// From the first digit to the last, without currency signs.
  private static func digits(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard let first = text.firstIndex(where: \.isDigit),
      let last = text.lastIndex(where: \.isDigit)
    else { return UnsafeRawBufferPointer(rebasing: text[..<0]) }
    return UnsafeRawBufferPointer(rebasing: text[first...last])
  }
}
