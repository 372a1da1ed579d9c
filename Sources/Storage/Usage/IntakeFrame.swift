import Facts

/// What one flush wrote: a mark, the number of bytes, their checksum, and the bytes.
///
/// The bytes are events, each with its length before it. The checksum is also over the place in the
/// log, so that old bytes of another place are never taken for those that belong there.
struct IntakeFrame {
  /// Where its events lie in the buffer that it was found in.
  let payload: Range<Int>
  /// The place in the buffer after it.
  var end: Int { payload.upperBound }

  static let headLength = 16
  /// A longer one is never written.
  static let longestPayload = 16 << 20
  private static let mark: UInt32 = 0x314C_5554

  /// Adds an event to the bytes of a frame to come.
  static func append(_ event: SourcedEvent, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes += [0, 0, 0, 0]
    event.encode(into: &bytes)
    let length = UInt32(bytes.count - start - 4)
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: length.littleEndian, toByteOffset: start, as: UInt32.self)
    }
  }

  /// The frame of what was appended, as it stands at a place of the log.
  static func frame(of appended: [[UInt8]], at place: Int64) -> [UInt8] {
    let count = appended.reduce(0) { $0 + $1.count }
    precondition(count <= longestPayload, "a frame of \(count) bytes")
    var bytes = [UInt8](repeating: 0, count: headLength)
    bytes.reserveCapacity(headLength + count)
    for each in appended { bytes += each }
    let sum = checksum(bytes[headLength...], at: place)
    bytes.withUnsafeMutableBytes { raw in
      raw.storeBytes(of: mark.littleEndian, toByteOffset: 0, as: UInt32.self)
      raw.storeBytes(of: UInt32(count).littleEndian, toByteOffset: 4, as: UInt32.self)
      raw.storeBytes(of: sum.littleEndian, toByteOffset: 8, as: Int64.self)
    }
    return bytes
  }

  /// What stands at a place of a buffer.
  enum Finding {
    case whole(IntakeFrame)
    /// It begins as a frame does, and so many bytes are needed.
    case unfinished(Int)
    case damaged
  }

  /// Looks for a frame.
  ///
  /// - Parameter place: that of the buffer's index in the log.
  static func find(in bytes: [UInt8], at index: Int, place: Int64) -> Finding {
    guard index + headLength <= bytes.count else { return .unfinished(headLength) }
    let (found, count, sum) = bytes.withUnsafeBytes { raw in
      (
        UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt32.self)),
        Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self))),
        Int64(littleEndian: raw.loadUnaligned(fromByteOffset: index + 8, as: Int64.self))
      )
    }
    guard found == mark, count > 0, count <= longestPayload else { return .damaged }
    let payload = index + headLength..<index + headLength + count
    guard payload.upperBound <= bytes.count else { return .unfinished(headLength + count) }
    guard checksum(bytes[payload], at: place) == sum else { return .damaged }
    return .whole(IntakeFrame(payload: payload))
  }

  /// The events in it; nil where the bytes say none.
  func events(in bytes: [UInt8]) -> [SourcedEvent]? {
    var events: [SourcedEvent] = []
    var rest = bytes[payload]
    while !rest.isEmpty {
      guard rest.count >= 4 else { return nil }
      let count = rest.withUnsafeBytes {
        Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)))
      }
      guard rest.count - 4 >= count,
        let event = SourcedEvent(encoded: rest.dropFirst(4).prefix(count))
      else { return nil }
      events.append(event)
      rest = rest.dropFirst(4 + count)
    }
    return events
  }

  private static func checksum(_ payload: ArraySlice<UInt8>, at place: Int64) -> Int64 {
    var checksum = Checksum()
    checksum.add(place)
    payload.withUnsafeBytes { checksum.add($0) }
    return checksum.value
  }
}
