import Facts

/// A workspace's own random number, under which ids and keys are digested.
///
/// Who does not know it can neither make up two ids of one digest nor tell an id from its digest.
/// It keeps nothing from somebody who has the file: they have the events too.
struct UsageSecret: Sendable {
  private let halves: [Checksum]

  /// - Precondition: 32 bytes.
  init(_ bytes: [UInt8]) {
    precondition(bytes.count == 32, "a secret of \(bytes.count) bytes")
    halves = [bytes.prefix(16), bytes.suffix(16)].map { half in
      var checksum = Checksum()
      checksum.add(Array(half))
      return checksum
    }
  }

  /// 16 bytes that stand for others.
  func digest(_ bytes: [UInt8]) -> [UInt8] {
    halves.flatMap { half in
      var checksum = half
      checksum.add(bytes)
      return withUnsafeBytes(of: checksum.value.littleEndian) { Array($0) }
    }
  }

  /// Eight bytes that stand for others.
  func checksum(_ bytes: [UInt8]) -> Int64 {
    var checksum = halves[0]
    checksum.add(bytes)
    return checksum.value
  }
}
