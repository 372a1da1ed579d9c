/// Finds the records and cells of a CSV text, byte by byte.
///
/// It takes RFC 4180 and what is found in the wild: lines that end in CR LF, LF or CR, also mixed,
/// quotes that stand inside unquoted cells, spaces after a closing quote. It looks at bytes only:
/// to Swift, CR LF is one `Character` and a comma with a combining mark is no comma.
///
/// A record whose quoting is broken (the closing quote is followed by more text, or never comes)
/// ends with its first line, and reading goes on with the next: a forgotten quote costs one row,
/// not every row up to the next quote. It keeps its place, so a record may come in pieces.
struct CSVReader {
  /// A record of more bytes is not one: a quote was never closed, or this is no CSV.
  static let largestRecord = 1 << 20
  static let largestCell = 1 << 16
  static let largestColumnCount = 4096

  /// Where a cell's text lies, counted from its record's first byte, without the quotes.
  struct Cell {
    var start: UInt32
    var end: UInt32
    var isQuoted: Bool
    /// It has quotes written twice.
    var isEscaped: Bool
  }

  enum Outcome: Equatable {
    /// More bytes are needed.
    case incomplete
    /// Bytes that belong to no record.
    case skipped(Int)
    /// A record of so many bytes, without the line end.
    case record(length: Int, taken: Int)
    /// A line whose quoting is broken; the cell it is broken in is the one after ``cells``.
    case broken(length: Int, taken: Int)
    /// A line longer than ``largestRecord``; its rest is skipped.
    case oversize(taken: Int)
  }

  private enum State { case cellStart, plain, quoted, quoteSeen, closed, brokenLine, skipping }

  let delimiter: UInt8
  private let classes: [UInt8]
  private(set) var cells: ContiguousArray<Cell> = []
  /// The line on which the record last returned starts.
  private(set) var recordLine = 1
  /// The classes of all bytes of the record last returned, see ``ByteClass``.
  private(set) var seen: UInt8 = 0
  /// Whether a cell of the record last returned has quotes written twice.
  private(set) var hasEscapes = false

  private var state = State.cellStart
  private var isFresh = true
  private var line = 1
  private var position = 0
  private var cellStart = 0
  private var cellEnd = 0
  private var cellIsEscaped = false
  private var innerLineEnds = 0
  private var firstLineEnd = -1
  private var skipsLineFeed = false
  /// Bytes that may be read again.
  private var rewindCredit = CSVReader.largestCredit
  private static let largestCredit = 4 << 20

  init(delimiter: UInt8, firstLine: Int = 1) {
    self.delimiter = delimiter
    classes = ByteClass.table(delimiter: delimiter)
    line = firstLine
  }

  /// Looks for the end of the record that starts at `base`, from where it stopped the last time.
  mutating func next(_ base: UnsafePointer<UInt8>, _ count: Int, isLast: Bool) -> Outcome {
    if state == .skipping { return skip(base, count) }
    if isFresh {
      guard count > 0 else { return .incomplete }
      if skipsLineFeed {
        skipsLineFeed = false
        if base[0] == .lineFeed { return .skipped(1) }
      }
      begin()
    }
    let bound = min(count, CSVReader.largestRecord + 1)
    if let outcome = scan(base, bound, available: count) { return outcome }
    if bound > CSVReader.largestRecord { return endOversize(base, count, bound) }
    guard isLast else { return .incomplete }
    return endOfText(base, bound)
  }

  private mutating func begin() {
    isFresh = false
    state = .cellStart
    position = 0
    cells.removeAll(keepingCapacity: true)
    seen = 0
    hasEscapes = false
    innerLineEnds = 0
    firstLineEnd = -1
  }
}

extension CSVReader {
  /// Runs over the bytes up to `bound`; nil where the record goes on beyond.
  private mutating func scan(
    _ base: UnsafePointer<UInt8>, _ bound: Int, available count: Int
  ) -> Outcome? {
    var at = position
    while at < bound {
      switch state {
      case .cellStart:
        cellIsEscaped = false
        let isQuote = base[at] == .quote
        if isQuote { at += 1 }
        cellStart = at
        state = isQuote ? .quoted : .plain
      case .plain:
        at = run(base, at, bound, until: ByteClass.endsPlain)
        guard at < bound else { break }
        close(at, isQuoted: false)
        if base[at] != delimiter { return finish(base, at, count) }
        at += 1
        state = .cellStart
      case .quoted:
        at = run(base, at, bound, until: ByteClass.endsQuoted)
        guard at < bound else { break }
        if base[at] == .quote {
          cellEnd = at
          state = .quoteSeen
        } else {
          noteLineEnd(base, at)
        }
        at += 1
      case .quoteSeen, .closed:
        if let outcome = afterQuote(base, &at, count) { return outcome }
      case .brokenLine:
        at = run(base, at, bound, until: ByteClass.endsPlain)
        guard at < bound else { break }
        if base[at] != delimiter { return finishBroken(base, at, count) }
        at += 1
      case .skipping:
        position = at
        return .incomplete
      }
    }
    position = at
    return nil
  }

  /// The first byte of a class at or after `at`; notes the classes of all bytes before it.
  @inline(__always)
  private mutating func run(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ bound: Int, until wanted: UInt8
  ) -> Int {
    let (end, found) = classes.withUnsafeBufferPointer { classes in
      var at = start
      var found: UInt8 = 0
      while at < bound {
        let byteClass = classes[Int(base[at])]
        if byteClass & wanted != 0 { break }
        found |= byteClass
        at &+= 1
      }
      return (at, found)
    }
    seen |= found
    return end
  }

  /// The byte after a quote inside a quoted cell: another quote, the cell's end, or a mistake.
  private mutating func afterQuote(
    _ base: UnsafePointer<UInt8>, _ at: inout Int, _ count: Int
  ) -> Outcome? {
    let byte = base[at]
    if byte == .quote, state == .quoteSeen {
      cellIsEscaped = true
      state = .quoted
      at += 1
      return nil
    }
    if byte == delimiter {
      close(cellEnd, isQuoted: true)
      state = .cellStart
      at += 1
      return nil
    }
    if byte == .lineFeed || byte == .carriageReturn {
      close(cellEnd, isQuoted: true)
      return finish(base, at, count)
    }
    if byte == .space {
      state = .closed
      at += 1
      return nil
    }
    if mayRewind(from: at) { return finishBroken(base, firstLineEnd, count) }
    state = .brokenLine
    return nil
  }

  private mutating func close(_ end: Int, isQuoted: Bool) {
    if cellIsEscaped { hasEscapes = true }
    // One cell more than allowed says that there are too many; the rest need not be kept.
    guard cells.count <= CSVReader.largestColumnCount else { return }
    cells.append(
      Cell(
        start: UInt32(truncatingIfNeeded: cellStart), end: UInt32(truncatingIfNeeded: end),
        isQuoted: isQuoted, isEscaped: cellIsEscaped))
  }

  private mutating func noteLineEnd(_ base: UnsafePointer<UInt8>, _ at: Int) {
    if firstLineEnd < 0 { firstLineEnd = at }
    let followsReturn = at > 0 && base[at - 1] == .carriageReturn
    if base[at] == .carriageReturn || !followsReturn { innerLineEnds += 1 }
  }
}

extension CSVReader {
  private mutating func finish(_ base: UnsafePointer<UInt8>, _ end: Int, _ count: Int) -> Outcome {
    recordLine = line
    line += innerLineEnds + 1
    isFresh = true
    rewindCredit = min(CSVReader.largestCredit, rewindCredit + 2 * end)
    return .record(length: end, taken: end + lineEndWidth(base, end, count))
  }

  /// Whether to go back to the end of the first line from where the quoting turned out broken.
  ///
  /// Going back means reading the same bytes again. A file can be made so that every line sends
  /// the reader on for a mebibyte; what has been read well so far limits how often it goes back.
  private mutating func mayRewind(from position: Int) -> Bool {
    guard firstLineEnd >= 0, position - firstLineEnd <= rewindCredit else { return false }
    rewindCredit -= position - firstLineEnd
    innerLineEnds = 0
    return true
  }

  private mutating func finishBroken(
    _ base: UnsafePointer<UInt8>, _ end: Int, _ count: Int
  ) -> Outcome {
    recordLine = line
    line += innerLineEnds + 1
    isFresh = true
    return .broken(length: end, taken: end + lineEndWidth(base, end, count))
  }

  /// Bytes of the line end at `end`; a LF that may follow a CR in the next block is skipped there.
  private mutating func lineEndWidth(
    _ base: UnsafePointer<UInt8>, _ end: Int, _ count: Int
  ) -> Int {
    guard end < count else { return 0 }
    guard base[end] == .carriageReturn else { return 1 }
    guard end + 1 < count else {
      skipsLineFeed = true
      return 1
    }
    return base[end + 1] == .lineFeed ? 2 : 1
  }

  private mutating func endOversize(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ bound: Int
  ) -> Outcome {
    if mayRewind(from: bound) { return finishBroken(base, firstLineEnd, count) }
    recordLine = line
    line += innerLineEnds
    isFresh = true
    state = .skipping
    return .oversize(taken: bound)
  }

  private mutating func endOfText(_ base: UnsafePointer<UInt8>, _ count: Int) -> Outcome {
    switch state {
    case .cellStart:
      cellStart = count
      close(count, isQuoted: false)
    case .plain:
      close(count, isQuoted: false)
    case .quoteSeen, .closed:
      close(cellEnd, isQuoted: true)
    case .quoted, .brokenLine, .skipping:
      return finishBroken(base, mayRewind(from: count) ? firstLineEnd : count, count)
    }
    return finish(base, count, count)
  }

  /// Drops the rest of an oversize line.
  private mutating func skip(_ base: UnsafePointer<UInt8>, _ count: Int) -> Outcome {
    guard count > 0 else { return .incomplete }
    var at = 0
    while at < count, base[at] != .lineFeed, base[at] != .carriageReturn { at += 1 }
    guard at < count else { return .skipped(count) }
    state = .cellStart
    line += 1
    return .skipped(at + lineEndWidth(base, at, count))
  }
}
