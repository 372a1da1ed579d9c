/// Files that are being written, of each only what was not handed over yet.
struct Pages {
  /// Which file, in the order in which they were opened.
  struct Place: Hashable {
    fileprivate let index: Int
  }

  /// What a file may gather before it is handed over.
  static let mostBytes = 1 << 16

  private var paths: [String] = []
  private var contents: [[UInt8]] = []
  private(set) var lineCounts: [Int] = []

  /// Opens a file with its header line.
  mutating func open(_ path: String, header: [String] = []) -> Place {
    paths.append(path)
    contents.append([])
    lineCounts.append(0)
    let place = Place(index: paths.count - 1)
    if !header.isEmpty { append(CSVLine(header).bytes, lines: 1, to: place) }
    return place
  }

  mutating func append(_ bytes: [UInt8], lines: Int = 0, to place: Place) {
    contents[place.index].append(contentsOf: bytes)
    lineCounts[place.index] += lines
  }

  func lineCount(of place: Place) -> Int { lineCounts[place.index] }

  /// Hands over what the files that gathered enough hold; `all` hands over every file's.
  mutating func handOver<Failure: Error>(
    all: Bool = false, _ write: (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    for place in contents.indices
    where contents[place].count >= Self.mostBytes || all && !contents[place].isEmpty {
      try write(paths[place], contents[place])
      contents[place].removeAll(keepingCapacity: true)
    }
  }
}
