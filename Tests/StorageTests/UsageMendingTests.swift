import Facts
import Foundation
import Storage
import Testing

@Suite("Mending what is kept apart")
struct UsageMendingTests {
  let folder = Scratch()

  init() throws { _ = try Ledger.writing(folder.workspace) }

  /// An event that says no time, with a name of its own.
  private func apart(_ number: Int) -> SourcedEvent {
    var sourced = usage(number)
    sourced.event.at = nil
    sourced.event.name = "Name \(number)"
    return sourced
  }

  @Test("More than fit one piece are all looked at, once each")
  func pieces() throws {
    let store = try UsageStore.applying(folder.workspace)
    try store.apply((0..<4001).map(apart), from: 0, to: 1)
    let all = MendOutcome(mended: 4001, left: 0)
    #expect(try store.previewMend(.init(), by: .receipt) == all)
    let record = try store.mend(.init(), by: .receipt, at: moment(1), in: .utc)
    #expect(record.outcome == all)
    #expect(try store.mends().map(\.outcome) == [all])
    #expect(try store.mends().map(\.number) == [record.number])
    #expect(try store.messages().count == 4001)
    #expect(try store.previewMend(.init(), by: .receipt) == MendOutcome())
  }

  @Test("A shift beyond all time mends nothing and ends nothing")
  func beyond() throws {
    let store = try UsageStore.applying(folder.workspace)
    var sourced = usage(1)
    sourced.event.at = Instant(microseconds: .max)
    try store.apply([sourced], from: 0, to: 1)
    for seconds in [Int64.max, .min, 1, -1] {
      #expect(
        try store.previewMend(.init(), by: .shift(seconds: seconds)) == MendOutcome(left: 1))
    }
  }

  @Test("What is mended while more comes knows the names that came, and the other way round")
  func beside() async throws {
    let store = try UsageStore.applying(folder.workspace)
    try store.apply((0..<400).map(apart), from: 0, to: 1)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for number in 0..<400 where number % 4 == 0 {
        tasks.addTask {
          try store.mend(
            .init(source: "web"), by: .shift(seconds: 0), at: moment(number), in: .utc)
        }
      }
      tasks.addTask {
        for place in 1..<200 {
          var sourced = usage(10_000 + place)
          // The names that mending meets too: each is registered once.
          sourced.event.name = "Name \(place)"
          try store.apply([sourced], from: Int64(place), to: Int64(place + 1))
        }
      }
      for _ in 0..<4 {
        tasks.addTask { try store.mend(.init(), by: .receipt, at: moment(0), in: .utc) }
      }
      try await tasks.waitForAll()
    }
    #expect(try store.quarantineCounts().isEmpty)
    #expect(try store.messages().count == 599)
    #expect(try store.names().count == 400)
    #expect(try store.verify { _ in .utc }.findings == [])
  }
}
