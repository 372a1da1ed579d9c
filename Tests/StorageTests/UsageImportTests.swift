import Facts
import Foundation
import Storage
import Testing

@Suite("Usage from files")
struct UsageImportTests {
  let folder = Scratch()
  var workspace: Workspace { folder.workspace }
  var spools: String { workspace.path + "/usage-imports" }

  init() throws { _ = try Ledger.writing(folder.workspace) }

  /// Events with bodies so long that a thousand of them are several pieces.
  private func long(_ numbers: Range<Int>) -> [SourcedEvent] {
    numbers.map { number in
      var sourced = usage(number)
      sourced.event.body += [UInt8](repeating: 0x20, count: 4_000)
      return sourced
    }
  }

  private func handOver(_ events: [SourcedEvent]) throws -> String {
    let spool = try UsageSpool(workspace)
    try spool.append(events)
    try spool.finish()
    return spool.name
  }

  @Test("Everything is applied piece by piece, wherever it was broken off, and each event once")
  func pieces() throws {
    let name = try handOver(long(0..<1_000) + long(10..<20))
    var pieces = 0
    while true {
      // Another process each time, as after a crash between two pieces.
      let store = try UsageStore.applying(workspace)
      defer { store.close() }
      guard try store.applyImport(in: .utc) else { break }
      pieces += 1
    }
    #expect(pieces > 3)
    let store = try UsageStore.opening(workspace)
    let result = try store.importing(name)
    #expect(result.isFinished && result.count.stored == 1_000 && result.count.duplicate == 10)
    #expect(try store.messages().count == 1_000)
    #expect(try store.counts().values.reduce(0) { $0 + $1.accepted } == 1_010)
    #expect(try FileManager.default.contentsOfDirectory(atPath: spools).isEmpty)
  }

  @Test("The same file again adds nothing, and what was sent before is known")
  func again() throws {
    let store = try UsageStore.applying(workspace)
    try store.apply([usage(1)], from: 0, to: 5)
    for _ in 0..<2 { _ = try handOver([usage(1), usage(2)]) }
    while try store.applyImport(in: .utc) {}
    #expect(try store.messages() == ["m-1", "m-2"])
  }

  @Test("History may lie as long ago as 1990; a zero, and what lies ahead, is kept apart")
  func history() throws {
    var (past, future, zero) = (usage(1), usage(2), usage(3))
    past.event.at = Instant("1990-01-01T00:00:00Z")
    future.event.at = Instant("2199-12-31T00:00:00Z")
    zero.event.at = Instant("1970-01-01T00:00:00Z")
    let name = try handOver([past, future, zero])
    let store = try UsageStore.applying(workspace)
    while try store.applyImport(in: .utc) {}
    #expect(try store.messages() == ["m-1"])
    #expect(try store.quarantined() == ["m-2": .future, "m-3": .past])
    #expect(try store.importing(name).count.quarantined == 2)
  }

  @Test("A server applies what another process hands over, and goes on where it is damaged")
  func served() async throws {
    let intake = try UsageIntake(workspace)
    defer { intake.close() }
    #expect(throws: LedgerError.self) { try UsageStore.applying(workspace) }
    let name = try handOver(long(0..<600))
    let end = ContinuousClock.now + .seconds(120)
    while try !intake.store.importing(name).isFinished, ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try intake.store.messages().count == 600)

    let spool = try UsageSpool(workspace)
    try spool.append([usage(1_000)])
    let part = try #require(try FileManager.default.contentsOfDirectory(atPath: spools).first)
    try spool.append(long(2_000..<2_300))
    let file = try #require(
      try FileManager.default.contentsOfDirectory(atPath: spools + "/" + part).first)
    let handle = try #require(FileHandle(forUpdatingAtPath: "\(spools)/\(part)/\(file)"))
    try handle.seek(toOffset: 40)
    handle.write(Data([1, 2, 3]))
    try handle.close()
    try spool.finish()
    while intake.problem == nil, ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(intake.problem?.contains("damaged") == true)
    try await intake.append([usage(3_000)])
    while try intake.store.messages().count < 601, ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try intake.store.messages().last == "m-3000")
  }

  @Test("What a process left behind that died before the end is removed, and never applied")
  func abandoned() throws {
    let half = try UsageSpool(workspace)
    try half.append(long(10..<510))
    let store = try UsageStore.applying(workspace)
    #expect(try !store.applyImport(in: .utc))
    // Its process lives: nobody takes it for a dead one's.
    let name = try handOver([usage(1)])
    #expect(try FileManager.default.contentsOfDirectory(atPath: spools).count == 2)
    try FileManager.default.createDirectory(
      atPath: spools + "/1-1.part", withIntermediateDirectories: true)
    _ = try handOver([usage(2)])
    #expect(!FileManager.default.fileExists(atPath: spools + "/1-1.part"))
    while try store.applyImport(in: .utc) {}
    #expect(try store.importing(name).isFinished)
    #expect(try store.messages() == ["m-1", "m-2"])
    try half.finish()
    while try store.applyImport(in: .utc) {}
    #expect(try store.messages().count == 502)
  }
}
