import Facts

/// A page of a run: up to 170 entries in ascending order, their number and a checksum.
///
/// The checksum is also over the run's number and the page's place, so that a page of another
/// place or file is not taken for it.
enum MessageBlock {
  static let length = 4096
  static let capacity = 170
  private static let countOffset = 8
  private static let entriesOffset = 16

  static func write(_ entry: MessageEntry, at position: Int, to block: UnsafeMutableRawPointer) {
    entry.write(to: block + entriesOffset + position * MessageEntry.length)
  }

  static func seal(
    _ block: UnsafeMutableRawPointer, count: Int, of number: Int64, at index: Int
  ) -> Int64 {
    block.storeBytes(of: Int64(count).littleEndian, toByteOffset: countOffset, as: Int64.self)
    let sum = checksum(block, number, index)
    block.storeBytes(of: sum.littleEndian, as: Int64.self)
    return sum
  }

  /// How many entries it has; nil where it is not as it was written.
  static func count(_ block: UnsafeRawPointer, of number: Int64, at index: Int) -> Int? {
    guard Int64(littleEndian: block.loadUnaligned(as: Int64.self)) == checksum(block, number, index)
    else { return nil }
    let count = Int64(
      littleEndian: block.loadUnaligned(fromByteOffset: countOffset, as: Int64.self))
    return (0...Int64(capacity)).contains(count) ? Int(count) : nil
  }

  static func entry(at position: Int, of block: UnsafeRawPointer) -> MessageEntry {
    MessageEntry(from: block + entriesOffset + position * MessageEntry.length)
  }

  /// The first position whose digest is not below another.
  static func position(
    of digest: MessageDigest, in block: UnsafeRawPointer, count: Int
  ) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      let found = MessageEntry.digest(in: block + entriesOffset + middle * MessageEntry.length)
      if found < digest { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func checksum(_ block: UnsafeRawPointer, _ number: Int64, _ index: Int) -> Int64 {
    var checksum = Checksum()
    checksum.add(number)
    checksum.add(Int64(index))
    checksum.add(UnsafeRawBufferPointer(start: block + countOffset, count: length - countOffset))
    return checksum.value
  }
}
