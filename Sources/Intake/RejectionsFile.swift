/// Makes a CSV of the rows that were refused, to be mended and imported again.
///
/// It has the file's own columns and three more, which an import passes over: the line, the column
/// at fault, and what was expected there. A row stands in it byte for byte, so one that was too
/// short still is, and is refused again unless somebody mends it. Only a row that would not end
/// where it should, for want of a quote, stands as one quoted cell.
public struct RejectionsFile: Sendable {
  private let headerLine: [UInt8]
  private let delimiter: UInt8
  private let hasMark: Bool
  private let blankReader: CSVReader

  /// - Parameter importer: one that has read the header.
  public init(of importer: Importer) {
    self.init(
      headerLine: importer.headerLine, delimiter: importer.delimiter, hasMark: importer.hasMark)
  }

  /// - Parameters:
  ///   - headerLine: the file's header in UTF-8, without its line end.
  ///   - delimiter: the byte between its cells.
  ///   - hasMark: whether to write a byte order mark, without which Excel takes UTF-8 for another
  ///     encoding.
  public init(headerLine: [UInt8], delimiter: UInt8, hasMark: Bool = false) {
    self.headerLine = headerLine
    self.delimiter = delimiter
    self.hasMark = hasMark
    blankReader = CSVReader(delimiter: delimiter)
  }

  /// The file's beginning: its mark, if any, and the header line.
  public var header: [UInt8] {
    var bytes: [UInt8] = hasMark ? [0xef, 0xbb, 0xbf] : []
    bytes += headerLine
    for name in RejectionColumn.names { append(name, to: &bytes) }
    bytes.append(.lineFeed)
    return bytes
  }

  /// The lines of some rejections, in their order.
  public func rows(_ rejections: some Sequence<Rejection>) -> [UInt8] {
    var bytes: [UInt8] = []
    for rejection in rejections {
      if isOneRecord(rejection.record) {
        bytes += rejection.record
      } else {
        appendQuoted(rejection.record, to: &bytes)
      }
      append(String(rejection.line), to: &bytes)
      append(rejection.column, to: &bytes)
      append(rejection.expected, to: &bytes)
      bytes.append(.lineFeed)
    }
    return bytes
  }

  /// Whether a reader of this file would find where the record ends.
  private func isOneRecord(_ record: [UInt8]) -> Bool {
    var reader = blankReader
    return record.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress, !bytes.isEmpty else { return true }
      guard case .record(let length, _) = reader.next(base, bytes.count, isLast: true) else {
        return false
      }
      return length == bytes.count
    }
  }

  private func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(delimiter)
    let needsQuotes = text.utf8.contains {
      $0 == delimiter || $0 == .quote || $0 == .lineFeed || $0 == .carriageReturn
    }
    if needsQuotes { appendQuoted(Array(text.utf8), to: &bytes) } else { bytes += text.utf8 }
  }

  private func appendQuoted(_ text: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(.quote)
    for byte in text {
      if byte == .quote { bytes.append(.quote) }
      bytes.append(byte)
    }
    bytes.append(.quote)
  }
}
