import Facts

extension Records {
  /// Finds the header in a sample and what follows from it.
  ///
  /// - Returns: the reader of the rows, and how many bytes of the sample lie before them.
  static func start(
    _ text: UnsafeRawBufferPointer, _ options: ImportOptions, isWhole: Bool
  ) throws(ImportError) -> (Records, Int) {
    let named = Delimiters.named(text)
    let skipped = named?.length ?? 0
    let body = UnsafeRawBufferPointer(rebasing: text[skipped...])
    let delimiter =
      options.delimiter ?? named?.delimiter ?? Delimiters.found(in: body, isWhole: isWhole)
    var reader = CSVReader(delimiter: delimiter, firstLine: named == nil ? 1 : 2)
    let (header, taken) = try header(body, &reader, isWhole: isWhole)
    let layout = try Layout.of(header, options)
    let rest = UnsafeRawBufferPointer(rebasing: body[taken...])
    let sample = SampleRecords(rest, reader: reader, isWhole: isWhole)
    let conventions = Conventions(options, layout, sample)
    return (Records(reader, layout, conventions, options), skipped + taken)
  }

  private static func header(
    _ text: UnsafeRawBufferPointer, _ reader: inout CSVReader, isWhole: Bool
  ) throws(ImportError) -> (Header, Int) {
    guard let start = text.baseAddress else { throw .noHeader }
    let base = start.assumingMemoryBound(to: UInt8.self)
    var taken = 0
    while taken < text.count {
      switch reader.next(base + taken, text.count - taken, isLast: isWhole) {
      case .skipped(let count): taken += count
      case .incomplete, .oversize: throw .headerTooLong
      case .broken: throw .brokenHeader(line: reader.recordLine)
      case .record(let length, let count):
        let record = UnsafeRawBufferPointer(start: base + taken, count: length)
        if let header = try header(record, reader, start: taken) { return (header, taken + count) }
        taken += count
      }
    }
    throw .noHeader
  }

  /// Nil where the record is a blank line.
  private static func header(
    _ record: UnsafeRawBufferPointer, _ reader: CSVReader, start: Int
  ) throws(ImportError) -> Header? {
    guard reader.cells.count <= CSVReader.largestColumnCount else {
      throw .tooManyColumns(limit: CSVReader.largestColumnCount)
    }
    if reader.seen & ByteClass.control != 0 { throw .notText(.binary) }
    if let bad = firstInvalidUTF8(record) {
      throw .unknownEncoding(line: reader.recordLine, byte: start + bad + 1)
    }
    var plain: [UInt8] = []
    var cells: ContiguousArray<CSVReader.Cell> = []
    let base = record.bindMemory(to: UInt8.self).baseAddress
    if let base { RecordText.unescape(base, reader.cells, into: &plain, &cells) }
    let names = cells.map { cell in
      var name = plain[Int(cell.start)..<Int(cell.end)]
      while let first = name.first, first <= .space { name.removeFirst() }
      while let last = name.last, last <= .space { name.removeLast() }
      return String(decoding: name, as: UTF8.self)
    }
    guard names.contains(where: { !$0.isEmpty }) else { return nil }
    return Header(names: names, bytes: Array(record))
  }

  /// Whether a record of one cell is a line with nothing on it.
  func isBlank(_ record: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    UnsafeBufferPointer(start: record, count: length).allSatisfy { $0 == .space || $0 == .tab }
  }

  /// What is wrong with a record as a whole; nil where its cells can be read.
  @inline(__always)
  func problem(
    _ record: UnsafePointer<UInt8>, _ length: Int, _ cells: ContiguousArray<CSVReader.Cell>
  ) -> CellProblem? {
    let hasOddBytes = seen & (ByteClass.control | ByteClass.beyondASCII) != 0
    guard
      hasOddBytes || cells.count != layout.header.names.count || length > CSVReader.largestCell
    else { return nil }
    return closerLook(UnsafeRawBufferPointer(start: record, count: length), cells)
  }

  @inline(never)
  private func closerLook(
    _ record: UnsafeRawBufferPointer, _ cells: ContiguousArray<CSVReader.Cell>
  ) -> CellProblem? {
    let wanted = layout.header.names.count
    if let bad = firstInvalidUTF8(record) {
      return CellProblem(
        column: RecordText.column(of: bad, cells),
        expected: "text in UTF-8, or in an encoding that --encoding names; here is a byte that "
          + "stands for no letter")
    }
    if seen & ByteClass.control != 0,
      let bad = record.firstIndex(where: { ByteClass.isControl($0) })
    {
      return CellProblem(
        column: RecordText.column(of: bad, cells), expected: "a text without control characters")
    }
    if cells.count < wanted {
      return CellProblem(
        column: cells.count,
        expected: "\(wanted) cells, as in the header; this row has \(cells.count)")
    }
    if cells.count > wanted {
      let count =
        cells.count > CSVReader.largestColumnCount ? "more than 4096" : String(cells.count)
      return CellProblem(
        column: wanted, expected: "\(wanted) cells, as in the header; this row has \(count)")
    }
    let long = cells.firstIndex { Int($0.end) - Int($0.start) > CSVReader.largestCell }
    return long.map {
      CellProblem(column: $0, expected: "a text of at most \(CSVReader.largestCell) bytes")
    }
  }

  /// Adds a rejection for a record; the column may lie beyond what the header or the row has.
  mutating func reject(
    _ record: UnsafePointer<UInt8>, _ length: Int, _ column: Int, into batch: inout Translation,
    _ expected: String, isBroken: Bool = false
  ) {
    let bytes = UnsafeRawBufferPointer(start: record, count: length)
    let hasTitle = layout.header.names.indices.contains(column)
    var value = ""
    if isBroken {
      value = readable(bytes, limit: 200)
    } else if cells.indices.contains(column) {
      let cell = cells[column]
      let text = UnsafeRawBufferPointer(rebasing: bytes[Int(cell.start)..<Int(cell.end)])
      value = readable(text, limit: 200)
    }
    batch.rejections.append(
      Rejection(
        line: line, column: hasTitle ? layout.header.title(column) : "", value: value,
        expected: expected,
        record: isBroken
          ? RecordText.clean(bytes)
          : RecordText.withoutRejectionColumns(
            RecordText.clean(bytes), cells, layout, delimiter: delimiter)))
    batch.rows += 1
  }
}
