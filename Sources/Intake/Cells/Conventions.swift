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
    let dates = Field.allCases.filter(\.isDate).map { layout[$0] }.filter { $0 >= 0 }
    let amounts = Field.allCases.filter(\.isAmount).map { layout[$0] }.filter { $0 >= 0 }
    guard !dates.isEmpty || !amounts.isEmpty else { return }
    while let cells = records.next() {
      guard cells.count == layout.header.names.count else { continue }
      for column in dates {
        let order = DateParts(records.text(cells[column]))?.evidence
        if let order { orders.insert(order) }
      }
      for column in amounts {
        let mark = WrittenNumber(Conventions.digits(records.text(cells[column])))?.evidence
        if let mark { marks.insert(mark) }
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
