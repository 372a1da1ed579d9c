import Foundation

/// Writes a run from entries in order, in memory that does not grow with it.
final class MessageRunWriter {
  private let path: String
  private let number: Int64
  private let expected: Int
  private let file: OpenFile
  private var filter: Stretch
  private var blocks: Stretch
  private var count = 0
  private var inBlock = 0
  private var sum: Int64 = 0

  /// Pages of the file that are filled one after the other, many of them written at once.
  private struct Stretch {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    let unit: Int
    var place: Int
    var filled = 0
    /// Of the line or block that is being filled.
    var index = 0

    init(unit: Int, place: Int) {
      self.unit = unit
      self.place = place
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
    }

    var current: UnsafeMutableRawPointer? { buffer.baseAddress.map { $0 + filled } }

    mutating func next(_ file: OpenFile) throws {
      filled += unit
      index += 1
      if filled == buffer.count { try write(to: file) }
    }

    mutating func write(to file: OpenFile) throws {
      try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<filled]), at: place)
      place += filled
      filled = 0
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
    }
  }

  /// - Parameter count: how many entries will come.
  init(_ path: String, number: Int64, count: Int) throws {
    precondition((1...MessageRunHeader.largestCount).contains(count), "a run of \(count) ids")
    (self.path, self.number, expected) = (path, number, count)
    file = try OpenFile(path, O_RDWR | O_CREAT | O_TRUNC)
    filter = Stretch(unit: MessageFilter.lineLength, place: MessageRunHeader.filterOffset)
    blocks = Stretch(unit: MessageBlock.length, place: MessageRunHeader.blocksOffset(count))
  }

  deinit {
    filter.buffer.deallocate()
    blocks.buffer.deallocate()
  }

  /// - Precondition: it is not below the entry before.
  func append(_ entry: MessageEntry) throws {
    let line = entry.digest.share(of: MessageRunHeader.lines(expected))
    while filter.index < line { try endLine() }
    if let line = filter.current { MessageFilter.insert(entry.digest, into: line) }
    let home = entry.digest.share(of: MessageRunHeader.homes(expected))
    while blocks.index < home || inBlock == MessageBlock.capacity { try endBlock() }
    if let block = blocks.current { MessageBlock.write(entry, at: inBlock, to: block) }
    inBlock += 1
    count += 1
  }

  /// Ends the file; it is on disk when it returns, and so is its name.
  func finish() throws -> MessageRun {
    precondition(count == expected, "\(count) ids instead of \(expected)")
    while filter.index < MessageRunHeader.lines(count) { try endLine() }
    while blocks.index < MessageRunHeader.homes(count) || inBlock > 0 { try endBlock() }
    try filter.write(to: file)
    try blocks.write(to: file)
    let header = MessageRunHeader(number: number, count: count, blocks: blocks.index, sum: sum)
    try header.encoded.withUnsafeBytes { try file.write($0, at: 0) }
    try file.flush()
    try OpenFile.flush(folder: URL(filePath: path).deletingLastPathComponent().path)
    return try MessageRun(path, number: number)
  }

  private func endLine() throws {
    guard let line = filter.current else { return }
    sum &+= MessageFilter.seal(line, of: number, at: filter.index)
    try filter.next(file)
  }

  private func endBlock() throws {
    guard let block = blocks.current else { return }
    sum &+= MessageBlock.seal(block, count: inBlock, of: number, at: blocks.index)
    inBlock = 0
    try blocks.next(file)
  }
}
