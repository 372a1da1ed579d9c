import Facts
import Testing

@Suite("Moments")
struct MomentTests {
  @Test("A day keeps its date when the zone changes", arguments: IANA.notable)
  func dayStays(name: String) throws {
    let zone = try IANA.zone(name)
    for number in Int32(19_000)..<19_400 {
      #expect(Moment.day(Day(number: number)).day(in: zone).number == number)
    }
  }

  @Test(
    "An instant may move to another day",
    arguments: [
      ("UTC", "2027-02-28"), ("Europe/Bucharest", "2027-03-01"), ("America/New_York", "2027-02-28"),
      ("Pacific/Kiritimati", "2027-03-01"),
    ])
  func instantMoves(name: String, day: String) throws {
    let moment = try #require(Moment("2027-02-28T22:30:00Z"))
    #expect(moment.day(in: try IANA.zone(name)).description == day)
  }

  @Test(
    "A day starts at its midnight there, an instant everywhere when it is",
    arguments: [
      ("2027-03-01", "Europe/Bucharest", "2027-02-28T22:00:00.000000Z"),
      ("2027-03-01", "America/New_York", "2027-03-01T05:00:00.000000Z"),
      ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000000Z"),
      ("2027-03-01T12:00:00Z", "Europe/Bucharest", "2027-03-01T12:00:00.000000Z"),
      ("2027-03-01T12:00:00Z", "America/New_York", "2027-03-01T12:00:00.000000Z"),
    ])
  func start(text: String, name: String, instant: String) throws {
    let moment = try #require(Moment(text))
    #expect(moment.start(in: try IANA.zone(name)).description == instant)
  }

  @Test("A day that a zone skipped is still that day, and starts with the next")
  func skipped() throws {
    let apia = try IANA.zone("Pacific/Apia")
    let skipped = try #require(Moment("2011-12-30"))
    let next = try #require(Moment("2011-12-31"))
    #expect(skipped.day(in: apia).description == "2011-12-30")
    #expect(skipped.start(in: apia) == next.start(in: apia))
  }

  @Test(
    "The text says how precise it is",
    arguments: [
      ("2027-02-28", "2027-02-28"), ("2027-02-28T00:00:00Z", "2027-02-28T00:00:00.000000Z"),
      ("2027-02-28T01:00:00+02:00", "2027-02-27T23:00:00.000000Z"),
      ("0001-01-01", "0001-01-01"),
    ])
  func text(text: String, canonical: String) throws {
    let moment = try #require(Moment(text))
    #expect(moment.description == canonical)
    #expect(Moment(canonical) == moment)
  }

  @Test("Midnight and the day are different moments")
  func precision() {
    #expect(Moment("2027-02-28") != Moment("2027-02-28T00:00:00Z"))
  }

  @Test(
    "What is neither a day nor an instant is refused",
    arguments: ["", "2027-02-30", "2027-02", "2027-02-28T", "2027-02-28T09:30", "28.02.2027"])
  func strict(text: String) {
    #expect(Moment(text) == nil)
  }
}
