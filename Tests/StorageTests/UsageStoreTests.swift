import Chance
import Facts
import Foundation
import GRDB
import Storage
import Testing

@Suite("Usage that is kept")
struct UsageStoreTests {
  let folder = Scratch()
  var workspace: Workspace { folder.workspace }

  init() throws { _ = try Ledger.writing(folder.workspace) }

  @Test("An id counts once, with the body that came first, and another body is a conflict")
  func once() throws {
    let store = try UsageStore.applying(workspace)
    var other = usage(1)
    other.event.body += [0x20]
    try store.apply([usage(1), usage(1), other, usage(2), other], from: 0, to: 5)
    #expect(try store.messages() == ["m-1", "m-2"])
    let count = try #require(try store.counts().first?.value)
    #expect(count.accepted == 5 && count.stored == 2)
    #expect(count.duplicate == 3 && count.conflict == 2 && count.quarantined == 0)
  }

  @Test("A piece that was applied is not applied again")
  func again() throws {
    let store = try UsageStore.applying(workspace)
    try store.apply([usage(1)], from: 0, to: 7)
    try store.apply([usage(2)], from: 0, to: 8)
    #expect(try store.applied() == 7)
    #expect(try store.messages() == ["m-1"])
    try store.apply([usage(2)], from: 7, to: 9)
    #expect(try store.messages() == ["m-1", "m-2"])
  }

  @Test("Two spellings of one letter are two ids")
  func bytes() throws {
    let store = try UsageStore.applying(workspace)
    var (one, other) = (usage(1), usage(2))
    one.event.message = "caf\u{e9}"
    other.event.message = "cafe\u{301}"
    try store.apply([one, other], from: 0, to: 1)
    #expect(try store.messages() == ["caf\u{e9}", "cafe\u{301}"])
  }

  @Test("A time that cannot be believed is kept apart, to the microsecond")
  func quarantine() throws {
    let store = try UsageStore.applying(workspace)
    let day: Int64 = 86_400_000_000
    let years = 1826 * day + day / 4
    let cases: [(Int64?, Quarantine?)] = [
      (day, nil), (day + 1, .future), (-years, nil), (-years - 1, .past), (nil, .unreadable),
      (Int64.min, .past), (Int64.max, .future),
    ]
    let events = cases.enumerated().map { number, each in
      var sourced = usage(number)
      let received = sourced.event.received.microseconds
      sourced.event.at = each.0.map { after in
        Instant(microseconds: [Int64.min, .max].contains(after) ? after : received + after)
      }
      return sourced
    }
    try store.apply(events, from: 0, to: 1)
    let apart = try store.quarantined()
    for (number, each) in cases.enumerated() {
      #expect(apart[Identifier("m-\(number)")] == each.1, "case \(number)")
    }
    #expect(try store.messages() == ["m-0", "m-2"])
    var before = usage(50)
    before.event.received = Instant(microseconds: .min)
    before.event.at = .last
    try store.apply([before], from: 1, to: 2)
    #expect(try store.quarantined()["m-50"] == .future)
  }

  @Test("A commit is on disk when it returns, and a second server is told who is there")
  func alone() throws {
    let store = try UsageStore.applying(workspace)
    #expect(try store.isFlushedByCommit())
    let me = String(ProcessInfo.processInfo.processIdentifier)
    #expect(throws: LedgerError.served(workspace.path, process: me)) {
      try UsageStore.applying(workspace)
    }
    // An import beside it writes, and keys are kept.
    _ = try Ledger.writing(workspace)
    _ = try UsageStore.opening(workspace).addKey(named: "web")
    #expect(try store.keyNames() == ["web"])
  }

  @Test("Whoever opens it first makes it, also where several do")
  func together() async throws {
    let workspace = workspace
    let names = (0..<16).map { "key-\($0)" }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for name in names {
        tasks.addTask { _ = try UsageStore.opening(workspace).addKey(named: name) }
      }
      try await tasks.waitForAll()
    }
    #expect(try UsageStore.opening(workspace).keyNames() == names.sorted())
  }

  @Test("Without a workspace there is no usage")
  func nowhere() {
    let elsewhere = Workspace(path: workspace.path + "/none")
    #expect(throws: LedgerError.noWorkspace(elsewhere.path)) {
      try UsageStore.applying(elsewhere)
    }
    #expect(throws: LedgerError.noWorkspace(elsewhere.path)) { try UsageStore.opening(elsewhere) }
  }

  @Test("A later release's file is refused")
  func later() throws {
    do {
      let store = try UsageStore.applying(workspace)
      try store.apply([usage(1)], from: 0, to: 1)
    }
    let queue = try DatabaseQueue(path: workspace.usagePath)
    try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9-later')") }
    try queue.close()
    #expect(throws: LedgerError.newerSchema(["9-later"])) { try UsageStore.applying(workspace) }
  }

  @Test("A key is known by itself alone, and its name once")
  func keys() throws {
    let store = try UsageStore.opening(workspace)
    let key = try store.addKey(named: "web")
    let other = try store.addKey(named: "app")
    #expect(key != other && key.utf8.count == 51)
    #expect(try store.source(ofKey: key) == "web")
    #expect(try UsageStore.opening(workspace).source(ofKey: other) == "app")
    for wrong in ["", "web", key + "0", String(key.dropLast()), key.uppercased()] {
      #expect(try store.source(ofKey: wrong) == nil)
    }
    #expect(throws: KeyRefusal.taken("web")) { try store.addKey(named: "web") }
    for name in ["", " ", "a b", "é", "a\u{0}", String(repeating: "x", count: 101)] {
      #expect(throws: KeyRefusal.noName(name)) { try store.addKey(named: name) }
    }
    #expect(try store.keyNames() == ["app", "web"])
    let bytes = try Data(contentsOf: URL(filePath: workspace.usagePath))
    #expect(bytes.range(of: Data(key.utf8)) == nil)
  }

  @Test("A key that another process adds or removes is known, or not, from the next request on")
  func keysOfOthers() throws {
    let asked = try UsageStore.applying(workspace)
    let other = try UsageStore.opening(workspace)
    for round in 0..<50 {
      let key = try other.addKey(named: "web")
      #expect(try asked.source(ofKey: key) == "web", "round \(round)")
      #expect(try other.removeKey(named: "web"))
      #expect(try asked.source(ofKey: key) == nil, "round \(round)")
    }
  }
}
