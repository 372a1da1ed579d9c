import Chance
import Facts
import Testing

@Suite("Instants")
struct InstantTests {
  /// Microseconds from Python: `datetime.fromisoformat(text) - EPOCH`; the leap second from POSIX.
  @Test(
    "RFC 3339 is read to the microsecond",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2027-02-28T09:30:00Z", 1_803_807_000_000_000),
      ("2027-02-28 09:30:00Z", 1_803_807_000_000_000),
      ("2027-02-28T09:30:00z", 1_803_807_000_000_000),
      ("2027-02-28T09:30:00.5Z", 1_803_807_000_500_000),
      ("2027-02-28T09:30:00.50Z", 1_803_807_000_500_000),
      ("2027-02-28T09:30:00.123Z", 1_803_807_000_123_000),
      ("2027-02-28T09:30:00.000001Z", 1_803_807_000_000_001),
      ("2027-02-28T09:30:00.123456+02:00", 1_803_799_800_123_456),
      ("2027-02-28T09:30:00-03:30", 1_803_819_600_000_000),
      ("2027-02-28T09:30:00-0330", 1_803_819_600_000_000),
      ("2027-02-28T09:30:00-00:00", 1_803_807_000_000_000),
      ("2027-03-01T00:30:00+14:00", 1_803_810_600_000_000),
      ("1969-12-31T23:59:59.999999Z", -1), ("1969-07-20T20:17:40.25Z", -14_182_939_750_000),
      ("1900-01-01T00:00:00-12:00", -2_208_945_600_000_000),
      ("2038-01-19T03:14:08Z", 2_147_483_648_000_000),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
      ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ] as [(String, Int64)])
  func read(text: String, microseconds: Int64) {
    #expect(Instant(text)?.microseconds == microseconds)
  }

  @Test(
    "A leap second is the first microsecond of the next minute",
    arguments: [
      "2016-12-31T23:59:60Z", "2016-12-31T23:59:60.999999Z", "2017-01-01T01:59:60+02:00",
      "2017-01-01T00:00:00Z",
    ])
  func leapSecond(text: String) {
    #expect(Instant(text)?.description == "2017-01-01T00:00:00.000000Z")
  }

  @Test(
    "Dates and times that do not exist are refused",
    arguments: [
      "2027-02-30T00:00:00Z", "2027-02-29T12:00:00Z", "2027-13-01T00:00:00Z",
      "2027-02-28T24:00:00Z", "2027-02-28T25:00:00Z", "2027-02-28T23:60:00Z",
      "2027-02-28T23:59:61Z", "2027-02-28T09:30:00+15:00", "2027-02-28T09:30:00+02:60",
      "2027-02-28T09:30:00+99:99",
    ])
  func noSuchTime(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test(
    "Anything but RFC 3339 is refused",
    arguments: [
      "", "2027-02-28", "2027-02-28T09:30Z", "2027-02-28T09:30:00", "2027-02-28T9:30:00Z",
      "2027-02-28_09:30:00Z", "2027-02-28T09-30-00Z", "2027-02-28T09:30:00.Z",
      "2027-02-28T09:30:00,5Z", "2027-02-28T09:30:00.1234567Z", "2027-02-28T09:30:00.12a456Z",
      "2027-02-28T09:30:00.+12345Z", "2027-02-28T09:30:00ZZ", "2027-02-28T09:30:00Z ",
      " 2027-02-28T09:30:00Z", "2027-02-28T09:30:00+02", "2027-02-28T09:30:00+2:00",
      "2027-02-28T09:30:00+02:00Z", "2027-02-28T09:30:00+02:000", "2027-02-28T09:30:00+",
      "2027-02-28T09:30:00+0:200", "2027-02-28T09:30:00+020:0", "2027-02-28T09:30:00+:0200",
      "2027-02-28T09:30:00-0330:", "2027-02-28T09:30:00+::0200", "2027-02-28T09:30:00 +02:00",
      "2027-02-28T09:30:00+0a:00", "2027-02-28T09:30:00EST",
      "10000-01-01T00:00:00Z", "1803807000", "1803807000000", "now",
      "2027-02-28T09:30:0\u{663}Z", "2027-02-28T09:30:00.5\u{301}Z", "2027-02-28T09:30:00Z\u{0}",
    ])
  func strict(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test(
    "An offset may not lead out of the calendar",
    arguments: [
      ("0001-01-01T00:00:00+00:01", false), ("0001-01-01T00:00:00-00:01", true),
      ("0001-01-01T01:59:59.999999+02:00", false), ("0001-01-01T02:00:00+02:00", true),
      ("9999-12-31T23:59:59.999999-00:01", false), ("9999-12-31T23:59:59.999999+00:01", true),
      ("9999-12-31T23:59:60Z", false), ("9999-12-31T23:59:60+00:01", true),
    ])
  func range(text: String, isRead: Bool) {
    #expect((Instant(text) != nil) == isRead)
  }

  @Test(
    "Below zero the microseconds round down, never towards 1970",
    arguments: [
      (-1, "1969-12-31T23:59:59.999999Z"), (-999_999, "1969-12-31T23:59:59.000001Z"),
      (-1_000_000, "1969-12-31T23:59:59.000000Z"), (-1_000_001, "1969-12-31T23:59:58.999999Z"),
      (-86_400_000_000, "1969-12-31T00:00:00.000000Z"),
      (-86_400_000_001, "1969-12-30T23:59:59.999999Z"),
    ] as [(Int64, String)])
  func belowZero(microseconds: Int64, text: String) {
    let instant = Instant(microseconds: microseconds)
    #expect(instant.description == text)
    #expect(instant.utcDay.description == text.prefix(10))
  }

  @Test("What an instant prints reads back as that instant")
  func text() {
    var rng = SplitMix64(seed: 1)
    var wrong: [Int64] = []
    for _ in 0..<20_000 {
      let microseconds = Int64.random(
        in: Instant.first.microseconds...Instant.last.microseconds, using: &rng)
      let instant = Instant(microseconds: microseconds)
      if Instant(instant.description) != instant { wrong.append(microseconds) }
    }
    #expect(wrong == [])
    #expect(Instant.first.description == "0001-01-01T00:00:00.000000Z")
    #expect(Instant.last.description == "9999-12-31T23:59:59.999999Z")
    #expect(Instant(Instant.first.description) == .first)
    #expect(Instant(Instant.last.description) == .last)
  }

  @Test("The parts of a time are checked one by one")
  func parts() {
    let day = Day(number: 20_877)
    #expect(
      Instant(day: day, hour: 9, minute: 30, second: 1, microsecond: 2)?.description
        == "2027-02-28T09:30:01.000002Z")
    for extreme in [Int.min, -1, 1_000_000, .max] {
      #expect(Instant(day: day, hour: extreme, minute: 0, second: 0) == nil)
      #expect(Instant(day: day, hour: 0, minute: extreme, second: 0) == nil)
      #expect(Instant(day: day, hour: 0, minute: 0, second: extreme) == nil)
      #expect(Instant(day: day, hour: 0, minute: 0, second: 0, microsecond: extreme) == nil)
    }
    for beyond in [Int32.min, Day.first.number - 1, Day.last.number + 1, .max] {
      #expect(Instant(day: Day(number: beyond), hour: 0, minute: 0, second: 0) == nil)
    }
    #expect(Instant(day: day, hour: 24, minute: 0, second: 0) == nil)
    #expect(Instant(day: day, hour: 0, minute: 60, second: 0) == nil)
    #expect(Instant(day: day, hour: 0, minute: 0, second: 61) == nil)
  }

  /// Numbers from Python: the seconds of each within 400 years of 1970.
  @Test("An instant beyond the calendar can be shown all the same")
  func beyond() {
    #expect(Instant(microseconds: .max).description == "294247-01-10T04:00:54.775807Z")
    #expect(Instant(microseconds: .min).description == "-290308-12-21T19:59:05.224192Z")
    #expect(Instant("294247-01-10T04:00:54.775807Z") == nil)
  }

  @Test("Instants and their texts are in the same order")
  func order() {
    let instants = [Int64.min / 1000, -1_000_001, -1, 0, 1, 1_803_807_000_000_000]
      .map(Instant.init(microseconds:))
    #expect(instants.reversed().sorted() == instants)
    let texts = instants.dropFirst().map(\.description)
    #expect(texts.sorted() == texts)
  }
}
