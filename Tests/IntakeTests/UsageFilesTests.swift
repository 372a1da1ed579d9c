import Facts
import Foundation
import Intake
import Testing

@Suite("Files of usage and of people")
struct UsageFilesTests {
  @Test("A row of usage is the event that a client library would have sent")
  func usage() throws {
    let result = try imported(
      "event,happened_at,user_id,customer_id,message_id,seconds,report,rows\n"
        + "Exported,2026-01-02T09:00:00Z,u1,acme,m1,90,retention,\"1,200\"\n"
        + "Opened,2026-01-02,u1,,,,,\n")
    #expect(result.format == .tenureUsage)
    #expect(result.rejections.isEmpty && result.facts.isEmpty && result.rows == 2)
    let body =
      #"{"type":"track","event":"Exported","userId":"u1","#
      + #""timestamp":"2026-01-02T09:00:00.000000Z","context":{"groupId":"acme"},"#
      + #""properties":{"report":"retention","rows":"1,200","seconds":90}}"#
    // Read as the server reads what is sent, the text says the same.
    let sent = try SegmentReader().read(Array(body.utf8), .track, received: exportedAt)
    var expected = try #require(sent.events.first)
    expected.message = "m1"
    let found = try #require(result.events.first)
    #expect(String(decoding: found.body, as: UTF8.self) == body)
    #expect(found == expected)
    let other = try #require(result.events.last)
    #expect(other.at == Instant("2026-01-02T00:00:00Z") && other.group == nil)
  }

  @Test("A day begins where the workspace's zone says")
  func zone() throws {
    let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Asia/Kolkata"))
    let kolkata = try Zone(name: "Asia/Kolkata", tzif: Array(bytes))
    let result = try imported("event,happened_at,user_id\ne,2026-01-02,u\n") { options in
      options.zone = kolkata
    }
    #expect(result.events.first?.at == Instant("2026-01-01T18:30:00Z"))
  }

  @Test("Rows without an id have one by what they say: read again it is the same")
  func unnamed() throws {
    let file = "event,happened_at,user_id,n\na,2026-01-02,u,1\na,2026-01-02,u,1\na,2026-01-02,u,2\n"
    let messages = try imported(file).events.map(\.message)
    #expect(messages[0] == messages[1] && messages[0] != messages[2])
    #expect(try imported(file).events.map(\.message) == messages)
  }

  @Test(
    "What is wrong names the line, the column and what was expected",
    arguments: [
      ("Opened,,u,,,", "happened_at"), ("Opened,2026-02-30,u,,,", "happened_at"),
      ("Opened,2026-01-02 10:00,u,,,", "happened_at"), (",2026-01-02,u,,,", "event"),
      ("Opened,2026-01-02,,,,", "user_id"), ("Opened,2026-01-02,u,,identify,", "type"),
      ("Opened,2026-01-02,u,,,86401", "seconds"), ("Opened,2026-01-02,u,,,1.5", "seconds"),
      ("Opened,2026-01-02,\u{fffd},,,", "user_id"),
    ])
  func rejected(row: String, column: String) throws {
    let result = try imported(
      "event,happened_at,user_id,anonymous_id,type,seconds\n\(row)\nGood,2026-01-02,u,,,\n")
    #expect(result.events.map(\.name) == ["Good"])
    let rejection = try #require(result.rejections.first)
    #expect(result.rejections.count == 1)
    #expect(rejection.line == 2 && rejection.column == column && !rejection.expected.isEmpty)
  }

  @Test(
    "Exports of others are known by their headers",
    arguments: [
      (
        "uuid,event,properties,timestamp,distinct_id\n"
          + "0194,$pageview,\"{\"\"a\"\":1}\",2026-01-02 09:00:00,u1\n",
        ImportFormat.posthogEvents, "0194"
      ),
      (
        "event_type,event_time,user_id,device_id,uuid,country\n"
          + "Opened,2026-01-02 09:00:00.123,u1,d1,0195,DE\n", .amplitudeEvents, "0195"
      ),
      (
        "id,received_at,anonymous_id,user_id,event,event_text,timestamp,context_group_id\n"
          + "ajs-1,2026-01-02 09:00:01,a1,u1,opened,Opened,2026-01-02 09:00:00,g\n",
        .segmentTracks, "ajs-1"
      ),
    ])
  func exports(file: String, format: ImportFormat, message: Identifier) throws {
    let result = try imported(file)
    #expect(result.format == format)
    #expect(result.rejections.isEmpty)
    let event = try #require(result.events.first)
    #expect(event.message == message && event.user == "u1")
    #expect(event.name == (format == .posthogEvents ? "$pageview" : "Opened"))
    #expect(event.at?.description.utf8.starts(with: "2026-01-02T09:00:00".utf8) == true)
  }

  @Test("Columns that are called otherwise are named one by one, properties too")
  func mapped() throws {
    let result = try imported("who,what,when (UTC),how\nu1,Opened,2026-01-02 09:00,fast\n") {
      options in
      options.mapping = [
        "who=user_id", "what=event", "when (UTC)=happened_at", "how=attribute.speed",
      ]
      .compactMap(ColumnMapping.init)
    }
    let event = try #require(result.events.first)
    #expect(event.user == "u1" && event.at == Instant("2026-01-02T09:00:00Z"))
    #expect(event.propertyNames == Array("speed\0".utf8))
  }

  @Test(
    "A file of others with a column of theirs stays what it was",
    arguments: [
      ("customer_id,name,tier,contact_id", ImportFormat.tenureAccounts),
      ("ticket_id,customer_id,opened_at,contact_id,name,email,departed_on", .tenureTickets),
    ])
  func stays(header: String, format: ImportFormat) throws {
    #expect(try imported(header + "\n").format == format)
  }

  @Test("Events whose columns are called otherwise are no customers")
  func nearMiss() throws {
    let file = "event,timestamp,user_id,customer_id\nOpened,2026-01-02,u,acme\n"
    #expect(try refusal(file)?.description.contains("fit no format") == true)
    let result = try imported(file) { $0.mapping = [ColumnMapping("timestamp=happened_at")!] }
    #expect(result.events.map(\.name) == ["Opened"] && result.events[0].group == "acme")
  }

  @Test("A day is the same event in whatever zone it is read")
  func sameDay() throws {
    let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Asia/Kolkata"))
    let kolkata = try Zone(name: "Asia/Kolkata", tzif: Array(bytes))
    let file = "event,happened_at,user_id\na,2026-01-02,u\n"
    let (one, other) = (try imported(file), try imported(file) { $0.zone = kolkata })
    #expect(one.events[0].message == other.events[0].message)
    #expect(one.events[0].at != other.events[0].at)
  }

  @Test("A row of people says who they are to the customer, and when they left")
  func people() throws {
    let result = try imported(
      "contact_id,customer_id,role,departed_on,name,email\n"
        + "p1,acme,admin,2026-01-31,Ann,ann@acme.com\np2,acme,,,,\n")
    #expect(result.format == .tenureContacts)
    #expect(
      result.lines == [
        "acme acme#contact:p1 0001-01-01 "
          + #"{"contact":"p1","departed":"2026-01-31","role":"admin"}"#,
        #"acme acme#contact:p2 0001-01-01 {"contact":"p2"}"#,
      ])
    #expect(
      result.particulars == [
        Particulars(account: "acme", contact: "p1", name: "Ann", email: "ann@acme.com")
      ])
  }
}
