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

  private static let envelope = JSONNames("writeKey", "sentAt")
  private static let batch = JSONNames("batch")
  private static let duration = JSONNames("seconds")

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
    let outline: JSONReader.Outline
    do {
      outline = try reader.outline(
        strings: Self.envelope, array: kind == nil ? Self.batch : nil,
        atMost: kind == nil ? Self.mostEvents : 0)
    } catch {
      throw SegmentRefusal("is no JSON object: \(error.text)")
    }
    delivery.writeKey = outline.strings[0]
    let clock = SenderClock(sentAt: outline.strings[1], received: received)
    guard let ranges = kind == nil ? outline.elements : [0..<body.count] else {
      throw SegmentRefusal("has no batch of at most \(Self.mostEvents) events")
    }
    delivery.events.reserveCapacity(ranges.count)
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
    let members = SegmentMembers(value)
    guard let kind = named ?? UsageEvent.Kind(rawValue: members[.type]?.string ?? "") else {
      throw SegmentRefusal("type takes identify, track, page, screen, group or alias")
    }
    let time = members[.timestamp] ?? members[.originalTimestamp]
    var event = UsageEvent(
      kind, message: Identifier(""), at: time.map { clock.time(of: $0) } ?? clock.received,
      received: clock.received)
    event.anonymous = try members.id(.anonymousId)
    event.user = try members.id(.userId)
    event.name = try name(members, kind)
    event.body = Array(body)
    switch kind {
    case .group:
      event.group = try members.id(.groupId)
      guard event.group != nil else { throw SegmentRefusal("a group call has a groupId") }
    case .alias:
      event.previous = try members.id(.previousId)
      guard event.previous != nil, event.user != nil else {
        throw SegmentRefusal("an alias call has a previousId and a userId")
      }
    default: event.group = try members[.context].map(SegmentMembers.init)?.id(.groupId)
    }
    guard event.user != nil || event.anonymous != nil else {
      throw SegmentRefusal("an event has a userId or an anonymousId")
    }
    event.message =
      try members.id(.messageId) ?? Self.name(of: event, isTimed: time != nil, index)
    if let properties = members[.properties] {
      event.propertyNames = properties.names(atMost: 100, in: 1 << 10)
      event.seconds = Self.seconds(properties)
    }
    return event
  }

  /// How long it took; nil where the sender names no number of seconds within a day.
  private static func seconds(_ properties: JSONReader.Value) -> Int? {
    guard let seconds = properties.members(duration)[0]?.number, (0...86_400).contains(seconds)
    else { return nil }
    return Int(seconds.rounded())
  }

  /// What was done, or what was seen.
  private func name(
    _ members: SegmentMembers, _ kind: UsageEvent.Kind
  ) throws(SegmentRefusal) -> String {
    switch kind {
    case .track:
      guard let name = members[.event]?.plainString(atMost: 200), !name.isEmpty else {
        throw SegmentRefusal("a track call has an event, a text of 1 to 200 bytes")
      }
      return name
    case .page, .screen:
      guard let member = members[.name], member.kind == .string else { return "" }
      guard let name = member.plainString(atMost: 200) else {
        throw SegmentRefusal("a name is at most 200 bytes")
      }
      return name
    case .identify, .group, .alias: return ""
    }
  }

  /// A name for an event that was sent without one: the same bytes are the same event.
  ///
  /// Without a time of its own an event is what came at this moment in this place of a batch.
  static func name(
    of event: UsageEvent, isTimed: Bool = true, _ index: Int = 0
  ) -> Identifier {
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
