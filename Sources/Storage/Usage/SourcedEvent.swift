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
    var writer = ByteWriter()
    writer.bytes.append(Self.form)
    let kind = UsageEvent.Kind.allCases.firstIndex(of: event.kind) ?? 0
    writer.bytes.append(UInt8(kind))
    writer.write(event.received.microseconds)
    writer.write(event.at == nil ? 0 : 1)
    writer.write(event.at?.microseconds ?? 0)
    for id in [
      source, event.message, event.anonymous, event.user, event.group, event.previous,
      Identifier(event.name),
    ] {
      // Nothing is no text: lengths are one more than they are.
      writer.write(id.map { Array($0.text.utf8) })
    }
    writer.write(Int64(event.seconds ?? -1))
    writer.write(event.propertyNames)
    writer.write(event.body)
    return writer.bytes
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

private struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func write(_ number: Int64) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  mutating func write(_ text: [UInt8]?) {
    withUnsafeBytes(of: UInt32(text.map { $0.count + 1 } ?? 0).littleEndian) { bytes += $0 }
    if let text { bytes += text }
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
