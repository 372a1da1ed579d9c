import Chance
import Facts
import Foundation
import Storage
import Testing

@Suite("Usage that is taken in")
struct UsageIntakeTests {
  @Test(
    "However often, in whatever order and batches, each event counts once",
    arguments: [UInt64(1), 2, 3])
  func property(seed: UInt64) async throws {
    let scratch = Scratch()
    _ = try Ledger.writing(scratch.workspace)
    var random = SplitMix64(seed: seed)
    var sent = (0..<300).flatMap { number in
      (0..<Int.random(in: 1...20, using: &random)).map { _ in
        made(number, &random)
      }
    }
    sent.shuffle(using: &random)
    var expected = Expected()
    var intake = try UsageIntake(scratch.workspace)
    var rest = sent[...]
    while !rest.isEmpty {
      let batch = rest.prefix(Int.random(in: 1...50, using: &random))
      rest = rest.dropFirst(batch.count)
      try await intake.append(Array(batch))
      for event in batch { expected.take(event) }
      if Int.random(in: 0..<8, using: &random) == 0 {
        intake.close()
        intake = try UsageIntake(scratch.workspace)
      }
    }
    while intake.lag > 0 { await Task.yield() }
    #expect(intake.problem == nil)
    intake.close()
    #expect(try intake.store.counts() == expected.counts)
    #expect(try intake.store.messages() == expected.stored)
    #expect(try intake.store.quarantined() == expected.quarantined)
  }

  /// One of the tellings of an event: now and then with another body, time or sender.
  private func made(_ number: Int, _ random: inout SplitMix64) -> SourcedEvent {
    var sourced = usage(number)
    let hours = Int64.random(in: 0..<3, using: &random)
    sourced.event.received = Instant(
      microseconds: sourced.event.received.microseconds + hours * 3_600_000_000)
    if Int.random(in: 0..<5, using: &random) == 0 { sourced.event.body += [0x20] }
    if Int.random(in: 0..<9, using: &random) == 0 { sourced.event.at = nil }
    if Int.random(in: 0..<3, using: &random) == 0 { sourced.source = "app" }
    return sourced
  }

  /// What must come of it, by a plain dictionary.
  private struct Expected {
    var bodies: [Identifier: [UInt8]] = [:]
    var stored: [Identifier] = []
    var quarantined: [Identifier: Quarantine] = [:]
    var counts: [UsageCount.Place: UsageCount] = [:]

    mutating func take(_ sourced: SourcedEvent) {
      let event = sourced.event
      let place = UsageCount.Place(source: sourced.source, hour: event.received.hour)
      var count = counts[place] ?? UsageCount()
      count.accepted += 1
      if let body = bodies[event.message] {
        count.duplicate += 1
        if body != event.body { count.conflict += 1 }
      } else {
        bodies[event.message] = event.body
        if event.at == nil {
          count.quarantined += 1
          quarantined[event.message] = .unreadable
        } else {
          count.stored += 1
          stored.append(event.message)
        }
      }
      counts[place] = count
    }
  }

  @Test("What was on disk and not applied is applied when it is opened again")
  func reopened() async throws {
    let scratch = Scratch()
    _ = try Ledger.writing(scratch.workspace)
    let log = try IntakeLog(folder: scratch.workspace.intakePath)
    for number in 0..<50 { try await log.append([usage(number)]) }
    log.close()
    let intake = try UsageIntake(scratch.workspace)
    while intake.lag > 0 { await Task.yield() }
    intake.close()
    #expect(try intake.store.messages() == (0..<50).map { Identifier("m-\($0)") })
  }

  @Test("A log that lost what was not applied is refused")
  func lost() async throws {
    let scratch = Scratch()
    _ = try Ledger.writing(scratch.workspace)
    let log = try IntakeLog(folder: scratch.workspace.intakePath, from: 100)
    try await log.append([usage(1)])
    log.close()
    #expect(throws: IntakeLogError.self) { try UsageIntake(scratch.workspace) }
  }

  @Test("A full log refuses, and takes again once its events are applied")
  func full() async throws {
    let scratch = Scratch()
    _ = try Ledger.writing(scratch.workspace)
    let intake = try UsageIntake(scratch.workspace, capacity: 3000)
    let many = (0..<100).map { usage($0) }
    await #expect(throws: IntakeLogFull.self) { try await intake.append(many) }
    for start in stride(from: 0, to: 100, by: 10) {
      while intake.lag > 0 { await Task.yield() }
      try await intake.append(Array(many[start..<start + 10]))
    }
    while intake.lag > 0 { await Task.yield() }
    intake.close()
    #expect(try intake.store.messages().count == 100)
  }
}
