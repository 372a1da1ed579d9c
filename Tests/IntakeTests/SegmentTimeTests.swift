import Facts
import Intake
import Testing

@Suite("When and which: times and names of events in Segment's form")
struct SegmentTimeTests {
  @Test("A clock that is wrong is set right by the time of sending")
  func skew() throws {
    // Three hours fast: what it calls 14:59 was at 11:59.
    let delivery = try read(
      """
      {"sentAt":"2026-06-01T15:00:00Z","batch":[
      {"type":"identify","userId":"u","timestamp":"2026-06-01T14:59:00Z"}]}
      """)
    #expect(delivery.events[0].at == Instant("2026-06-01T11:59:00Z"))
    #expect(delivery.events[0].received == noon)
  }

  @Test("Without a time of sending the sender's time holds")
  func unsent() throws {
    for sentAt in ["null", "5", #""yesterday""#] {
      let event = try one(
        #"{"userId":"u","timestamp":"2026-06-01T11:00:00+02:00","sentAt":\#(sentAt)}"#, .identify)
      #expect(event.at == Instant("2026-06-01T09:00:00Z"))
    }
  }

  @Test("Decimals beyond the sixth are left out, none are needed")
  func decimals() throws {
    for (text, expected) in [
      ("2026-06-01T11:00:00.123456789Z", "2026-06-01T11:00:00.123456Z"),
      ("2026-06-01T11:00:00.1234567+00:00", "2026-06-01T11:00:00.123456Z"),
      ("2026-06-01T11:00:00.1Z", "2026-06-01T11:00:00.100000Z"),
      ("2026-06-01T11:00:00Z", "2026-06-01T11:00:00.000000Z"),
    ] {
      let event = try one(#"{"userId":"u","timestamp":"\#(text)"}"#, .identify)
      #expect(event.at?.description == expected)
    }
  }

  @Test("What is no time is nil, and no time at all is that of receipt")
  func unreadable() throws {
    for time in [
      #""2026-02-30T00:00:00Z""#, #""soon""#, #""""#, "1700000000", "{}", #""2026-06-01""#,
      #""2026-06-01T11:00:00.""#, #""2026-06-01T11:00:00.1234567""#, #""é026-06-01T11:00:00Z""#,
    ] {
      #expect(try one(#"{"userId":"u","timestamp":\#(time)}"#, .identify).at == nil)
    }
    #expect(try one(#"{"userId":"u","timestamp":null}"#, .identify).at == noon)
    #expect(try one(#"{"userId":"u"}"#, .identify).at == noon)
    let kept = try one(
      #"{"userId":"u","originalTimestamp":"2026-06-01T11:00:00Z"}"#, .identify)
    #expect(kept.at == Instant("2026-06-01T11:00:00Z"))
  }

  @Test("An event has the name that its sender gave it")
  func named() throws {
    #expect(try one(#"{"userId":"u","messageId":"m"}"#, .identify).message == "m")
    #expect(try one(#"{"userId":"u","messageId":12}"#, .identify).message == "12")
  }

  @Test("Without a name, the same bytes with a time are one event however often they are sent")
  func unnamed() throws {
    let timed = #"{"userId":"u","event":"e","timestamp":"2026-06-01T11:00:00Z"}"#
    let first = try one(timed, .track)
    let again = try SegmentReader().read(
      timed.utf8, .track, received: Instant(microseconds: noon.microseconds + 1))
    #expect(first.message == again.events[0].message)
    let other = try one(timed.replacing("\"u\"", with: "\"v\""), .track)
    #expect(first.message != other.message)
    #expect(try one(#"{"userId":"u"}"#, .page).message != one(#"{"userId":"u"}"#, .screen).message)
  }

  @Test("Without name and time, two in a batch are two")
  func untimed() throws {
    let event = #"{"type":"track","userId":"u","event":"e"}"#
    let delivery = try read(#"{"batch":[\#(event),\#(event)]}"#)
    #expect(Set(delivery.events.map(\.message)).count == 2)
  }
}
