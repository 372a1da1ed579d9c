/// Some thousands of units of a book: what they did as columns.
///
/// As in ``Chunk``, an immutable base and a small tail: a change writes the unit's whole new run to
/// the tail and points to it, and a reader who holds a copy keeps what it had.
struct ActivityChunk: Sendable {
  /// Units in a chunk.
  static let capacity = Chunk.capacity

  /// Where each unit's rows begin and end: the base first, the tail after it.
  private(set) var begins: [Int32] = []
  private(set) var ends: [Int32] = []
  /// In which months each unit was active by any event.
  private(set) var months: [ActiveMonths] = []
  /// Another one with every change.
  private(set) var token = ChangeToken()
  private(set) var base = Columns()
  private(set) var tail = Columns()

  /// Columns of rows; a unit's stand together, by day and then by kind.
  struct Columns: Sendable {
    var days: [Int32] = []
    var kinds: [Int32] = []
    var counts: [Int32] = []
    var seconds: [Int32] = []
    /// No row's day is earlier or later; those of rows that were replaced count too.
    private(set) var firstDay = Int32.max
    private(set) var lastDay = Int32.min
    /// Whether any row is of a reserved kind, below 0.
    private(set) var hasReserved = false

    var rowCount: Int { days.count }

    mutating func append(_ entries: [ActivityEntry]) {
      for entry in entries {
        days.append(entry.day)
        kinds.append(entry.kind)
        counts.append(entry.count)
        seconds.append(entry.seconds)
        if entry.kind < 0 { hasReserved = true }
      }
      guard let first = entries.first, let last = entries.last else { return }
      firstDay = min(firstDay, first.day)
      lastDay = max(lastDay, last.day)
    }

    mutating func append(_ other: Columns, _ rows: Range<Int>) {
      guard !rows.isEmpty else { return }
      days.append(contentsOf: other.days[rows])
      kinds.append(contentsOf: other.kinds[rows])
      counts.append(contentsOf: other.counts[rows])
      seconds.append(contentsOf: other.seconds[rows])
      firstDay = min(firstDay, other.days[rows.lowerBound])
      lastDay = max(lastDay, other.days[rows.upperBound - 1])
      if !hasReserved { hasReserved = other.kinds[rows].contains { $0 < 0 } }
    }

    mutating func reserve(_ count: Int) {
      days.reserveCapacity(count)
      kinds.reserveCapacity(count)
      counts.reserveCapacity(count)
      seconds.reserveCapacity(count)
    }

    func entry(_ index: Int) -> ActivityEntry {
      ActivityEntry(
        day: days[index], kind: kinds[index], count: counts[index], seconds: seconds[index])
    }
  }

  var unitCount: Int { begins.count }

  /// Rows in base and tail, those that were replaced since the last merge too.
  var rowCount: Int { base.rowCount + tail.rowCount }

  /// Adds a unit after the others, to the base; only while nothing has been replaced.
  mutating func append(_ entries: [ActivityEntry]) {
    precondition(tail.rowCount == 0 && unitCount < ActivityChunk.capacity)
    ChangeToken.change(&token)
    begins.append(Int32(base.rowCount))
    base.append(entries)
    ends.append(Int32(base.rowCount))
    months.append(ActiveMonths(entries))
    // Columns grow by doubling; a chunk that is full gives back what it does not need.
    if unitCount == ActivityChunk.capacity { merge() }
  }

  /// Adds units without rows until there are so many.
  mutating func grow(to count: Int) {
    precondition(count <= ActivityChunk.capacity)
    ChangeToken.change(&token)
    while unitCount < count {
      begins.append(0)
      ends.append(0)
      months.append(ActiveMonths([]))
    }
  }

  /// Gives a unit other rows; merges once the tail holds a sixteenth of the base.
  mutating func replace(unit: Int, with entries: [ActivityEntry]) {
    ChangeToken.change(&token)
    begins[unit] = Int32(rowCount)
    tail.append(entries)
    ends[unit] = Int32(rowCount)
    months[unit] = ActiveMonths(entries)
    if tail.rowCount > max(1024, base.rowCount / 16) { merge() }
  }

  func entries(of unit: Int) -> [ActivityEntry] {
    (Int(begins[unit])..<Int(ends[unit])).map { row in
      row < base.rowCount ? base.entry(row) : tail.entry(row - base.rowCount)
    }
  }

  /// Makes a base of what holds, in columns of just the size that they need, and empties the tail.
  mutating func merge() {
    ChangeToken.change(&token)
    var merged = Columns()
    merged.reserve(zip(begins, ends).reduce(0) { $0 + Int($1.1 - $1.0) })
    for unit in 0..<unitCount {
      let rows = Int(begins[unit])..<Int(ends[unit])
      begins[unit] = Int32(merged.rowCount)
      // A run never lies in both: the tail's rows come after all of the base's.
      if rows.lowerBound < base.rowCount {
        merged.append(base, rows)
      } else {
        let local = rows.lowerBound - base.rowCount..<rows.upperBound - base.rowCount
        merged.append(tail, local)
      }
      ends[unit] = Int32(merged.rowCount)
    }
    base = merged
    tail = Columns()
  }
}
