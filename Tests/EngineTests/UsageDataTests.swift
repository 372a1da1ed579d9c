import Facts
import Foundation
import PublishedData
import Testing

@testable import Engine

/// Figures of usage of published data, as others counted them.
@Suite("Usage of published data")
struct UsageDataTests {
  /// A person's number by any of the names they go by.
  private static func persons(_ example: PostHogCases.Case) -> [String: Int] {
    var numbers: [String: Int] = [:]
    for (number, person) in example.people.enumerated() {
      for name in person.distinctIds { numbers[name] = number }
    }
    return numbers
  }

  @Test(
    "PostHog's tables, each as one question",
    .enabled(if: Published.isHere(Published.postHog), "../shared/data/posthog-retention is absent"))
  func postHog() throws {
    let cases = try Published.decode(PostHogCases.self, Published.postHog).cases
    for example in cases {
      let numbers = Self.persons(example)
      var book = ActivityBook()
      book.grow(to: example.people.count)
      let rows = example.events.compactMap { event in
        numbers[event.distinctId].map { unit in
          ActivityRow(
            unit: unit, day: PostHogCases.number(event.timestamp, example.period),
            kind: book.number(ofKind: event.event))
        }
      }
      book.add(rows)
      let wanted = example.filter?.personProperty ?? [:]
      let meant = example.people.indices.filter { person in
        wanted.allSatisfy { example.people[person].properties?[$0.key] == $0.value }
      }
      let first = Day(number: PostHogCases.number(example.firstPeriod, example.period))
      let horizon = first.advanced(by: example.intervals - 1)!
      var shape = CohortQuestion(.time(.day), at: .any, horizon: horizon)
      shape.entered = first...horizon
      let found = usageCohorts(
        of: book,
        UsageCohortQuestion(
          shape, entry: .recurring, from: [book.number(ofKind: example.startEvent)],
          to: [book.number(ofKind: example.returnEvent)], of: UnitSet(meant)))
      for (row, expected) in example.expected.enumerated() {
        let label = first.advanced(by: row)!.description
        let cohort = found.grid.cohorts.first { $0.label == label }
        // Their first column has who entered, whether they came back on that day or not.
        let cells =
          [cohort?.customers ?? 0] + (cohort?.cells.dropFirst().map { Int($0.retained) } ?? [])
        let padded = cells + [Int](repeating: 0, count: expected.count - cells.count)
        #expect(padded == expected, "\(example.name), row \(row)")
      }
    }
    #expect(cases.count == 5)
  }

  /// The shop's book, and how many lines it was read from.
  private static func shop() throws -> (book: ActivityBook, lineCount: Int) {
    var names = ActivityBook()
    var users: [Identifier: Int] = [:]
    let events = try Shop.events()
    let rows = events.map { event in
      let user = users[Identifier(event.user)] ?? users.count
      users[Identifier(event.user)] = user
      return ActivityRow(
        unit: user, day: Day(String(event.time.prefix(10)))!.number,
        kind: names.number(ofKind: event.name))
    }
    return (ActivityBook(kinds: names.kinds, rows: rows), events.count)
  }

  @Test(
    "A shop's visitors by day, week and month, by what they did, and by when they came first",
    .enabled(if: Published.isHere(Published.shop), "../shared/data/ecom-clickstream is absent"))
  func shop() throws {
    let expected = try Published.decode(Shop.self, Published.shop)
    let (book, lineCount) = try Self.shop()
    #expect(lineCount == expected.rows)
    #expect(book.unitCount == expected.users)
    let horizon = Day("2024-06-30")!
    let half = Period(from: Day("2024-01-01")!, to: horizon)!
    func actives(_ every: CalendarUnit, _ label: (Period) -> String) -> [String: Int] {
      let found = activeUnits(of: book, UsageQuestion(half, every: every, horizon: horizon))
      let counts = found.periods.filter { $0.active > 0 }.map { (label($0.period), $0.active) }
      return Dictionary(uniqueKeysWithValues: counts)
    }
    #expect(actives(.month, \.label) == expected.mau)
    #expect(actives(.week) { $0.from.description } == expected.wauMonday)
    let daily = actives(.day, \.label)
    let ten = daily.keys.sorted().prefix(10).map { ($0, daily[$0]!) }
    #expect(Dictionary(uniqueKeysWithValues: ten) == expected.dauFirst10)
    let grid = usageCohorts(
      of: book, UsageCohortQuestion(CohortQuestion(at: .any, horizon: horizon))
    ).grid
    let cells = grid.cohorts.map { ($0.label, $0.cells.map { Int($0.retained) }) }
    #expect(Dictionary(uniqueKeysWithValues: cells) == expected.monthlyCohortsFirstSeen)
    let used = adoption(of: book, UsageQuestion(half, horizon: horizon))
    let counts = used.features.map { (book.kinds[Int($0.kind)], $0.count) }
    #expect(Dictionary(uniqueKeysWithValues: counts) == expected.eventsByName)
    #expect(used.active == expected.users)
    // Of a year that is asked as one, everybody is new.
    let whole = activeUnits(of: book, UsageQuestion(half, horizon: horizon)).periods[0]
    #expect(whole.new == expected.users && whole.active == expected.users)
  }
}
