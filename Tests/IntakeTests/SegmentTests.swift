import Facts
import Intake
import Testing

@Suite("Events in Segment's form")
struct SegmentTests {
  @Test("Each call says what it is of whom")
  func calls() throws {
    let identify = try one(#"{"userId":"u","anonymousId":null,"traits":{"a":1}}"#, .identify)
    #expect(identify.user == "u" && identify.anonymous == nil && identify.name == "")
    let track = try one(#"{"anonymousId":"a","event":"Seen","context":{"groupId":7}}"#, .track)
    #expect(track.anonymous == "a" && track.name == "Seen" && track.group == "7")
    #expect(try one(#"{"userId":"u","name":"Home"}"#, .page).name == "Home")
    #expect(try one(#"{"userId":"u"}"#, .screen).name == "")
    #expect(try one(#"{"userId":"u","groupId":"acme"}"#, .group).group == "acme")
    #expect(try one(#"{"userId":"u","previousId":"a"}"#, .alias).previous == "a")
  }

  @Test("The sender's bytes are kept as they are")
  func bytes() throws {
    let text = #"{ "userId":"u", "event":"caf\u00e9" , "properties":{"n":9007199254740993} }"#
    let delivery = try read(#"{"batch":[{"type":"page","userId":"v"} , "# + text + "\n]}")
    #expect(delivery.refused.map(\.index) == [1], "it names no type")
    let event = try one(text, .track)
    #expect(event.body == Array(text.utf8))
    #expect(event.name == "caf\u{e9}")
  }

  @Test("Ids are texts, or whole numbers to the last digit")
  func ids() throws {
    for digits in ["0", "-1", "9007199254740993", "9223372036854775807", "18446744073709551615"] {
      #expect(try one(#"{"userId":\#(digits)}"#, .identify).user == Identifier(digits))
    }
    #expect(try one(#"{"userId":"","anonymousId":"a"}"#, .identify).user == nil)
    for wrong in ["1.5", "1e3", "true", "[]", "{}", #""a\u0000b""#] {
      #expect(try reason(#"{"userId":\#(wrong)}"#, .identify).contains("userId takes a text"))
    }
    let long = String(repeating: "é", count: 127)
    #expect(try one(#"{"userId":"\#(long)x"}"#, .identify).user == Identifier(long + "x"))
    #expect(try reason(#"{"userId":"\#(long)xx"}"#, .identify).contains("at most 255 bytes"))
  }

  @Test("What is missing is named")
  func missing() throws {
    #expect(try reason("{}", .identify).contains("a userId or an anonymousId"))
    #expect(try reason(#"{"userId":"u"}"#, .track).contains("a track call has an event"))
    #expect(try reason(#"{"userId":"u","event":""}"#, .track).contains("a track call has"))
    #expect(try reason(#"{"userId":"u","event":"\u0000"}"#, .track).contains("a track call has"))
    #expect(try reason(#"{"userId":"u","groupId":null}"#, .group).contains("a groupId"))
    #expect(try reason(#"{"userId":"u"}"#, .alias).contains("a previousId"))
    let delivery = try read(#"{"batch":[{"userId":"u"}]}"#)
    #expect(delivery.refused[0].reason.contains("type takes"))
  }

  @Test("One bad event takes none of its neighbours with it")
  func neighbours() throws {
    let good = #"{"type":"track","userId":"u","event":"e"}"#
    let bad = [
      #"{"type":"track","userId":"u","event":"e","n":1e400}"#, "1",
      #"{"type":"track","userId":"u","event":"e","n":18446744073709551616}"#, "null", #""text""#,
      "[]",
      #"{"type":"track","userId":"u","event":5}"#, #"{"type":"track","event":"e"}"#,
      #"{"type":"track","userId":"u","event":"e","n":01}"#, #"{"type":"trackk","userId":"u"}"#,
      #"{"type":"track","userId":"u","event":"e","n":nul}"#,
      #"{"type":"track","userId":"\ud800","event":"e"}"#,
      #"{"type":"track","userId":"u","event":"e","n":\#(nested(600))}"#,
    ]
    let all = bad.flatMap { [good, $0] } + [good]
    let delivery = try read(#"{"batch":[\#(all.joined(separator: ", "))]}"#)
    #expect(delivery.refused.map(\.index) == bad.indices.map { 2 * $0 + 1 })
    #expect(delivery.events.count == bad.count + 1)
    #expect(delivery.events.allSatisfy { $0.body == Array(good.utf8) })
  }

  @Test("A body that is no JSON object, or breaks off anywhere, is refused whole")
  func broken() throws {
    let body = #"{"writeKey":"k","batch":[{"type":"identify","userId":"u"}],"sentAt":"x"}"#
    #expect(try read(body).writeKey == "k")
    for length in 0..<body.utf8.count {
      #expect(throws: SegmentRefusal.self) { try read(String(body.prefix(length))) }
    }
    for wrong in [
      body + "}", body + "1", "[\(body)]", "null", #"{"batch":1}"#, #"{"batch":{}}"#, "{}",
      #"{"batch":[],x}"#, #"{"batch":[] "a":1}"#, #"{"batch":[1 2]}"#, #"{"batch":[}"#,
      // Nobody can say where this event ends.
      #"{"batch":[{"type":"page","n":[1},{"type":"page"}]}"#,
    ] {
      #expect(throws: SegmentRefusal.self, "\(wrong)") { try read(wrong) }
    }
    var bytes = Array(body.utf8)
    bytes[bytes.count - 3] = 0xFF
    let invalid = bytes
    #expect(throws: SegmentRefusal.self) {
      try SegmentReader().read(invalid, nil, received: noon)
    }
  }

  @Test("Of two members of one name the first counts, however it is spelt")
  func twice() throws {
    let event = try one(
      #"{"userId":"first","\u0075serId":"second","userId":"third"}"#, .identify)
    #expect(event.user == "first")
    let delivery = try read(
      #"{"\u0062atch":[{"type":"identify","userId":"u"}],"batch":[],"writeKey":"k","writeKey":1}"#)
    #expect(delivery.events.count == 1 && delivery.writeKey == "k")
  }

  @Test("Sizes: 32 KB an event, 500 KB a request, 2,500 events")
  func sizes() throws {
    let largest = event(of: SegmentReader.largestEvent)
    #expect(try one(largest, .identify).body.count == SegmentReader.largestEvent)
    #expect(throws: SegmentRefusal.self) { try one(largest + " ", .identify) }
    let delivery = try read(
      #"{"batch":[\#(largest)  ,\#(event(of: SegmentReader.largestEvent + 1)),\#(largest)]}"#)
    #expect(delivery.events.count == 2 && delivery.refused.map(\.index) == [1])

    let body = #"{"batch":[\#(event(of: 100))]}"#
    let blanks = String(repeating: " ", count: SegmentReader.largestRequest - body.utf8.count)
    #expect(try read(body + blanks).events.count == 1)
    let error = #expect(throws: SegmentRefusal.self) { try read(body + blanks + " ") }
    #expect(error?.isTooLarge == true)

    let many = Array(repeating: "1", count: SegmentReader.mostEvents).joined(separator: ",")
    #expect(try read(#"{"batch":[\#(many)]}"#).refused.count == SegmentReader.mostEvents)
    #expect(throws: SegmentRefusal.self) { try read(#"{"batch":[\#(many),1]}"#) }
  }

  @Test("Texts nested 64 levels deep are read, deeper ones refused")
  func depth() throws {
    #expect(try one(#"{"userId":"u","n":\#(nested(60))}"#, .identify).user == "u")
    #expect(try reason(#"{"userId":"u","n":\#(nested(600))}"#, .identify).contains("no JSON"))
    #expect(try reason(#"{"userId":"u","n":\#(nested(10_000))}"#, .identify).contains("no JSON"))
  }
}

let noon = Instant("2026-06-01T12:00:00Z")!

func read(_ body: String, _ kind: UsageEvent.Kind? = nil) throws -> SegmentDelivery {
  try SegmentReader().read(body.utf8, kind, received: noon)
}

func one(_ body: String, _ kind: UsageEvent.Kind) throws -> UsageEvent {
  let delivery = try read(body, kind)
  #expect(delivery.refused.map(\.reason) == [])
  return try #require(delivery.events.first)
}

/// Why an event is not taken.
private func reason(_ body: String, _ kind: UsageEvent.Kind) throws -> String {
  let delivery = try read(body, kind)
  #expect(delivery.events.isEmpty)
  return try #require(delivery.refused.first).reason
}

private func nested(_ depth: Int) -> String {
  String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
}

/// An event of so many bytes.
private func event(of count: Int) -> String {
  let rest = #"{"type":"identify","userId":"u","n":""}"#
  let filling = String(repeating: "x", count: count - rest.utf8.count)
  return rest.dropLast(2) + filling + "\"}"
}
