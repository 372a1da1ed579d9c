import Facts
import Foundation
import Storage
import Testing

@Suite("An intake log that was cut off or damaged")
struct IntakeDamageTests {
  let folder = Scratch()
  var path: String { folder.workspace.path }
  var file: URL { URL(filePath: path).appending(path: "0000000000000000000.log") }

  @Test("Cut at any byte of its last frame it loses that frame, and takes more")
  func cut() async throws {
    let (bytes, last) = try await written()
    for length in last..<bytes.count {
      try bytes.prefix(length).write(to: file)
      try await expectSound(first: [usage(1), usage(2), usage(3)], "cut at \(length)")
    }
    try bytes.write(to: file)
    try await expectSound(first: [usage(1), usage(2), usage(3), usage(4)], "whole")
  }

  @Test("A last frame of which any part reached the disk is none")
  func torn() async throws {
    let (bytes, last) = try await written()
    for place in last..<bytes.count {
      var torn = bytes
      torn.resetBytes(in: place..<min(place + 8, bytes.count))
      if torn == bytes { continue }
      try torn.write(to: file)
      try await expectSound(first: [usage(1), usage(2), usage(3)], "torn at \(place)")
    }
    try (bytes.prefix(last) + Data(count: 4096)).write(to: file)
    try await expectSound(first: [usage(1), usage(2), usage(3)], "nothing but zeros")
  }

  @Test("A bit that flipped before the last frame is refused, and nothing is cut off")
  func flipped() async throws {
    let (bytes, last) = try await written()
    for place in 0..<last {
      var flipped = bytes
      flipped[place] ^= 1 << UInt8(place % 8)
      try flipped.write(to: file)
      let error = #expect(throws: IntakeLogError.self, "flipped at \(place)") {
        try IntakeLog(folder: path)
      }
      #expect(error?.description.contains("is damaged at") == true)
      #expect(try Data(contentsOf: file) == flipped)
    }
  }

  @Test("A frame that stands in the place of another is damage")
  func moved() async throws {
    let (bytes, last) = try await written()
    let length = last / 3
    try (bytes[length..<2 * length] + bytes[..<length] + bytes[(2 * length)...]).write(to: file)
    #expect(throws: IntakeLogError.self) { try IntakeLog(folder: path) }
    // At the end it is one that nobody was told of.
    try (bytes[..<last] + bytes[..<length]).write(to: file)
    try await expectSound(first: [usage(1), usage(2), usage(3)], "an old frame at the end")
  }

  @Test("Damage in an earlier file is found by whoever reads it")
  func earlier() async throws {
    var log = try IntakeLog(folder: path, fileLength: 1)
    for number in 1...3 { try await log.append([usage(number)]) }
    log.close()
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: file)
    log = try IntakeLog(folder: path)
    #expect(throws: IntakeLogError.self) { try log.read(from: 0) }
    log.close()
    try bytes.dropLast().write(to: file)
    #expect(throws: IntakeLogError.self) { try IntakeLog(folder: path) }
    try FileManager.default.removeItem(at: file)
    #expect(throws: IntakeLogError.self) { try IntakeLog(folder: path) }
  }

  /// A file of four frames, and where the last begins.
  private func written() async throws -> (bytes: Data, last: Int) {
    let log = try IntakeLog(folder: path)
    for number in 1...3 { try await log.append([usage(number)]) }
    let last = Int(log.end)
    try await log.append([usage(4)])
    log.close()
    return (try Data(contentsOf: file), last)
  }

  private func expectSound(first: [SourcedEvent], _ comment: Comment) async throws {
    let log = try IntakeLog(folder: path)
    try await log.append([usage(5)])
    #expect(try everything(in: log) == first + [usage(5)], comment)
    log.close()
  }
}
