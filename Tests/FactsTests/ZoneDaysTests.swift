import Chance
import Facts
import Foundation
import Testing

/// Each instant in exactly one day, without a gap: what daily figures rest on.
@Suite("The days of a zone")
struct ZoneDaysTests {
  /// Zones whose clocks went back over midnight, and so showed the day before once more.
  private static let shownTwice: Set = [
    "America/Goose_Bay", "America/Moncton", "America/St_Johns", "Canada/Newfoundland",
    "Antarctica/Casey",
  ]

  private static let names =
    Oracle.isFull
    ? FileManager.default.enumerator(atPath: IANA.folder.path)?.compactMap { $0 as? String }
      .filter { !$0.hasPrefix("right/") && !$0.hasPrefix("posix/") && isZone($0) }.sorted() ?? []
    : IANA.notable

  private static func isZone(_ name: String) -> Bool {
    (try? IANA.bytes(name).starts(with: "TZif".utf8)) ?? false
  }

  private static let years = (first: Int32(18_262), last: Int32(24_106))  // 2020 to 2035

  @Test("Days follow each other, end where the next begins and add up", arguments: names)
  func partition(name: String) throws {
    let zone = try IANA.zone(name)
    var wrong: [String] = []
    var total: Int64 = 0
    var start = zone.start(of: Day(number: Self.years.first)).microseconds
    let begin = start
    for number in Self.years.first..<Self.years.last {
      let end = zone.start(of: Day(number: number + 1)).microseconds
      let isWhole =
        start < end && zone.day(of: Instant(microseconds: start)).number == number
        && zone.day(of: Instant(microseconds: end - 1)).number == number
        && (end - start) % 900_000_000 == 0
      if !isWhole { wrong.append(Day(number: number).description) }
      total += end - start
      start = end
    }
    #expect(wrong == [])
    #expect(total == start - begin)
  }

  @Test("Every instant lies in the day between whose bounds it is", arguments: names)
  func everyInstant(name: String) throws {
    let zone = try IANA.zone(name)
    var rng = SplitMix64(seed: UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }.magnitude))
    var counts: [Int32: Int] = [:]
    let first = zone.start(of: Day(number: Self.years.first)).microseconds
    let end = zone.start(of: Day(number: Self.years.last)).microseconds
    var wrong: [Int64] = []
    for _ in 0..<2000 {
      let instant = Instant(microseconds: .random(in: first..<end, using: &rng))
      let day = zone.day(of: instant)
      counts[day.number, default: 0] += 1
      if zone.start(of: day) > instant || zone.start(of: Day(number: day.number + 1)) <= instant {
        wrong.append(instant.microseconds)
      }
    }
    #expect(wrong == [])
    #expect(counts.values.reduce(0, +) == 2000)
    #expect(counts.keys.allSatisfy { (Self.years.first..<Self.years.last).contains($0) })
  }

  @Test("Starts never run backwards, from the year 1 to 9999", arguments: names)
  func ascending(name: String) throws {
    let zone = try IANA.zone(name)
    var wrong: [String] = []
    var before = zone.start(of: Day.first)
    for number in stride(from: Day.first.number + 1, through: Day.last.number, by: 61) {
      let day = Day(number: number)
      let start = zone.start(of: day)
      // The local day at a start is that day, or a later one where it was skipped.
      let shown = zone.day(of: start)
      if start <= before || shown < day || shown.number > number + 1 {
        wrong.append(day.description)
      }
      before = start
    }
    #expect(wrong == [])
  }

  @Test("Only clocks set back over midnight show a day again", arguments: names)
  func shownAgain(name: String) throws {
    let zone = try IANA.zone(name)
    // Every half-hour from 2004 to 2011.
    var isAgain = false
    var before = Day.first
    for half in Int64(12_418 * 48)..<15_340 * 48 {
      let day = zone.day(of: Instant(microseconds: half * 1_800_000_000))
      if day < before { isAgain = true }
      before = day
    }
    #expect(isAgain == Self.shownTwice.contains(name))
  }
}
