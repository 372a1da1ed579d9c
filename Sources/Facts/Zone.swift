/// The rules by which a place's clocks differ from UTC, as a value.
///
/// Read once from a TZif file (RFC 9636) and passed in; nothing below the command line looks a zone
/// up by itself.
public struct Zone: Hashable, Sendable {
  /// Its name in the IANA database, such as `Europe/Bucharest`.
  public let name: String

  /// Seconds since 1970 at which ``offsets`` change, ascending; the first is far in the past.
  private let transitions: [Int64]

  /// Seconds east of UTC from the transition of the same index on.
  private let offsets: [Int32]

  /// Coordinated Universal Time.
  public static let utc = Zone(name: "UTC", transitions: [.min / 4], offsets: [0])

  init(name: String, transitions: [Int64], offsets: [Int32]) {
    precondition(!transitions.isEmpty && transitions.count == offsets.count)
    self.name = name
    self.transitions = transitions
    self.offsets = offsets
  }

  /// The civil day at an instant.
  ///
  /// The first and the last day of the calendar take in what lies beyond them: the evening of
  /// 9999-12-31 by UTC is a day in Bucharest that cannot be written.
  public func day(of instant: Instant) -> Day {
    let local = localSeconds(instant).flooredQuotient(by: 86_400)
    let number = min(max(local, Zone.firstDay), Zone.lastDay)
    return Day(number: Int32(number))
  }

  /// What clocks show at an instant: the hour, 0 to 23, and the minute.
  public func clock(at instant: Instant) -> (hour: Int, minute: Int) {
    let local = localSeconds(instant)
    let ofDay = local - local.flooredQuotient(by: 86_400) * 86_400
    return (Int(ofDay / 3600), Int(ofDay / 60 % 60))
  }

  /// Seconds since 1970 as clocks count them.
  private func localSeconds(_ instant: Instant) -> Int64 {
    let seconds = instant.microseconds.flooredQuotient(by: 1_000_000)
    return seconds + Int64(offsets[segment(at: seconds)])
  }

  private static let firstDay = Int64(Day.first.number)
  private static let lastDay = Int64(Day.last.number)

  /// The first instant of a civil day.
  ///
  /// A day that the zone skipped (Apia had no 30 December 2011) is empty: its first instant is that
  /// of the next day. A day that clocks left again (St. John's put them back from 00:01 to 23:01)
  /// starts when they first showed it, so that an hour of the day before lies behind its start.
  public func start(of day: Day) -> Instant {
    let midnight = Int64(day.number) * 86_400
    var index = segment(at: midnight - 2 * 86_400)
    while true {
      let inSegment = max(transitions[index], midnight - Int64(offsets[index]))
      if index + 1 == transitions.count || inSegment < transitions[index + 1] {
        return Instant(microseconds: inSegment * 1_000_000)
      }
      index += 1
    }
  }

  /// The index of the offset that holds at a time, in seconds since 1970.
  private func segment(at seconds: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if transitions[middle] <= seconds { low = middle } else { high = middle }
    }
    return low
  }
}

/// Why bytes are not a time zone.
public enum ZoneError: Error, Equatable {
  /// The bytes do not start like a TZif file of version 2 or later.
  case notTZif
  /// The file ends early or contradicts itself.
  case damaged
  /// The file counts leap seconds (those under `right/` do), which an ``Instant`` does not.
  case leapSeconds
  /// The rule for the time after the last transition is not one that POSIX knows.
  case unknownRule(String)
}

extension Zone {
  /// Reads the bytes of a TZif file of version 2 or later.
  ///
  /// The rule in its footer is written out as transitions to the year 2500; after that the offset
  /// of that year's end stays.
  ///
  /// Source: RFC 9636.
  public init(name: String, tzif bytes: [UInt8]) throws(ZoneError) {
    guard bytes.count >= 44, bytes[0..<4].elementsEqual("TZif".utf8), bytes[4] >= 0x32 else {
      throw .notTZif
    }
    var reader = TZifReader(bytes: bytes)
    let first = try reader.header()
    // Version 1 holds 32-bit times for old readers; the same again in 64 bits follows it.
    try reader.skip(first.bodySize(timeSize: 4))
    let header = try reader.header()
    guard header.leaps == 0 else { throw .leapSeconds }
    var transitions: [Int64] = [.min / 4]
    var kinds: [Int] = [0]
    for _ in 0..<header.transitions { transitions.append(try reader.integer(8)) }
    for _ in 0..<header.transitions { kinds.append(Int(try reader.integer(1) & 0xff)) }
    var kindOffsets: [Int32] = []
    for _ in 0..<header.kinds {
      kindOffsets.append(Int32(truncatingIfNeeded: try reader.integer(4)))
      try reader.skip(2)
    }
    try reader.skip(header.designations + header.standard + header.universal)
    guard !kindOffsets.isEmpty, kinds.allSatisfy({ $0 < kindOffsets.count }),
      kindOffsets.allSatisfy({ TZifReader.offsets.contains($0) }),
      zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw .damaged }
    var offsets = kinds.map { kindOffsets[$0] }
    if let rule = try ZoneRule(footer: reader.footer()) {
      rule.extend(&transitions, &offsets, toYear: 2500)
    }
    self.init(name: name, transitions: transitions, offsets: offsets)
  }
}

/// A cursor over a TZif file.
private struct TZifReader {
  struct Header {
    let universal, standard, leaps, transitions, kinds, designations: Int

    func bodySize(timeSize: Int) -> Int {
      transitions * timeSize + transitions + kinds * 6 + designations
        + leaps * (timeSize + 4) + standard + universal
    }
  }

  /// Seconds east of UTC that a file may give: from 25 hours west to 26 hours east, both excluded.
  static let offsets: ClosedRange<Int32> = -89_999...93_599

  let bytes: [UInt8]
  var index = 0

  mutating func integer(_ size: Int) throws(ZoneError) -> Int64 {
    guard bytes.count - index >= size else { throw .damaged }
    var value: UInt64 = 0
    for byte in bytes[index..<index + size] { value = value << 8 | UInt64(byte) }
    index += size
    let unused = 64 - UInt64(size * 8)
    return Int64(bitPattern: value << unused) >> Int64(unused)
  }

  mutating func skip(_ count: Int) throws(ZoneError) {
    guard count >= 0, bytes.count - index >= count else { throw .damaged }
    index += count
  }

  mutating func header() throws(ZoneError) -> Header {
    let start = index
    try skip(20)
    guard bytes[start..<start + 4].elementsEqual("TZif".utf8) else { throw .damaged }
    var counts: [Int] = []
    for _ in 0..<6 {
      let count = Int(try integer(4))
      // No zone has nearly as many; a larger count is damage, and would overflow the sums above.
      guard (0...100_000).contains(count) else { throw .damaged }
      counts.append(count)
    }
    return Header(
      universal: counts[0], standard: counts[1], leaps: counts[2], transitions: counts[3],
      kinds: counts[4], designations: counts[5])
  }

  /// The text between the two line feeds at the end.
  func footer() throws(ZoneError) -> String {
    guard index < bytes.count, bytes[index] == 0x0a,
      let end = bytes[(index + 1)...].firstIndex(of: 0x0a)
    else { throw .damaged }
    return String(decoding: bytes[index + 1..<end], as: UTF8.self)
  }
}
