import Chance
import Facts
import Testing

@testable import Engine

@Suite("Book of activity")
struct ActivityBookTests {
  private func entry(
    _ day: Int32, _ kind: Int32, _ count: Int32 = 1, _ seconds: Int32 = 0
  ) -> ActivityEntry {
    ActivityEntry(day: day, kind: kind, count: count, seconds: seconds)
  }

  @Test("Rows of one unit, day and kind are added up, to at most what 32 bits hold")
  func addedUp() {
    let book = ActivityBook(
      kinds: ["a", "b"],
      rows: [
        ActivityRow(unit: 1, day: 9, kind: 1, count: .max, seconds: 5),
        ActivityRow(unit: 1, day: 8, kind: 1), ActivityRow(unit: 1, day: 9, kind: 0, count: 2),
        ActivityRow(unit: 1, day: 9, kind: 1, count: .max, seconds: .max),
        ActivityRow(unit: 1, day: 9, kind: -1), ActivityRow(unit: 1, day: 7, kind: 0, count: 0),
        ActivityRow(unit: 1, day: 7, kind: 1, count: -4, seconds: 9),
        ActivityRow(unit: 1, day: 8, kind: 0, count: 1, seconds: -9),
      ])
    #expect(book.unitCount == 2)
    #expect(book.entries(of: 0) == [])
    #expect(
      book.entries(of: 1) == [
        entry(8, 0), entry(8, 1), entry(9, -1), entry(9, 0, 2), entry(9, 1, .max, .max),
      ])
    #expect(book.days == Day(number: 8)...Day(number: 9))
  }

  @Test("Names of events are told apart by their bytes")
  func names() {
    var book = ActivityBook(kinds: ["caf\u{e9}"])
    #expect(book.number(ofKnownKind: "cafe\u{301}") == nil)
    #expect(book.number(ofKind: "cafe\u{301}") == 1)
    #expect(book.number(ofKind: "caf\u{e9}") == 0)
    #expect(book.kinds.count == 2)
  }

  @Test("Whatever is replaced and merged, a unit has the rows it was given last", arguments: 1...6)
  func replaced(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    var book = ActivityBook(kinds: ["a", "b", "c"])
    var model: [[ActivityEntry]] = []
    func entries() -> [ActivityEntry] {
      (0..<Int.random(in: 0...60, using: &numbers)).map { number in
        entry(Int32(number / 2), Int32(number % 2), Int32.random(in: 1...9, using: &numbers))
      }
    }
    for _ in 0..<4200 {
      model.append(entries())
      book.append(unit: model[model.count - 1])
    }
    var copy = book
    var copied = model
    for round in 0..<3000 {
      let unit = Int.random(in: 0..<model.count + 2, using: &numbers)
      while model.count <= unit { model.append([]) }
      model[unit] = entries()
      book.replace(unit: unit, with: model[unit].shuffled(using: &numbers))
      // A reader holds a copy from now and then.
      guard round % 700 == 0 else { continue }
      #expect((0..<copied.count).allSatisfy { copy.entries(of: $0) == copied[$0] })
      (copy, copied) = (book, model)
    }
    #expect(book.unitCount == model.count)
    #expect(model.indices.allSatisfy { book.entries(of: $0) == model[$0] })
    #expect(copied.indices.allSatisfy { copy.entries(of: $0) == copied[$0] })
    for chunk in book.chunks {
      #expect(chunk.tail.rowCount <= max(1024, chunk.base.rowCount / 16))
    }
  }

  @Test("Rows that are added one by one make the book that they make together")
  func addedOneByOne() {
    var numbers = SplitMix64(seed: 5)
    for _ in 0..<50 {
      let rows = (0..<40).map { _ in
        ActivityRow(
          unit: Int.random(in: 0..<5, using: &numbers),
          day: Int32.random(in: 0..<6, using: &numbers), kind: 0, seconds: 3)
      }
      let whole = ActivityBook(kinds: ["a"], unitCount: 5, rows: rows)
      var grown = ActivityBook(kinds: ["a"])
      grown.grow(to: 5)
      grown.add(Array(rows.prefix(20)))
      for row in rows.dropFirst(20) { grown.add([row]) }
      #expect((0..<5).allSatisfy { whole.entries(of: $0) == grown.entries(of: $0) })
    }
  }

  @Test("A set of units knows how many it has")
  func units() {
    let units = UnitSet([3, 200, 3, 64])
    #expect(units.count == 3)
    #expect((0..<300).filter(units.contains) == [3, 64, 200])
    #expect(units == UnitSet([200, 64, 3]) && units != UnitSet([3, 64]))
  }
}

extension ActivityBookTests {
  @Test("Months are read from bits only where they say all there is to say")
  func months() {
    func number(_ day: String) -> Int32 { Day(day)!.number }
    let ends = ["2024-12-31", "2025-01-31", "2025-02-28"].map(number)
    let late = number("2025-09-01")
    #expect(MonthSlots(lastDays: ends, knownThrough: late) != nil)
    // A month that is not over is one only if nothing is known of its other days.
    let open = [ends[0], ends[1], number("2025-02-20")]
    #expect(MonthSlots(lastDays: open, knownThrough: number("2025-02-20")) != nil)
    #expect(MonthSlots(lastDays: open, knownThrough: number("2025-02-21")) == nil)
    #expect(MonthSlots(lastDays: [ends[0], ends[2]], knownThrough: late) == nil)
    #expect(MonthSlots(lastDays: [ends[0], number("2025-01-30"), ends[2]], knownThrough: 0) == nil)
    let slots = MonthSlots(lastDays: ends, knownThrough: late)!
    func bits(_ days: [String]) -> UInt64 {
      slots.slots(of: ActiveMonths(days.map { entry(number($0), 0) }))
    }
    #expect(bits([]) == 0)
    #expect(bits(["2025-01-01", "2025-01-31"]) == 0b010)
    #expect(bits(["2024-12-31", "2025-02-28"]) == 0b101)
    #expect(bits(["2021-01-01", "2025-02-01"]) == 0b101)
    #expect(bits(["2019-01-01", "2019-01-02"]) == 0b001)
    #expect(bits(["2025-02-01", "2025-03-01", "2030-01-01"]) == 0b100)
    let far = ["2019-09-30", "2025-01-01"].map { entry(number($0), 0) }
    #expect(ActiveMonths(far).first == ActiveMonths.unread)
    #expect(ActiveMonths([entry(number("2025-01-01"), -1)]).bits == 0)
  }
}
