/// A few bits that stand for a text, in a process that chose how at random.
///
/// 88 bits: among a hundred million texts the chance that any two share theirs is about one in a
/// hundred thousand million. Nobody can write a file in which two do, for nobody knows the
/// ``FingerprintMaker``'s secret.
struct Fingerprint: Hashable {
  let hash: UInt64
  /// The rest of it in the upper 24 bits; the lower 40 are left to a number.
  let rest: UInt64
}

/// A fingerprint with the number of what it stands for.
struct FingerprintEntry: Comparable {
  let hash: UInt64
  /// The fingerprint's rest and the number; 0 where there is no entry.
  let rest: UInt64

  static let none = FingerprintEntry(hash: 0, rest: 0)

  private init(hash: UInt64, rest: UInt64) {
    self.hash = hash
    self.rest = rest
  }

  /// - Precondition: the number is one that a table's rows can have, positive and below 2^40.
  init(_ fingerprint: Fingerprint, _ number: Int64) {
    precondition(number > 0 && number < 1 << 40)
    hash = fingerprint.hash
    rest = fingerprint.rest | UInt64(number)
  }

  var number: Int64 { Int64(rest & 0xff_ffff_ffff) }

  var fingerprint: Fingerprint { Fingerprint(hash: hash, rest: rest & ~0xff_ffff_ffff) }

  func isOf(_ fingerprint: Fingerprint) -> Bool {
    hash == fingerprint.hash && (rest ^ fingerprint.rest) >> 40 == 0
  }

  static func < (one: FingerprintEntry, other: FingerprintEntry) -> Bool {
    one.hash == other.hash ? one.rest < other.rest : one.hash < other.hash
  }
}

/// Numbers by fingerprint, of which one may have several: open addressing over one flat array.
struct FingerprintTable {
  /// As many as a power of two.
  private var slots: [FingerprintEntry]
  private var shift: UInt64
  private(set) var count = 0

  init() {
    shift = 64 - 10
    slots = [FingerprintEntry](repeating: .none, count: 1 << 10)
  }

  mutating func insert(_ entry: FingerprintEntry) {
    if (count + 1) * 4 > slots.count * 3 { grow() }
    place(entry)
    count += 1
  }

  /// A number of a fingerprint, nil where there is none.
  func first(_ fingerprint: Fingerprint) -> Int64? {
    var slot = Int(fingerprint.hash >> shift)
    while slots[slot].rest != 0 {
      if slots[slot].isOf(fingerprint) { return slots[slot].number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// All numbers of a fingerprint.
  func all(_ fingerprint: Fingerprint) -> [Int64] {
    var found: [Int64] = []
    var slot = Int(fingerprint.hash >> shift)
    while slots[slot].rest != 0 {
      if slots[slot].isOf(fingerprint) { found.append(slots[slot].number) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return found
  }

  /// Brings into the processor's caches where fingerprints would stand.
  ///
  /// The table is larger than these caches, so that each look at it waits for memory. Many looks
  /// in a row, none of which needs another's answer, wait together.
  ///
  /// - Returns: a number without a meaning, without which the looks would be left out.
  func prefetch(_ fingerprints: ArraySlice<Fingerprint>) -> UInt64 {
    fingerprints.reduce(0) { $0 ^ slots[Int($1.hash >> shift)].rest }
  }

  /// All entries, in ascending order.
  ///
  /// A slot is chosen by a hash's highest bits, so that they are nearly in order already.
  func sorted() -> [FingerprintEntry] {
    var entries = slots.filter { $0.rest != 0 }
    entries.sort()
    return entries
  }

  private mutating func place(_ entry: FingerprintEntry) {
    var slot = Int(entry.hash >> shift)
    while slots[slot].rest != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = entry
  }

  private mutating func grow() {
    let before = slots
    slots = [FingerprintEntry](repeating: .none, count: before.count * 2)
    shift -= 1
    for entry in before where entry.rest != 0 { place(entry) }
  }
}
