/// What a file's first bytes tell of its encoding.
struct EncodingGuess: Equatable {
  var source: Transcoder.Source
  /// Bytes of the byte order mark.
  var markLength: Int

  /// A mark counts more than what the person named; without either, the sample must be UTF-8.
  init(
    _ sample: UnsafeRawBufferPointer, named: TextEncoding?, isWhole: Bool
  ) throws(ImportError) {
    if sample.starts(with: [0xff, 0xfe]) {
      self.init(.utf16LittleEndian, 2)
      return
    }
    if sample.starts(with: [0xfe, 0xff]) {
      self.init(.utf16BigEndian, 2)
      return
    }
    let hasMark = sample.starts(with: [0xef, 0xbb, 0xbf])
    if named == .utf16, !hasMark {
      // The first character of a header is an ASCII letter or a quote.
      self.init(sample.first == 0 ? .utf16BigEndian : .utf16LittleEndian, 0)
      return
    }
    self.init(.utf8, hasMark ? 3 : 0)
    let text = UnsafeRawBufferPointer(rebasing: sample[markLength...])
    if let kind = FileKind(text) { throw .notText(kind) }
    if text.count > 1, (text[0] == 0) != (text[1] == 0) { throw .notText(.utf16) }
    if hasMark { return }
    switch named {
    case .latin1: source = .latin1
    case .windows1252: source = .windows1252
    case .utf8, .utf16: break
    case nil:
      if let bad = firstInvalidUTF8(text, isWhole: isWhole) {
        throw .unknownEncoding(line: 1 + EncodingGuess.lineEnds(text[..<bad]), byte: bad + 1)
      }
    }
  }

  private init(_ source: Transcoder.Source, _ markLength: Int) {
    self.source = source
    self.markLength = markLength
  }

  private static func lineEnds(_ text: Slice<UnsafeRawBufferPointer>) -> Int {
    var count = 0
    var wasReturn = false
    for byte in text {
      if byte == .carriageReturn || (byte == .lineFeed && !wasReturn) { count += 1 }
      wasReturn = byte == .carriageReturn
    }
    return count
  }
}

/// The byte between cells, found from a sample.
enum Delimiters {
  static let usual: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: ";"), .tab, UInt8(ascii: "|"),
  ]

  /// The delimiter that Excel's first line `sep=;` names, and how long that line is.
  static func named(
    _ text: UnsafeRawBufferPointer
  ) -> (delimiter: UInt8, length: Int)? {
    let start = text.starts(with: [UInt8(ascii: "\"")]) ? 1 : 0
    let end = start + 5
    guard text.count > end, text[start..<(end - 1)].map(\.lowercased) == Array("sep=".utf8)
    else { return nil }
    let delimiter = text[end - 1]
    guard !delimiter.isDigit, !delimiter.isLetter, delimiter != .quote,
      delimiter == .tab || (delimiter > .space && delimiter < 0x7f)
    else { return nil }
    var at = end
    if start == 1 {
      guard text[at] == .quote else { return nil }
      at += 1
    }
    guard at < text.count else { return nil }
    if text[at] == .lineFeed { return (delimiter, at + 1) }
    guard text[at] == .carriageReturn else { return nil }
    let hasLineFeed = at + 1 < text.count && text[at + 1] == .lineFeed
    return (delimiter, at + (hasLineFeed ? 2 : 1))
  }

  /// The delimiter by which most of the first records have as many cells as the header.
  static func found(in text: UnsafeRawBufferPointer, isWhole: Bool) -> UInt8 {
    var best: (delimiter: UInt8, share: Int, columns: Int) = (usual[0], -1, 0)
    for delimiter in usual {
      let (share, columns) = evenness(
        SampleRecords(text, reader: CSVReader(delimiter: delimiter), isWhole: isWhole))
      if share > best.share || (share == best.share && columns > best.columns) {
        best = (delimiter, share, columns)
      }
    }
    return best.delimiter
  }

  /// Percent of the first records that have as many cells as the first; -1 where that has one.
  private static func evenness(_ records: SampleRecords) -> (share: Int, columns: Int) {
    var records = records
    var counts: [Int] = []
    while counts.count < 100, let cells = records.next() { counts.append(cells.count) }
    guard let columns = counts.first, columns > 1 else { return (-1, 0) }
    return (counts.count { $0 == columns } * 100 / counts.count, columns)
  }
}

/// The whole records of a sample that are not blank, for looking before reading.
struct SampleRecords {
  private let text: UnsafeRawBufferPointer
  private var reader: CSVReader
  private var taken = 0
  private let isWhole: Bool

  /// - Parameter isWhole: whether the text ends where the file does.
  init(_ text: UnsafeRawBufferPointer, reader: CSVReader, isWhole: Bool) {
    self.text = text
    self.reader = reader
    self.isWhole = isWhole
  }

  /// The cells of the next record; a record cut off by the sample's end is none.
  mutating func next() -> ContiguousArray<CSVReader.Cell>? {
    while taken < text.count, let base = text.baseAddress {
      let start = (base + taken).assumingMemoryBound(to: UInt8.self)
      switch reader.next(start, text.count - taken, isLast: isWhole) {
      case .incomplete: return nil
      case .skipped(let count), .oversize(let count), .broken(_, let count): taken += count
      case .record(let length, let count):
        recordStart = taken
        taken += count
        if length > 0 { return reader.cells }
      }
    }
    return nil
  }

  private(set) var recordStart = 0

  /// The text of a cell of the record last returned, with quotes as they stand.
  func text(_ cell: CSVReader.Cell) -> UnsafeRawBufferPointer {
    var start = recordStart + Int(cell.start)
    var end = recordStart + Int(cell.end)
    while start < end, text[start] == .space { start += 1 }
    while end > start, text[end - 1] == .space { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: text[start..<end])
  }
}
