import Chance
import Facts
import Foundation
import Testing

@Suite("JSON text")
struct JSONTextTests {
  @Test("Members and elements have a comma between them and nowhere else")
  func commas() {
    var json = JSONText()
    json.object { json in
      json.member("empty", nil as String?)
      json.key("none")
      json.object { _ in }
      json.key("list")
      json.array { json in
        json.value(1)
        json.value("two")
        json.array { _ in }
        json.object { $0.member("yes", true) }
        json.null()
        json.value(false)
        json.raw("[3]")
      }
      json.member("count", -5)
      json.member("share", 0.5)
      json.key("raw")
      json.raw("{}")
    }
    #expect(
      json.text == """
        {"empty":null,"none":{},"list":[1,"two",[],{"yes":true},null,false,[3]],"count":-5,\
        "share":0.5,"raw":{}}
        """)
  }

  @Test("Emptied it starts anew")
  func emptied() {
    var json = JSONText()
    json.array { $0.value(1) }
    json.removeAll()
    #expect(json.bytes == [])
    json.array { $0.value(2) }
    #expect(json.text == "[2]")
  }

  @Test(
    "Texts are escaped where JSON wants it, and only there",
    arguments: [
      ("", #""""#), ("acme", #""acme""#), ("\"\\/", #""\"\\/""#),
      ("\u{8}\t\n\u{c}\r", #""\b\t\n\f\r""#),
      ("\u{0}\u{1}\u{b}\u{1f}", #""\u0000\u0001\u000b\u001f""#),
      ("\u{7f}\u{80}\u{2028}", "\"\u{7f}\u{80}\u{2028}\""), ("\r\n", #""\r\n""#),
      ("caf\u{e9} cafe\u{301}", "\"caf\u{e9} cafe\u{301}\""), ("\u{1f600}", "\"\u{1f600}\""),
      // A quote with an accent is one Character; its byte is escaped all the same.
      ("\"\u{301}", "\"\\\"\u{301}\""), ("\u{600}\"", "\"\u{600}\\\"\""),
    ])
  func escapes(text: String, expected: String) {
    var json = JSONText()
    json.value(text)
    #expect(json.bytes == Array(expected.utf8))
    var key = JSONText()
    key.object { $0.member(text, text) }
    #expect(key.bytes == Array("{\(expected):\(expected)}".utf8))
  }

  @Test(
    "Numbers are written as short as they can be read back",
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (0.1, "0.1"), (0.9, "0.9"),
      (1.0 / 3, "0.3333333333333333"),
      (1e14, "100000000000000"), (1e300, "1e+300"), (-2.5e-7, "-2.5e-07"),
      (.leastNonzeroMagnitude, "5e-324"),
    ] as [(Double, String)])
  func numbers(number: Double, text: String) {
    var json = JSONText()
    json.value(number)
    #expect(json.text == text)
  }

  @Test("Any finite number reads back as itself")
  func anyNumber() throws {
    var rng = SplitMix64(seed: 6)
    var numbers: [Double] = [1e15, 1e16, 999_999_999_999_999, -1e15, 9_007_199_254_740_992]
    for _ in 0..<5000 {
      let number = Double(bitPattern: rng.next())
      if number.isFinite { numbers.append(number) }
      numbers.append(Double.random(in: -1e6...1e6, using: &rng).rounded())
    }
    var json = JSONText()
    json.array { json in for number in numbers { json.value(number) } }
    let read = try JSONDecoder().decode([Double].self, from: Data(json.bytes))
    #expect(read == numbers)
  }

  @Test("What JSON has no word for is null", arguments: [Double.nan, .infinity, -.infinity, nil])
  func notANumber(number: Double?) {
    var json = JSONText()
    json.object { $0.member("value", number) }
    #expect(json.text == #"{"value":null}"#)
  }

  @Test("The largest whole numbers are written whole")
  func whole() {
    var json = JSONText()
    json.array { json in
      json.value(Int.max)
      json.value(Int.min)
    }
    #expect(json.text == "[9223372036854775807,-9223372036854775808]")
  }
}
