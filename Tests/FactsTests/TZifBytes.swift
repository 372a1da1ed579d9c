/// Writes the bytes of a TZif file, to try rules and contradictions that no real zone has.
///
/// Source: RFC 9636 §3.
struct TZifBytes {
  var version = UInt8(ascii: "2")
  /// Seconds since 1970, and the index of the kind that holds from then on.
  var transitions: [(Int64, UInt8)] = []
  /// Seconds east of UTC of each kind.
  var kinds: [Int32] = [0]
  /// The second of each leap second, and the correction from then on.
  var leaps: [(Int64, Int32)] = []
  var footer = ""

  var bytes: [UInt8] {
    let empty = header(transitions: 0, kinds: 1, leaps: 0) + [0, 0, 0, 0, 0, 0, 0]
    var body = transitions.flatMap { bigEndian($0.0) } + transitions.map(\.1)
    for kind in kinds { body += bigEndian(kind) + [0, 0] }
    body += [0]
    for leap in leaps { body += bigEndian(leap.0) + bigEndian(leap.1) }
    return empty + header(transitions: transitions.count, kinds: kinds.count, leaps: leaps.count)
      + body + [0x0a] + Array(footer.utf8) + [0x0a]
  }

  private func header(transitions: Int, kinds: Int, leaps: Int) -> [UInt8] {
    // One designation, of one byte: the empty name.
    let counts = [0, 0, leaps, transitions, kinds, 1].map { Int32($0) }
    return Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15)
      + counts.flatMap { bigEndian($0) }
  }

  private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
