import Facts

/// Makes fingerprints by a secret of its own, which never leaves the process.
struct FingerprintMaker {
  /// Begun with the secret.
  private var start = Checksum()

  init() {
    for _ in 0..<2 { start.add(Int64.random(in: .min ... .max)) }
  }

  /// The fingerprint of a text, or of two, the border between them included.
  func fingerprint(
    _ text: UnsafeRawBufferPointer, _ next: UnsafeRawBufferPointer? = nil
  ) -> Fingerprint {
    var sum = start
    sum.add(text)
    if let next { sum.add(next) }
    // What was absorbed stands in 256 bits; one more word brings others of them out.
    var other = sum
    other.add(1)
    return Fingerprint(
      hash: UInt64(bitPattern: sum.value), rest: UInt64(bitPattern: other.value) << 40)
  }

  func fingerprint(of account: Identifier) -> Fingerprint {
    var account = account.text
    return account.withUTF8 { fingerprint(UnsafeRawBufferPointer($0)) }
  }

  func fingerprint(of key: Fact.Key) -> Fingerprint {
    var (object, assertion) = (key.object.text, key.assertion.text)
    return object.withUTF8 { object in
      assertion.withUTF8 { assertion in
        fingerprint(UnsafeRawBufferPointer(object), UnsafeRawBufferPointer(assertion))
      }
    }
  }
}
