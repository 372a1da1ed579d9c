import Chance
import Facts
import Foundation
import GRDB
import Storage
import Testing

@Suite("Whether usage adds up")
struct UsageVerificationTests {
  let folder = Scratch()

  init() throws { _ = try Ledger.writing(folder.workspace) }

  private func check(_ store: UsageStore, in zone: Zone = .utc) throws -> [UsageFinding] {
    try store.verify { name in
      #expect(name == zone.name)
      return zone
    }.findings
  }

  /// Changes what is stored as damage would: no constraint holds it up.
  private func damage(_ sql: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: folder.workspace.usagePath, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA ignore_check_constraints = ON")
      try database.execute(sql: sql)
      #expect(database.changesCount > 0, "\(sql)")
    }
    try queue.close()
  }

  /// A workspace of events of several days, some of which are kept apart or came twice.
  private func filled(_ seed: UInt64 = 1, tidied: Bool = false) throws -> UsageStore {
    var random = SplitMix64(seed: seed)
    let store = try UsageStore.applying(folder.workspace)
    var events = (0..<200).map { made($0, &random) }
    for number in stride(from: 0, to: 200, by: 9) { events[number].event.seconds = number }
    for number in stride(from: 3, to: 200, by: 17) { events[number].event.at = nil }
    try store.apply(events + events.prefix(20), from: 0, to: 1)
    if tidied { try store.tidy(atLeast: 1) }
    try store.apply([usage(900)], from: 1, to: 2)
    return store
  }

  @Test("What was applied adds up, tidied or not, mended, rebuilt, by any zone", arguments: 0..<6)
  func whole(seed: UInt64) throws {
    let store = try filled(seed, tidied: seed % 2 == 0)
    #expect(try check(store) == [])
    #expect(try store.verify { _ in .utc }.events > 60)
    try store.mend(.init(), by: .receipt, at: moment(0), in: .utc)
    #expect(try check(store) == [])
    try store.rebuild(in: .utc)
    #expect(try check(store) == [])
    let elsewhere = try zone("America/Los_Angeles")
    try store.count(in: elsewhere)
    #expect(try check(store, in: elsewhere) == [])
    // By the days of another zone than they were counted by they are others.
    #expect(try !store.verify { _ in .utc }.findings.isEmpty)
    while try store.dropEvents(before: Day("2025-01-05")!, in: elsewhere) > 0 {}
    #expect(try check(store, in: elsewhere) == [])
  }

  @Test("Nothing that came adds up too")
  func nothing() throws {
    let store = try UsageStore.applying(folder.workspace)
    #expect(try check(store) == [])
  }

  @Test(
    "A day of which a row was changed, taken away or added is found",
    arguments: [
      "UPDATE daily SET count = count + 1 WHERE day = 20090",
      "UPDATE daily SET seconds = seconds + 1 WHERE day = 20090",
      "UPDATE daily SET recorded = recorded + 1 WHERE day = 20090",
      "DELETE FROM daily WHERE day = 20090",
      "UPDATE daily SET actor = 99999 WHERE (day, actor) IN (SELECT day, max(actor) FROM daily "
        + "WHERE day = 20090)",
      "INSERT INTO increments (day, actor, name, recorded, count, seconds) "
        + "VALUES (20090, 1, 1, 20090, 1, 0)",
      "DELETE FROM events WHERE id = (SELECT min(id) FROM events WHERE kind = 'track' "
        + "AND at >= 20090 * 86400000000 AND at < 20091 * 86400000000)",
    ])
  func changedDay(sql: String) throws {
    let store = try filled(tidied: true)
    try damage(sql)
    #expect(try check(store).contains(.day(Day("2025-01-02")!)), "\(sql)")
  }

  @Test("A row of a day that no event is of is found")
  func strangeDay() throws {
    let store = try filled(tidied: true)
    try damage(
      """
      INSERT INTO daily (day, actor, name, recorded, count, seconds) VALUES (1, 1, 1, 1, 1, 0)
      """)
    #expect(try check(store) == [.day(Day("1970-01-02")!)])
  }

  @Test("An account, a user or a name that is another one is found")
  func others() throws {
    let store = try filled(tidied: true)
    for sql in [
      "UPDATE ids SET external_id = 'another' WHERE kind = 'account' AND id = "
        + "(SELECT max(account) FROM actors)",
      "UPDATE names SET name = 'another' WHERE id = 1",
    ] {
      let before = try check(store)
      try damage(sql)
      #expect(try check(store).count > before.count, "\(sql)")
    }
  }

  @Test("Counts that do not add up, or not to what is stored, are found")
  func counts() throws {
    let store = try filled()
    try damage(
      "UPDATE counts SET accepted = accepted + 1 WHERE hour = (SELECT min(hour) FROM counts)")
    let place = try #require(try store.counts().keys.min { $0.hour < $1.hour })
    #expect(try check(store).contains(.sum(place)))
    try damage(
      "UPDATE counts SET stored = stored + 1 WHERE hour = \(place.hour)")
    #expect(try check(store) == [.stored(place)])
    try damage("UPDATE counts SET stored = stored - 1, accepted = accepted - 1")
    #expect(try !check(store).isEmpty)
  }

  @Test("An event that is kept apart and went, or came by itself, is found")
  func apart() throws {
    let store = try filled()
    try damage("DELETE FROM quarantine WHERE id = 1")
    let findings = try check(store)
    #expect(findings.count == 1)
    guard case .quarantined = findings.first else {
      Issue.record("\(findings)")
      return
    }
    try damage("INSERT INTO quarantine SELECT 999, 'other', 'm', 'past', 7, x'', NULL")
    #expect(try check(store).contains(.quarantined(.init(source: "other", hour: 0))))
  }

  @Test("A sealed day that was changed is found")
  func seals() throws {
    let store = try filled()
    while try store.dropEvents(before: Day("2025-01-04")!, in: .utc) > 0 {}
    #expect(try check(store) == [])
    try damage("UPDATE daily SET count = count + 1 WHERE day = 20089")
    #expect(try check(store) == [.sealedDay(Day("2025-01-01")!)])
  }

  @Test("A table that is missing or another one is found")
  func schema() throws {
    let store = try filled()
    try damage("UPDATE roll_up SET added = added")
    #expect(try check(store) == [])
    let queue = try DatabaseQueue(path: folder.workspace.usagePath)
    try queue.write { try $0.execute(sql: "DROP INDEX events_by_time") }
    try queue.close()
    #expect(try check(store).contains(.schema("events_by_time")))
  }
}
