import Facts

/// The first lines of a file, for a person who says what its columns hold.
public struct FilePreview: Sendable {
  /// What the columns are called, as they stand.
  public private(set) var columns: [String] = []
  /// The cells of the first rows, as they stand; a row may have more or fewer than the header.
  public private(set) var rows: [[String]] = []
  /// What the file was taken for; nil where it fits nothing.
  public private(set) var format: ImportFormat?
  /// Columns that carry nothing for Tenure.
  public private(set) var ignoredColumns: [String] = []
  /// Why the file as a whole cannot be read so.
  public private(set) var problem: ImportError?

  private static let rowCount = 3

  /// Looks at the beginning of a file.
  ///
  /// - Parameters:
  ///   - sample: its first bytes, a mebibyte at most.
  ///   - isWhole: whether that is all of it.
  ///   - options: how it would be read.
  public init(_ sample: [UInt8], isWhole: Bool, options: ImportOptions) {
    do throws(ImportError) {
      try readLines(sample, isWhole: isWhole, options)
    } catch {
      problem = error
      return
    }
    var importer = Importer(options: options)
    var batch = Translation()
    var failure: ImportError?
    sample.withUnsafeBytes { bytes in
      do throws(ImportError) {
        try importer.read(bytes, isLast: isWhole, into: &batch)
        // What is less than a sample waits for more, unless it is told that there is none.
        if importer.format == nil {
          try importer.read(
            UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, into: &batch)
        }
      } catch {
        failure = error
      }
    }
    problem = failure
    format = importer.format
    ignoredColumns = importer.ignoredColumns
  }

  private mutating func readLines(
    _ sample: [UInt8], isWhole: Bool, _ options: ImportOptions
  ) throws(ImportError) {
    guard !sample.isEmpty else { throw .empty }
    var failure: ImportError?
    sample.withUnsafeBytes { bytes in
      do throws(ImportError) {
        let guess = try EncodingGuess(bytes, named: options.encoding, isWhole: isWhole)
        var transcoder = Transcoder(guess.source)
        var text: [UInt8] = []
        transcoder.append(
          UnsafeRawBufferPointer(rebasing: bytes[guess.markLength...]), isLast: isWhole, to: &text)
        text.withUnsafeBytes { readCells($0, isWhole: isWhole, options) }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private mutating func readCells(
    _ text: UnsafeRawBufferPointer, isWhole: Bool, _ options: ImportOptions
  ) {
    let named = Delimiters.named(text)
    let body = UnsafeRawBufferPointer(rebasing: text[(named?.length ?? 0)...])
    let delimiter =
      options.delimiter ?? named?.delimiter ?? Delimiters.found(in: body, isWhole: isWhole)
    var reader = CSVReader(delimiter: delimiter)
    guard let start = body.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var taken = 0
    while taken < body.count, rows.count < Self.rowCount {
      switch reader.next(start + taken, body.count - taken, isLast: isWhole) {
      case .incomplete: return
      case .skipped(let count), .oversize(let count), .broken(_, let count): taken += count
      case .record(_, let count):
        let cells = FilePreview.cells(start + taken, reader)
        taken += count
        guard cells.contains(where: { !$0.isEmpty }) else { continue }
        if columns.isEmpty { columns = cells } else { rows.append(cells) }
      }
    }
  }

  private static func cells(_ record: UnsafePointer<UInt8>, _ reader: CSVReader) -> [String] {
    var plain: [UInt8] = []
    var cells: ContiguousArray<CSVReader.Cell> = []
    RecordText.unescape(record, reader.cells, into: &plain, &cells)
    return cells.prefix(CSVReader.largestColumnCount).map { cell in
      let bytes = plain[Int(cell.start)..<Int(cell.end)].prefix(200)
      return String(decoding: bytes.drop { $0 == .space }, as: UTF8.self)
    }
  }
}

extension ImportFormat {
  /// The fields that a column can be said to hold, as `--map` spells them, subscriptions' first.
  public static let fieldNames: [String] = {
    let all =
      Format.tenureSubscriptions.columns.map(\.names[0])
      + Format.tenureAccounts.columns.map(\.names[0])
    var seen: Set<String> = []
    return all.filter { $0 != "mrr" && seen.insert($0).inserted }
  }()
}
