/// Reads in which slots units were active, as bits: what counts of active units and cohorts share.
struct ActiveMasks {
  let slots: DaySlots
  let filter: KindFilter
  let population: UnitSet?
  /// Where slots are months and any event counts, so that no row has to be read.
  private let months: MonthSlots?

  init(_ book: ActivityBook, slots: DaySlots, filter: KindFilter, population: UnitSet?) {
    self.slots = slots
    self.filter = filter
    self.population = population
    let lastDay = book.days?.upperBound.number ?? .min
    months = filter.isAny ? MonthSlots(lastDays: slots.lastDays, knownThrough: lastDay) : nil
  }

  /// Words of 64 slots that a unit's bits take.
  var wordCount: Int { (slots.count + 63) / 64 }

  /// Calls the body with the bits of each unit of some chunks, whether it was active or not.
  func forEachUnit(
    of book: ActivityBook, _ chunks: ChunkTurns,
    _ body: (_ unit: Int, _ words: UnsafeMutablePointer<UInt64>) -> Void
  ) {
    let wordCount = wordCount
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: wordCount)
    defer { words.deallocate() }
    slots.withTable { table in
      filter.withTable { kinds in
        for chunk in chunks {
          book.chunks[chunk].withView { view in
            let takesAll = filter.isAny && !view.hasReserved
            for local in 0..<view.unitCount {
              let unit = chunk * ActivityChunk.capacity + local
              if let population, !population.contains(unit) { continue }
              if let months, view.months[local].first != ActiveMonths.unread {
                words[0] = months.slots(of: view.months[local])
                body(unit, words)
                continue
              }
              words.update(repeating: 0, count: wordCount)
              let (columns, rows) = view.rows(of: local)
              if takesAll {
                ActiveMasks.readAll(columns.days, rows, table, words)
              } else {
                ActiveMasks.read(columns, rows, table, kinds, words)
              }
              body(unit, words)
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func readAll(
    _ days: UnsafePointer<Int32>, _ rows: Range<Int>, _ table: DaySlots.Table,
    _ words: UnsafeMutablePointer<UInt64>
  ) {
    // Days ascend, so that a word is filled before the next one is begun.
    var word: UInt64 = 0
    var place = 0
    for row in rows {
      let slot = table.slot(of: days[row])
      if slot &>> 6 != place {
        words[place] |= word
        word = 0
        place = slot &>> 6
      }
      word |= 1 &<< UInt64(truncatingIfNeeded: slot & 63)
    }
    words[place] |= word
  }

  @inline(__always)
  private static func read(
    _ columns: ActivityPointers, _ rows: Range<Int>, _ table: DaySlots.Table,
    _ kinds: UnsafePointer<UInt8>, _ words: UnsafeMutablePointer<UInt64>
  ) {
    var word: UInt64 = 0
    var place = 0
    for row in rows {
      let slot = table.slot(of: columns.days[row])
      if slot &>> 6 != place {
        words[place] |= word
        word = 0
        place = slot &>> 6
      }
      let isMeant = UInt64(truncatingIfNeeded: kinds[Int(columns.kinds[row])])
      word |= isMeant &<< UInt64(truncatingIfNeeded: slot & 63)
    }
    words[place] |= word
  }
}

extension UInt64 {
  /// Adds one to the count of each bit that is set.
  @inline(__always)
  func addBits(to counts: UnsafeMutablePointer<Int32>) {
    var rest = self
    while rest != 0 {
      counts[rest.trailingZeroBitCount] &+= 1
      rest &= rest &- 1
    }
  }
}
