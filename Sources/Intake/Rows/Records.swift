import Facts

/// Reads the records behind a file's header, and judges each as a whole before its cells are read.
struct Records {
  let layout: Layout
  let source: Identifier
  let headerLine: [UInt8]
  private var reader: CSVReader
  private var subscriptions: SubscriptionRows?
  private var accounts: AccountRows?
  private var rates: RateRows?
  private var tickets: TicketRows?
  private var invoices: InvoiceRows?
  private var charges: ChargeRows?
  private var contacts: ContactRows?
  private var usage: UsageRows?
  /// A record with its doubled quotes undone.
  private var plain: [UInt8] = []
  private var plainCells: ContiguousArray<CSVReader.Cell> = []

  var delimiter: UInt8 { reader.delimiter }
  var cells: ContiguousArray<CSVReader.Cell> { reader.cells }
  var seen: UInt8 { reader.seen }
  /// The line on which the record last read starts.
  var line: Int { reader.recordLine }

  init(
    _ reader: CSVReader, _ layout: Layout, _ conventions: Conventions, _ options: ImportOptions
  ) {
    self.reader = reader
    self.layout = layout
    source = options.source ?? Identifier(layout.format.source)
    headerLine = RecordText.withoutRejectionColumns(
      layout.header.bytes, reader.cells, layout, delimiter: reader.delimiter)
    let stamp = Stamp(source: source, version: options.version, recorded: options.recorded)
    let cells = RowReader(layout, conventions, defaultCurrency: options.currency)
    switch layout.format.subject {
    case .subscriptions: subscriptions = SubscriptionRows(cells, stamp)
    case .accounts: accounts = AccountRows(cells, stamp)
    case .rates: rates = RateRows(cells, layout, stamp)
    case .tickets: tickets = TicketRows(cells, stamp)
    case .invoices: invoices = InvoiceRows(cells, stamp)
    case .charges: charges = ChargeRows(cells, stamp)
    case .contacts: contacts = ContactRows(cells, stamp)
    case .usage: usage = UsageRows(cells, options)
    }
  }

  /// Reads every record that is whole.
  ///
  /// - Returns: how many bytes these were; the record that starts there goes on in the next block.
  mutating func read(
    _ bytes: UnsafeRawBufferPointer, isLast: Bool, into batch: inout Translation
  ) -> Int {
    guard let start = bytes.baseAddress else { return 0 }
    let base = start.assumingMemoryBound(to: UInt8.self)
    var taken = 0
    while true {
      let record = base + taken
      switch reader.next(record, bytes.count - taken, isLast: isLast) {
      case .incomplete: return taken
      case .skipped(let count): taken += count
      case .record(let length, let count):
        take(record, length, into: &batch)
        taken += count
      case .broken(let length, let count):
        reject(
          record, length, min(reader.cells.count, layout.header.names.count - 1), into: &batch,
          "a quote that is closed before the next cell or line; a quote inside quotes is written "
            + "twice", isBroken: true)
        taken += count
      case .oversize(let count):
        let start = UnsafeRawBufferPointer(start: record, count: min(count, 1000))
        batch.rejections.append(
          Rejection(
            line: reader.recordLine, column: "", value: readable(start, limit: 200),
            expected: "a line of at most a mebibyte", record: []))
        batch.rows += 1
        taken += count
      }
    }
  }

  private mutating func take(
    _ record: UnsafePointer<UInt8>, _ length: Int, into batch: inout Translation
  ) {
    let cells = reader.cells
    if cells.count == 1, isBlank(record, length) { return }
    if let problem = problem(record, length, cells) {
      return reject(record, length, problem.column, into: &batch, problem.expected)
    }
    let index = Int32(truncatingIfNeeded: batch.rows)
    do throws(CellProblem) {
      if reader.hasEscapes {
        RecordText.unescape(record, cells, into: &plain, &plainCells)
        let (bytes, cells) = (plain, plainCells)
        try bytes.withUnsafeBufferPointer { bytes throws(CellProblem) in
          guard let base = bytes.baseAddress else { return }
          try translate(base, cells, index, into: &batch)
        }
      } else {
        try translate(record, cells, index, into: &batch)
      }
      batch.rows += 1
    } catch {
      reject(record, length, error.column, into: &batch, error.expected)
    }
  }

  @inline(__always)
  private mutating func translate(
    _ base: UnsafePointer<UInt8>, _ cells: ContiguousArray<CSVReader.Cell>, _ index: Int32,
    into batch: inout Translation
  ) throws(CellProblem) {
    let line = line
    try cells.withUnsafeBufferPointer { cells throws(CellProblem) in
      let row = Row(base: base, cells: cells)
      try subscriptions?.translate(row, index, into: &batch)
      try accounts?.translate(row, index, into: &batch)
      try rates?.translate(row, index, line: line, into: &batch)
      try tickets?.translate(row, index, into: &batch)
      try invoices?.translate(row, index, into: &batch)
      try charges?.translate(row, index, into: &batch)
      try contacts?.translate(row, index, into: &batch)
      try usage?.translate(row, into: &batch)
    }
  }
}
