import Facts
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite("Ledger")
struct LedgerTests {
  let scratch = Scratch()

  @Test("Reading a workspace that is none says so, and makes none")
  func noWorkspace() {
    #expect(throws: LedgerError.noWorkspace(scratch.workspace.path)) {
      _ = try Ledger.reading(scratch.workspace)
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.workspace.path))
  }

  @Test("One process writes at a time; others read beside it")
  func oneWriter() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    #expect {
      _ = try Ledger.writing(scratch.workspace)
    } throws: { error in
      guard case LedgerError.locked(_, let process)? = error as? LedgerError else { return false }
      return process == String(getpid())
    }
    let june = Arrival(version: 6)
    let reader = try Ledger.reading(scratch.workspace)
    try ledger.append(june, [june.fact("acme", "s1")])
    #expect(try reader.told().count == 1)
  }

  @Test("The lock ends with its holder")
  func lockEnds() throws {
    var ledger: Ledger? = try Ledger.writing(scratch.workspace)
    #expect(ledger != nil)
    ledger = nil
    _ = try Ledger.writing(scratch.workspace)
  }

  @Test("A workspace of a later release is refused with the name of what is not known")
  func newerSchema() throws {
    try Ledger.writing(scratch.workspace).queue.write { database in
      try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('2-tomorrow')")
    }
    for open in [Ledger.reading, Ledger.writing] {
      #expect(throws: LedgerError.newerSchema(["2-tomorrow"])) { _ = try open(scratch.workspace) }
    }
  }

  @Test("Every commit waits for the disk")
  func durable() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (journal, synchronous) = try ledger.queue.read { database in
      (
        try String.fetchOne(database, sql: "PRAGMA journal_mode"),
        try Int.fetchOne(database, sql: "PRAGMA synchronous")
      )
    }
    #expect(journal == "wal")
    #expect(synchronous == 2)
  }

  @Test("Facts of another arrival are refused whole")
  func mixedArrival() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let (june, july) = (Arrival(version: 6), Arrival(version: 7))
    #expect(throws: LedgerError.mixedArrival) {
      try ledger.append(june, [june.fact("acme", "s1"), july.fact("acme", "s2")])
    }
    #expect(try ledger.told().isEmpty)
  }

  @Test(
    "A load that breaks off leaves whole batches or nothing, and run again ends the same",
    arguments: [false, true])
  func breaksOff(isLedgerEmpty: Bool) throws {
    struct Broken: Error {}
    let ledger = try Ledger.writing(scratch.workspace)
    let (june, july) = (Arrival(version: 6), Arrival(version: 7))
    if !isLedgerEmpty { try ledger.append(june, [june.fact("old", "s0")]) }
    let batches = (0..<4).map { batch in
      (0..<10).map { july.fact(Identifier("c\(batch)-\($0)"), Identifier("s\(batch)-\($0)")) }
    }
    #expect(throws: Broken.self) {
      try ledger.append(july) { appender in
        for batch in batches.prefix(2) { _ = try appender.append(batch) }
        throw Broken()
      }
    }
    #expect(try ledger.told().count == (isLedgerEmpty ? 0 : 21))
    #expect(ledger.verify(rules: .init(), today: Day("2026-01-01")!).findings.isEmpty)
    try ledger.append(july) { appender in
      for batch in batches { _ = try appender.append(batch) }
    }
    #expect(try ledger.told().count == (isLedgerEmpty ? 40 : 41))
    #expect(ledger.verify(rules: .init(), today: Day("2026-01-01")!).findings.isEmpty)
  }

  @Test("A load into an empty ledger that meets a key twice ends like any other")
  func duplicateInBulk() throws {
    let june = Arrival(version: 6)
    let facts = (0..<20).map { june.fact(Identifier("c\($0 % 10)"), Identifier("s\($0 % 10)")) }
    let ledger = try Ledger.writing(scratch.workspace)
    let outcomes = try ledger.append(june, facts)
    #expect(
      outcomes == Array(repeating: .stored, count: 10) + Array(repeating: .unchanged, count: 10))
    let indexes = try ledger.queue.read {
      try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'index'")
    }
    #expect(Set(indexes).isSuperset(of: Schema.deferrableIndexes.keys))
    #expect(ledger.verify(rules: .init(), today: Day("2026-01-01")!).findings.isEmpty)
  }

  @Test("A name is kept in the vault, by the greatest version, and in no fact")
  func names() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    for (version, name) in [(7, "Acme Ltd"), (6, "Acme Limited")] {
      let arrival = Arrival(version: version)
      _ = try ledger.append(arrival) { appender in
        try appender.append(
          [arrival.fact("acme", "s1")],
          [
            Particulars(account: "acme", name: name),
            Particulars(account: "acme", contact: "primary", email: "jane@acme.example"),
          ])
      }
    }
    let (name, email) = try ledger.queue.read { database in
      (
        try String.fetchOne(database, sql: "SELECT name FROM vault_accounts"),
        try String.fetchOne(database, sql: "SELECT email FROM vault_contacts")
      )
    }
    #expect(name == "Acme Ltd")
    #expect(email == "jane@acme.example")
    let told = try ledger.told().joined()
    #expect(!told.contains("Acme"))
  }

  @Test("Contacts and profiles come out with the ids that went in")
  func otherKinds() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let june = Arrival(version: 6)
    func fact(_ kind: Fact.Kind, _ assertion: Identifier, _ body: Fact.Body?) -> Fact {
      Fact(
        account: "acme", kind: kind, at: .day(.first), recorded: june.recorded,
        source: june.source, key: Fact.Key("acme", assertion), version: june.version, body: body)
    }
    let facts = [
      fact(
        .accountProfile, "profile",
        .account(AccountProfile(attributes: ["caf\u{e9}": "1", "cafe\u{301}": "\"\n\\2"]))),
      fact(
        .contactProfile, "contact:jane@acme.example",
        .contact(
          ContactProfile(
            contact: "jane@acme.example", role: "admin", departed: Moment("2025-03-01")))
      ),
      fact(.contactProfile, "contact:joe", nil),
    ]
    #expect(try ledger.append(june, facts) == [.stored, .stored, .stored])
    var found: [Fact] = []
    try ledger.read { try $0.forEachFact { found.append($0) } }
    #expect(found == facts)
    let stored = try ledger.queue.read {
      try String.fetchAll($0, sql: "SELECT COALESCE(body, '') || assertion FROM facts").joined()
    }
    #expect(!stored.contains("jane"))
  }

  @Test("Settings are facts: the newest holds, and as of an earlier day the one before")
  func settings() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    for (version, zone) in [(1, "Europe/Bucharest"), (2, "Asia/Ho_Chi_Minh")] {
      let at = moment(version)
      try ledger.append([
        Fact(
          account: "", kind: .setting, at: .instant(at), recorded: at, source: "settings",
          key: Fact.Key("setting", "zone"), version: at,
          body: .setting(Setting(name: "zone", value: zone)))
      ])
    }
    let settings = try [nil, moment(1), moment(0)].map { knownAt in
      try ledger.read { try $0.settings(knownAt: knownAt) }
    }
    #expect(settings == [["zone": "Asia/Ho_Chi_Minh"], ["zone": "Europe/Bucharest"], [:]])
  }

  @Test("A setting that is taken back is not set, and as of an earlier day it is")
  func unset() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    for (version, value) in [(1, "churn"), (2, nil), (3, "active"), (4, nil)] as [(Int, String?)] {
      let arrival = Arrival(version: version, source: "settings")
      try ledger.append(arrival, [arrival.setting("pauses", value)])
    }
    let settings = try (0...4).map { version in
      try ledger.read { try $0.settings(knownAt: moment(version)) }["pauses"]
    }
    #expect(settings == [nil, "churn", nil, "active", nil])
    #expect(try ledger.read { try $0.settings() }.isEmpty)
  }

  @Test("A setting that is said again under a later version holds again")
  func settingAgain() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    for (version, value) in [(1, "churn"), (2, "active"), (3, "churn")] {
      let arrival = Arrival(version: version)
      var fact = arrival.setting("pauses", value)
      fact.at = .day(.first)
      try ledger.append(arrival, [fact])
    }
    #expect(try ledger.read { try $0.settings() } == ["pauses": "churn"])
  }
}
