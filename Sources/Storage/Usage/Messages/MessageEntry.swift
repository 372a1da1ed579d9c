/// What stands for a message id: 128 bits under a workspace's ``UsageSecret``.
///
/// Nobody outside can choose them, so they are spread evenly, and two ids never share theirs.
struct MessageDigest: Hashable, Comparable {
  let high: UInt64
  let low: UInt64

  static func < (one: MessageDigest, other: MessageDigest) -> Bool {
    one.high == other.high ? one.low < other.low : one.high < other.high
  }

  /// Which of so many equal shares of all digests it falls into; greater ones fall into no lower.
  func share(of count: Int) -> Int {
    Int(truncatingIfNeeded: high.multipliedFullWidth(by: UInt64(count)).high)
  }
}

/// An id that came, and the checksum of the body that came with it first.
struct MessageEntry: Equatable {
  let digest: MessageDigest
  let body: Int64

  /// How long one is in a file: three little-endian numbers.
  static let length = 24

  init(_ digest: MessageDigest, body: Int64) {
    self.digest = digest
    self.body = body
  }

  init(from bytes: UnsafeRawPointer) {
    digest = MessageEntry.digest(in: bytes)
    body = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: Int64.self))
  }

  static func digest(in bytes: UnsafeRawPointer) -> MessageDigest {
    MessageDigest(
      high: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  func write(to bytes: UnsafeMutableRawPointer) {
    bytes.storeBytes(of: digest.high.littleEndian, as: UInt64.self)
    bytes.storeBytes(of: digest.low.littleEndian, toByteOffset: 8, as: UInt64.self)
    bytes.storeBytes(of: body.littleEndian, toByteOffset: 16, as: Int64.self)
  }
}
