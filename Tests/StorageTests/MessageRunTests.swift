import Chance
import Foundation
import Testing

@testable import Storage

@Suite("A file of message ids")
struct MessageRunTests {
  let folder = Scratch()
  var path: String { folder.workspace.path + "/1.run" }

  init() throws {
    try FileManager.default.createDirectory(
      atPath: folder.workspace.path, withIntermediateDirectories: true)
  }

  @Test("It holds what was written and nothing else", arguments: [1, 39, 160, 161, 5_000, 40_000])
  func even(count: Int) throws {
    let run = try written((0..<count).map { .made($0, body: Int64($0)) })
    for number in 0..<count {
      #expect(try run.body(of: MessageEntry.made(number).digest) == Int64(number))
    }
    for number in count..<2 * count {
      #expect(try run.body(of: MessageEntry.made(number).digest) == nil)
    }
    let pages = 2 + (count / 40 + 1) / 64 + count / 160 + 2
    #expect(run.header.fileLength <= pages * 4096)
  }

  @Test("Ids that all have one home flow over into the blocks after it")
  func crowded() throws {
    for high in [UInt64.min, 1 << 63, .max] {
      let digests = (0..<4_000).map { number in
        MessageDigest(high: high, low: MessageEntry.made(number).digest.low)
      }
      let run = try written(digests.prefix(2_000).map { MessageEntry($0, body: 7) })
      for digest in digests.prefix(2_000) { #expect(try run.body(of: digest) == 7) }
      for digest in digests.suffix(2_000) { #expect(try run.body(of: digest) == nil) }
    }
  }

  @Test("One in two hundred ids that are not there is looked for at most")
  func filter() throws {
    let run = try written((0..<40_000).map { .made($0) })
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    var held = 0
    for number in 0..<80_000 {
      let digest = MessageEntry.made(number).digest
      let line = 4096 + digest.share(of: run.header.lines) * 64
      let mayHold = bytes.withUnsafeBytes { raw in
        MessageFilter.mayHold(digest, raw.baseAddress! + line)
      }
      #expect(mayHold || number >= 40_000)
      if mayHold { held += 1 }
    }
    #expect((40_000...40_200).contains(held), "\(held - 40_000) of 40,000")
  }

  @Test("Merged it is the same as written at once")
  func merged() throws {
    let entries = (0..<9_000).map { MessageEntry.made($0, body: Int64($0)) }
    var runs: [MessageRun] = []
    for part in Int64(0)..<5 {
      let share = entries.filter { (entry: MessageEntry) -> Bool in entry.body % 7 % 5 == part }
      runs.append(try written(share, number: part + 2))
    }
    let run = try MessageMerge.merge(runs, to: path, number: 1) { true }
    let once = try written(entries, number: 1, name: "once.run")
    #expect(run?.header == once.header)
    #expect(
      try Data(contentsOf: URL(filePath: path))
        == Data(contentsOf: URL(filePath: folder.workspace.path + "/once.run")))
    #expect(try MessageMerge.merge(runs, to: path, number: 1) { false } == nil)
  }

  private func written(
    _ entries: [MessageEntry], number: Int64 = 1, name: String? = nil
  ) throws -> MessageRun {
    let writer = try MessageRunWriter(
      folder.workspace.path + "/" + (name ?? "\(number).run"), number: number,
      count: entries.count)
    for entry in entries.sorted(by: { $0.digest < $1.digest }) { try writer.append(entry) }
    return try writer.finish()
  }
}
