import Chance
import Facts
import Testing

@Suite("Zones")
struct ZoneTests {
  /// Worked out from the announced changes; Python's zoneinfo gives the same.
  @Test(
    "A day starts when its clocks first show it and lasts as long as they let it",
    arguments: [
      ("Europe/Bucharest", "2027-03-28", "2027-03-27T22:00:00", 23),
      ("Europe/Bucharest", "2027-10-31", "2027-10-30T21:00:00", 25),
      ("America/New_York", "2027-03-14", "2027-03-14T05:00:00", 23),
      ("America/New_York", "2027-11-07", "2027-11-07T04:00:00", 25),
      ("Asia/Ho_Chi_Minh", "2027-03-28", "2027-03-27T17:00:00", 24),
      ("Pacific/Chatham", "2027-04-04", "2027-04-03T10:15:00", 25),
      ("Pacific/Chatham", "2027-09-26", "2027-09-25T11:15:00", 23),
      ("Australia/Lord_Howe", "2027-04-04", "2027-04-03T13:00:00", 24.5),
      ("Australia/Lord_Howe", "2027-10-03", "2027-10-02T13:30:00", 23.5),
      // The end and the beginning of Ramadan, for which Morocco leaves its usual hour.
      ("Africa/Casablanca", "2027-02-07", "2027-02-06T23:00:00", 25),
      ("Africa/Casablanca", "2027-03-14", "2027-03-14T00:00:00", 23),
      // Irish Standard Time is summer's; winter is an hour less.
      ("Europe/Dublin", "2027-03-28", "2027-03-28T00:00:00", 23),
      ("Europe/Dublin", "2027-10-31", "2027-10-30T23:00:00", 25),
      // Clocks went from 24:00 to 01:00: the day has no midnight.
      ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00", 23),
      // And from 24:00 back to 23:00.
      ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00", 25),
      ("Asia/Beirut", "2027-10-30", "2027-10-29T21:00:00", 25),
      ("Antarctica/Troll", "2027-03-28", "2027-03-28T00:00:00", 22),
      ("Asia/Kathmandu", "1986-01-01", "1985-12-31T18:30:00", 23.75),
      ("America/Caracas", "2007-12-09", "2007-12-09T04:00:00", 24.5),
    ])
  func day(name: String, day: String, start: String, hours: Double) throws {
    let zone = try IANA.zone(name)
    let day = try #require(Day(day))
    let next = try #require(day.advanced(by: 1))
    let first = zone.start(of: day)
    let end = zone.start(of: next)
    #expect(first.description == start + ".000000Z")
    #expect(end.microseconds - first.microseconds == Int64(hours * 3_600_000_000))
    #expect(zone.day(of: first) == day)
    #expect(zone.day(of: Instant(microseconds: first.microseconds - 1)).number == day.number - 1)
    #expect(zone.day(of: Instant(microseconds: end.microseconds - 1)) == day)
    #expect(zone.day(of: end) == next)
  }

  @Test(
    "A day that was skipped is empty and starts with the next",
    arguments: [
      ("Pacific/Apia", "2011-12-30"), ("Pacific/Fakaofo", "2011-12-30"),
      ("Pacific/Kiritimati", "1994-12-31"), ("Pacific/Enderbury", "1994-12-31"),
      ("Pacific/Kwajalein", "1993-08-21"),
    ])
  func skipped(name: String, day: String) throws {
    let zone = try IANA.zone(name)
    let day = try #require(Day(day))
    let next = try #require(day.advanced(by: 1))
    let start = zone.start(of: day)
    #expect(start == zone.start(of: next))
    #expect(zone.day(of: start) == next)
    #expect(zone.day(of: Instant(microseconds: start.microseconds - 1)).number == day.number - 1)
  }

  /// Clocks went from 00:01 on 29 October back to 23:01 on the 28th.
  @Test("A day that clocks left again starts when they first showed it")
  func shownTwice() throws {
    let zone = try IANA.zone("America/St_Johns")
    let day = try #require(Day("2006-10-29"))
    #expect(zone.start(of: day).description == "2006-10-29T02:30:00.000000Z")
    let shown = ["02:30:00", "02:30:59.999999", "02:31:00", "03:29:59", "03:30:00"].map {
      Instant("2006-10-29T\($0)Z").map { zone.day(of: $0).civil.day }
    }
    #expect(shown == [29, 29, 28, 28, 29])
  }

  @Test("Coordinated Universal Time needs no file")
  func utc() throws {
    let read = try IANA.zone("Etc/UTC")
    var rng = SplitMix64(seed: 2)
    for _ in 0..<1000 {
      let instant = Instant(
        microseconds: .random(
          in: Instant.first.microseconds...Instant.last.microseconds, using: &rng))
      let day = Zone.utc.day(of: instant)
      #expect(day == instant.utcDay)
      #expect(day == read.day(of: instant))
      #expect(Zone.utc.start(of: day) == read.start(of: day))
      #expect(Zone.utc.start(of: day).microseconds == Int64(day.number) * 86_400_000_000)
    }
    #expect(Zone.utc.name == "UTC")
  }

  @Test(
    "Clocks show the hour of their zone, also on days that have 23 or 25",
    arguments: [
      ("2027-03-28T00:59:59Z", 2, 59), ("2027-03-28T01:00:00Z", 4, 0),
      ("2027-10-31T00:30:00Z", 3, 30), ("2027-10-31T01:30:00Z", 3, 30),
      ("1969-12-31T23:30:00Z", 1, 30),
    ])
  func clock(instant: String, hour: Int, minute: Int) throws {
    let zone = try IANA.zone("Europe/Bucharest")
    let shown = zone.clock(at: try #require(Instant(instant)))
    #expect(shown == (hour, minute))
  }

  @Test("Below zero microseconds lie in the second they have begun")
  func belowZero() throws {
    let zone = try IANA.zone("Europe/Bucharest")
    let midnight = Int64(-7200) * 1_000_000
    #expect(zone.day(of: Instant(microseconds: midnight)).number == 0)
    #expect(zone.day(of: Instant(microseconds: midnight - 1)).number == -1)
  }

  @Test("The rule goes on to the year 2500, where winter stays")
  func farAhead() throws {
    let zone = try IANA.zone("Europe/Bucharest")
    let starts = ["2037-07-01", "2099-07-01", "2499-07-01", "2499-12-01", "2501-07-01"].map {
      Day($0).map { zone.start(of: $0).description.dropFirst(11).prefix(5) }
    }
    #expect(starts == ["21:00", "21:00", "21:00", "22:00", "22:00"])
  }

  @Test("At the ends of the calendar a day is one that can be written", arguments: IANA.notable)
  func ends(name: String) throws {
    let zone = try IANA.zone(name)
    for (instant, day) in [(Instant.first, Day.first), (.last, .last)] {
      #expect(Day(zone.day(of: instant).description) == zone.day(of: instant))
      #expect(zone.day(of: instant).month == day.month)
    }
    #expect(zone.day(of: Instant(microseconds: .max)) == Day.last)
    #expect(zone.day(of: Instant(microseconds: .min)) == Day.first)
  }

  @Test("Two zones are the same when they have the same name and rules")
  func equality() throws {
    let one = try IANA.zone("Europe/Bucharest")
    #expect(try IANA.zone("Europe/Bucharest") == one)
    #expect(try IANA.zone("Europe/Athens") != one)
    #expect(try Zone(name: "Home", tzif: IANA.bytes("Europe/Bucharest")) != one)
  }
}
