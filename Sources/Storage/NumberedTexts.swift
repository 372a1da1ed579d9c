import Facts

/// Texts numbered from 1 in the order in which they first came, by their bytes.
///
/// A dictionary of strings costs an object and two counts of references a text; a load into an
/// empty ledger asks this once for each of its rows. Open addressing over one arena of bytes.
struct NumberedTexts {
  /// Numbers by hash, 0 where there is none; as many as a power of two.
  private var slots: [Int32]
  private var hashes: [UInt32] = []
  /// Where each text ends in the arena; it begins where the one before ends.
  private var ends: [Int]
  private var arena: [UInt8] = []

  init() {
    slots = [Int32](repeating: 0, count: 1024)
    ends = [0]
  }

  var count: Int { hashes.count }

  /// The number of a text, and whether it was just given.
  mutating func number(of text: String) -> (number: Int64, isNew: Bool) {
    var sum = Checksum()
    sum.add(text)
    let hash = UInt32(truncatingIfNeeded: sum.value)
    var copy = text
    return copy.withUTF8 { bytes in
      var slot = Int(hash) & (slots.count - 1)
      while slots[slot] != 0 {
        let index = Int(slots[slot]) - 1
        if hashes[index] == hash, holds(bytes, at: index) { return (Int64(index) + 1, false) }
        slot = (slot + 1) & (slots.count - 1)
      }
      hashes.append(hash)
      arena.append(contentsOf: bytes)
      ends.append(arena.count)
      slots[slot] = Int32(hashes.count)
      if hashes.count * 2 > slots.count { grow() }
      return (Int64(hashes.count), true)
    }
  }

  private func holds(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    ends[index + 1] - ends[index] == bytes.count
      && arena[ends[index]..<ends[index + 1]].elementsEqual(bytes)
  }

  private mutating func grow() {
    var larger = [Int32](repeating: 0, count: slots.count * 2)
    for (index, hash) in hashes.enumerated() {
      var slot = Int(hash) & (larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = Int32(index) + 1
    }
    slots = larger
  }
}
