import Facts
import Foundation
import PublishedData
import Storage
import Testing

@testable import Site

/// Figures of usage of published data, sent by the API and read off what pages give away.
@Suite("Published usage through the API")
struct UsageDataTests {
  /// An instant of a case as one in UTC: an hour stands as a day, since Tenure has no hours.
  private static func time(_ instant: String, _ period: String) -> String {
    guard period == "hour" else { return instant }
    return Day(number: PostHogCases.number(instant, period)).description + "T12:00:00Z"
  }

  /// What a person did and who it is, as client libraries tell it: under the first of its names
  /// known as a user, under the others without a name.
  private static func events(
    _ example: PostHogCases.Case, withAliases: Bool
  ) -> [String] {
    let users = Set(example.people.map { $0.distinctIds[0] })
    var sent = example.events.map { event in
      let who = users.contains(event.distinctId) ? "userId" : "anonymousId"
      return #"{"type":"track","event":"\#(event.event)","\#(who)":"\#(event.distinctId)","#
        + #""timestamp":"\#(time(event.timestamp, example.period))"}"#
    }
    for person in example.people {
      // What tells the people apart that are asked about stands in the books: an account a person.
      sent.append(
        #"{"type":"group","userId":"\#(person.distinctIds[0])","groupId":"\#(person.id)","#
          + #""timestamp":"\#(time(example.events[0].timestamp, example.period))"}"#)
      guard withAliases else { continue }
      sent += person.distinctIds.dropFirst().map { name in
        #"{"type":"alias","userId":"\#(person.distinctIds[0])","previousId":"\#(name)","#
          + #""timestamp":"\#(time(example.events[0].timestamp, example.period))"}"#
      }
    }
    return sent
  }

  /// The rows of a case as the site gives them away: who entered, then who came back.
  private static func answers(
    _ example: PostHogCases.Case, withAliases: Bool = true
  ) async throws -> [[Int]] {
    let first = Day(number: PostHogCases.number(example.firstPeriod, example.period))
    let last = first.advanced(by: example.intervals - 1)!
    nonisolated(unsafe) var found: [[Int]] = []
    try await ServedSite.serving(now: Instant("\(last)T23:59:00Z")!) { served in
      try await served.deliver(
        events(example, withAliases: withAliases), key: try served.key())
      let asked =
        "entry=recurring&cohort=day&period=\(first)..\(last)"
        + "&start=\(Query.encoded(example.startEvent))"
        + "&return=\(Query.encoded(example.returnEvent))"
      let lines = try await served.table("/usage/cohorts.csv?unit=people&\(asked)")
      found = (0..<example.intervals).map { row in
        let label = first.advanced(by: row)!.description
        let cells = lines.filter { $0["cohort"] == label }
        let kept = cells.dropFirst().map { Int($0["retained"] ?? "") ?? -1 }
        let all = [cells.first.flatMap { Int($0["cohort_units"] ?? "") } ?? 0] + kept
        let count = example.expected[row].count
        return all + [Int](repeating: 0, count: max(0, count - all.count))
      }
    }
    return found
  }

  @Test(
    "PostHog's tables, each in a workspace of its own, cell by cell",
    .enabled(if: Published.isHere(Published.postHog), "../shared/data/posthog-retention is absent"))
  func postHog() async throws {
    let cases = try Published.decode(PostHogCases.self, Published.postHog).cases
    for example in cases where example.filter == nil {
      #expect(try await Self.answers(example) == example.expected, "\(example.name)")
    }
    #expect(cases.count == 5)
  }

  @Test(
    "Control: without its alias a person is two, and the tables are others",
    .enabled(if: Published.isHere(Published.postHog), "../shared/data/posthog-retention is absent"))
  func aliases() async throws {
    let cases = try Published.decode(PostHogCases.self, Published.postHog).cases
    let example = try #require(cases.first { $0.name == "day_interval" })
    #expect(try await Self.answers(example, withAliases: false) != example.expected)
  }

  @Test(
    "PostHog's table of some people: by an attribute of their accounts, frozen at entry",
    .enabled(if: Published.isHere(Published.postHog), "../shared/data/posthog-retention is absent"))
  func filtered() async throws {
    let cases = try Published.decode(PostHogCases.self, Published.postHog).cases
    let example = try #require(cases.first { $0.filter != nil })
    let wanted = try #require(example.filter?.personProperty["email"])
    let first = Day(number: PostHogCases.number(example.firstPeriod, example.period))
    let last = first.advanced(by: example.intervals - 1)!
    try await ServedSite.serving(now: Instant("\(last)T23:59:00Z")!) { served in
      try served.tell(
        example.people.map { person in
          Told.attributes(of: person.id, person.properties ?? [:], from: first.advanced(by: -9)!)
        })
      try await served.deliver(Self.events(example, withAliases: true), key: try served.key())
      let lines = try await served.table(
        "/usage/cohorts.csv?entry=recurring&cohort=email&every=day&period=\(first)..\(last)")
      // A cohort by value has the entries of all days: what the rows of the table come to.
      let cells = lines.filter { $0["cohort"] == wanted }
      let sums = (0..<example.intervals).map { index in
        example.expected.reduce(0) { $0 + (index < $1.count ? $1[index] : 0) }
      }
      #expect(cells.map { Int($0["retained"] ?? "") } == [sums[0]] + sums.dropFirst().map { $0 })
      #expect(Set(lines.map { $0["cohort"] }).count == 2)
    }
  }

  private static func sent(_ shop: [Shop.Event]) -> [String] {
    shop.map { event in
      let time = event.time.replacing(" ", with: "T") + "Z"
      return #"{"type":"track","userId":"\#(event.user)","event":"\#(event.name)","#
        + #""timestamp":"\#(time)"}"#
    }
  }

  /// What of the shop's figures is other than expected.
  private static func differences(_ events: [Shop.Event], _ expected: Shop) async throws -> [String]
  {
    nonisolated(unsafe) var found: [String] = []
    let half = "unit=people&period=2024-01-01..2024-06-30"
    let now = Instant("2024-06-30T23:59:59Z")!
    try await ServedSite.serving(usageCapacityBytes: 1 << 28, now: now) { served in
      func check<Value: Equatable>(_ what: String, _ value: Value, _ expected: Value) {
        if value != expected { found.append(what) }
      }
      try await served.deliver(sent(events), key: try served.key())
      func actives(_ every: String, _ name: String) async throws -> [String: Int] {
        let lines = try await served.table("/usage.csv?\(half)&every=\(every)")
        return Dictionary(
          uniqueKeysWithValues: lines.compactMap { line in
            guard let name = line[name], let active = Int(line["active"] ?? ""), active > 0 else {
              return nil
            }
            return (name, active)
          })
      }
      check("months", try await actives("month", "label"), expected.mau)
      check("weeks", try await actives("week", "from"), expected.wauMonday)
      let days = try await actives("day", "label")
      let ten = days.keys.sorted().prefix(10).map { ($0, days[$0]!) }
      check("days", Dictionary(uniqueKeysWithValues: ten), expected.dauFirst10)
      var cells: [String: [Int]] = [:]
      for line in try await served.table("/usage/cohorts.csv?unit=people") {
        cells[line["cohort"] ?? "", default: []].append(Int(line["retained"] ?? "") ?? -1)
      }
      check("cohorts", cells, expected.monthlyCohortsFirstSeen)
      let used = try await served.table("/usage/adoption.csv?\(half)").map {
        ($0["event"] ?? "", Int($0["count"] ?? "") ?? -1)
      }
      check("events", Dictionary(uniqueKeysWithValues: used), expected.eventsByName)
      let people = try await served.table("/usage/figure.csv?figure=usage.active&\(half)")
      check("people", people.count, expected.users)
    }
    return found
  }

  @Test(
    "A shop's visitors by day, week and month, by what they did, and by when they came first",
    .enabled(if: Published.isHere(Published.shop), "../shared/data/ecom-clickstream is absent"))
  func shop() async throws {
    let expected = try Published.decode(Shop.self, Published.shop)
    let events = try Shop.events()
    #expect(events.count == expected.rows)
    #expect(try await Self.differences(events, expected) == [])
    // Controls: one event less, and one visitor less in his first month, are found.
    let fewer = try await Self.differences(Array(events.dropLast()), expected)
    #expect(fewer.contains("events"))
    let one = try #require(events.min { $0.time < $1.time })
    let others = try await Self.differences(events.filter { $0.user != one.user }, expected)
    #expect(Set(others).isSuperset(of: ["months", "weeks", "days", "cohorts", "events", "people"]))
  }
}
