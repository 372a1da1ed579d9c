import Facts
import Foundation
import Storage
import Testing

@Suite("The intake log")
struct IntakeLogTests {
  let folder = Scratch()
  var path: String { folder.workspace.path }

  @Test("What was appended is read, in order, after reopening too")
  func order() async throws {
    let log = try IntakeLog(folder: path)
    for number in 0..<10 { try await log.append([usage(number), usage(number + 100)]) }
    let expected = (0..<10).flatMap { [usage($0), usage($0 + 100)] }
    #expect(try everything(in: log) == expected)
    #expect(try everything(in: log, atMost: 1) == expected, "frames longer than what is asked for")
    #expect(log.backlog == log.end)
    log.close()
    await #expect(throws: IntakeLogError.self) { try await log.append([usage(11)]) }
    let again = try IntakeLog(folder: path)
    defer { again.close() }
    #expect(again.end == log.end)
    try await again.append([usage(200)])
    #expect(try everything(in: again) == expected + [usage(200)])
  }

  @Test("Everything that an event says is kept")
  func fields() async throws {
    let log = try IntakeLog(folder: path)
    defer { log.close() }
    var all: [SourcedEvent] = []
    for kind in UsageEvent.Kind.allCases {
      var event = UsageEvent(kind, message: "m", at: nil, received: moment(5))
      event.user = "cafe\u{301}"
      all.append(SourcedEvent(event, from: "web"))
      event.at = moment(-1)
      (event.anonymous, event.group, event.previous) = ("", "g", "p")
      event.name = "Seen"
      event.body = [0, 255]
      all.append(SourcedEvent(event, from: ""))
    }
    try await log.append(all)
    #expect(try everything(in: log) == all)
  }

  @Test("Appends that wait together share a flush")
  func group() async throws {
    let log = try IntakeLog(folder: path, fileLength: 20_000)
    for round in 0..<10 {
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for number in round * 200..<round * 200 + 200 {
          tasks.addTask { try await log.append([usage(number)]) }
        }
        try await tasks.waitForAll()
      }
    }
    #expect(log.flushes < 1000)
    let read = try everything(in: log, atMost: 5000)
    #expect(read.count == 2000 && Set(read) == Set((0..<2000).map { usage($0) }))
    #expect(try files().count > 2)
    log.close()
    let again = try IntakeLog(folder: path)
    defer { again.close() }
    #expect(try everything(in: again) == read)
  }

  @Test("What waits when the log is closed is kept before it is")
  func closing() async throws {
    let log = try IntakeLog(folder: path)
    let kept = await withTaskGroup(of: Int.self) { tasks in
      for number in 0..<500 {
        tasks.addTask {
          if number == 250 { log.close() }
          do { try await log.append([usage(number)]) } catch { return 0 }
          return 1
        }
      }
      return await tasks.reduce(0, +)
    }
    #expect(try everything(in: log).count == kept)
    #expect(kept < 500)
  }

  @Test("A full log refuses until something was dropped")
  func full() async throws {
    let log = try IntakeLog(folder: path, capacity: 2000, fileLength: 500)
    defer { log.close() }
    var kept = 0
    do {
      while true {
        try await log.append([usage(kept)])
        kept += 1
      }
    } catch is IntakeLogFull {}
    #expect(kept > 5 && log.backlog <= 2000)
    let (events, next) = try log.read(from: 0, atMost: 700)
    try log.drop(before: next)
    try await log.append([usage(kept)])
    #expect(try everything(in: log, from: next).count == kept + 1 - events.count)
    #expect(throws: IntakeLogError.self) { try log.read(from: 0) }
    try log.drop(before: log.end)
    #expect(log.backlog == 0)
    #expect(try files().count == 1)
  }

  @Test("Dropped places are never used again, whatever becomes of the files")
  func places() async throws {
    let log = try IntakeLog(folder: path)
    try await log.append([usage(1)])
    let end = log.end
    log.close()
    try FileManager.default.removeItem(atPath: path)
    let again = try IntakeLog(folder: path, from: end)
    try await again.append([usage(2)])
    again.close()
    let third = try IntakeLog(folder: path, from: end)
    defer { third.close() }
    #expect(try everything(in: third, from: end) == [usage(2)])
    #expect(throws: IntakeLogError.self) { try IntakeLog(folder: path, from: end - 1) }
  }

  @Test("A log that is behind what was applied goes on from there")
  func behind() async throws {
    let log = try IntakeLog(folder: path)
    try await log.append([usage(1)])
    let later = log.end + 1000
    log.close()
    let again = try IntakeLog(folder: path, from: later)
    try await again.append([usage(2)])
    #expect(again.end > later)
    again.close()
    let third = try IntakeLog(folder: path, from: later)
    defer { third.close() }
    #expect(try everything(in: third, from: later) == [usage(2)])
    #expect(try files().count == 1)
  }

  func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}

/// An event that a number makes up.
func usage(_ number: Int) -> SourcedEvent {
  var event = UsageEvent(
    .track, message: Identifier("m-\(number)"), at: moment(number), received: moment(number))
  event.user = "u"
  event.name = "Seen"
  event.body = Array(#"{"n":\#(number)}"#.utf8)
  return SourcedEvent(event, from: "web")
}

/// What a log holds from a place on, read in pieces.
func everything(
  in log: IntakeLog, from place: Int64 = 0, atMost bytes: Int = 1 << 20
) throws -> [SourcedEvent] {
  var all: [SourcedEvent] = []
  var place = place
  while place < log.end {
    let (events, next) = try log.read(from: place, atMost: bytes)
    all += events
    place = next
  }
  return all
}
