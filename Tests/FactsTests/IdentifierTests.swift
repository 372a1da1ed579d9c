import Facts
import Testing

@Suite("Identifiers")
struct IdentifierTests {
  private let nfc = "caf\u{e9}"
  private let nfd = "cafe\u{301}"

  @Test("The same only if every byte is the same, whatever Swift's strings say")
  func bytes() {
    #expect(nfc == nfd)
    #expect(Identifier(nfc) != Identifier(nfd))
    #expect(Identifier(nfc) == Identifier(String(decoding: Array(nfc.utf8), as: UTF8.self)))
    #expect(Identifier("acme") != Identifier("Acme"))
    #expect(Identifier("acme") != Identifier("acme\u{0}"))
    #expect(Identifier("") == Identifier(""))
  }

  @Test("Two spellings are two keys of a dictionary")
  func keys() {
    let byName = [Identifier(nfc): 1, Identifier(nfd): 2]
    #expect(byName[Identifier(nfc)] == 1)
    #expect(byName[Identifier(nfd)] == 2)
    #expect(Set([Identifier(nfc), Identifier(nfd), Identifier(nfc)]).count == 2)
  }

  @Test("Equal bytes hash alike, however the string is kept")
  func hash() {
    let long = String(repeating: "acme", count: 50)
    let slice = String(("x" + long).dropFirst())
    #expect(Identifier(slice) == Identifier(long))
    #expect(Identifier(slice).hashValue == Identifier(long).hashValue)
  }

  @Test("In the order of bytes, which is that of code points")
  func order() {
    let sorted = [
      "", "\u{0}", "#", "Z", "a", "a\u{0}", "ab", "b", "e\u{301}", "z", "\u{7f}", "\u{e9}",
      "\u{20ac}", "\u{ffff}", "\u{10000}", "\u{1f600}",
    ].map { Identifier($0) }
    #expect(sorted.reversed().sorted() == sorted)
    for (one, other) in zip(sorted, sorted.dropFirst()) {
      #expect(one < other)
      #expect(!(other < one))
      #expect(precedes(one.text, other.text))
      #expect(!precedes(one.text, one.text))
    }
  }

  @Test("Strings are compared by the same rule")
  func strings() {
    #expect(!equalBytes(nfc, nfd))
    #expect(equalBytes(nfc, nfc))
    #expect(!equalBytes("acme", "acm"))
    #expect(precedes(nfd, nfc))
    #expect(!precedes(nfc, nfd))
  }

  @Test("Prints as it was written")
  func text() {
    let name: Identifier = "globex"
    #expect("\(name)" == "globex")
    #expect(equalBytes(Identifier(nfd).description, nfd))
  }
}
