import Chance
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite("An index of message ids whose files are damaged")
struct MessageDamageTests {
  let kept: MessageIndexFolder
  let count = 1_000
  /// The one file, as it was written.
  let whole: Data
  var file: URL { kept.url("0000000000000000001.run") }

  init() throws {
    kept = try MessageIndexFolder()
    let index = try kept.open(recent: count)
    _ = try index.note((0..<count).map { .made($0, body: 1) })
    try index.makeRoom()
    index.close()
    whole = try Data(contentsOf: kept.url("0000000000000000001.run"))
  }

  @Test("A bit that flipped anywhere is found, or changes no answer")
  func flipped() throws {
    #expect(try isTruthful() == true)
    var found = 0
    for place in Array(0..<64) + Array(stride(from: 64, to: whole.count, by: 157)) {
      var flipped = whole
      flipped[place] ^= 1 << UInt8(place % 8)
      try flipped.write(to: file)
      switch try isTruthful() {
      case nil: found += 1
      case true?: break
      case false?: Issue.record("flipped at \(place)")
      }
    }
    // All but what fills pages up.
    #expect(found > whole.count / 157 / 2)
  }

  @Test("Whoever made the checksums match again would go unseen: it is they that find it")
  func control() throws {
    var flipped = whole
    let block = MessageRunHeader.blocksOffset(count)
    flipped[block + 16 + 16] ^= 1
    flipped.withUnsafeMutableBytes { raw in
      _ = MessageBlock.seal(raw.baseAddress! + block, count: countOfFirstBlock, of: 1, at: 0)
    }
    try flipped.write(to: file)
    #expect(try isTruthful() == false, "a body")
    flipped = whole
    flipped.resetBytes(in: 4096..<4096 + 64)
    flipped.withUnsafeMutableBytes { raw in
      _ = MessageFilter.seal(raw.baseAddress! + 4096, of: 1, at: 0)
    }
    try flipped.write(to: file)
    #expect(try isTruthful() == false, "a line of the filter")
  }

  @Test("Pages that read as zeros, or stand in the place of others, are damage")
  func moved() throws {
    let block = MessageRunHeader.blocksOffset(count)
    for place in [4096, block, block + 4096] {
      var zeroed = whole
      zeroed.resetBytes(in: place..<place + 4096)
      try zeroed.write(to: file)
      #expect(try isTruthful() == nil, "zeros at \(place)")
    }
    for (place, length) in [(4096, 64), (block, 4096)] {
      var moved = whole
      let (one, other) = (place..<place + length, place + length..<place + 2 * length)
      moved.replaceSubrange(one, with: whole.subdata(in: other))
      moved.replaceSubrange(other, with: whole.subdata(in: one))
      try moved.write(to: file)
      #expect(try isTruthful() == nil, "moved at \(place)")
    }
  }

  @Test("A file that is lost, cut, longer, or another's is refused")
  func replaced() throws {
    for length in [0, 8, 4095, 4096, whole.count - 4096, whole.count - 1] {
      try whole.prefix(length).write(to: file)
      expectRefused("cut to \(length)")
    }
    try (whole + [0]).write(to: file)
    expectRefused("longer")
    // Another workspace's file of this name and size.
    let other = try MessageIndexFolder()
    let index = try other.open(recent: count)
    _ = try index.note((0..<count).map { .made($0, body: 2) })
    try index.makeRoom()
    index.close()
    try Data(contentsOf: other.url(file.lastPathComponent)).write(to: file)
    expectRefused("another's")
    try FileManager.default.removeItem(at: file)
    try Data().write(to: kept.url("0000000000000000009.run"))
    let error = #expect(throws: MessageIndexError.self) { try kept.open(recent: count) }
    #expect(error?.description == "The index of message ids has lost the file 1.")
    // What may be of use to whoever looks for it is left alone.
    #expect(try kept.files() == ["0000000000000000009.run"])
    try whole.write(to: file)
    #expect(try isTruthful() == true)
  }

  @Test("A merge of damaged files is refused, and they stay")
  func merged() async throws {
    var index = try kept.open(recent: count, fanout: 2)
    _ = try index.note((count..<2 * count).map { .made($0, body: 1) })
    var flipped = whole
    flipped[whole.count - 4096 + 16] ^= 1
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: flipped)
    try handle.close()
    try index.makeRoom()
    await index.settleMerges()
    #expect(throws: MessageIndexError.self) { try index.note([.made(3 * count)]) }
    #expect(try kept.files().count == 2 && kept.rows() == 2)
    index.close()
    try whole.write(to: file)
    index = try kept.open(recent: count, fanout: 2)
    await index.settleMerges()
    #expect(try kept.files().count == 1 && kept.rows() == 1)
    index.close()
    #expect(try isTruthful() == true)
  }

  private var countOfFirstBlock: Int {
    let block = MessageRunHeader.blocksOffset(count)
    return whole.withUnsafeBytes {
      MessageBlock.count($0.baseAddress! + block, of: 1, at: 0) ?? 0
    }
  }

  /// Whether it knows what it was told and nothing else; nil where it says that it is damaged.
  private func isTruthful() throws -> Bool? {
    do {
      let index = try kept.open(recent: count)
      defer { index.close() }
      for number in 0..<count
      where try index.note(.made(number, body: 1)).outcome != .sameBody { return false }
      for number in 2 * count..<3 * count
      where try index.note(.made(number, body: 1)).outcome != .new { return false }
      return true
    } catch is MessageIndexError {
      return nil
    }
  }

  private func expectRefused(_ comment: Comment) {
    #expect(throws: MessageIndexError.self, comment) { try kept.open(recent: count) }
  }
}
