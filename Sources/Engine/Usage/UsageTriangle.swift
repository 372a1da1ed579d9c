/// Counts units of cohorts whose cells are as wide as they are, in units of the calendar.
///
/// Then a cell is the same days for the whole cohort, and a unit is a bit for each of them: one if
/// it entered then, one if it came back.
struct UsageTriangle {
  private let plan: UsageCohortPlan
  private let unit: CalendarUnit
  private let firstUnit: Int32
  private let unitCount: Int
  /// Slot n + 1 is unit n.
  private let slots: DaySlots
  /// By slot: its last day that is looked at.
  private let lastDays: [Int32]

  /// More cells than this are counted entry by entry: the triangle would be mostly empty.
  private static let largestCellCount = 1 << 22

  /// Nil for a question that is none of these.
  init?(_ plan: UsageCohortPlan) {
    let shape = plan.question.shape
    guard case .time(shape.every) = shape.cohort, shape.clock == .calendar else { return nil }
    let unit = shape.every
    let firstUnit = unit.index(of: plan.clock.firstDay)
    let count = Int(unit.index(of: plan.clock.horizon) - firstUnit) + 1
    guard count < 1 << 16, (count + 2) * (count + 2) <= Self.largestCellCount else { return nil }
    self.plan = plan
    self.unit = unit
    self.firstUnit = firstUnit
    unitCount = count
    let ends = (0..<Int32(count)).map {
      min(unit.firstDay(of: firstUnit + $0 + 1) - 1, plan.clock.horizon)
    }
    lastDays = [unit.firstDay(of: firstUnit) - 1] + ends
    slots = DaySlots(lastDays: lastDays)
  }

  /// By slot of entry, then by slot: who came back in it or, without bound, whose last cell it is.
  ///
  /// Slot 0 of a row has who entered.
  private typealias Part = [Int32]

  private var width: Int { slots.count }

  /// Counts all units.
  func tally(_ workers: Workers) -> CohortTally {
    let size = width * width
    let parts = workers.parts(
      of: plan.book, plan.asked(isTriangle: true), byteCount: size * 4, fewest: 8
    ) { chunks in
      var part = Part(repeating: 0, count: size)
      part.withUnsafeMutableBufferPointer { part in
        guard let part = part.baseAddress else { return }
        if isOfOneMask { countMasks(chunks, part) } else { countDays(chunks, part) }
      }
      return part
    }
    return tally(parts)
  }

  /// Whether bits alone tell everything: what starts also retains, on whatever day of a cell, and
  /// no unit of the calendar is followed in part.
  private var isOfOneMask: Bool {
    let question = plan.question
    return question.start == question.comeback && question.shape.sight == .any
      && question.shape.entered == nil
  }

  /// Counts units by one mask each.
  private func countMasks(_ chunks: ChunkTurns, _ part: UnsafeMutablePointer<Int32>) {
    let masks = ActiveMasks(
      plan.book, slots: slots, filter: plan.start, population: plan.question.population)
    let wordCount = masks.wordCount
    masks.forEachUnit(of: plan.book, chunks) { _, words in
      // What comes after the horizon is not known.
      words[wordCount - 1] &= ~(1 &<< UInt64((width - 1) & 63))
      var last = wordCount - 1
      while last > 0, words[last] == 0 { last -= 1 }
      let endSlot = last * 64 + 63 - words[last].leadingZeroBitCount
      add(UnitBits(entries: words, returns: words, own: words, endSlot: endSlot), part)
    }
  }

  /// Counts units day by day.
  private func countDays(_ chunks: ChunkTurns, _ part: UnsafeMutablePointer<Int32>) {
    let wordCount = (width + 63) / 64
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 3 * wordCount)
    defer { words.deallocate() }
    var bits = UnitBits(
      entries: words, returns: words + wordCount, own: words + 2 * wordCount, endSlot: 0)
    slots.withTable { table in
      plan.start.withTable { starts in
        plan.comeback.withTable { comebacks in
          for chunk in chunks {
            plan.book.chunks[chunk].withView { view in
              for local in 0..<view.unitCount {
                let unit = chunk * ActivityChunk.capacity + local
                if let population = plan.question.population, !population.contains(unit) {
                  continue
                }
                words.update(repeating: 0, count: 3 * wordCount)
                let (columns, rows) = view.rows(of: local)
                read(columns, rows, table, starts, comebacks, &bits)
                add(bits, part)
              }
            }
          }
        }
      }
    }
  }

  /// Reads a unit's rows into bits.
  private func read(
    _ columns: ActivityPointers, _ rows: Range<Int>, _ table: DaySlots.Table,
    _ starts: UnsafePointer<UInt8>, _ comebacks: UnsafePointer<UInt8>, _ bits: inout UnitBits
  ) {
    let shape = plan.question.shape
    let isFirst = plan.question.entry == .first
    var lastComeback = Int32.min
    // The last slot in which the unit did what starts, and in which it entered.
    var (startSlot, entrySlot) = (-1, -1)
    for row in rows {
      let day = columns.days[row]
      guard day <= plan.clock.horizon else { break }
      let kind = Int(columns.kinds[row])
      let slot = table.slot(of: day)
      if comebacks[kind] != 0 {
        lastComeback = day
        if shape.sight == .any || day == lastDays[slot] { UnitBits.set(bits.returns, slot) }
        if slot == entrySlot { UnitBits.set(bits.own, slot) }
      }
      if starts[kind] != 0, isFirst ? startSlot < 0 : slot != startSlot {
        startSlot = slot
        guard slot > 0, shape.follows(day) else { continue }
        entrySlot = slot
        UnitBits.set(bits.entries, slot)
        if lastComeback == day { UnitBits.set(bits.own, slot) }
      }
    }
    guard lastComeback > .min else {
      bits.endSlot = 0
      return
    }
    let slot = table.slot(of: lastComeback)
    bits.endSlot = shape.sight == .any || lastComeback >= lastDays[slot] ? slot : slot - 1
  }

  /// Adds a unit's entries.
  @inline(__always)
  private func add(_ bits: UnitBits, _ part: UnsafeMutablePointer<Int32>) {
    let shape = plan.question.shape
    let wordCount = (width + 63) / 64
    for place in 0..<wordCount {
      var rest = bits.entries[place]
      while rest != 0 {
        let entry = place &* 64 &+ rest.trailingZeroBitCount
        rest &= rest &- 1
        let row = part + entry &* width
        row[0] &+= 1
        let isOwn = UnitBits.has(shape.sight == .end ? bits.returns : bits.own, entry)
        if shape.bound == .bounded {
          if isOwn { row[entry] &+= 1 }
          let above = ~UInt64(1) &<< UInt64(truncatingIfNeeded: entry & 63)
          (bits.returns[place] & above).addBits(to: row + place &* 64)
          for later in place &+ 1..<max(wordCount, place &+ 1) {
            bits.returns[later].addBits(to: row + later &* 64)
          }
        } else if bits.endSlot > entry
          || bits.endSlot == entry && (isOwn || shape.sight == .end)
        {
          row[bits.endSlot] &+= 1
        }
        if plan.question.entry == .first { return }
      }
    }
  }

  private func tally(_ parts: [Part]) -> CohortTally {
    var tally = CohortTally()
    let isOpen = unit.firstDay(of: firstUnit + Int32(unitCount)) - 1 > plan.clock.horizon
    let seenUnitCount = isOpen ? unitCount - 1 : unitCount
    for slot in 1...unitCount {
      func sum(_ place: Int) -> Int { parts.reduce(0) { $0 + Int($1[slot * width + place]) } }
      let size = sum(0)
      guard size > 0 else { continue }
      var present = (slot...unitCount).map(sum)
      if plan.question.shape.bound == .unbounded {
        for place in present.indices.dropLast().reversed() { present[place] += present[place + 1] }
      }
      let sums = CohortSums(
        size, present: Array(present.prefix(plan.question.shape.cellLimit ?? .max)),
        seenCount: seenUnitCount - (slot - 1))
      tally.merge(Int64(firstUnit) + Int64(slot - 1), sums)
    }
    return tally
  }
}

/// What one unit did, as bits by slot.
private struct UnitBits {
  /// When it entered.
  let entries: UnsafeMutablePointer<UInt64>
  /// When it came back.
  let returns: UnsafeMutablePointer<UInt64>
  /// When it came back in the very unit of the calendar in which it entered, not before it entered.
  let own: UnsafeMutablePointer<UInt64>
  /// The last slot whose cell counts without bound; 0 for none.
  var endSlot: Int

  @inline(__always)
  static func set(_ words: UnsafeMutablePointer<UInt64>, _ slot: Int) {
    words[slot &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: slot & 63)
  }

  @inline(__always)
  static func has(_ words: UnsafeMutablePointer<UInt64>, _ slot: Int) -> Bool {
    words[slot &>> 6] &>> UInt64(truncatingIfNeeded: slot & 63) & 1 != 0
  }
}
