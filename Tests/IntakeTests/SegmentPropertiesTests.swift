import Facts
import Intake
import Testing

@Suite("What is read of an event's properties")
struct SegmentPropertiesTests {
  @Test("Seconds are a number within a day, rounded to whole ones")
  func seconds() throws {
    for (number, expected) in [
      ("0", 0), ("-0.0", 0), ("12", 12), ("12.4", 12), ("12.5", 13), ("1e2", 100),
      ("86400", 86_400), ("86399.6", 86_400),
    ] {
      #expect(try Self.seconds(number) == expected, "\(number)")
    }
    for wrong in [
      "86400.1", "86401", "-1", "-0.1", "1e300", "9223372036854775808", #""12""#, "null", "true",
      "[]", "{}",
    ] {
      #expect(try Self.seconds(wrong) == nil, "\(wrong)")
    }
    #expect(try one(#"{"userId":"u","seconds":5}"#, .page).seconds == nil)
    #expect(try one(#"{"userId":"u","properties":[5]}"#, .page).seconds == nil)
  }

  @Test("Of two members of one name the first counts here too")
  func twice() throws {
    let event = try one(
      #"{"userId":"u","properties":{"seconds":null,"seconds":5,"a":1,"a":2}}"#, .page)
    #expect(event.seconds == nil)
    #expect(Self.names(event) == ["a", "seconds"])
    let other = try one(
      #"{"userId":"u","properties":{"\u0073econds":4,"seconds":5},"properties":{"b":1}}"#, .page)
    #expect(other.seconds == 4)
    #expect(Self.names(other) == ["seconds"])
  }

  @Test("Names of properties stand in the order of their bytes, unescaped")
  func order() throws {
    let event = try one(
      #"{"userId":"u","properties":{"é":1,"b":{"inner":1},"z\u00e9":1,"B":1,"ba":1,"\u0061":1}}"#,
      .page)
    #expect(Self.names(event) == ["B", "a", "b", "ba", "z\u{e9}", "\u{e9}"])
    #expect(event.propertyNames.last == 0)
    #expect(try one(#"{"userId":"u","properties":{}}"#, .page).propertyNames == [])
    #expect(try one(#"{"userId":"u","properties":null}"#, .page).propertyNames == [])
    #expect(try one(#"{"userId":"u","traits":{"a":1}}"#, .identify).propertyNames == [])
  }

  @Test("Long names and such with a zero byte are left out")
  func leftOut() throws {
    let hundred = String(repeating: "é", count: 50)
    let event = try one(
      #"{"userId":"u","properties":{"\#(hundred)":1,"\#(hundred)x":1,"a\u0000b":1,"c":1}}"#, .page)
    #expect(Self.names(event) == ["c", hundred])
  }

  @Test("Of many names the first 64 are taken, and of these 1 KB, whatever their order")
  func many() throws {
    let short = (0..<200).map { "n\($0 + 1000)" }
    let kept = try Self.read(short.reversed())
    #expect(kept == Array(short.prefix(64)))
    #expect(try Self.read(short) == kept)
    // 99 and a zero byte each: ten of them are 1,000 bytes.
    let long = (0..<20).map { "\($0 + 10)" + String(repeating: "x", count: 97) }
    #expect(try Self.read(long.reversed()) == Array(long.prefix(10)))
    // What would fit behind one that does not is cut too.
    #expect(try Self.read(long + ["zz"]) == Array(long.prefix(10)))
  }

  private static func read(_ names: [String]) throws -> [String] {
    let members = names.map { "\"\($0)\":1" }.joined(separator: ",")
    let event = try one(#"{"userId":"u","properties":{\#(members)}}"#, .page)
    #expect(event.propertyNames.count <= 1024)
    return Self.names(event)
  }

  private static func seconds(_ number: String) throws -> Int? {
    try one(#"{"userId":"u","event":"e","properties":{"seconds":\#(number)}}"#, .track).seconds
  }

  private static func names(_ event: UsageEvent) -> [String] {
    event.propertyNames.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
