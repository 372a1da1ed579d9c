import Facts

/// What figures of usage are asked about.
///
/// Source: `docs/metrics.md#usage`.
public struct UsageQuestion: Hashable, Sendable {
  /// The days that are asked about.
  public var period: Period
  /// What the period is cut into: whole units of the calendar, those too in which it begins and
  /// ends within; nil for the period itself.
  public var every: CalendarUnit?
  /// The kinds that count, by their numbers; nil for any event.
  public var kinds: Set<Int32>?
  /// The units that are looked at; nil for all.
  public var population: UnitSet?
  /// The last day that is known.
  public var horizon: Day

  /// Any event of any unit, unless said otherwise.
  public init(
    _ period: Period, every: CalendarUnit? = nil, kinds: Set<Int32>? = nil,
    of population: UnitSet? = nil, horizon: Day
  ) {
    self.period = period
    self.every = every
    self.kinds = kinds
    self.population = population
    self.horizon = horizon
  }

  /// The pieces that have begun by the horizon, one after the other without a gap.
  public var pieces: [Period] {
    guard period.from <= horizon else { return [] }
    guard let every else { return [period] }
    let first = every.index(of: period.from.number)
    let last = every.index(of: min(period.to, horizon).number)
    return (first...last).compactMap { index in
      Period(
        from: Day(number: every.firstDay(of: index)),
        to: Day(number: every.firstDay(of: index + 1) - 1), label: every.label(of: index))
    }
  }

  /// The first day of the period before the first piece: a unit of the calendar, or as many days as
  /// the period has.
  func dayBefore(_ first: Period) -> Int32 {
    guard let every else { return first.from.number - (first.to.number - first.from.number + 1) }
    return every.firstDay(of: every.index(of: first.from.number - 1))
  }

  func includes(_ unit: Int) -> Bool { population?.contains(unit) ?? true }
}

/// Which kinds count, as a table by their number.
struct KindFilter: Sendable {
  /// Whether every event counts, so that only reserved kinds have to be told apart.
  let isAny: Bool
  private let table: [UInt8]

  init(_ kinds: Set<Int32>?, in book: ActivityBook) {
    let reserved = ActivityBook.reservedKinds
    isAny = kinds == nil
    table = (-reserved..<Int32(book.kinds.count)).map { kind in
      (kinds?.contains(kind) ?? (kind >= 0)) ? 1 : 0
    }
  }

  @inline(__always)
  func includes(_ kind: Int32) -> Bool { table[Int(kind &+ ActivityBook.reservedKinds)] != 0 }

  /// The address of kind 0's entry in the table; 1 for a kind that counts.
  func withTable<Result>(_ body: (UnsafePointer<UInt8>) throws -> Result) rethrows -> Result {
    try table.withPointer { try body($0 + Int(ActivityBook.reservedKinds)) }
  }
}

/// The slot that each day falls into, as a table.
///
/// Slot 0 has all days before the others, and the last slot all days after them.
struct DaySlots: Sendable {
  /// The day of the table's first entry, which is one of slot 0.
  let firstDay: Int32
  let slots: [Int32]
  /// The last day of each slot but the last one.
  let lastDays: [Int32]
  /// How many slots there are, the first and the last too.
  let count: Int

  /// - Parameter lastDays: each slot's last day, ascending; that of slot 0 first.
  init(lastDays: [Int32]) {
    self.lastDays = lastDays
    firstDay = lastDays[0]
    var slots: [Int32] = [0]
    for (slot, lastDay) in lastDays.enumerated().dropFirst() {
      let length = Int(lastDay - firstDay) + 1 - slots.count
      slots += [Int32](repeating: Int32(slot), count: max(0, length))
    }
    slots.append(Int32(lastDays.count))
    self.slots = slots
    count = lastDays.count + 1
  }

  func withTable<Result>(_ body: (Table) throws -> Result) rethrows -> Result {
    try slots.withPointer { slots in
      try body(Table(firstDay: firstDay, last: Int32(self.slots.count - 1), slots: slots))
    }
  }

  /// The table as a bare pointer.
  struct Table {
    fileprivate let firstDay: Int32
    fileprivate let last: Int32
    fileprivate let slots: UnsafePointer<Int32>

    @inline(__always)
    func slot(of day: Int32) -> Int {
      Int(slots[Int(max(0, min(day &- firstDay, last)))])
    }
  }
}

extension UsageQuestion {
  /// Slots of days: 0 for what came earlier, 1 for the period before the first piece, then the
  /// pieces, then what comes after them or the horizon.
  func slots(of pieces: [Period]) -> DaySlots {
    guard let first = pieces.first else { return DaySlots(lastDays: [0]) }
    let lastDays = pieces.map { min($0.to, horizon).number }
    return DaySlots(lastDays: [dayBefore(first) - 1, first.from.number - 1] + lastDays)
  }
}
