import Facts

/// A chunk's columns as bare pointers, for loops over millions of steps.
///
/// Only valid inside the closure that it is handed to.
struct ChunkView {
  let accountCount: Int
  fileprivate let firstItem: UnsafePointer<Int32>
  fileprivate let itemCount: UnsafePointer<Int32>
  fileprivate let apart: UnsafeBufferPointer<Int32>
  fileprivate let baseItemCount: Int
  fileprivate let base: ColumnPointers
  fileprivate let tail: ColumnPointers

  /// The numbers of an account's items.
  @inline(__always)
  func items(of account: Int) -> Range<Int> {
    let first = Int(firstItem[account])
    return first..<first + Int(itemCount[account])
  }

  /// Goes through all accounts: those of one item in runs, as long as their steps follow one
  /// another, the others one by one.
  @inline(__always)
  func forEach(
    soleRun: (_ accounts: Range<Int>, _ columns: ColumnPointers, _ steps: Range<Int>) -> Void,
    other: (_ account: Int) -> Void
  ) {
    var account = 0
    for place in 0...apart.count {
      let next = place < apart.count ? Int(apart[place]) : accountCount
      if account < next {
        let first = Int(base.itemStarts[Int(firstItem[account])])
        soleRun(account..<next, base, first..<Int(base.itemStarts[Int(firstItem[next - 1]) + 1]))
      }
      account = next + 1
      guard place < apart.count else { return }
      if itemCount[next] == 1 {
        let (columns, steps) = steps(of: Int(firstItem[next]))
        soleRun(next..<account, columns, steps)
      } else {
        other(next)
      }
    }
  }

  /// Goes through all accounts: those of one item by its steps, the others by their number.
  @inline(__always)
  func forEach(
    sole: (_ account: Int, _ columns: ColumnPointers, _ steps: Range<Int>) -> Void,
    other: (_ account: Int) -> Void
  ) {
    forEach(
      soleRun: { accounts, columns, _ in
        let starts = columns.itemStarts + place(of: accounts.lowerBound)
        for place in 0..<accounts.count {
          sole(
            accounts.lowerBound + place, columns, Int(starts[place])..<Int(starts[place + 1]))
        }
      }, other: other)
  }

  /// Where an account's first item is among those of its columns.
  @inline(__always)
  private func place(of account: Int) -> Int {
    let first = Int(firstItem[account])
    return first >= baseItemCount ? first - baseItemCount : first
  }

  /// The columns that an item stands in, and where its steps are in them.
  @inline(__always)
  func steps(of item: Int) -> (columns: ColumnPointers, range: Range<Int>) {
    let isTail = item >= baseItemCount
    let columns = isTail ? tail : base
    let local = isTail ? item - baseItemCount : item
    return (columns, Int(columns.itemStarts[local])..<Int(columns.itemStarts[local + 1]))
  }
}

/// The columns of a base or a tail.
struct ColumnPointers {
  let itemStarts: UnsafePointer<Int32>
  let days: UnsafePointer<Int32>
  let standings: UnsafePointer<UInt8>
  let causes: UnsafePointer<UInt8>
  let monthlyMicros: UnsafePointer<Int64>
  let yearlyMicros: UnsafePointer<Int64>
  let quantities: UnsafePointer<Int32>
  let currencies: UnsafePointer<UInt16>
  let plans: UnsafePointer<Int32>
  let intervalUnits: UnsafePointer<UInt8>
  let intervalCounts: UnsafePointer<Int32>
  let anchorDays: UnsafePointer<Int32>
  let codes: UnsafePointer<StepCode>
}

extension ColumnPointers {
  /// The last of a subscription's steps up to a day; the place before the first for none.
  @inline(__always)
  func last(of steps: Range<Int>, through day: Int32) -> Int {
    var last = steps.lowerBound &- 1
    while last &+ 1 < steps.upperBound, days[last &+ 1] <= day { last &+= 1 }
    return last
  }

  /// The step by which a subscription pays at the end of a day; nil where it does not.
  @inline(__always)
  func paying(_ steps: Range<Int>, on day: Int32) -> Int? {
    let last = last(of: steps, through: day)
    return last >= steps.lowerBound && standings[last] == Standing.paying.rawValue ? last : nil
  }

  /// What holds at a window's opening of a subscription of which no step falls into the window: the
  /// step, or the place before the first; nil where one does.
  @inline(__always)
  func unchanged(_ steps: Range<Int>, from openingDay: Int32, through lastDay: Int32) -> Int? {
    let opening = last(of: steps, through: openingDay)
    return opening &+ 1 < steps.upperBound && days[opening &+ 1] <= lastDay ? nil : opening
  }
}

extension ChunkView {
  /// Whether any step of an account falls into a window.
  @inline(__always)
  func changes(_ account: Int, from openingDay: Int32, through lastDay: Int32) -> Bool {
    for item in items(of: account) {
      let (columns, steps) = steps(of: item)
      if columns.unchanged(steps, from: openingDay, through: lastDay) == nil { return true }
    }
    return false
  }
}

extension Chunk {
  /// Calls the body with the chunk's columns.
  func withView<Result>(_ body: (ChunkView) throws -> Result) rethrows -> Result {
    try firstItem.withPointer { firstItem in
      try itemCount.withPointer { itemCount in
        try apart.withUnsafeBufferPointer { apart in
          try base.withPointers { base in
            try tail.withPointers { tail in
              try body(
                ChunkView(
                  accountCount: accountCount, firstItem: firstItem, itemCount: itemCount,
                  apart: apart, baseItemCount: self.base.itemCount, base: base, tail: tail))
            }
          }
        }
      }
    }
  }
}

extension Chunk.Columns {
  fileprivate func withPointers<Result>(
    _ body: (ColumnPointers) throws -> Result
  ) rethrows -> Result {
    try itemStarts.withPointer { itemStarts in
      try days.withPointer { days in
        try standings.withPointer { standings in
          try causes.withPointer { causes in
            try monthlyMicros.withPointer { monthly in
              try yearlyMicros.withPointer { yearly in
                try quantities.withPointer { quantities in
                  try currencies.withPointer { currencies in
                    try plans.withPointer { plans in
                      try intervalUnits.withPointer { units in
                        try intervalCounts.withPointer { counts in
                          try anchorDays.withPointer { anchors in
                            try codes.withPointer { codes in
                              try body(
                                ColumnPointers(
                                  itemStarts: itemStarts, days: days, standings: standings,
                                  causes: causes, monthlyMicros: monthly, yearlyMicros: yearly,
                                  quantities: quantities, currencies: currencies, plans: plans,
                                  intervalUnits: units, intervalCounts: counts,
                                  anchorDays: anchors, codes: codes))
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

extension Array {
  /// The elements' address; some address that is never read where there are none.
  func withPointer<Result>(
    _ body: (UnsafePointer<Element>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeBufferPointer { buffer in
      guard let address = buffer.baseAddress else {
        let nowhere = UnsafeMutablePointer<Element>.allocate(capacity: 1)
        defer { nowhere.deallocate() }
        return try body(nowhere)
      }
      return try body(address)
    }
  }
}
