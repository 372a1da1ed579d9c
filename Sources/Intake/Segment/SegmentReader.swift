import Facts

/// Reads what the client libraries of Segment and its kin send.
///
/// Looks at each event by itself: one that is wrong is refused with the reason, and takes none of
/// its neighbours with it. What only the workspace can tell (whether it came before, whose it is) is
/// not asked here. One task uses a reader at a time.
///
/// Source: Segment's HTTP API, and what libraries were seen to send.
public final class SegmentReader {
  /// An event is at most so many bytes.
  public static let largestEvent = 32 << 10
  /// A request is at most so many bytes.
  public static let largestRequest = 500 << 10
  /// A batch holds at most so many events.
  public static let mostEvents = 2500

  private let reader = JSONReader()

  /// A reader that has read nothing yet.
  public init() {}

  /// Reads a request.
  ///
  /// - Parameters:
  ///   - body: the JSON, unpacked.
  ///   - kind: the call that was made; nil for a batch, whose events name theirs.
  ///   - received: when it came.
  /// - Throws: ``SegmentRefusal`` for what can be read as no event at all.
  public func read(
    _ body: some Collection<UInt8>, _ kind: UsageEvent.Kind?, received: Instant
  ) throws(SegmentRefusal) -> SegmentDelivery {
    guard body.count <= Self.largestRequest else {
      throw SegmentRefusal("a request is at most \(Self.largestRequest) bytes, not \(body.count)")
    }
    reader.take(body)
    var delivery = SegmentDelivery()
    delivery.writeKey = reader.string("writeKey")
    let clock = SenderClock(sentAt: reader.string("sentAt"), received: received)
    guard kind == nil else {
      read(0..<body.count, 0, kind, clock, into: &delivery)
      return delivery
    }
    let ranges: [Range<Int>]?
    do {
      ranges = try reader.elements(of: "batch", atMost: Self.mostEvents)
    } catch {
      throw SegmentRefusal("the body is no JSON: \(error.text)")
    }
    guard let ranges else {
      throw SegmentRefusal("batch takes an array of at most \(Self.mostEvents) events")
    }
    for (index, range) in ranges.enumerated() {
      read(range, index, nil, clock, into: &delivery)
    }
    return delivery
  }

  private func read(
    _ range: Range<Int>, _ index: Int, _ kind: UsageEvent.Kind?, _ clock: SenderClock,
    into delivery: inout SegmentDelivery
  ) {
    do throws(SegmentRefusal) {
      guard range.count <= Self.largestEvent else {
        throw SegmentRefusal("an event is at most \(Self.largestEvent) bytes, not \(range.count)")
      }
      let value = try value(range)
      delivery.events.append(try event(value, kind, clock, reader.bytes(range)))
    } catch {
      delivery.refused.append((index, error.text))
    }
  }

  private func value(_ range: Range<Int>) throws(SegmentRefusal) -> JSONReader.Value {
    do {
      return try reader.read(range)
    } catch {
      throw SegmentRefusal("the event is no JSON: \(error.text)")
    }
  }

  private func event(
    _ value: JSONReader.Value, _ named: UsageEvent.Kind?, _ clock: SenderClock,
    _ body: ArraySlice<UInt8>
  ) throws(SegmentRefusal) -> UsageEvent {
    guard value.kind == .object else { throw SegmentRefusal("an event is a JSON object") }
    guard let kind = named ?? UsageEvent.Kind(rawValue: value["type"]?.string ?? "") else {
      throw SegmentRefusal("type takes identify, track, page, screen, group or alias")
    }
    var event = UsageEvent(
      kind, message: Identifier(""), at: try clock.time(of: value["timestamp"]),
      received: clock.received)
    event.anonymous = try id(value, "anonymousId")
    event.user = try id(value, "userId")
    event.name = try name(value, kind)
    event.body = Array(body)
    switch kind {
    case .group:
      event.group = try id(value, "groupId")
      guard event.group != nil else { throw SegmentRefusal("a group call has a groupId") }
    case .alias:
      event.previous = try id(value, "previousId")
      guard event.previous != nil, event.user != nil else {
        throw SegmentRefusal("an alias call has a previousId and a userId")
      }
    default:
      event.group = try value["context"].flatMap { context throws(SegmentRefusal) in
        try id(context, "groupId")
      }
    }
    guard event.user != nil || event.anonymous != nil else {
      throw SegmentRefusal("an event has a userId or an anonymousId")
    }
    event.message = try id(value, "messageId") ?? Self.name(of: event)
    return event
  }

  /// What was done, or what was seen.
  private func name(
    _ value: JSONReader.Value, _ kind: UsageEvent.Kind
  ) throws(SegmentRefusal) -> String {
    switch kind {
    case .track:
      guard let name = value["event"]?.string, !name.isEmpty, name.utf8.count <= 200 else {
        throw SegmentRefusal("a track call has an event, a text of 1 to 200 bytes")
      }
      return name
    case .page, .screen:
      let name = value["name"]?.string ?? ""
      guard name.utf8.count <= 200 else { throw SegmentRefusal("a name is at most 200 bytes") }
      return name
    case .identify, .group, .alias: return ""
    }
  }

  /// An id: a text or a whole number; null, or nothing in it, is none.
  private func id(
    _ value: JSONReader.Value, _ name: StaticString
  ) throws(SegmentRefusal) -> Identifier? {
    guard let member = value[name], member.kind != .null else { return nil }
    guard let text = member.string ?? member.wholeNumber, text.utf8.count <= 255 else {
      throw SegmentRefusal("\(name) takes a text of at most 255 bytes, or a whole number")
    }
    return text.isEmpty ? nil : Identifier(text)
  }

  /// A name for an event that was sent without one: the same bytes at the same time are the same.
  private static func name(of event: UsageEvent) -> Identifier {
    var checksums = [Checksum(), Checksum()]
    for part in checksums.indices {
      checksums[part].add(Int64(part))
      checksums[part].add(event.at?.microseconds ?? event.received.microseconds)
      event.body.withUnsafeBytes { checksums[part].add($0) }
    }
    let texts = checksums.map { String(UInt64(bitPattern: $0.value), radix: 16) }
    return Identifier("unnamed-" + texts.joined(separator: "-"))
  }
}

/// What a request held.
public struct SegmentDelivery: Sendable {
  /// The key in its body, where libraries of browsers put it.
  public fileprivate(set) var writeKey: String?
  /// The events that can be taken, in order.
  public fileprivate(set) var events: [UsageEvent] = []
  /// The places in the batch of those that cannot, with the reasons.
  public fileprivate(set) var refused: [(index: Int, reason: String)] = []
}

/// Why something can never be taken, as a sentence's end that names what was expected.
public struct SegmentRefusal: Error, Sendable {
  /// Without capital and full stop.
  public let text: String

  init(_ text: String) { self.text = text }
}

/// The sender's clock beside ours.
private struct SenderClock {
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

  /// The time of an event by our clock: when it was received where it says none, nil where what it
  /// says is no time.
  func time(of value: JSONReader.Value?) throws(SegmentRefusal) -> Instant? {
    guard let value, value.kind != .null else { return received }
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
