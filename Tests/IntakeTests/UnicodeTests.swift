import Facts
import Intake
import Testing

@Suite("Bytes, not characters")
struct UnicodeTests {
  /// To Swift these are one Character, and most checks on a String miss them.
  @Test(
    "A delimiter, quote or line end with a combining mark is still one",
    arguments: ["\u{301}", "\u{200d}", "\u{fe0f}", "\u{20e3}"])
  func combining(mark: String) throws {
    let result = try imported("customer_id,t,u\na,\(mark)1,\"x\"\nb,2,\(mark)\n\(mark)c,3,4\n")
    #expect(result.profiles[0] == ["t": mark + "1", "u": "x"])
    #expect(
      result.facts.map { Array($0.account.text.utf8) } == [
        Array("a".utf8), Array("b".utf8), Array("\(mark)c".utf8),
      ])
    let quote = try imported("customer_id,t\na,\"x\"\(mark)\nb,1\n")
    #expect(quote.rejections.map(\.line) == [2])
  }

  @Test(
    "Letters that glue to what follows do not hide it",
    arguments: ["\u{600}", "\u{605}", "\u{6dd}", "\u{d4e}", "\u{110bd}"])
  func prepending(letter: String) throws {
    let result = try imported("customer_id,t\n\(letter),1\na,\(letter)\nb\(letter),2\n")
    #expect(result.facts.count == 3)
    #expect(result.facts[0].account.text.utf8.elementsEqual(letter.utf8))
  }

  @Test("Two spellings of one letter are two ids")
  func normalisation() throws {
    let result = try imported("customer_id,t\ncaf\u{e9},1\ncafe\u{301},2\n")
    #expect(Set(result.facts.map(\.account)).count == 2)
    #expect(Set(result.facts.map(\.key)).count == 2)
  }

  @Test("An id is limited in bytes, whatever a Character may be")
  func length() throws {
    let fits = String(repeating: "x", count: 255)
    let marks = "a" + String(repeating: "\u{301}", count: 128)
    let result = try imported("customer_id,t\n\(fits),1\n\(fits)x,2\n\(marks),3\n")
    #expect(result.facts.map(\.account.text) == [fits])
    #expect(result.rejections.map(\.line) == [3, 4])
    #expect(result.rejections.allSatisfy { $0.expected == "a text of at most 255 bytes" })
  }

  @Test(
    "An id keeps its bytes, but for the spaces around it",
    arguments: [
      "=1+1", "+5", "-5", "@x", "00123", "1e5", "日本", "🏳️‍🌈", "a b", "\u{a0}x\u{a0}", "ﬁ", "İ",
    ])
  func kept(id: String) throws {
    let result = try imported("customer_id,t\n  \(id)  ,1\n")
    #expect(result.facts.map { Array($0.account.text.utf8) } == [Array(id.utf8)])
  }

  @Test(
    "An id with a control character, or a letter that was lost, is refused",
    arguments: ["a\tb", "a\nb", "a\r\nb", "a\u{85}b", "a\u{80}b", "a\u{fffd}b", "\u{fffd}"])
  func refused(id: String) throws {
    let result = try imported("customer_id,t\n\"\(id)\",1\n")
    #expect(result.rejections.map(\.column) == ["customer_id"])
    #expect(result.facts.isEmpty)
  }

  @Test("A shown value is cut at a whole letter, and has no control characters")
  func values() throws {
    let long = String(repeating: "é", count: 200)
    let result = try imported("customer_id,t\n\(long),1\n\"a\u{1b}[31m\",2\n")
    #expect(
      result.rejections.map(\.value) == [
        String(repeating: "é", count: 100), "a\u{fffd}[31m",
      ])
  }

  @Test("A formula is text like any other")
  func formulas() throws {
    let cells = ["=cmd|' /C calc'!A0", "=\u{301}1", " =1", "\u{a0}=1", "＝1", "safe\n=cmd", "@x"]
    let rows = cells.enumerated().map { "c\($0.offset),\"\($0.element)\"\n" }.joined()
    let result = try imported("customer_id,t\n" + rows)
    #expect(result.profiles.count == cells.count)
    #expect(result.profiles.map { $0["t"] } == cells.map { $0 == " =1" ? "=1" : $0 })
  }
}
