/// Numbers by fingerprint, as many as a disk holds, in memory that does not grow with them.
///
/// What is entered stands in a table; a full table is sorted and written to a file that has no name
/// and goes with the process. What the file holds is looked up for many fingerprints at a time, in
/// one pass through it.
final class FingerprintIndex {
  /// How many entries the table takes before it is written out: 32 MiB of slots, three in four.
  static let largestTable = 3 << 19

  private let folder: String
  private let largestTable: Int
  private var table = FingerprintTable()
  /// What the file holds of the fingerprints that were recalled last.
  private var recalled = FingerprintTable()
  private var file: UnnamedFile?
  private let block = UnsafeMutableBufferPointer<FingerprintEntry>.allocate(capacity: 1 << 14)
  private var prefetched: UInt64 = 0
  /// Where each sorted run ends in the file, in entries; it begins where the one before ends.
  private var ends: [Int] = []

  /// - Parameter folder: where the file lies while there is one; its disk must have room.
  init(folder: String, largestTable: Int = FingerprintIndex.largestTable) {
    self.folder = folder
    self.largestTable = largestTable
  }

  deinit { block.deallocate() }

  /// Enters a number; it is found until the next recall, and after it if the recall names it.
  func insert(_ fingerprint: Fingerprint, _ number: Int64) {
    table.insert(FingerprintEntry(fingerprint, number))
  }

  /// A number of a fingerprint that was recalled, or entered since.
  func first(_ fingerprint: Fingerprint) -> Int64? {
    table.first(fingerprint) ?? (ends.isEmpty ? nil : recalled.first(fingerprint))
  }

  /// Says which fingerprints will be asked for next; makes that faster.
  func prefetch(_ fingerprints: ArraySlice<Fingerprint>) {
    prefetched ^= table.prefetch(fingerprints)
  }

  /// All numbers of a fingerprint that was recalled, or entered since.
  func all(_ fingerprint: Fingerprint) -> [Int64] {
    let found = table.all(fingerprint)
    return ends.isEmpty ? found : recalled.all(fingerprint) + found
  }

  /// Writes the table out if it is full.
  func makeRoom() throws {
    guard table.count >= largestTable else { return }
    let entries = table.sorted()
    let file = try self.file ?? UnnamedFile(in: folder)
    try entries.withUnsafeBytes { try file.append($0) }
    self.file = file
    ends.append((ends.last ?? 0) + entries.count)
    table = FingerprintTable()
  }

  /// Forgets everything, and gives back memory and disk.
  func removeAll() {
    (table, recalled) = (FingerprintTable(), FingerprintTable())
    (file, ends) = (nil, [])
  }

  /// Makes room, and finds what the file holds of some fingerprints.
  func recall(_ fingerprints: [Fingerprint]) throws {
    try makeRoom()
    guard !ends.isEmpty else { return }
    recalled = FingerprintTable()
    let wanted = fingerprints.sorted { $0.hash < $1.hash }
    var start = 0
    for end in ends {
      try recall(wanted, from: start..<end)
      start = end
    }
  }

  private func recall(_ wanted: [Fingerprint], from run: Range<Int>) throws {
    var next = 0
    var start = run.lowerBound
    while start < run.upperBound, next < wanted.count {
      let entries = UnsafeMutableBufferPointer(
        rebasing: block[0..<min(block.count, run.upperBound - start)])
      try file?.read(
        at: start * MemoryLayout<FingerprintEntry>.stride,
        into: UnsafeMutableRawBufferPointer(entries))
      for entry in entries {
        while next < wanted.count, wanted[next].hash < entry.hash { next += 1 }
        guard next < wanted.count else { break }
        if wanted[next].hash == entry.hash { recalled.insert(entry) }
      }
      start += entries.count
    }
  }
}
