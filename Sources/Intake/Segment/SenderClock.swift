import Facts

/// The sender's clock beside ours.
struct SenderClock {
  let received: Instant
  /// How far ours is ahead, in microseconds; nil where it is not known.
  private let skew: Int64?

  init(sentAt: String?, received: Instant) {
    self.received = received
    skew = sentAt.flatMap(Self.instant).flatMap { sent in
      let (skew, isTooMuch) = received.microseconds.subtractingReportingOverflow(sent.microseconds)
      return isTooMuch ? nil : skew
    }
  }

  /// The time of an event by our clock; nil where what the sender says is no time.
  func time(of value: JSONReader.Value) -> Instant? {
    guard let text = value.string, let time = Self.instant(text) else { return nil }
    guard let skew else { return time }
    let (corrected, isTooMuch) = time.microseconds.addingReportingOverflow(skew)
    return isTooMuch ? nil : Instant(microseconds: corrected)
  }

  /// An RFC 3339 instant, with decimals beyond our own left out: some libraries send nine.
  private static func instant(_ text: String) -> Instant? {
    var bytes = Array(text.utf8)
    if let point = bytes.firstIndex(of: UInt8(ascii: ".")) {
      let end = bytes[(point + 1)...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.endIndex
      if end - point > 7 { bytes.removeSubrange(point + 7..<end) }
    }
    return Instant(String(decoding: bytes, as: UTF8.self))
  }
}
