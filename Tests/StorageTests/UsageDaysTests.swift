import Chance
import Engine
import Facts
import Foundation
import GRDB
import Storage
import Testing

@Suite("Usage by the day")
struct UsageDaysTests {
  let folder = Scratch()

  init() throws { _ = try Ledger.writing(folder.workspace) }

  @Test(
    "In any order, in any pieces and twice over, the days add up to the same", arguments: 0..<12)
  func anyOrder(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let events = (0..<Int.random(in: 40...160, using: &random)).map { made($0, &random) }
    let expected = NaiveUsage(events, in: .utc).rows
    for round in 0..<3 {
      let scratch = Scratch()
      _ = try Ledger.writing(scratch.workspace)
      var store = try UsageStore.applying(scratch.workspace)
      let again = events.filter { _ in Bool.random(using: &random) }
      var rest = (events + again).shuffled(using: &random)[...]
      var place: Int64 = 0
      while !rest.isEmpty {
        let piece = rest.prefix(Int.random(in: 1...40, using: &random))
        rest = rest.dropFirst(piece.count)
        try store.apply(Array(piece), from: place, to: place + 1)
        place += 1
        switch Int.random(in: 0..<6, using: &random) {
        case 0: try store.tidy(atLeast: 1)
        case 1:
          store.close()
          store = try UsageStore.applying(scratch.workspace)
        case 2: try store.rebuild(in: .utc)
        default: break
        }
      }
      #expect(try assigned(store) == expected, "seed \(seed), round \(round)")
      // The control: one event less is another sum.
      let less = NaiveUsage(Array(events.dropLast()), in: .utc).rows
      #expect(less != expected || events.last?.event.kind != .track)
    }
  }

  @Test("By the days of another zone all that is kept is counted anew")
  func anotherZone() throws {
    let store = try UsageStore.applying(folder.workspace)
    var late = usage(1)
    late.event.at = Instant(microseconds: moment(0).microseconds + 23 * 3_600_000_000)
    late.event.received = late.event.at!
    try store.apply([late], from: 0, to: 1)
    #expect(try days(store) == ["2025-01-01": 1])
    let bucharest = try zone("Europe/Bucharest")
    try store.apply([], from: 1, to: 2, in: bucharest)
    #expect(try days(store) == ["2025-01-02": 1])
    #expect(try store.read { try $0.zoneName() } == "Europe/Bucharest")
  }

  @Test("Days whose events are gone keep their counts, also when all is counted anew")
  func sealed() throws {
    let store = try UsageStore.applying(folder.workspace)
    let events = (0..<6).map { number in
      var sourced = usage(number)
      sourced.event.at = Instant(microseconds: moment(0).microseconds + Int64(number) * 12 * hour)
      sourced.event.received = sourced.event.at!
      return sourced
    }
    try store.apply(events, from: 0, to: 1)
    let before = try days(store)
    #expect(before == ["2025-01-01": 2, "2025-01-02": 2, "2025-01-03": 2])
    let kept = Day("2025-01-03")!
    #expect(try store.dropEvents(before: kept, in: .utc, atMost: 3) == 3)
    #expect(try store.dropEvents(before: kept, in: .utc, atMost: 3) == 1)
    #expect(try store.dropEvents(before: kept, in: .utc, atMost: 3) == 0)
    #expect(try store.messages().count == 2)
    try store.rebuild(in: .utc)
    #expect(try days(store) == before)
    // One that comes late is counted, and sealed in.
    var late = usage(9)
    late.event.at = moment(5)
    late.event.received = moment(400_000)
    try store.apply([late], from: 1, to: 2)
    try store.tidy(atLeast: 1)
    try store.rebuild(in: try zone("America/Los_Angeles"))
    #expect(try days(store).values.reduce(0, +) == 7)
    #expect(try days(store)["2025-01-01"] == 3)
    #expect(try store.damagedDays().isEmpty)
  }

  @Test(
    "By another zone what came late around the first kept moment counts once",
    arguments: [
      "America/Los_Angeles", "Asia/Tokyo",
    ])
  func aroundTheFirst(name: String) throws {
    let store = try UsageStore.applying(folder.workspace)
    try store.apply([usage(1)], from: 0, to: 1)
    let kept = Day("2025-01-03")!
    _ = try store.dropEvents(before: kept, in: .utc)
    let other = try zone(name)
    // An hour before and after the first kept moment, which another zone puts on one day.
    let events = [-1, 1].map { hours in
      var late = usage(10 + hours)
      late.event.at = Instant(microseconds: moment(2 * 86_400).microseconds + Int64(hours) * hour)
      late.event.received = moment(400_000)
      return late
    }
    try store.apply(events, from: 1, to: 2, in: other)
    let before = try days(store)
    #expect(before.values.reduce(0, +) == 3)
    try store.rebuild(in: other)
    _ = try store.dropEvents(before: kept, in: .utc)
    try store.rebuild(in: .utc)
    #expect(try days(store) == before)
    #expect(try store.damagedDays().isEmpty)
  }

  @Test("A count that changed on a sealed day is found, and nothing is sealed over it")
  func damaged() throws {
    let store = try UsageStore.applying(folder.workspace)
    try store.apply([usage(1)], from: 0, to: 1)
    _ = try store.dropEvents(before: Day("2025-02-01")!, in: .utc)
    do {
      let queue = try DatabaseQueue(path: folder.workspace.usagePath)
      try queue.write { try $0.execute(sql: "UPDATE daily SET count = 2") }
    }
    #expect(try store.damagedDays() == [Day("2025-01-01")!])
    try store.apply([usage(2)], from: 1, to: 2)
    #expect(throws: UsageDamage.sealedDay(Day("2025-01-01")!)) { try store.tidy(atLeast: 1) }
  }

  @Test("Past the limit names are counted together, and that is told")
  func names() throws {
    let store = try UsageStore.applying(folder.workspace)
    let events = (0..<2100).map { number in
      var sourced = usage(number)
      sourced.event.name = "Event \(number)"
      sourced.event.propertyNames = Array("a\0p\(number)\0".utf8)
      return sourced
    }
    try store.apply(events, from: 0, to: 1)
    let names = try store.names()
    #expect(names.count == 2001 && names.filter(\.isRest).count == 1)
    let rest = try #require(names.first { $0.isRest })
    let rows = try store.read { view in
      var rows: [UsageView.DailyRow] = []
      try view.forEachRow { rows.append($0) }
      return rows
    }
    #expect(rows.first { $0.name == rest.number }?.count == 100)
    #expect(rows.reduce(0) { $0 + $1.count } == 2100)
    #expect(try store.contained().first { $0.what == "track" }?.events == 100)
    #expect(try store.properties(ofName: names[0].number) == ["a", "p0"])
    var many = usage(5000)
    many.event.name = "Event 0"
    many.event.propertyNames = (0..<300).flatMap { Array("q\($0)\0".utf8) }
    try store.apply([many], from: 1, to: 2)
    #expect(try store.properties(ofName: names[0].number).count == 200)
    #expect(try store.contained().first { $0.what == "property" }?.events == 1)
    try store.rebuild(in: .utc)
    #expect(try store.contained().first { $0.what == "track" }?.events == 100)
  }

  @Test("What was kept apart counts once its time is mended, where it was received")
  func mended() throws {
    let store = try UsageStore.applying(folder.workspace)
    let day = 24 * hour
    let events = (0..<5).map { number in
      var sourced = usage(number)
      let received = sourced.event.received.microseconds
      sourced.event.at =
        number == 0 ? nil : Instant(microseconds: received + Int64(number) * (day + 1))
      return sourced
    }
    try store.apply(events, from: 0, to: 1)
    #expect(try store.quarantine(atMost: 3).map(\.message) == ["m-4", "m-3", "m-2"])
    #expect(try store.quarantineCounts().values.sorted() == [1, 4])
    let future = UsageStore.QuarantineChoice(reason: .future)
    let made = moment(999)
    let unreadable = UsageStore.QuarantineChoice(reason: .unreadable)
    let cases: [(UsageStore.QuarantineChoice, Mend, MendOutcome)] = [
      (future, .shift(seconds: -2 * 86_400), MendOutcome(mended: 2, left: 2)),
      (unreadable, .shift(seconds: 0), MendOutcome(mended: 0, left: 1)),
      (.init(source: "app"), .receipt, MendOutcome()),
      (.init(), .receipt, MendOutcome(mended: 3, left: 0)),
    ]
    for (choice, rule, outcome) in cases {
      let before = try store.quarantine(atMost: 9).map(\.number)
      #expect(try store.previewMend(choice, by: rule) == outcome)
      #expect(try store.quarantine(atMost: 9).map(\.number) == before)
      let record = try store.mend(choice, by: rule, at: made, in: .utc)
      #expect(record.outcome == outcome)
    }
    let count = try #require(try store.counts().first?.value)
    #expect(count.accepted == 5 && count.stored == 5 && count.quarantined == 0)
    #expect(try days(store).values.reduce(0, +) == 5)
    // Sent once more it is a duplicate, mended or not.
    try store.apply([events[0]], from: 1, to: 2)
    #expect(try days(store).values.reduce(0, +) == 5)
    let mends = try store.mends()
    #expect(mends.map(\.outcome) == cases.map { $0.2 })
    #expect(mends.map(\.choice) == cases.map { $0.0 })
    #expect(mends.map(\.rule) == cases.map { $0.1.description })
    #expect(mends.allSatisfy { $0.made == made })
  }

  @Test("What is followed from a mark is what is read anew", arguments: 0..<6)
  func follows(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let store = try UsageStore.applying(folder.workspace)
    try store.rebuild(in: .utc)
    var mark = try store.read { try $0.mark() }
    var followed: [[Int]: Int64] = [:]
    func add(_ row: UsageView.DailyRow) {
      followed[[Int(row.day), row.actor, row.name], default: 0] += row.count
    }
    for piece in 0..<30 {
      let events = (0..<5).map { made(piece * 5 + $0, &random) }
      try store.apply(events, from: Int64(piece), to: Int64(piece + 1))
      if Int.random(in: 0..<4, using: &random) == 0 { try store.tidy(atLeast: 1) }
      let isFollowed = try store.read { view in
        let canFollow = try view.canFollow(mark)
        if canFollow { try view.forEachRow(since: mark, add) }
        mark = try view.mark()
        return canFollow
      }
      #expect(isFollowed, "a reader that is one piece behind follows")
    }
    let all = followed
    followed = [:]
    try store.read { try $0.forEachRow(add) }
    #expect(followed == all, "seed \(seed)")
    try store.rebuild(in: .utc)
    #expect(try store.read { try $0.canFollow(mark) } == false)
  }

  private let hour: Int64 = 3_600_000_000
}
