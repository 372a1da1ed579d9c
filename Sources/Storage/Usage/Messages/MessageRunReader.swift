/// Reads a run's entries in order.
final class MessageRunReader {
  private let run: MessageRun
  private let buffer = UnsafeMutableRawBufferPointer.allocate(
    byteCount: 64 * MessageBlock.length, alignment: 8)
  /// Which blocks stand in the buffer.
  private var read = 0..<0
  private var block = -1
  private var position = 0
  private var count = 0
  private var left: Int

  init(_ run: MessageRun) {
    self.run = run
    left = run.header.count
  }

  deinit { buffer.deallocate() }

  /// The next entry; nil after the last.
  ///
  /// - Throws: ``MessageIndexError`` where the run is damaged.
  func next() throws -> MessageEntry? {
    while position == count {
      guard block + 1 < run.header.blocks else {
        guard left == 0 else { throw miscounted }
        return nil
      }
      try nextBlock()
    }
    guard left > 0, let address else { throw miscounted }
    defer { position += 1 }
    left -= 1
    return MessageBlock.entry(at: position, of: address)
  }

  private var address: UnsafeRawPointer? {
    let place = (block - read.lowerBound) * MessageBlock.length
    return buffer.baseAddress.map { UnsafeRawPointer($0 + place) }
  }

  private var miscounted: MessageIndexError {
    MessageIndexError("has a file \(run.header.number) with another number of ids than it says")
  }

  private func nextBlock() throws {
    block += 1
    if !read.contains(block) {
      read = block..<min(block + 64, run.header.blocks)
      let pages = buffer[..<(read.count * MessageBlock.length)]
      try run.readBlocks(from: block, into: UnsafeMutableRawBufferPointer(rebasing: pages))
    }
    guard let address else { return }
    count = try run.count(of: address, at: block)
    position = 0
  }
}
