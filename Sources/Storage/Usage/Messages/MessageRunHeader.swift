import Facts

/// The first page of a run's file; what it says fixes where everything else stands.
///
/// After it come the filter's lines, filled up to a page, then the blocks. An entry's home is the
/// block that its share of all digests names; it stands there, or where that is full in the next
/// block that is not. So one page is read to find an id, rarely two.
struct MessageRunHeader: Equatable {
  /// The run's own; also its file's name.
  let number: Int64
  let count: Int
  /// With those at the end that the last homes flowed over into.
  let blocks: Int
  /// Of the checksums of all lines and blocks: two runs of one number and count differ in it.
  let sum: Int64

  static let length = 4096
  /// More than any disk has; below it, places in a file are counted without overflow.
  static let largestCount = 1 << 40
  private static let mark: Int64 = 0x3173_6469_726e_6574
  private static let version: Int64 = 1
  /// Leaves a block in sixteen free, so that few flow over.
  private static let idsPerHome = 160

  var lines: Int { MessageRunHeader.lines(count) }
  var homes: Int { MessageRunHeader.homes(count) }

  static func lines(_ count: Int) -> Int { (count - 1) / MessageFilter.idsPerLine + 1 }
  static func homes(_ count: Int) -> Int { (count - 1) / idsPerHome + 1 }

  static let filterOffset = length
  static func blocksOffset(_ count: Int) -> Int {
    let filterPages = (lines(count) * MessageFilter.lineLength - 1) / MessageBlock.length + 1
    return length + filterPages * MessageBlock.length
  }

  var blocksOffset: Int { MessageRunHeader.blocksOffset(count) }
  var fileLength: Int { blocksOffset + blocks * MessageBlock.length }

  /// Of everything in it, and so of everything in the file.
  var checksum: Int64 {
    var checksum = Checksum()
    for word in words { checksum.add(word) }
    return checksum.value
  }

  private var words: [Int64] {
    [MessageRunHeader.mark, MessageRunHeader.version, number, Int64(count), Int64(blocks), sum]
  }

  var encoded: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: MessageRunHeader.length)
    bytes.withUnsafeMutableBytes { raw in
      for (place, word) in (words + [checksum]).enumerated() {
        raw.storeBytes(of: word.littleEndian, toByteOffset: place * 8, as: Int64.self)
      }
    }
    return bytes
  }
}

extension MessageRunHeader {
  /// Nil for bytes that no run begins with.
  init?(encoded bytes: [UInt8]) {
    guard bytes.count == MessageRunHeader.length else { return nil }
    let words = bytes.withUnsafeBytes { raw in
      (0..<7).map { Int64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)) }
    }
    guard words[0] == MessageRunHeader.mark, words[1] == MessageRunHeader.version,
      let count = Int(exactly: words[3]), (1...MessageRunHeader.largestCount).contains(count),
      let blocks = Int(exactly: words[4])
    else { return nil }
    let homes = MessageRunHeader.homes(count)
    guard (homes...homes + count).contains(blocks) else { return nil }
    self.init(number: words[2], count: count, blocks: blocks, sum: words[5])
    guard words[6] == checksum else { return nil }
  }
}
