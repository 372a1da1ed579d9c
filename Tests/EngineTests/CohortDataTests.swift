import Engine
import Facts
import Foundation
import PublishedData
import Testing

/// Retention tables of others, held against cohorts of one-day subscriptions.
@Suite("Cohorts of published data")
struct CohortDataTests {
  @Test(
    "PostHog's tables, but for the one whose return is another event than its start",
    .enabled(if: Published.isHere(Published.postHog), "../shared/data/posthog-retention is absent"))
  func postHog() throws {
    // The tables are of recurring starts: a person is in the row of every period with an event.
    // Such a row is that of who entered then, had there been nothing before.
    let cases = try Published.decode(PostHogCases.self, Published.postHog).cases
    var left: [String] = []
    for example in cases {
      // Starting with one event and returning with another is not entering and staying.
      guard example.startEvent == example.returnEvent else {
        left.append(example.name)
        continue
      }
      let first = PostHogCases.number(example.firstPeriod, example.period)
      for (row, expected) in example.expected.enumerated() {
        var company = Company()
        for event in example.events {
          let person = example.people.first { $0.distinctIds.contains(event.distinctId) }
          let isMeant = (example.filter?.personProperty ?? [:]).allSatisfy {
            person?.properties?[$0.key] == $0.value
          }
          let number = PostHogCases.number(event.timestamp, example.period)
          guard let person, isMeant, number >= first + Int32(row) else { continue }
          let day = Day(number: number)
          company.say(
            person.id, from: "\(day)", subscription: "\(day)",
            endsAt: "\(Day(number: number + 1))")
        }
        let horizon = Day(number: first + Int32(example.intervals) - 1)
        let grid = company.cohorts(.time(.day), at: .any, horizon: "\(horizon)")
        let label = Day(number: first + Int32(row)).description
        let cells = grid.cohorts.first { $0.label == label }?.cells.map { Int($0.retained) }
        #expect(
          cells ?? [Int](repeating: 0, count: expected.count) == expected,
          "\(example.name), row \(row)")
      }
    }
    #expect(cases.count == 5)
    #expect(left == ["event_action"])
  }

  @Test(
    "A shop's visitors by the month they were first seen",
    .enabled(if: Published.isHere(Published.shop), "../shared/data/ecom-clickstream is absent"))
  func shop() throws {
    struct Expected: Decodable {
      let users: Int
      let monthlyCohortsFirstSeen: [String: [Int]]
    }
    let expected = try Published.decode(Expected.self, Published.shop)
    let unpacking = Process()
    unpacking.executableURL = URL(filePath: "/usr/bin/env")
    unpacking.arguments = ["gunzip", "-c", Published.shopEvents.path(percentEncoded: false)]
    let output = Pipe()
    unpacking.standardOutput = output
    try unpacking.run()
    let text = try String(
      decoding: output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    unpacking.waitUntilExit()
    var company = Company()
    var seen: Set<String> = []
    for line in text.utf8.split(separator: 0x0a).dropFirst() {
      let cells = line.split(separator: UInt8(ascii: ","))
      let user = String(decoding: cells[0], as: UTF8.self)
      let day = Day(String(decoding: cells[3].prefix(10), as: UTF8.self))!
      guard seen.insert("\(user) \(day)").inserted else { continue }
      company.say(
        user, from: "\(day)", subscription: "\(day)", endsAt: "\(day.advanced(by: 1)!)")
    }
    let grid = company.cohorts(at: .any, horizon: "2024-06-30")
    #expect(grid.cohorts.reduce(0) { $0 + $1.customers } == expected.users)
    let found = grid.cohorts.map { ($0.label, $0.cells.map { Int($0.retained) }) }
    #expect(
      Dictionary(uniqueKeysWithValues: found) == expected.monthlyCohortsFirstSeen)
  }
}
