/// A 64-bit checksum that is the same in every process and on every machine.
///
/// The rounds of SipHash-1-3 with a fixed key, over fields instead of one string of bytes. It finds
/// damage and tells revisions apart; it keeps no secrets. `Hasher` is seeded anew in each process
/// and cannot stand in a file; a cryptographic hash costs ten times as much for each of millions of
/// rows.
///
/// SipHash takes little-endian words of eight bytes, and here they are: for a number the number;
/// for bytes theirs, the last word filled up with zeros (and all zeros where nothing is left
/// over), then their count; at the end a word whose highest byte is that of all lengths together,
/// a number counting eight. Of numbers alone that is SipHash-1-3 exactly, of bytes it is not.
///
/// Source: Aumasson & Bernstein (2012), doi:10.1007/978-3-642-34931-7_28.
public struct Checksum: Sendable {
  private var v0: UInt64 = 0x736f_6d65_7073_6575
  private var v1: UInt64 = 0x646f_7261_6e64_6f6d ^ 0x0074_656e_7572_6500
  private var v2: UInt64 = 0x6c79_6765_6e65_7261
  private var v3: UInt64 = 0x7465_6462_7974_6573 ^ 0x0074_656e_7572_6500
  private var length: UInt64 = 0

  /// Begins with the fixed key: nothing added is the same checksum everywhere.
  public init() {}

  /// Adds a number.
  public mutating func add(_ number: Int64) {
    absorb(UInt64(bitPattern: number))
    length &+= 8
  }

  /// Adds bytes and their count, so that two texts cannot trade a letter unseen.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var index = 0
    while index + 8 <= bytes.count {
      absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while index < bytes.count {
      tail |= UInt64(bytes[index]) << shift
      shift += 8
      index += 1
    }
    absorb(tail)
    absorb(UInt64(bytes.count))
    length &+= UInt64(bytes.count)
  }

  /// Adds a text's bytes.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
  }

  /// Adds bytes.
  public mutating func add(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { add($0) }
  }

  /// The checksum of everything added so far.
  public var value: Int64 {
    var copy = self
    copy.absorb(length << 56)
    copy.v2 ^= 0xff
    for _ in 0..<3 { copy.round() }
    return Int64(bitPattern: copy.v0 ^ copy.v1 ^ copy.v2 ^ copy.v3)
  }

  private mutating func absorb(_ word: UInt64) {
    v3 ^= word
    round()
    v0 ^= word
  }

  private mutating func round() {
    v0 = v0 &+ v1
    v1 = v1 << 13 | v1 >> 51
    v1 ^= v0
    v0 = v0 << 32 | v0 >> 32
    v2 = v2 &+ v3
    v3 = v3 << 16 | v3 >> 48
    v3 ^= v2
    v0 = v0 &+ v3
    v3 = v3 << 21 | v3 >> 43
    v3 ^= v0
    v2 = v2 &+ v1
    v1 = v1 << 17 | v1 >> 47
    v1 ^= v2
    v2 = v2 << 32 | v2 >> 32
  }
}
