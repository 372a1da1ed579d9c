import Facts

/// What a unit did of one kind on one day.
public struct ActivityEntry: Hashable, Sendable {
  /// The day's number.
  public var day: Int32
  /// The kind's number: of an event's name in ``ActivityBook/kinds``, below 0 of a reserved kind.
  public var kind: Int32
  /// How often, at least once.
  public var count: Int32
  /// The seconds that it took, as far as they are known.
  public var seconds: Int32

  /// Takes them as they are.
  public init(day: Int32, kind: Int32, count: Int32 = 1, seconds: Int32 = 0) {
    self.day = day
    self.kind = kind
    self.count = count
    self.seconds = seconds
  }
}

/// What some unit did of one kind on one day.
public struct ActivityRow: Hashable, Sendable {
  /// The unit's number.
  public var unit: Int32
  /// What it did.
  public var entry: ActivityEntry

  /// Takes them as they are.
  public init(unit: Int, day: Int32, kind: Int32, count: Int32 = 1, seconds: Int32 = 0) {
    self.unit = Int32(unit)
    entry = ActivityEntry(day: day, kind: kind, count: count, seconds: seconds)
  }
}

extension [ActivityEntry] {
  /// Whether each comes after the one before it, by day and then by kind, and says something.
  private var isInOrder: Bool {
    for index in indices {
      guard self[index].count > 0, self[index].seconds >= 0 else { return false }
      if index > 0, !self[index - 1].precedes(self[index]) { return false }
    }
    return true
  }

  /// One entry a day and kind, by day and then by kind.
  ///
  /// Those of one day and kind are added up, to at most what 32 bits hold. A count below 1 is no
  /// activity, and seconds below 0 are none.
  func inOrder() -> [ActivityEntry] {
    if isInOrder { return self }
    var ordered: [ActivityEntry] = []
    let meant = filter { $0.count > 0 }.sorted { $0.precedes($1) }
    for var entry in meant {
      entry.seconds = Swift.max(0, entry.seconds)
      if let last = ordered.last, last.day == entry.day, last.kind == entry.kind {
        ordered[ordered.count - 1].add(entry)
      } else {
        ordered.append(entry)
      }
    }
    return ordered
  }
}

extension ActivityEntry {
  fileprivate func precedes(_ other: ActivityEntry) -> Bool {
    day != other.day ? day < other.day : kind < other.kind
  }

  fileprivate mutating func add(_ other: ActivityEntry) {
    count = Int32(clamping: Int64(count) + Int64(other.count))
    seconds = Int32(clamping: Int64(seconds) + Int64(other.seconds))
  }
}
