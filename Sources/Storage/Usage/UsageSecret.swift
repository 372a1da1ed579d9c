import Facts

/// A workspace's own random number, under which ids and keys are digested.
///
/// Who does not know it can neither make up two ids of one digest nor tell an id from its digest.
/// It keeps nothing from somebody who has the file: they have the events too.
struct UsageSecret: Sendable {
  private var first: Checksum
  private var second: Checksum

  /// - Precondition: 32 bytes.
  init(_ bytes: [UInt8]) {
    precondition(bytes.count == 32, "a secret of \(bytes.count) bytes")
    (first, second) = (Checksum(), Checksum())
    first.add(Array(bytes.prefix(16)))
    second.add(Array(bytes.suffix(16)))
  }

  /// 16 bytes that stand for others.
  func digest(_ bytes: [UInt8]) -> [UInt8] {
    let digest = bytes.withUnsafeBytes { messageDigest($0) }
    return [digest.high, digest.low].flatMap { half in
      withUnsafeBytes(of: half.littleEndian) { Array($0) }
    }
  }

  /// 128 bits that stand for a message's id.
  func digest(of message: Identifier) -> MessageDigest {
    var text = message.text
    return text.withUTF8 { messageDigest(UnsafeRawBufferPointer($0)) }
  }

  /// Eight bytes that stand for others.
  func checksum(_ bytes: [UInt8]) -> Int64 {
    var checksum = first
    checksum.add(bytes)
    return checksum.value
  }

  private func messageDigest(_ bytes: UnsafeRawBufferPointer) -> MessageDigest {
    var (high, low) = (first, second)
    high.add(bytes)
    low.add(bytes)
    return MessageDigest(
      high: UInt64(bitPattern: high.value), low: UInt64(bitPattern: low.value))
  }
}
