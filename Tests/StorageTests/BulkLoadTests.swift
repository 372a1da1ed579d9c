import Chance
import Facts
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite("Bulk loads")
struct BulkLoadTests {
  let scratch = Scratch()

  /// Small enough for every way to be taken by a few facts: a table that is written out again and
  /// again, and the change from batches to bulk in the midst of an append.
  static let small = [
    BulkLoad.Limits(smallest: 5, share: 16, largestTable: 3),
    BulkLoad.Limits(smallest: 0, share: 2, largestTable: 1000),
    BulkLoad.Limits(smallest: 1, share: 1000, largestTable: 1),
  ]

  /// No bulk, but for a first fact.
  static let never = BulkLoad.Limits(smallest: .max)

  @Test(
    "A load writes the rows that facts appended one by one write, whatever is said twice",
    arguments: 1...25, small.indices)
  func sameRows(seed: UInt64, limits: Int) throws {
    var random = SplitMix64(seed: seed)
    let (bulk, single) = (Scratch(), Scratch())
    let (loaded, told) = (
      try Ledger.writing(bulk.workspace), try Ledger.writing(single.workspace)
    )
    for version in [2, 1, 3] {
      let arrival = Arrival(version: version, source: version == 3 ? "b" : "a")
      let batches = (0..<6).map { _ in
        (0..<Int.random(in: 1...5, using: &random)).map { _ in
          arrival.fact(
            Identifier("c\(Int.random(in: 0...5, using: &random))"),
            Identifier("s\(Int.random(in: 0...15, using: &random))"),
            assertion: ["row", "x"].randomElement(using: &random)!,
            amount: Int64.random(in: 1...2, using: &random))
        }
      }
      let outcomes = try loaded.append(arrival, limits: BulkLoadTests.small[limits]) { appender in
        try batches.flatMap { try appender.append($0).facts }
      }
      let expected = try batches.joined().flatMap { fact in
        try told.append(arrival, limits: BulkLoadTests.never) { try $0.append([fact]).facts }
      }
      #expect(outcomes == expected)
      #expect(try loaded.rows() == told.rows())
      #expect(try loaded.standing() == told.standing())
    }
    let result = loaded.verify(rules: .init(), today: Day("2026-01-01")!)
    #expect(result.findings.isEmpty)
  }

  @Test("Names told in a load reach the accounts they are of")
  func particulars() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let june = Arrival(version: 6)
    let names = try ledger.append(june, limits: BulkLoadTests.small[0]) { appender in
      let facts = ["acme", "globex", "initech"].map {
        june.fact(Identifier($0), Identifier("s-" + $0))
      }
      _ = try appender.append(
        facts,
        [
          Particulars(account: "globex", name: "globex Ltd"),
          Particulars(account: "hooli", name: "hooli Ltd"),
          Particulars(account: "acme", name: "acme Ltd"),
        ])
      _ = try appender.append([], [Particulars(account: "acme", name: "acme Zwei")])
      return try String.fetchAll(
        appender.database, sql: "SELECT external_id || ':' || IFNULL(name, '-') FROM vault_accounts"
      )
    }
    #expect(
      names == [
        "acme:acme Zwei", "globex:globex Ltd", "initech:-", "hooli:hooli Ltd",
      ])
  }

  @Test("An append that says little of a large ledger keeps its indexes")
  func keepsIndexes() throws {
    let ledger = try Ledger.writing(scratch.workspace)
    let limits = BulkLoad.Limits(smallest: 4, share: 10, largestTable: 1000)
    // Each batch is an arrival, all that a load does without indexes is one.
    func arrivals(of facts: Range<Int>) throws -> Int {
      let june = Arrival(version: 6)
      let before = try ledger.arrivals()
      try ledger.append(june, limits: limits) { appender in
        for fact in facts {
          _ = try appender.append([june.fact(Identifier("c\(fact)"), Identifier("s\(fact)"))])
        }
      }
      return try ledger.arrivals() - before
    }
    #expect(try arrivals(of: 0..<100) == 1)
    #expect(try arrivals(of: 0..<100) == 0)
    #expect(try arrivals(of: 100..<109) == 9)
    #expect(try arrivals(of: 200..<230) == 11)
    #expect(try ledger.indexes() == Set(Schema.deferrableIndexes.keys))
  }

  @Test("A load that breaks off leaves the batches before it, the indexes and the settings")
  func breaksOff() throws {
    struct Broken: Error {}
    let ledger = try Ledger.writing(scratch.workspace)
    let (june, july) = (Arrival(version: 6), Arrival(version: 7))
    try ledger.append(june, [june.fact("old", "s0")])
    let batches = (0..<8).map { batch in
      (0..<3).map { july.fact(Identifier("c\(batch)"), Identifier("s\(batch)-\($0)")) }
    }
    let limits = BulkLoad.Limits(smallest: 6, share: 1, largestTable: 4)
    #expect(throws: Broken.self) {
      try ledger.append(july, limits: limits) { appender in
        for batch in batches.prefix(6) { _ = try appender.append(batch) }
        throw Broken()
      }
    }
    #expect(try ledger.told().count == 1 + 6)
    #expect(try ledger.indexes() == Set(Schema.deferrableIndexes.keys))
    let settings = try ledger.queue.read { database in
      (
        try Int.fetchOne(database, sql: "PRAGMA foreign_keys"),
        try Int.fetchOne(database, sql: "PRAGMA cache_size")
      )
    }
    #expect(settings == (1, -Ledger.writingCacheSize))
    let outcomes = try ledger.append(july, limits: limits) { appender in
      try batches.flatMap { try appender.append($0).facts }
    }
    #expect(
      outcomes == Array(repeating: .unchanged, count: 6) + Array(repeating: .stored, count: 18))
    #expect(ledger.verify(rules: .init(), today: Day("2026-01-01")!).findings.isEmpty)
  }

  @Test(
    "A fingerprint finds all its numbers, in the table and in the file", arguments: [1, 7, 4000])
  func fingerprints(largestTable: Int) throws {
    try scratch.workspace.create()
    let index = FingerprintIndex(folder: scratch.workspace.path, largestTable: largestTable)
    let maker = FingerprintMaker()
    let known = (0..<500).map { maker.fingerprint(of: Identifier("known \($0)")) }
    for number in 1...1500 {
      try index.makeRoom()
      index.insert(known[number % 500], Int64(number))
    }
    let other = (0..<500).map { maker.fingerprint(of: Identifier("other \($0)")) }
    try index.recall(known + other)
    for (number, fingerprint) in known.enumerated() {
      let expected = [number, number + 500, number + 1000, number + 1500].filter { 1...1500 ~= $0 }
      #expect(index.all(fingerprint).sorted() == expected.map(Int64.init))
      #expect(expected.map(Int64.init).contains(index.first(fingerprint) ?? 0))
    }
    #expect(other.allSatisfy { index.all($0).isEmpty && index.first($0) == nil })
    // Nobody finds the file, and nothing of it is left behind.
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.workspace.path).isEmpty)
  }

  @Test("Where one text ends and the next begins is part of a fingerprint")
  func borders() {
    let maker = FingerprintMaker()
    let keys: [Fact.Key] = [
      .init("ab", "c"), .init("ab", "d"), .init("a", "bc"), .init("abc", ""), .init("", "abc"),
    ]
    #expect(Set(keys.map { maker.fingerprint(of: $0) }).count == 5)
    // Another process, and another load, makes others.
    #expect(maker.fingerprint(of: keys[0]) != FingerprintMaker().fingerprint(of: keys[0]))
  }
}

extension Ledger {
  /// What is stored of subscriptions, accounts and revisions, without what depends on batches.
  fileprivate func rows() throws -> [String] {
    try queue.read { database in
      try [
        """
        SELECT id, e.source, e.version, account, subscription, assertion, at, unit_micros, checksum
        FROM subscription_facts f JOIN (SELECT id AS edition, source, version FROM editions) e
        USING (edition) ORDER BY id
        """,
        "SELECT fact FROM confirmations ORDER BY fact",
        "SELECT * FROM superseded ORDER BY fact",
        "SELECT * FROM vault_accounts ORDER BY id",
      ].flatMap { try Row.fetchAll(database, sql: $0).map(\.description) }
    }
  }

  fileprivate func arrivals() throws -> Int {
    try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM arrivals") ?? 0 }
  }

  /// The large indexes that there are.
  fileprivate func indexes() throws -> Set<String> {
    try queue.read { database in
      let sql = "SELECT name FROM sqlite_master WHERE type = 'index'"
      return try Set(String.fetchAll(database, sql: sql)).intersection(
        Schema.deferrableIndexes.keys)
    }
  }
}
