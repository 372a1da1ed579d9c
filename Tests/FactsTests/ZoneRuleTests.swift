import Facts
import Testing

@Suite("Rules for the time after the last transition")
struct ZoneRuleTests {
  private func zone(_ footer: String, _ kinds: [Int32] = [0]) throws -> Zone {
    try Zone(name: "Made/Up", tzif: TZifBytes(kinds: kinds, footer: footer).bytes)
  }

  /// The time of day, in UTC, at which days start.
  private func starts(
    _ footer: String, standard: Int32 = 0, _ days: [String]
  ) throws -> [String] {
    let zone = try zone(footer, [standard])
    return try days.map {
      String(zone.start(of: try #require(Day($0))).description.dropFirst(11).prefix(5))
    }
  }

  @Test("A Julian day never counts 29 February: J60 is 1 March in every year")
  func julian() throws {
    let days = ["2027-03-01", "2027-03-02", "2028-02-29", "2028-03-01", "2028-03-02"]
    // An hour ahead from 02:00 on 1 March.
    #expect(
      try starts("AAA0BBB,J60,J300", days) == ["00:00", "23:00", "00:00", "00:00", "23:00"])
    // J59 is 28 February, in a leap year too.
    #expect(
      try starts("AAA0BBB,J59,J300", ["2027-03-01", "2028-02-28", "2028-02-29"])
        == ["23:00", "00:00", "23:00"])
  }

  @Test("An ordinal day counts it: 59 is 1 March, in a leap year 29 February")
  func ordinal() throws {
    let days = ["2027-03-01", "2027-03-02", "2028-02-29", "2028-03-01", "2028-03-02"]
    #expect(try starts("AAA0BBB,59,300", days) == ["00:00", "23:00", "00:00", "23:00", "23:00"])
  }

  @Test("A weekday is counted from the month's first, and the fifth is the last")
  func weekday() throws {
    // Sundays in March 2027: 7, 14, 21, 28; in May: 2, 9, 16, 23, 30.
    let sundays = [
      (3, 1, 7), (3, 2, 14), (3, 4, 28), (3, 5, 28), (5, 1, 2), (5, 4, 23), (5, 5, 30),
    ]
    for (month, week, date) in sundays {
      let zone = try zone("AAA0BBB,M\(month).\(week).0,M11.1.0")
      let day = try #require(Day(year: 2027, month: month, day: date))
      let length = zone.start(of: Day(number: day.number + 1)).microseconds
      #expect(length - zone.start(of: day).microseconds == 23 * 3_600_000_000)
    }
  }

  @Test("The time of a change may be negative or days later")
  func farTimes() throws {
    // Sunday 28 March 2027, less an hour: Saturday 23:00.
    #expect(
      try starts("AAA0BBB,M3.5.0/-1,M10.5.0", ["2027-03-28", "2027-03-29"]) == ["23:00", "23:00"])
    // Thursday 25 March 2027 and 50 hours: Saturday 02:00.
    #expect(
      try starts("AAA0BBB,M3.4.4/50,M10.5.0", ["2027-03-27", "2027-03-28"]) == ["00:00", "23:00"])
    #expect(
      try starts("AAA0BBB,M3.4.4/26:30:30,M10.5.0", ["2027-03-26", "2027-03-27"])
        == ["00:00", "23:00"])
  }

  @Test("Offsets are west of Greenwich, summer's is one hour more unless it says otherwise")
  func offsets() throws {
    let days = ["2027-01-01", "2027-07-01"]
    #expect(try starts("AAA5BBB,M3.2.0,M11.1.0", standard: -18_000, days) == ["05:00", "04:00"])
    #expect(try starts("AAA-2BBB,M3.5.0,M10.5.0", standard: 7200, days) == ["22:00", "21:00"])
    #expect(
      try starts("AAA+5BBB4:30,M3.2.0,M11.1.0", standard: -18_000, days) == ["05:00", "04:30"])
    #expect(
      try starts("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", standard: 37_800, days) == [
        "13:00", "13:30",
      ])
  }

  @Test("Negative summer time starts in autumn, as in Dublin")
  func negativeSummer() throws {
    let footer = "IST-1GMT0,M10.5.0,M3.5.0/1"
    let days = ["2027-01-01", "2027-03-28", "2027-03-29", "2027-10-31", "2027-11-01"]
    #expect(
      try starts(footer, standard: 3600, days) == ["00:00", "00:00", "23:00", "23:00", "00:00"])
  }

  /// RFC 9636 §3.3: a summer that ends at 24:00 on the last day, plus its own hour, never ends.
  @Test("Summer may last all year", arguments: ["EST5EDT,0/0,J365/25", "EST5EDT4,J1/0,J365/25"])
  func allYear(footer: String) throws {
    let days = ["1975-01-01", "1975-06-01", "1976-12-31", "2027-06-01", "2028-06-01", "2029-01-01"]
    let starts = try starts(footer, standard: -18_000, days)
    #expect(starts == Array(repeating: "04:00", count: days.count))
  }

  @Test("Without a rule the last offset stays")
  func noRule() throws {
    let bytes = TZifBytes(transitions: [(0, 1), (86_400 * 365, 2)], kinds: [0, 3600, 7200]).bytes
    let zone = try Zone(name: "Made/Up", tzif: bytes)
    let starts = ["1969-12-01", "1970-06-01", "1972-06-01", "9999-01-01"].map {
      Day($0).map { zone.start(of: $0).description.dropFirst(11).prefix(5) }
    }
    #expect(starts == ["00:00", "23:00", "22:00", "22:00"])
  }

  @Test("The rule takes over after the last transition, not before")
  func takesOver() throws {
    // Offsets of three hours until 1 July 2030, which the rule knows nothing of.
    let until: Int64 = 1_909_094_400
    let bytes = TZifBytes(
      transitions: [(0, 1), (until, 2)], kinds: [0, 10_800, 3600], footer: "AAA0BBB,M3.5.0,M10.5.0"
    ).bytes
    let zone = try Zone(name: "Made/Up", tzif: bytes)
    let starts = ["2029-01-01", "2030-06-01", "2030-08-01", "2030-12-01", "2031-08-01"].map {
      Day($0).map { zone.start(of: $0).description.dropFirst(11).prefix(5) }
    }
    #expect(starts == ["21:00", "21:00", "23:00", "00:00", "23:00"])
  }

  @Test(
    "A rule that POSIX does not know is refused, and said",
    arguments: [
      "EET", "EE-2", "-2", "EET-", "EET-2EEST", "EET-2EE,M3.5.0,M10.5.0", "EET-2EEST,M3.5.0",
      "EET-2EEST,M3.5.0,", "EET-2EEST,M3.5.0,M10.5.0,", "EET-2EEST,M3.5.0,M10.5.0x",
      "EET-2EEST,M0.5.0,M10.5.0", "EET-2EEST,M13.5.0,M10.5.0", "EET-2EEST,M3.0.0,M10.5.0",
      "EET-2EEST,M3.6.0,M10.5.0", "EET-2EEST,M3.5.7,M10.5.0", "EET-2EEST,M3.5,M10.5.0",
      "EET-2EEST,J0,J100", "EET-2EEST,J366,J100", "EET-2EEST,366,100", "EET-2EEST,-1,100",
      "EET-2EEST,M3.5.0/168,M10.5.0", "EET-2EEST,M3.5.0/2:60,M10.5.0", "EET-2:60", "EET-2:00:60",
      "EET-9999999999999999999999", "EET-25", "HST90HDT,M3.2.0,M11.1.0",
      "HST10HDT-25,M3.2.0,M11.1.0", "<+02-2", "<+02>", "EET-2\u{0}", "E\u{301}ET-2", " EET-2",
    ])
  func unknown(footer: String) {
    #expect(throws: ZoneError.unknownRule(footer)) { try zone(footer) }
  }
}
