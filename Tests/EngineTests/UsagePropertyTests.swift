import Chance
import Engine
import Facts
import Testing

/// Figures of usage of any small book, against a count of sets.
@Suite("Usage of any book")
struct UsagePropertyTests {
  /// Hundreds of questions, each about a book of its own.
  private func forEachBook(
    _ count: Int = 500, _ body: (MadeUpUsage, NaiveUsage, UsageQuestion, String) -> Void
  ) {
    let seed = UInt64.random(in: 0..<1 << 32)
    var numbers = SplitMix64(seed: seed)
    for round in 0..<count {
      let made = MadeUpUsage(&numbers)
      let question = made.question(&numbers)
      body(made, made.naive, question, "seed \(seed) round \(round) \(question)")
    }
  }

  @Test("Active units are those of a count of sets, group by group, and open to their rows")
  func active() {
    forEachBook { made, naive, question, what in
      let found = activeUnits(of: made.book, question)
      let groups = naive.groups(question)
      #expect(found.periods.count == groups.count, "\(what)")
      for (index, count) in found.periods.enumerated() {
        #expect(count.active == count.new + count.returning + count.resurrected)
        for group in ActiveUnits.Group.allCases {
          let expected = groups[index][group] ?? []
          #expect(count.number(of: group) == expected.count, "\(what) \(group)")
          #expect(found.rows(of: index, group, in: made.book) == expected, "\(what) \(group)")
        }
      }
    }
  }

  @Test("So are trailing windows")
  func trailing() {
    forEachBook(150) { made, naive, question, what in
      for days in [1, 7, 28] {
        let found = trailingUnits(of: made.book, question, days: days)
        for (place, active) in found.active.enumerated() {
          let day = question.period.from.number + Int32(place)
          let expected = naive.trailing(question, on: day, days: days)
          #expect(active == expected.count, "\(what) \(days)")
          let rows = found.rows(on: Day(number: day), in: made.book)
          #expect(rows == expected, "\(what) \(days)")
        }
        let known = min(question.period.to, question.horizon).number
        #expect(found.active.count == max(0, Int(known - question.period.from.number) + 1))
      }
    }
  }

  @Test("So are days active, and seconds")
  func stickinessAndSeconds() {
    forEachBook { made, naive, question, what in
      let sticky = stickiness(of: made.book, question)
      let time = sessionTime(of: made.book, question)
      let days = naive.stickiness(question)
      let seconds = naive.seconds(question)
      #expect(sticky.periods.count == days.count && time.periods.count == days.count, "\(what)")
      for index in sticky.periods.indices {
        let count = sticky.periods[index]
        #expect(count.unitDays == days[index].values.reduce(0, +), "\(what)")
        #expect(count.active == days[index].count, "\(what)")
        for (place, units) in count.unitsByDays.enumerated() {
          #expect(units == days[index].values.count { $0 == place + 1 }, "\(what)")
        }
        let rows = sticky.rows(of: index, in: made.book)
        #expect(rows.map(\.unit) == days[index].keys.sorted(), "\(what)")
        #expect(rows.allSatisfy { days[index][$0.unit] == $0.days }, "\(what)")
        let known = count.days * days[index].count
        let mean = known == 0 ? nil : Double(count.unitDays) / Double(known)
        #expect(count.value.value == mean, "\(what)")
        let sorted = seconds[index].values.sorted()
        #expect(time.periods[index].seconds == sorted.reduce(0, +), "\(what)")
        #expect(time.periods[index].active == sorted.count, "\(what)")
        let times = time.rows(of: index, in: made.book)
        #expect(times.map(\.unit) == seconds[index].keys.sorted(), "\(what)")
        #expect(times.allSatisfy { seconds[index][$0.unit] == $0.seconds }, "\(what)")
        let units = sorted.count
        let median =
          units == 0 ? nil : Double(sorted[(units - 1) / 2] + sorted[units / 2]) / 2
        #expect(time.median(of: index, in: made.book) == median, "\(what)")
      }
    }
  }

  @Test("So is what is used of which kind")
  func adopted() {
    forEachBook { made, naive, question, what in
      let found = adoption(of: made.book, question)
      var whole = question
      whole.every = nil
      whole.kinds = nil
      let active = naive.groups(whole).first?[.active]?.count ?? 0
      #expect(found.active == active, "\(what)")
      #expect(found.features.map(\.kind) == [0, 1, 2])
      for feature in found.features {
        let expected = naive.adoption(of: feature.kind, question)
        #expect(feature.used == expected.count, "\(what)")
        #expect(feature.count == expected.reduce(0) { $0 + $1.count }, "\(what)")
        #expect(feature.unitDays == expected.reduce(0) { $0 + $1.days }, "\(what)")
        #expect(feature.whole == question.population?.count ?? active, "\(what)")
        #expect(found.rows(of: feature.kind, in: made.book) == expected, "\(what)")
        #expect(feature.share.interval == WilsonInterval(feature.used, of: feature.whole))
      }
    }
  }

  @Test("So are the last days against those before them")
  func trends() {
    forEachBook { made, naive, question, what in
      for days in [1, 10, 30] {
        let day = question.horizon
        let middle = day.number - Int32(days)
        let found = made.book.trends(
          on: day, days: days, kinds: question.kinds, of: question.population)
        let expected = naive.population(question).map { unit in
          (
            unit, naive.window(of: unit, question.kinds, middle + 1...day.number),
            naive.window(of: unit, question.kinds, middle - Int32(days) + 1...middle)
          )
        }.filter { question.population != nil || $0.1.count + $0.2.count > 0 }
        #expect(found.map(\.unit) == expected.map(\.0), "\(what)")
        #expect(found.map(\.recent) == expected.map(\.1), "\(what)")
        #expect(found.map(\.before) == expected.map(\.2), "\(what)")
        for trend in found {
          #expect(
            made.book.trend(of: trend.unit, on: day, days: days, kinds: question.kinds) == trend)
        }
      }
    }
  }

  @Test("Control: a day less in one row is found by each comparison")
  func control() {
    var differing = 0
    var asked = 0
    forEachBook(200) { made, _, question, _ in
      let known = MadeUpUsage.first.number + 400
      let meant = made.rows.first {
        $0.entry.kind >= 0 && $0.entry.count > 0 && $0.entry.day <= known
      }
      guard var row = meant else { return }
      // The same row moved far away, and the book as it was.
      var rows = made.rows
      rows.remove(at: rows.firstIndex(of: row)!)
      row.entry.day += 20_000
      let other = NaiveUsage(units: made.units, rows + [row])
      var all = question
      all.period = Period(from: MadeUpUsage.first, to: MadeUpUsage.first.advanced(by: 400)!)!
      all.horizon = all.period.to
      all.every = .day
      all.kinds = [row.entry.kind]
      all.population = nil
      asked += 1
      let isSame = zip(activeUnits(of: made.book, all).periods, other.groups(all)).allSatisfy {
        $0.active == $1[.active]?.count ?? 0
      }
      let adopted = adoption(of: made.book, all).rows(of: row.entry.kind, in: made.book)
      if !isSame || adopted != other.adoption(of: row.entry.kind, all) { differing += 1 }
    }
    #expect(asked > 50)
    #expect(differing == asked)
  }
}
