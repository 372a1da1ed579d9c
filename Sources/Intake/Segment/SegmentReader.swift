import Facts

/// Reads what the client libraries of Segment and its kin send.
///
/// Looks at each event by itself: one that is wrong is refused with the reason, and takes none of
/// its neighbours with it. What only the workspace can tell (whether it came before, whose it is)
/// is not asked here. One task uses a reader at a time.
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
    let largest = kind == nil ? Self.largestRequest : Self.largestEvent
    guard body.count <= largest else {
      throw SegmentRefusal(
        "takes at most \(largest) bytes, not \(body.count)", isTooLarge: true)
    }
    reader.take(body)
    var delivery = SegmentDelivery()
    let ranges: [Range<Int>]?
    let clock: SenderClock
    do {
      delivery.writeKey = try reader.string("writeKey")
      clock = SenderClock(sentAt: try reader.string("sentAt"), received: received)
      ranges =
        try kind == nil ? reader.elements(of: "batch", atMost: Self.mostEvents) : [0..<body.count]
    } catch {
      throw SegmentRefusal("is no JSON object: \(error.text)")
    }
    guard let ranges else {
      throw SegmentRefusal("has no batch of at most \(Self.mostEvents) events")
    }
    for (index, range) in ranges.enumerated() {
      read(range, index, kind, clock, into: &delivery)
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
      delivery.events.append(try event(value, kind, clock, reader.bytes(range), index))
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
    _ body: ArraySlice<UInt8>, _ index: Int
  ) throws(SegmentRefusal) -> UsageEvent {
    guard value.kind == .object else { throw SegmentRefusal("an event is a JSON object") }
    guard let kind = named ?? UsageEvent.Kind(rawValue: value["type"]?.string ?? "") else {
      throw SegmentRefusal("type takes identify, track, page, screen, group or alias")
    }
    let time = Self.time(value)
    var event = UsageEvent(
      kind, message: Identifier(""), at: time.map { clock.time(of: $0) } ?? clock.received,
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
    event.message =
      try id(value, "messageId") ?? Self.name(of: event, isTimed: time != nil, index)
    return event
  }

  /// When the sender says that it happened; nil where it says nothing.
  private static func time(_ value: JSONReader.Value) -> JSONReader.Value? {
    for name in ["timestamp", "originalTimestamp"] as [StaticString] {
      if let member = value[name], member.kind != .null { return member }
    }
    return nil
  }

  /// What was done, or what was seen.
  private func name(
    _ value: JSONReader.Value, _ kind: UsageEvent.Kind
  ) throws(SegmentRefusal) -> String {
    switch kind {
    case .track:
      guard let name = value["event"]?.string, !name.isEmpty, Self.isName(name) else {
        throw SegmentRefusal("a track call has an event, a text of 1 to 200 bytes")
      }
      return name
    case .page, .screen:
      let name = value["name"]?.string ?? ""
      guard Self.isName(name) else { throw SegmentRefusal("a name is at most 200 bytes") }
      return name
    case .identify, .group, .alias: return ""
    }
  }

  /// SQLite's functions end a text at a zero byte, and no name holds one.
  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= 200 && !text.utf8.contains(0)
  }

  /// An id: a text or a whole number; null, or nothing in it, is none.
  private func id(
    _ value: JSONReader.Value, _ name: StaticString
  ) throws(SegmentRefusal) -> Identifier? {
    guard let member = value[name], member.kind != .null else { return nil }
    guard let text = member.string ?? member.wholeNumber, text.utf8.count <= 255,
      !text.utf8.contains(0)
    else {
      throw SegmentRefusal("\(name) takes a text of at most 255 bytes, or a whole number")
    }
    return text.isEmpty ? nil : Identifier(text)
  }

  /// A name for an event that was sent without one: the same bytes are the same event.
  ///
  /// Without a time of its own an event is what came at this moment in this place of a batch.
  private static func name(of event: UsageEvent, isTimed: Bool, _ index: Int) -> Identifier {
    let texts = (0..<2).map { part in
      var checksum = Checksum()
      checksum.add(Int64(part))
      checksum.add(event.kind.rawValue)
      checksum.add(isTimed ? 0 : event.received.microseconds)
      checksum.add(isTimed ? 0 : Int64(index))
      checksum.add(event.body)
      return String(UInt64(bitPattern: checksum.value), radix: 16)
    }
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
  /// Whether it is longer than what is read at all.
  public let isTooLarge: Bool

  init(_ text: String, isTooLarge: Bool = false) {
    self.text = text
    self.isTooLarge = isTooLarge
  }
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
