import Facts

/// A blocked Bloom filter: says of most ids that a file does not hold them, by one line of memory.
///
/// An id's line is chosen by its digest's upper half, so that ids in order fill the lines in order,
/// and seven bits in it by the lower half. A line of 64 bytes has 480 bits for about 40 ids, and
/// 32 bits that tell whether it is as it was written: a bit that was lost would make a duplicate
/// count. Of ids that are not there about 1 in 260 looks as if it were.
///
/// Source: Putze, Sanders & Singler (2009), doi:10.1145/1498698.1594230.
enum MessageFilter {
  static let lineLength = 64
  static let idsPerLine = 40
  private static let bitsPerLine: UInt64 = 480
  private static let bitsPerID = 7
  private static let checkOffset = 60

  static func insert(_ digest: MessageDigest, into line: UnsafeMutableRawPointer) {
    var rest = digest.low
    for _ in 0..<bitsPerID {
      let (offset, bit) = nextBit(&rest)
      let word = UInt32(littleEndian: line.load(fromByteOffset: offset, as: UInt32.self))
      line.storeBytes(of: (word | bit).littleEndian, toByteOffset: offset, as: UInt32.self)
    }
  }

  /// Whether all of an id's bits are set.
  static func mayHold(_ digest: MessageDigest, _ line: UnsafeRawPointer) -> Bool {
    var rest = digest.low
    for _ in 0..<bitsPerID {
      let (offset, bit) = nextBit(&rest)
      let word = UInt32(littleEndian: line.load(fromByteOffset: offset, as: UInt32.self))
      if word & bit == 0 { return false }
    }
    return true
  }

  /// Writes into a line what tells whether it is as it was written.
  static func seal(_ line: UnsafeMutableRawPointer, of number: Int64, at index: Int) -> Int64 {
    let sum = checksum(line, number, index)
    line.storeBytes(
      of: UInt32(truncatingIfNeeded: sum).littleEndian, toByteOffset: checkOffset, as: UInt32.self)
    return sum
  }

  static func isSound(_ line: UnsafeRawPointer, of number: Int64, at index: Int) -> Bool {
    let sum = UInt32(truncatingIfNeeded: checksum(line, number, index))
    return UInt32(littleEndian: line.load(fromByteOffset: checkOffset, as: UInt32.self)) == sum
  }

  /// The lower half as a fraction in base 480: a digit a bit.
  private static func nextBit(_ rest: inout UInt64) -> (offset: Int, bit: UInt32) {
    let (bit, fraction) = rest.multipliedFullWidth(by: bitsPerLine)
    rest = fraction
    return (Int(truncatingIfNeeded: bit >> 5) * 4, 1 << UInt32(truncatingIfNeeded: bit & 31))
  }

  private static func checksum(_ line: UnsafeRawPointer, _ number: Int64, _ index: Int) -> Int64 {
    var checksum = Checksum()
    checksum.add(number)
    checksum.add(Int64(index))
    checksum.add(UnsafeRawBufferPointer(start: line, count: checkOffset))
    return checksum.value
  }
}
