import Facts

/// Reads one file, block by block: bytes in, facts or rejections out.
///
/// It keeps the first mebibyte until it knows how the file is written, and from then on at most one
/// record: memory does not grow with the file. How the bytes are cut into blocks changes nothing.
public struct Importer: Sendable {
  /// How much of a file is looked at before the first row is read.
  static let sampleSize = 1 << 20

  let options: ImportOptions
  private var sample: [UInt8] = []
  private var transcoder: Transcoder?
  private var text: [UInt8] = []
  var carry: [UInt8] = []
  var records: Records?

  /// A reader of one file, from its first byte.
  ///
  /// - Precondition: a delimiter that is named is neither a quote nor a line end.
  public init(options: ImportOptions) {
    precondition(options.delimiter.map { !"\"\r\n".utf8.contains($0) } ?? true)
    self.options = options
  }

  /// The file's format; nil until the header was read.
  public var format: ImportFormat? { records?.layout.format.format }

  /// Who the file's facts come from; nil until the header was read.
  public var source: Identifier? { records?.source }

  /// Whether the file tells of usage, not of facts; false until the header was read.
  public var isOfUsage: Bool { records?.layout.format.subject == .usage }

  /// Columns that carry nothing for Tenure, in the file's order.
  public var ignoredColumns: [String] {
    guard let layout = records?.layout else { return [] }
    return layout.ignored.map(layout.header.title)
  }

  /// The header in UTF-8 as it stands, without the line end and without the columns that an
  /// earlier ``RejectionsFile`` added; empty until it was read.
  public var headerLine: [UInt8] { records?.headerLine ?? [] }

  /// The byte between cells.
  public var delimiter: UInt8 { records?.delimiter ?? UInt8(ascii: ",") }

  /// Whether the file was anything but UTF-8 without a mark, as files that Excel makes are.
  public private(set) var hasMark = false

  /// Reads the next block.
  ///
  /// - Parameters:
  ///   - block: bytes of the file, as many as the caller likes.
  ///   - isLast: whether these are the file's last bytes; the block may then be empty.
  ///   - batch: gets what the block holds.
  /// - Throws: ``ImportError`` when the file as a whole cannot be read. Facts come only after
  ///   everything that can throw has been looked at.
  public mutating func read(
    _ block: UnsafeRawBufferPointer, isLast: Bool, into batch: inout Translation
  ) throws(ImportError) {
    var block = block
    if transcoder == nil {
      let missing = Importer.sampleSize - sample.count
      if block.count < missing, !isLast {
        sample.append(contentsOf: block)
        return
      }
      // The same bytes are sampled however the file is cut.
      let part = UnsafeRawBufferPointer(rebasing: block[..<min(missing, block.count)])
      sample.append(contentsOf: part)
      block = UnsafeRawBufferPointer(rebasing: block[part.count...])
      let isWhole = sample.count < Importer.sampleSize
      try start(isWhole: isWhole, into: &batch)
      if isWhole { return }
    }
    take(block, isLast: isLast, into: &batch)
  }

  /// Finds out how the file is written and reads the sample.
  private mutating func start(
    isWhole: Bool, into batch: inout Translation
  ) throws(ImportError) {
    let sample = self.sample
    self.sample = []
    guard !sample.isEmpty else { throw .empty }
    var failure: ImportError?
    sample.withUnsafeBytes { bytes in
      do throws(ImportError) {
        try start(bytes, isWhole: isWhole, into: &batch)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private mutating func start(
    _ sample: UnsafeRawBufferPointer, isWhole: Bool, into batch: inout Translation
  ) throws(ImportError) {
    let guess = try EncodingGuess(sample, named: options.encoding, isWhole: isWhole)
    hasMark = guess.markLength > 0 || guess.source != .utf8
    let rest = UnsafeRawBufferPointer(rebasing: sample[guess.markLength...])
    var transcoder = Transcoder(guess.source)
    var text: [UInt8] = []
    transcoder.append(rest, isLast: isWhole, to: &text)
    self.transcoder = transcoder
    var failure: ImportError?
    text.withUnsafeBytes { text in
      do throws(ImportError) {
        let (records, taken) = try Records.start(text, options, isWhole: isWhole)
        self.records = records
        let rows = UnsafeRawBufferPointer(rebasing: text[taken...])
        process(rows, isLast: isWhole, into: &batch)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private mutating func take(
    _ block: UnsafeRawBufferPointer, isLast: Bool, into batch: inout Translation
  ) {
    guard transcoder?.source != .utf8 else {
      return process(block, isLast: isLast, into: &batch)
    }
    var text = self.text
    self.text = []
    text.removeAll(keepingCapacity: true)
    transcoder?.append(block, isLast: isLast, to: &text)
    text.withUnsafeBytes { process($0, isLast: isLast, into: &batch) }
    self.text = text
  }
}

extension Importer {
  /// Reads the records of a block of text, the one begun in earlier blocks first.
  private mutating func process(
    _ block: UnsafeRawBufferPointer, isLast: Bool, into batch: inout Translation
  ) {
    guard var records else { return }
    self.records = nil
    defer { self.records = records }
    var at = 0
    while !carry.isEmpty {
      let piece = min(block.count - at, Importer.pieceSize)
      carry.append(contentsOf: block[at..<(at + piece)])
      at += piece
      let isEnd = isLast && at == block.count
      let taken = carry.withUnsafeBytes { records.read($0, isLast: isEnd, into: &batch) }
      let left = carry.count - taken
      if taken > 0, left <= piece {
        // What is left stands in the block too, and is read from there.
        at -= left
        carry.removeAll(keepingCapacity: true)
      } else {
        carry.removeFirst(taken)
        if at == block.count { return }
      }
    }
    let rest = UnsafeRawBufferPointer(rebasing: block[at...])
    let taken = records.read(rest, isLast: isLast, into: &batch)
    carry.append(contentsOf: rest[taken...])
  }

  /// How much of a block is added at a time to a record that began before it.
  private static let pieceSize = 1 << 12
}
