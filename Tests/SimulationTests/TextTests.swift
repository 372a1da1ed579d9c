import Foundation
import Testing

@testable import Simulation

@Suite("What the simulator writes with")
struct TextTests {
  @Test("Cells are quoted where they hold what ends a cell or a line, by bytes")
  func cells() {
    // The comma here carries an accent: one letter to a reader, a comma to every importer.
    let line = CSVLine(["a", "b,c", "d\"e", "f\r\ng", "h,\u{301}i", ""])
    let text = String(decoding: line.bytes, as: UTF8.self)
    #expect(Array(text.utf8) == Array("a,\"b,c\",\"d\"\"e\",\"f\r\ng\",\"h,\u{301}i\",\n".utf8))
  }

  @Test("Numbers, hundredths, days and moments")
  func numbers() {
    var bytes: [UInt8] = []
    bytes.append(number: -7)
    bytes.append(number: 42, width: 4)
    bytes.append(hundredths: 1905)
    bytes.append(day: november, second: 3_723)
    #expect(String(decoding: bytes, as: UTF8.self) == "-7004219.052026-11-24T01:02:03.000Z")
  }

  @Test("JSON that others read back")
  func json() throws {
    var json = JSONLine()
    json.object { json in
      json.member("a\"\\\u{1}\n", "Þór \"x\"\t")
      json.list("b") { json in
        json.element("c")
        json.element(0.5)
      }
      json.object("d") { $0.member("e", -3) }
      json.member("f", november)
    }
    let read = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? NSDictionary
    let expected: NSDictionary = [
      "a\"\\\u{1}\n": "Þór \"x\"\t", "b": ["c", 0.5] as NSArray, "d": ["e": -3],
      "f": "2026-11-24",
    ]
    #expect(read == expected)
  }
}
