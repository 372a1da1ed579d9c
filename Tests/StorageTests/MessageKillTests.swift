import Chance
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite("An index of message ids whose process is killed", .serialized)
struct MessageKillTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let perTransaction = 20

  @Test("Killed at any moment it knows what was committed, and no more than was noted")
  func killed() throws {
    let kept = try MessageIndexFolder()
    var random = SplitMix64(seed: 5)
    var committed = 0
    for round in 1...8 {
      let before = committed
      let last = before + MessageKillTests.perTransaction * Int.random(in: 1...150, using: &random)
      committed = try MessageKillTests.run(kept, from: before, until: last)
      #expect(committed >= last, "round \(round)")
      let index = try kept.open(recent: 100, fanout: 2)
      for number in 0..<committed {
        let outcome = try index.note(.made(number)).outcome
        #expect(outcome == .sameBody, "round \(round): \(number)")
      }
      // What was under way is there as a whole or not at all.
      let outcomes = try Set(
        (committed..<committed + MessageKillTests.perTransaction).map {
          try index.note(.made($0)).outcome
        })
      #expect(outcomes.count == 1, "round \(round)")
      let later = committed + MessageKillTests.perTransaction
      #expect(try index.note(.made(later)).outcome == .new, "round \(round)")
      index.close()
      #expect(try kept.files().count == kept.rows(), "round \(round)")
      if outcomes == [.sameBody] { committed = later }
    }
  }

  @Test(
    "In a process of its own: notes ids until it is killed",
    .enabled(if: environment["TENURE_KILLED_IDS"] != nil))
  func killedProcess() throws {
    let path = try #require(MessageKillTests.environment["TENURE_KILLED_IDS"])
    var next = Int(MessageKillTests.environment["TENURE_KILLED_FROM"] ?? "") ?? 0
    let pool = try DatabasePool(path: path)
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    let index = try MessageIndex(
      pool, folder: URL(filePath: path).deletingLastPathComponent().path + "/message-ids",
      limits: MessageIndex.Limits(recent: 100, fanout: 2))
    while true {
      let ids = next..<next + MessageKillTests.perTransaction
      let outcomes = try index.note(ids.map { .made($0) })
      #expect(Set(outcomes) == [.new])
      next = ids.upperBound
      FileHandle.standardOutput.write(Data("\ncommitted \(next)\n".utf8))
    }
  }

  /// Notes ids in another process, and kills it when it has committed so many.
  ///
  /// - Returns: how many it said that it had.
  private static func run(
    _ kept: MessageIndexFolder, from first: Int, until last: Int
  ) throws -> Int {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--testing-library", "swift-testing", "--filter", "killedProcess"]
    process.environment = environment.merging([
      "TENURE_KILLED_IDS": kept.scratch.workspace.usagePath, "TENURE_KILLED_FROM": String(first),
    ]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    var (committed, text, isKilled) = (first, [UInt8](), false)
    while true {
      let bytes = pipe.fileHandleForReading.availableData
      if bytes.isEmpty { break }
      text += bytes
      let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      text = Array(lines.last ?? [])
      for line in lines.dropLast() where line.starts(with: "committed ".utf8) {
        committed = Int(String(decoding: line.dropFirst(10), as: UTF8.self)) ?? committed
      }
      if committed >= last, !isKilled {
        kill(process.processIdentifier, SIGKILL)
        isKilled = true
      }
    }
    process.waitUntilExit()
    return committed
  }
}
