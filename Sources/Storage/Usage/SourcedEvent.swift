import Facts

/// An event and who sent it, as the intake log keeps it.
public struct SourcedEvent: Hashable, Sendable {
  /// The name of the key that it came with.
  public var source: Identifier
  /// What was sent.
  public var event: UsageEvent

  /// An event of a source.
  public init(_ event: UsageEvent, from source: Identifier) {
    self.event = event
    self.source = source
  }
}

extension SourcedEvent {
  /// Another form of the bytes has another number.
  private static let form: UInt8 = 2
  /// Without seconds and names of properties; a log may hold some when a release is replaced.
  private static let formWithoutProperties: UInt8 = 1

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return bytes
  }

  /// Adds the event's bytes to others.
  func encode(into bytes: inout [UInt8]) {
    bytes.append(Self.form)
    let kind = UsageEvent.Kind.allCases.firstIndex(of: event.kind) ?? 0
    bytes.append(UInt8(kind))
    bytes.append(number: event.received.microseconds)
    bytes.append(number: event.at == nil ? 0 : 1)
    bytes.append(number: event.at?.microseconds ?? 0)
    bytes.append(id: source)
    bytes.append(id: event.message)
    bytes.append(id: event.anonymous)
    bytes.append(id: event.user)
    bytes.append(id: event.group)
    bytes.append(id: event.previous)
    bytes.append(text: event.name.utf8)
    bytes.append(number: Int64(event.seconds ?? -1))
    bytes.append(text: event.propertyNames)
    bytes.append(text: event.body)
  }

  /// Nil for bytes that say no event.
  init?(encoded bytes: ArraySlice<UInt8>) {
    var reader = ByteReader(bytes)
    guard let form = reader.byte(), [Self.form, Self.formWithoutProperties].contains(form),
      let kind = reader.byte(),
      Int(kind) < UsageEvent.Kind.allCases.count, let received = reader.number(),
      let hasTime = reader.number(), let at = reader.number()
    else { return nil }
    var ids: [Identifier?] = []
    for _ in 0..<7 {
      guard let id = reader.text() else { return nil }
      ids.append(id.map { Identifier(String(decoding: $0, as: UTF8.self)) })
    }
    let isShort = form == Self.formWithoutProperties
    guard let source = ids[0], let message = ids[1], let name = ids[6],
      let seconds = isShort ? -1 : reader.number(),
      let properties = isShort ? [] : reader.text() ?? nil,
      let body = reader.text() ?? nil, reader.isAtEnd
    else { return nil }
    var event = UsageEvent(
      UsageEvent.Kind.allCases[Int(kind)], message: message,
      at: hasTime == 1 ? Instant(microseconds: at) : nil,
      received: Instant(microseconds: received))
    (event.anonymous, event.user, event.group, event.previous) = (ids[2], ids[3], ids[4], ids[5])
    event.name = name.text
    event.seconds = seconds < 0 ? nil : Int(seconds)
    event.propertyNames = Array(properties)
    event.body = Array(body)
    self.init(event, from: source)
  }
}

extension [UInt8] {
  fileprivate mutating func append(number: Int64) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// Nothing is no text: lengths are one more than they are.
  fileprivate mutating func append(id: Identifier?) {
    if let id { append(text: id.text.utf8) } else { append(length: 0) }
  }

  fileprivate mutating func append(text: some Collection<UInt8>) {
    append(length: text.count + 1)
    append(contentsOf: text)
  }

  private mutating func append(length: Int) {
    Swift.withUnsafeBytes(of: UInt32(length).littleEndian) { append(contentsOf: $0) }
  }
}

private struct ByteReader {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { bytes.isEmpty }

  mutating func byte() -> UInt8? { bytes.popFirst() }

  mutating func number() -> Int64? {
    guard bytes.count >= 8 else { return nil }
    let number = bytes.withUnsafeBytes {
      Int64(littleEndian: $0.loadUnaligned(as: Int64.self))
    }
    bytes.removeFirst(8)
    return number
  }

  /// Nil for bytes that end too early; nothing for no text.
  mutating func text() -> ArraySlice<UInt8>?? {
    guard bytes.count >= 4 else { return nil }
    let count = bytes.withUnsafeBytes {
      Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)))
    }
    bytes.removeFirst(4)
    guard count > 0 else { return .some(nil) }
    guard bytes.count >= count - 1 else { return nil }
    let text = bytes.prefix(count - 1)
    bytes.removeFirst(count - 1)
    return text
  }
}
