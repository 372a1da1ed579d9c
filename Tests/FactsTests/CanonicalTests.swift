import Chance
import Facts
import Foundation
import Testing

@Suite("Canonical JSON")
struct CanonicalTests {
  @Test("Facts are written byte for byte as Python's json writes them")
  func python() async throws {
    var maker = FactMaker(seed: 3)
    let told = (0..<4000).map { _ in maker.fact() }
    let question = told.map { $0.assignments.joined(separator: " ") + "\n" }.joined()
    let answer = try await Oracle.run("canonical.py", input: Array(question.utf8))
    let lines = answer.split(separator: 0x0a)
    #expect(lines.count == told.count)
    var differences: [String] = []
    var json = JSONText()
    for ((fact, _), line) in zip(told, lines) {
      json.removeAll()
      fact.write(to: &json)
      let body = fact.body?.canonicalBytes ?? Array("null".utf8)
      let isSame = json.bytes.elementsEqual(line)
      if !isSame || !line.dropLast().suffix(body.count).elementsEqual(body) {
        differences.append(json.text + " and not " + String(decoding: line, as: UTF8.self))
      }
    }
    #expect(differences == [])
  }

  @Test(
    "A body reads back from its bytes as itself",
    arguments: [Fact.Kind.accountProfile, .contactProfile, .setting])
  func readBack(kind: Fact.Kind) {
    var maker = FactMaker(seed: 9)
    for _ in 0..<1000 {
      let body = maker.body(kind)
      let bytes = body.canonicalBytes
      let read = Fact.Body(kind, canonical: bytes)
      if read != body || read?.canonicalBytes != bytes {
        Issue.record("\(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  @Test(
    "Bytes that were not written so are refused",
    arguments: [
      "", "{", "}", "null", "[]", "{}x", "{\"name\":\"zone\"}", "{\"name\":\"zone\",\"value\":1}",
      "{\"name\":\"zone\",\"value\":\"UTC\"", "{\"name\":\"zone\",\"value\":\"UTC\"}}",
      "{\"name\":\"zone\",\"value\":\"UTC\",}", "{\"name\":\"zone\",\"value\":\"UT",
      "{\"name\":\"zone\" \"value\":\"UTC\"}", "{\"name\":\"zone\",\"value\":\"\\q\"}",
      "{\"name\":\"zone\",\"value\":\"\\", "{\"name\":\"zone\",\"value\":\"\\u00\"}",
      "{\"name\":\"zone\",\"value\":\"\\u0080\"}", "{\"name\":\"zone\",\"value\":\"\\u1234\"}",
    ])
  func refused(text: String) {
    #expect(Fact.Body(.setting, canonical: Array(text.utf8)) == nil)
  }

  @Test("A contact's departure has to be a moment, and a contact has to be named")
  func contact() {
    let read = ["2025-01-01", "2025-02-30"].map {
      Fact.Body(.contactProfile, canonical: Array(#"{"contact":"c_1","departed":"\#($0)"}"#.utf8))
    }
    #expect(read[0] != nil)
    #expect(read[1] == nil)
    #expect(Fact.Body(.contactProfile, canonical: Array(#"{"role":"champion"}"#.utf8)) == nil)
    #expect(Fact.Body(.subscriptionState, canonical: Array("{}".utf8)) == nil)
  }

  @Test("Whatever byte is damaged, reading ends in a body or in nil")
  func damaged() {
    var maker = FactMaker(seed: 10)
    var rng = SplitMix64(seed: 11)
    var refused = 0
    for _ in 0..<300 {
      for kind in [Fact.Kind.accountProfile, .contactProfile, .setting] {
        var bytes = maker.body(kind).canonicalBytes
        for _ in 0..<8 {
          let index = Int.random(in: bytes.indices, using: &rng)
          bytes[index] = UInt8.random(in: 0...255, using: &rng)
          if Fact.Body(kind, canonical: bytes) == nil { refused += 1 }
          let short = Array(bytes.prefix(index))
          #expect(Fact.Body(kind, canonical: short) == nil)
        }
      }
    }
    #expect(refused > 3000)
  }
}
