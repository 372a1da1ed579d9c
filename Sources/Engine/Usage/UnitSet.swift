/// Some of the units of a book, as bits: the accounts that pay, the persons of a segment.
public struct UnitSet: Hashable, Sendable {
  private var words: [UInt64] = []
  /// How many there are.
  public private(set) var count = 0

  /// Takes numbers of units in any order, each once or several times.
  public init(_ units: some Sequence<Int>) {
    for unit in units { insert(unit) }
  }

  /// Adds a unit.
  public mutating func insert(_ unit: Int) {
    while words.count <= unit / 64 { words.append(0) }
    let bit: UInt64 = 1 << (unit % 64)
    if words[unit / 64] & bit == 0 { count += 1 }
    words[unit / 64] |= bit
  }

  /// Whether a unit is one of them.
  @inline(__always)
  public func contains(_ unit: Int) -> Bool {
    unit / 64 < words.count && words[unit / 64] >> (unit % 64) & 1 != 0
  }
}
