import Facts
import Testing

@Suite("Zones against Python's zoneinfo")
struct ZoneOracleTests {
  @Test("Some zones around every change of their clocks", .enabled(if: !Oracle.isFull))
  func some() async throws {
    async let notable = compare(IANA.notable)
    async let drawn = compare(["--sample", "10", "--seed", "1"])
    #expect(try await notable.zones == IANA.notable.count)
    #expect(try await notable.compared > 30_000)
    #expect(try await drawn.zones == 10)
    #expect(try await notable.differences == [])
    #expect(try await drawn.differences == [])
  }

  @Test("Every zone around every change of its clocks", .enabled(if: Oracle.isFull))
  func all() async throws {
    let all = try await compare(["--step", "6"])
    print("\(all.zones) zones, \(all.compared) comparisons, \(all.differences.count) differences")
    #expect(all.zones > 590)
    #expect(all.compared > 1_000_000)
    #expect(all.differences == [])
  }

  private struct Comparison {
    var zones = 0
    var compared = 0
    /// The first hundred.
    var differences: [String] = []
  }

  private func compare(_ arguments: [String]) async throws -> Comparison {
    var comparison = Comparison()
    var zone = Zone.utc
    for line in try await Oracle.run("zones.py", arguments).split(separator: 0x0a) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      try #require(words.count >= 2)
      if words[0] == "zone" {
        zone = try IANA.zone(String(words[1]))
        comparison.zones += 1
        continue
      }
      let number = try #require(Int64(words[1]))
      let isDay = words[0] == "i"
      let answer =
        isDay
        ? Int64(zone.day(of: Instant(microseconds: number)).number)
        : zone.start(of: Day(number: Int32(number))).microseconds
      let expected = try #require(Int64(words[2])) * (isDay ? 1 : 1_000_000)
      comparison.compared += 1
      if answer != expected, comparison.differences.count < 100 {
        comparison.differences.append("\(zone.name) \(words): \(answer)")
      }
    }
    return comparison
  }
}
