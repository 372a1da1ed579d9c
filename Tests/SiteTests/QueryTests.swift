import Testing
import Workbench

@testable import Site

@Suite("What stands behind the ? of an address")
struct QueryTests {
  private func query(_ text: String) throws -> Query { try Query(text[...].utf8) }

  @Test("Escapes and plus signs are read, and written so that they are read again")
  func decoding() throws {
    let query = try query("q=caf%C3%a9+au%20lait&a%3Db=%26%3D&none&empty=")
    #expect(query["q"] == "café au lait")
    #expect(query["a=b"] == "&=")
    #expect(query["none"] == "")
    #expect(query.filled("empty") == nil)
    #expect(query["other"] == nil)
    #expect(query.pairs.count == 4)
    for text in ["café & co", "a=b+c", "\"<>'\u{0600}\u{0301}", "%41", "2025-01:3", "🦉"] {
      let encoded = Query.encoded(text)
      #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"&=+<>\"'#".utf8.contains($0) })
      #expect(try self.query("x=\(encoded)")["x"] == text)
    }
  }

  @Test(
    "What is broken is refused",
    arguments: [
      "%", "a=%", "a=%4", "a=%zz", "a=%ff", "a=%C0%AF", "a=%ED%A0%80", "a=%00", "%00=a", "a=1&a=2",
      "a=1&%61=2", "=1&=2",
    ])
  func broken(_ text: String) { #expect(throws: Refusal.self) { try query(text) } }

  @Test("Names that only look alike are two")
  func bytes() throws {
    // Equal as Swift strings, for é is é; the bytes differ.
    let query = try query("caf%C3%A9=1&cafe%CC%81=2")
    #expect(query["caf\u{e9}"] == "1")
    #expect(query["cafe\u{301}"] == "2")
  }

  @Test("An address has an end")
  func length() throws {
    #expect(throws: Refusal.self) { try query(String(repeating: "a", count: Query.mostBytes + 1)) }
    #expect(try query(String(repeating: "a", count: Query.mostBytes)).pairs.count == 1)
  }
}
