/// The newest ids in memory, in the order in which they came: open addressing over one flat array.
///
/// What came last can be taken back, and then it is as it was: an entry fills one slot that was
/// free, so emptying the slots from the last entry backwards frees just those.
struct MessageTable {
  private(set) var entries: [MessageEntry] = []
  /// As many as a power of two: an entry's position and one, or 0 where there is none.
  private var slots = [UInt32](repeating: 0, count: 1 << 10)
  private var shift: UInt64 = 64 - 10

  var count: Int { entries.count }

  /// The body that came first with an id; nil where the id is not here.
  func body(of digest: MessageDigest) -> Int64? {
    var slot = Int(digest.high >> shift)
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.digest == digest { return entry.body }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// - Precondition: its id is not here.
  mutating func append(_ entry: MessageEntry) {
    if (entries.count + 1) * 2 > slots.count { grow() }
    entries.append(entry)
    place(entries.count)
  }

  /// Takes back what came after so many.
  mutating func keepFirst(_ count: Int) {
    while entries.count > count {
      let last = UInt32(entries.count)
      var slot = Int(entries[entries.count - 1].digest.high >> shift)
      while slots[slot] != last { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = 0
      entries.removeLast()
    }
  }

  /// Forgets everything, and keeps the room for as much.
  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }

  /// All entries by digest, in ascending order.
  func sorted() -> [MessageEntry] { entries.sorted { $0.digest < $1.digest } }

  private mutating func place(_ position: Int) {
    var slot = Int(entries[position - 1].digest.high >> shift)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(position)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    shift -= 1
    for position in 0..<entries.count { place(position + 1) }
  }
}
