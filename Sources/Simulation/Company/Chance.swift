/// Chance that a seed repeats: the same account draws the same numbers whatever else is simulated.
///
/// Source: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
struct Chance {
  /// What is drawn for; each has numbers of its own, so that leaving one out moves no other.
  enum Subject: UInt64 {
    case signUp = 1
    case profile
    case life
    case signals
    case telling
    case attributes
    case usage
    case tickets
    case invoices
    case surveys
    case rates
  }

  private var state: UInt64

  init(seed: UInt64, account: Int, subject: Subject) {
    state = seed
    // Each part is stirred in by itself: a sum would make account 2 of seed 1 account 1 of seed 2.
    state = next() ^ UInt64(account)
    state = next() ^ subject.rawValue
    state = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// A share from 0 up to, but not, 1.
  mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func happens(_ share: Double) -> Bool { self.share() < share }

  /// A whole number of the range, each as likely.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    let count = UInt64(range.upperBound - range.lowerBound + 1)
    return range.lowerBound + Int(next().multipliedFullWidth(by: count).high)
  }

  /// A whole number of the range, small ones more often than large ones.
  mutating func small(_ range: ClosedRange<Int>) -> Int {
    let share = share()
    let span = Double(range.upperBound - range.lowerBound + 1)
    return range.lowerBound + Int(span * share * share)
  }

  /// A place among weights that add up to 1, each as often as it weighs.
  mutating func place(among weights: [Double]) -> Int {
    var left = share()
    for (place, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return place }
    }
    return weights.count - 1
  }

  mutating func one<Element>(of elements: [Element]) -> Element {
    elements[whole(0...elements.count - 1)]
  }
}
