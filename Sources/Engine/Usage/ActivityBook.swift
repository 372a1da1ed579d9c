import Facts

/// What units did, day by day, as columns: what every figure of usage is counted from.
///
/// A unit is an account or a person, numbered from 0 without gaps. A value: a reader that holds a
/// copy sees what it held, whatever is changed afterwards.
public struct ActivityBook: Sendable, Chunked {
  /// Numbers of kinds from `-reservedKinds` up to -1 stand for what is no event: nothing that asks
  /// for any event counts them.
  public static let reservedKinds: Int32 = 16

  private(set) var chunks: [ActivityChunk] = []
  /// Names of events by the number that rows have.
  public private(set) var kinds: [String] = []
  private var numbers: [Identifier: Int32] = [:]

  /// A book without units.
  public init(kinds: [String] = []) {
    for name in kinds { number(ofKind: name) }
    precondition(self.kinds.count == kinds.count, "no name of an event stands there twice")
  }

  /// A book of rows in any order; those of one unit, day and kind are added up.
  ///
  /// - Parameter unitCount: how many units there are at least, with or without a row.
  public init(kinds: [String], unitCount: Int = 0, rows: [ActivityRow]) {
    self.init(kinds: kinds)
    let count = rows.reduce(unitCount) { max($0, Int($1.unit) + 1) }
    // By unit: where its rows end once they are sorted by unit.
    var places = [Int](repeating: 0, count: count + 1)
    for row in rows { places[Int(row.unit) + 1] += 1 }
    for unit in 0..<count { places[unit + 1] += places[unit] }
    let nothing = ActivityEntry(day: 0, kind: 0)
    var sorted = [ActivityEntry](repeating: nothing, count: rows.count)
    for row in rows {
      sorted[places[Int(row.unit)]] = row.entry
      places[Int(row.unit)] += 1
    }
    var start = 0
    for unit in 0..<count {
      append(unit: Array(sorted[start..<places[unit]]))
      start = places[unit]
    }
  }

  /// How many units there are, with or without a row.
  public var unitCount: Int {
    guard let last = chunks.last else { return 0 }
    return (chunks.count - 1) * ActivityChunk.capacity + last.unitCount
  }

  /// About how many rows there are: some of those that were replaced count too.
  public var rowCount: Int { chunks.indices.reduce(0) { $0 + chunks[$1].rowCount } }

  /// Adds a unit after the others; only while none has been replaced.
  ///
  /// - Parameter entries: in any order, though sorted by day and kind is quicker.
  public mutating func append(unit entries: [ActivityEntry]) {
    check(entries)
    if chunks.last.map({ $0.unitCount == ActivityChunk.capacity }) ?? true {
      chunks.append(ActivityChunk())
    }
    chunks[chunks.count - 1].append(entries.inOrder())
  }

  /// Gives a unit the entries that it now has, in any order.
  ///
  /// The cost is that of the unit's own rows, not of the book's; copies that others hold stay as
  /// they are.
  ///
  /// - Parameter unit: its number; one past the last adds units up to it.
  public mutating func replace(unit: Int, with entries: [ActivityEntry]) {
    check(entries)
    grow(to: unit + 1)
    let chunk = unit / ActivityChunk.capacity
    chunks[chunk].replace(unit: unit % ActivityChunk.capacity, with: entries.inOrder())
  }

  /// Adds rows to what units have, in any order; it costs each of those units a replacement.
  public mutating func add(_ rows: [ActivityRow]) {
    let sorted = rows.sorted { $0.unit < $1.unit }
    var start = 0
    while start < sorted.count {
      let unit = Int(sorted[start].unit)
      var end = start
      while end < sorted.count, sorted[end].unit == sorted[start].unit { end += 1 }
      let known = unit < unitCount ? entries(of: unit) : []
      replace(unit: unit, with: known + sorted[start..<end].map(\.entry))
      start = end
    }
  }

  /// Adds units without rows until there are so many.
  public mutating func grow(to count: Int) {
    while unitCount < count {
      if chunks.last.map({ $0.unitCount == ActivityChunk.capacity }) ?? true {
        chunks.append(ActivityChunk())
      }
      let full = (chunks.count - 1) * ActivityChunk.capacity
      chunks[chunks.count - 1].grow(to: min(ActivityChunk.capacity, count - full))
    }
  }

  /// The entries of a unit, one a day and kind, by day and then by kind.
  public func entries(of unit: Int) -> [ActivityEntry] {
    chunks[unit / ActivityChunk.capacity].entries(of: unit % ActivityChunk.capacity)
  }

  /// The number of an event's name, which is given one if it has none yet.
  @discardableResult
  public mutating func number(ofKind name: String) -> Int32 {
    if let known = numbers[Identifier(name)] { return known }
    let number = Int32(kinds.count)
    kinds.append(name)
    numbers[Identifier(name)] = number
    return number
  }

  /// The number of an event's name; nil where nothing of that name is known.
  public func number(ofKnownKind name: String) -> Int32? { numbers[Identifier(name)] }

  /// The days of the first and the last row; nil where there are none.
  ///
  /// Days of rows that were replaced may count too.
  public var days: ClosedRange<Day>? {
    let first = chunks.indices.reduce(Int32.max) {
      min($0, chunks[$1].base.firstDay, chunks[$1].tail.firstDay)
    }
    let last = chunks.indices.reduce(Int32.min) {
      max($0, chunks[$1].base.lastDay, chunks[$1].tail.lastDay)
    }
    return first <= last ? Day(number: first)...Day(number: last) : nil
  }

  var chunkCount: Int { chunks.count }

  var tokens: [ChangeToken] { chunks.indices.map { chunks[$0].token } }

  private func check(_ entries: [ActivityEntry]) {
    let known = -ActivityBook.reservedKinds..<Int32(kinds.count)
    let days = Day.first.number...Day.last.number
    precondition(entries.allSatisfy { known.contains($0.kind) && days.contains($0.day) })
  }
}
