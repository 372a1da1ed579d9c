import Charts
import Testing

@Suite("HTML text")
struct HTMLTextTests {
  @Test("The five characters that mean something become references")
  func references() {
    let escaped = HTMLText.escaped("a & b < c > d \" e ' f")
    #expect(escaped == "a &amp; b &lt; c &gt; d &quot; e &#39; f")
    #expect(HTMLText.escaped("&amp;") == "&amp;amp;")
  }

  @Test(
    "A mark before or behind hides none of them",
    arguments: [
      "\u{600}<", "<\u{301}", "\"\u{301}", "'\u{20dd}", ">\u{fe0f}", "&\u{200d}", "\r\n<",
    ])
  func combining(text: String) {
    let escaped = Array(HTMLText.escaped(text).utf8)
    #expect(Self.markup.isDisjoint(with: escaped), "\(escaped)")
    // The control: by Character, some of these would be passed over.
    #expect(!Self.markup.isDisjoint(with: Array(text.utf8)) || text.utf8.contains(0x26))
  }

  @Test("What no page may hold becomes U+FFFD, tab and line feed stay")
  func controls() {
    #expect(HTMLText.escaped("a\0b\u{1}c\rd\u{1f}e") == "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e")
    #expect(HTMLText.escaped("a\tb\nc") == "a\tb\nc")
    #expect(
      HTMLText.escaped("\u{fffe}\u{ffff}\u{fffd}\u{ffbe}") == "\u{fffd}\u{fffd}\u{fffd}\u{ffbe}")
  }

  @Test("Everything else stays as it is")
  func harmless() {
    let text = "Zoë · 97.6\u{202f}% – “東京” \u{1f600} e\u{301}"
    #expect(Array(HTMLText.escaped(text).utf8) == Array(text.utf8))
  }

  private static let markup = Set("<>\"'".utf8)
}
