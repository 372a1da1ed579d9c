import Facts

/// Reads the cells of a row by field, and says of a bad one in which column it stands.
struct RowReader {
  let dates: DateReader
  let amounts: AmountReader
  let defaultCurrency: Currency?
  let statuses: StatusWords
  /// Whether a period's length tells the interval, for want of a column.
  let readsPeriods: Bool
  let attributes: [(column: Int, name: Identifier)]
  private let cells: [FieldCell]

  /// Where a field stands, by ``Field``'s raw value.
  private struct FieldCell {
    /// -1 where the file has no such column.
    var column: Int
    /// Whether no row may leave it empty.
    var isFilled: Bool
    /// Whether a time of day without a zone is UTC here.
    var isUTC: Bool
  }

  init(_ layout: Layout, _ conventions: Conventions, defaultCurrency: Currency?) {
    self.defaultCurrency = defaultCurrency
    dates = DateReader(order: conventions.dateOrder)
    amounts = AmountReader(mark: conventions.decimal)
    let format = layout.format
    statuses = format.statuses
    readsPeriods =
      format.format == .recurlySubscriptions && layout[.interval] < 0 && layout[.periodEnd] >= 0
    attributes = layout.attributes
    cells = Field.allCases.map { field in
      let column = layout[field]
      let key = column < 0 ? "" : layout.header.keys[column].text
      let saysUTC = key.utf8.suffix(5).elementsEqual("(utc)".utf8)
      return FieldCell(
        column: column,
        isFilled: format.column(field)?.isFilled == true || format.prices.contains(field),
        isUTC: format.timesAreUTC || saysUTC)
    }
  }

  /// The column of a field; -1 where the file has none.
  @inline(__always)
  subscript(field: Field) -> Int { cells[Int(field.rawValue)].column }

  /// The text of a field; nil where the file has no such column or the cell is empty.
  @inline(__always)
  func text(_ field: Field, _ row: Row) throws(CellProblem) -> UnsafeRawBufferPointer? {
    let cell = cells[Int(field.rawValue)]
    guard cell.column >= 0 else { return nil }
    let text = row[cell.column]
    guard text.isEmpty else { return text }
    guard !cell.isFilled else {
      throw CellProblem(column: cell.column, expected: "a value: this cell must not be empty")
    }
    return nil
  }

  /// What a reader makes of a field's text; nil where there is none.
  @inline(__always)
  func value<Value>(
    _ field: Field, _ row: Row,
    _ read: (UnsafeRawBufferPointer) throws(Expectation) -> Value
  ) throws(CellProblem) -> Value? {
    guard let text = try text(field, row) else { return nil }
    do throws(Expectation) {
      return try read(text)
    } catch {
      throw problem(field, error.text)
    }
  }

  @inline(__always)
  func date(_ field: Field, _ row: Row) throws(CellProblem) -> Moment? {
    let isUTC = cells[Int(field.rawValue)].isUTC
    return try value(field, row) { text throws(Expectation) in
      try dates.moment(text, isUTC: isUTC)
    }
  }

  /// An id that every row must have.
  @inline(__always)
  func identifier(_ field: Field, _ row: Row) throws(CellProblem) -> Identifier {
    guard let id = try optionalIdentifier(field, row) else {
      throw problem(field, "a value: this cell must not be empty")
    }
    return id
  }

  @inline(__always)
  func optionalIdentifier(_ field: Field, _ row: Row) throws(CellProblem) -> Identifier? {
    try value(field, row) { text throws(Expectation) in try TextReader.identifier(text) }
  }

  /// The name of one state among several.
  func stateID(_ row: Row) throws(CellProblem) -> Identifier? { try optionalKeyPart(.stateID, row) }

  /// An id that every row must have, and that is a part of a key.
  func keyPart(_ field: Field, _ row: Row) throws(CellProblem) -> Identifier {
    guard let id = try optionalKeyPart(field, row) else {
      throw problem(field, "a value: this cell must not be empty")
    }
    return id
  }

  /// `#` divides the parts of a key.
  private func optionalKeyPart(_ field: Field, _ row: Row) throws(CellProblem) -> Identifier? {
    try value(field, row) { text throws(Expectation) in
      let id = try TextReader.identifier(text)
      guard !id.text.utf8.contains(UInt8(ascii: "#")) else { throw Expectation("a text without #") }
      return id
    }
  }

  func isRetracted(_ row: Row) throws(CellProblem) -> Bool {
    try value(.retracted, row) { text throws(Expectation) in try TextReader.flag(text) } ?? false
  }

  func name(_ field: Field, _ row: Row) throws(CellProblem) -> String? {
    try value(field, row) { text throws(Expectation) in
      try TextReader.text(text, atMost: 1024)
    }
  }

  func email(_ field: Field, _ row: Row) throws(CellProblem) -> String? {
    try value(field, row) { text throws(Expectation) in try TextReader.email(text) }
  }

  func problem(_ field: Field, _ expected: String) -> CellProblem {
    CellProblem(column: self[field], expected: expected)
  }
}

/// Texts that were read lately and what they came to: a file has few plans and currencies.
struct Remembered<Value> {
  private var entries = [(text: [UInt8], value: Value)?](repeating: nil, count: 16)

  @inline(__always)
  mutating func callAsFunction<Failure: Error>(
    _ bytes: UnsafeRawBufferPointer,
    _ read: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    // Any place will do, as long as the usual few texts have each their own.
    let mixed = bytes.isEmpty ? 0 : Int(bytes[0]) &+ 3 &* Int(bytes[bytes.count - 1])
    let slot = (mixed &+ bytes.count) & 15
    if let entry = entries[slot], bytes.equals(entry.text) { return entry.value }
    let fresh = try read(bytes)
    entries[slot] = (Array(bytes), fresh)
    return fresh
  }
}

extension Remembered: Sendable where Value: Sendable {}
