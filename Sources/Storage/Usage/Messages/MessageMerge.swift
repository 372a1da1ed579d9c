/// Makes one run of several.
enum MessageMerge {
  /// Writes a run's entries again, in order with those of others.
  ///
  /// - Parameter goesOn: asked now and then; false ends it.
  /// - Returns: nil where it was ended.
  /// - Throws: ``MessageIndexError`` where a run is damaged, `POSIXError` where no other can be
  ///   written.
  static func merge(
    _ runs: [MessageRun], to path: String, number: Int64, goesOn: () -> Bool
  ) throws -> MessageRun? {
    let readers = runs.map { MessageRunReader($0) }
    let writer = try MessageRunWriter(
      path, number: number, count: runs.reduce(0) { $0 + $1.header.count })
    var next: [MessageEntry?] = try readers.map { try $0.next() }
    var count = 0
    while let least = least(of: next), let entry = next[least] {
      try writer.append(entry)
      next[least] = try readers[least].next()
      count += 1
      if count & 0xffff == 0, !goesOn() { return nil }
    }
    return goesOn() ? try writer.finish() : nil
  }

  private static func least(of entries: [MessageEntry?]) -> Int? {
    var least: Int?
    var digest = MessageDigest(high: .max, low: .max)
    for (place, entry) in entries.enumerated() {
      guard let entry, least == nil || entry.digest < digest else { continue }
      (least, digest) = (place, entry.digest)
    }
    return least
  }
}
