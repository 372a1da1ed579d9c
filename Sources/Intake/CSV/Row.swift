/// One record, ready to read: cells without quotes, in valid UTF-8, as many as the header has.
struct Row {
  let base: UnsafePointer<UInt8>
  let cells: UnsafeBufferPointer<CSVReader.Cell>

  /// The text of a cell without the spaces around it.
  @inline(__always)
  subscript(column: Int) -> UnsafeRawBufferPointer {
    let cell = cells[column]
    var start = Int(cell.start)
    var end = Int(cell.end)
    while start < end, base[start] == .space { start += 1 }
    while end > start, base[end - 1] == .space { end -= 1 }
    return UnsafeRawBufferPointer(start: base + start, count: end - start)
  }
}

/// Why a cell cannot be taken; thrown where it is read and made a ``Rejection`` where it is caught.
struct CellProblem: Error {
  var column: Int
  var expected: String
}

/// What was expected of a text, said by readers that know no columns.
struct Expectation: Error, Equatable {
  var text: String

  init(_ text: String) { self.text = text }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where self[index] != text.utf8Start[index] { return false }
    return true
  }

  @inline(__always)
  func equals(_ other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }

  /// Whether it is this text, which is in lower case, in any case.
  func matches(_ text: String) -> Bool {
    guard count == text.utf8.count else { return false }
    return zip(self, text.utf8).allSatisfy { $0.lowercased == $1 }
  }

  var string: String { String(decoding: self, as: UTF8.self) }
}
