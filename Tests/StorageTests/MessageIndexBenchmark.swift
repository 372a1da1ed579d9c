import Chance
import Foundation
import GRDB
import Testing

@testable import Storage

/// How many ids there are before the clock runs; nil where nobody asked.
private let idCount = Int(ProcessInfo.processInfo.environment["TENURE_IDS"] ?? "")

/// The folder of a workspace that the ids are written into, for a server to run over them.
private let workspacePath = ProcessInfo.processInfo.environment["TENURE_IDS_INTO"]

/// What message ids cost: minutes long, so it runs only when it is asked for.
///
/// How, and what it showed: `Benchmarks/usage/ids/README.md`.
@Suite("Message ids, timed", .serialized, .enabled(if: idCount != nil))
struct MessageIndexBenchmark {
  let kept: MessageIndexFolder
  let count = idCount ?? 0
  private let perTransaction = 2_500

  init() throws {
    kept = try MessageIndexFolder()
    try kept.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
  }

  /// No server may have the workspace open meanwhile.
  @Test("Files written into a workspace", .enabled(if: workspacePath != nil))
  func fill() throws {
    let workspace = Workspace(path: try #require(workspacePath))
    let pool = try DatabasePool(path: workspace.usagePath)
    try timed("\(count) ids written into \(workspace.path)", per: count) {
      try prebuild(into: workspace.messageIndexPath, noting: pool)
    }
    try pool.close()
  }

  @Test("Files that merge", .enabled(if: workspacePath == nil))
  func index() async throws {
    let limits = MessageIndex.Limits()
    try timed("\(count) ids written into files", per: count) {
      try prebuild(into: kept.folder, noting: kept.pool)
    }
    var index = try kept.open(recent: limits.recent)
    let clock = ContinuousClock()
    let start = clock.now
    var next = try noteNew(index, from: count, 1_000_000, duplicates: 0, "new, beside a merge")
    report("still merging: \(index.isMerging)")
    while index.isMerging { sched_yield() }
    report("merged until nothing was due: \(start.duration(to: clock.now))")
    report(memory())
    index.close()
    for name in try kept.files() { dropFromMemory(kept.url(name).path) }
    try timed("opened, no file in memory") { index = try kept.open(recent: limits.recent) }
    next = try noteNew(index, from: next, 100_000, duplicates: 0, "new, no file in memory before")
    for (duplicates, what) in [(0, "new"), (1, "1 % known"), (50, "50 % known")] {
      next = try noteNew(index, from: next, 3_000_000, duplicates: duplicates, what)
    }
    await index.settleMerges()
    try lookUp(index)
    index.close()
    let runs = index.state.withLock { $0.runs }
    let (bytes, ids) = runs.reduce((0, 0)) { ($0.0 + $1.header.fileLength, $0.1 + $1.header.count) }
    report("\(runs.count) files, \(bytes) bytes, \(Double(bytes) / Double(ids)) an id")
    report(memory())
  }

  @Test("A table with a random key", .enabled(if: workspacePath == nil))
  func table() throws {
    let pool = kept.pool
    try pool.write { try $0.execute(sql: MessageIndexBenchmark.oldTable) }
    try timed("\(count) ids written in order", per: count) {
      try pool.write { database in
        var random = SplitMix64(seed: 7)
        let stride = UInt64.max / UInt64(count)
        for number in 0..<count {
          let high = UInt64(number) * stride + random.next() % stride
          try insert(MessageDigest(high: high, low: random.next()), database)
        }
      }
    }
    let pages = try pool.read { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
    report("\(Double(pages * 4096) / Double(count)) bytes an id")
    let clock = ContinuousClock()
    let (start, processor) = (clock.now, processorTime())
    var noted = 0
    while start.duration(to: clock.now) < .seconds(120), noted < 1_000_000 {
      try pool.write { database in
        for _ in 0..<perTransaction {
          try insert(MessageEntry.made(noted).digest, database)
          noted += 1
        }
      }
    }
    let nanoseconds = (processorTime() - processor) / noted
    report(
      rate("new", noted, start.duration(to: clock.now)) + ", \(nanoseconds) ns of processor")
    report(memory())
  }

  private func insert(_ digest: MessageDigest, _ database: Database) throws {
    let bytes = withUnsafeBytes(of: (digest.high.bigEndian, digest.low.bigEndian)) { Data($0) }
    try database.cachedStatement(sql: "INSERT OR IGNORE INTO messages (id, body) VALUES (?, ?)")
      .execute(arguments: [bytes, 0])
  }

  /// Writes ids straight into files: how they came to be there is not what is timed.
  private func prebuild(into folder: String, noting pool: DatabasePool) throws {
    let runLength = 8 * MessageIndex.Limits().recent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (place, start) in stride(from: 0, to: count, by: runLength).enumerated() {
      let entries = (start..<min(count, start + runLength)).map { MessageEntry.made($0) }
      let number = Int64(place + 1)
      let digits = String(number)
      let name = String(repeating: "0", count: 19 - digits.utf8.count) + digits + ".run"
      let writer = try MessageRunWriter(
        "\(folder)/\(name)", number: number, count: entries.count)
      for entry in entries.sorted(by: { $0.digest < $1.digest }) { try writer.append(entry) }
      let run = try writer.finish()
      try pool.write { database in
        try database.execute(
          sql: "INSERT INTO message_runs (id, ids, checksum) VALUES (?, ?, ?)",
          arguments: [number, run.header.count, run.header.checksum])
      }
    }
  }

  private func noteNew(
    _ index: MessageIndex, from first: Int, _ number: Int, duplicates percent: Int, _ what: String
  ) throws -> Int {
    var random = SplitMix64(seed: 11)
    let clock = ContinuousClock()
    let (start, processor) = (clock.now, processorTime())
    var (next, done, longest, found) = (first, 0, Duration.zero, 0)
    while done < number {
      let before = clock.now
      try index.makeRoom()
      try kept.pool.write { database in
        let notes = try index.noting(in: database)
        for _ in 0..<perTransaction {
          let isKnown = Int(random.next() % 100) < percent
          let entry = MessageEntry.made(
            isKnown ? Int(random.next() % UInt64(first)) : next, body: 0)
          if !isKnown { next += 1 }
          let outcome = try notes.note(entry.digest, body: entry.body)
          if (outcome != .new) == isKnown { found += 1 }
        }
      }
      done += perTransaction
      longest = max(longest, before.duration(to: clock.now))
    }
    #expect(found == done)
    let runs = index.state.withLock { $0.runs.map { $0.header.count / 1_000 } }
    let nanoseconds = (processorTime() - processor) / done
    report(
      rate(what, done, start.duration(to: clock.now))
        + ", \(nanoseconds) ns of processor, longest \(longest), thousands in files \(runs)")
    return next
  }

  /// What looking takes by itself, in all files.
  private func lookUp(_ index: MessageIndex) throws {
    let runs = index.state.withLock { $0.runs }
    for (what, first) in [("not there", 1 << 40), ("there", 0)] {
      var (found, random) = (0, SplitMix64(seed: 3))
      let took = try ContinuousClock().measure {
        for _ in 0..<1_000_000 {
          let digest = MessageEntry.made(first + Int(random.next() % UInt64(count))).digest
          for run in runs where try run.body(of: digest) != nil {
            found += 1
            break
          }
        }
      }
      #expect(found == (first == 0 ? 1_000_000 : 0))
      report(rate("looked for, \(what), in \(runs.count) files", 1_000_000, took))
    }
  }
}

extension MessageIndexBenchmark {
  fileprivate static let oldTable = """
    CREATE TABLE messages (
      id BLOB PRIMARY KEY CHECK (length(id) = 16),
      body INTEGER NOT NULL
    ) WITHOUT ROWID
    """

  fileprivate func timed(_ what: String, per count: Int = 1, _ act: () throws -> Void) rethrows {
    let took = try ContinuousClock().measure { try act() }
    report(count == 1 ? "\(what): \(took)" : rate(what, count, took))
  }

  fileprivate func rate(_ what: String, _ count: Int, _ took: Duration) -> String {
    let seconds = took / .seconds(1)
    let (rate, nanoseconds) = (Int(Double(count) / seconds), Int(seconds * 1e9) / count)
    return "\(what): \(rate) a second, \(nanoseconds) ns each"
  }

  /// What this thread had of a processor, in nanoseconds.
  fileprivate func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  fileprivate func report(_ line: String) {
    FileHandle.standardOutput.write(Data("ids: \(line)\n".utf8))
  }

  /// What the process has in memory of its own, and of files.
  fileprivate func memory() -> String {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    return status.split(whereSeparator: \.isNewline)
      .filter { line in ["RssAnon", "RssFile", "VmHWM"].contains { line.starts(with: $0) } }
      .joined(separator: ", ")
  }

  fileprivate func dropFromMemory(_ path: String) {
    let file = Foundation.open(path, O_RDONLY)
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED)
    close(file)
  }
}
