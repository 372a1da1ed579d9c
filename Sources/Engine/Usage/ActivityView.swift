/// A chunk's columns as bare pointers, for loops over millions of rows.
///
/// Only valid inside the closure that it is handed to.
struct ActivityView {
  let unitCount: Int
  /// Whether any row is of a reserved kind.
  let hasReserved: Bool
  let months: UnsafePointer<ActiveMonths>
  fileprivate let begins: UnsafePointer<Int32>
  fileprivate let ends: UnsafePointer<Int32>
  fileprivate let baseRowCount: Int
  fileprivate let base: ActivityPointers
  fileprivate let tail: ActivityPointers

  /// The columns that a unit's rows stand in, and where.
  @inline(__always)
  func rows(of unit: Int) -> (columns: ActivityPointers, range: Range<Int>) {
    let begin = Int(begins[unit])
    let end = Int(ends[unit])
    if begin < baseRowCount { return (base, begin..<end) }
    return (tail, begin &- baseRowCount..<end &- baseRowCount)
  }
}

/// The columns of a base or a tail.
struct ActivityPointers {
  let days: UnsafePointer<Int32>
  let kinds: UnsafePointer<Int32>
  let counts: UnsafePointer<Int32>
  let seconds: UnsafePointer<Int32>

  /// Those of some rows whose day lies in a window.
  @inline(__always)
  func part(of rows: Range<Int>, from first: Int32, through last: Int32) -> Range<Int> {
    let begin = place(of: first, in: rows)
    var end = begin
    while end < rows.upperBound, days[end] <= last { end &+= 1 }
    return begin..<end
  }

  /// The first of some rows that is not before a day.
  @inline(__always)
  private func place(of day: Int32, in rows: Range<Int>) -> Int {
    var low = rows.lowerBound
    var high = rows.upperBound
    while low < high {
      let middle = low &+ (high &- low) / 2
      if days[middle] < day { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}

extension ActivityChunk {
  /// Calls the body with the chunk's columns.
  func withView<Result>(_ body: (ActivityView) throws -> Result) rethrows -> Result {
    try begins.withPointer { begins in
      try ends.withPointer { ends in
        try months.withPointer { months in
          try base.withPointers { base in
            try tail.withPointers { tail in
              try body(
                ActivityView(
                  unitCount: unitCount,
                  hasReserved: self.base.hasReserved || self.tail.hasReserved, months: months,
                  begins: begins, ends: ends, baseRowCount: self.base.rowCount, base: base,
                  tail: tail))
            }
          }
        }
      }
    }
  }
}

extension ActivityChunk.Columns {
  fileprivate func withPointers<Result>(
    _ body: (ActivityPointers) throws -> Result
  ) rethrows -> Result {
    try days.withPointer { days in
      try kinds.withPointer { kinds in
        try counts.withPointer { counts in
          try seconds.withPointer { seconds in
            try body(
              ActivityPointers(days: days, kinds: kinds, counts: counts, seconds: seconds))
          }
        }
      }
    }
  }
}
