/// What can be made of a record's bytes.
enum RecordText {
  /// Copies a record's cells, each doubled quote as one.
  static func unescape(
    _ record: UnsafePointer<UInt8>, _ cells: ContiguousArray<CSVReader.Cell>,
    into plain: inout [UInt8], _ plainCells: inout ContiguousArray<CSVReader.Cell>
  ) {
    plain.removeAll(keepingCapacity: true)
    plainCells.removeAll(keepingCapacity: true)
    for cell in cells {
      let start = UInt32(truncatingIfNeeded: plain.count)
      var at = Int(cell.start)
      while at < Int(cell.end) {
        plain.append(record[at])
        at += cell.isEscaped && record[at] == .quote ? 2 : 1
      }
      plainCells.append(
        CSVReader.Cell(
          start: start, end: UInt32(truncatingIfNeeded: plain.count), isQuoted: cell.isQuoted,
          isEscaped: false))
    }
  }

  /// The cell that an offset of the record lies in, or just before.
  static func column(of offset: Int, _ cells: ContiguousArray<CSVReader.Cell>) -> Int {
    let next = cells.firstIndex { Int($0.start) > offset }
    return max(0, (next ?? cells.count) - 1)
  }

  /// A record as valid UTF-8 without control characters, otherwise byte for byte.
  static func clean(_ record: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(record.count)
    appendReadable(record, to: &result, keepsLineEnds: true)
    return result
  }

  /// A record without the cells that an earlier ``RejectionsFile`` added.
  ///
  /// A record with another number of cells than the header loses its last ones, for that is where
  /// they were added.
  static func withoutRejectionColumns(
    _ record: [UInt8], _ cells: ContiguousArray<CSVReader.Cell>, _ layout: Layout, delimiter: UInt8
  ) -> [UInt8] {
    let dropped = layout.rejectionColumns
    guard !dropped.isEmpty, cells.count > dropped.count,
      cells.count <= CSVReader.largestColumnCount
    else { return record }
    let pieces = split(record, delimiter)
    guard pieces.count == cells.count else { return record }
    let hasAll = cells.count == layout.header.names.count
    let kept = pieces.indices.filter {
      hasAll ? !dropped.contains($0) : $0 < pieces.count - dropped.count
    }
    return Array(kept.map { pieces[$0] }.joined(separator: [delimiter]))
  }

  /// The cells of one record as they stand, with their quotes.
  private static func split(_ record: [UInt8], _ delimiter: UInt8) -> [ArraySlice<UInt8>] {
    var reader = CSVReader(delimiter: delimiter)
    var starts: [Int] = []
    record.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      guard case .record = reader.next(base, bytes.count, isLast: true) else { return }
      starts = reader.cells.map { Int($0.start) - ($0.isQuoted ? 1 : 0) }
    }
    return starts.indices.map { index in
      let end = index + 1 < starts.count ? starts[index + 1] - 1 : record.count
      return record[starts[index]..<end]
    }
  }
}
