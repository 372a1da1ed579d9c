import Engine

/// Made-up units: they come over 36 months, use a product more or less often, and stop.
struct Units {
  /// The first of 36 months, 2022-01-01, and the days in them.
  static let first: Int32 = 18_993
  static let length: Int32 = 1096
  static let kinds = (0..<20).map { "event \($0)" }

  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// What the next unit did, by day and kind.
  mutating func next() -> [ActivityEntry] {
    var entries: [ActivityEntry] = []
    let start = Int32(below(UInt64(Units.length)))
    let end = min(Units.length, start + 20 + Int32(below(700)))
    let gap = 2 + below(1 + below(48))
    var day = start
    while day < end {
      let kind = Int32(below(UInt64(Units.kinds.count)))
      entries.append(entry(day, kind))
      let other = kind + 1 + Int32(below(10))
      if other < Units.kinds.count, below(2) == 0 { entries.append(entry(day, other)) }
      day += 1 + Int32(below(2 * gap))
    }
    return entries
  }

  private mutating func entry(_ day: Int32, _ kind: Int32) -> ActivityEntry {
    ActivityEntry(
      day: Units.first + day, kind: kind, count: 1 + Int32(below(5)), seconds: Int32(below(900)))
  }

  private mutating func below(_ bound: UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return (mixed ^ mixed >> 31) % bound
  }
}
