import Chance
import Facts
import Testing

@Suite("CSV text")
struct CSVTextTests {
  @Test("Cells are separated by commas, rows ended by CR LF, and what needs quotes has them")
  func rows() {
    var csv = CSVText()
    csv.row(["figure", "a,b", "say \"yes\"", "two\nlines", "two\r\nlines", "", "caf\u{e9}"])
    csv.cell("crr")
    csv.cell(9 as Int?)
    csv.cell(-0.5 as Double?)
    csv.cell(nil as String?)
    csv.cell(nil as Int?)
    csv.cell(nil as Double?)
    csv.endRow()
    let first = "figure,\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\",\"two\r\nlines\",,caf\u{e9}\r\n"
    #expect(csv.bytes == Array((first + "crr,9,-0.5,,,\r\n").utf8))
    #expect(Array(csv.text.utf8) == csv.bytes)
  }

  @Test("A number that is none is an empty cell", arguments: [Double.nan, .infinity, -.infinity])
  func notANumber(number: Double) {
    var csv = CSVText()
    csv.cell(number)
    csv.cell(1.5)
    #expect(csv.text == ",1.5")
  }

  @Test(
    "What a spreadsheet could take for a formula is marked as text",
    arguments: [
      "=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n=1", "\0=1", " =1", "\u{a0}=1", "=\u{301}1",
      "\u{ff1d}1", "\u{ff0b}1", "\u{ff0d}1", "\u{ff20}1", "safe\n=cmd", "safe\r\n =cmd",
      "safe\n\t=cmd",
      "safe\0=cmd", "'acme",
      "\u{feff}=1", "\u{200b}@",
    ])
  func formulas(text: String) {
    #expect(cell(text) == Array(("'" + text).utf8))
  }

  @Test(
    "What cannot be one is left as it is",
    arguments: [
      "", "acme", "a=b", "1+1", "a-b", "me@acme.example", "a\t=1", "caf\u{e9}", "safe\ncmd",
      "safe\r\ncmd", "safe\n\tcmd", "safe\n\n",
      "  ",
      "O'Hara", "a\u{301}=",
    ])
  func harmless(text: String) {
    #expect(cell(text) == Array(text.utf8))
  }

  @Test("Taking the mark away gives back the text, for any text")
  func reversible() {
    var rng = SplitMix64(seed: 12)
    let alphabet = Array("=+-@' \t\r\n\0\",a1\u{301}\u{a0}\u{ff1d}\u{e9}".unicodeScalars)
    for _ in 0..<5000 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...8, using: &rng) {
        if let scalar = alphabet.randomElement(using: &rng) { scalars.append(scalar) }
      }
      let text = String(scalars)
      guard let content = cell(text) else {
        Issue.record("\(text.debugDescription)")
        continue
      }
      let isMarked = content.first == UInt8(ascii: "'")
      #expect(Array(isMarked ? content.dropFirst() : content[...]) == Array(text.utf8))
    }
  }

  /// The only cell of a row, read by RFC 4180; nil where the row is more or other than that.
  private func cell(_ text: String) -> [UInt8]? {
    var csv = CSVText()
    csv.row([text])
    guard csv.bytes.suffix(2) == [0x0d, 0x0a] else { return nil }
    let cell = csv.bytes.dropLast(2)
    let quote = UInt8(ascii: "\"")
    guard cell.first == quote else {
      return cell.contains { [quote, 0x2c, 0x0d, 0x0a].contains($0) } ? nil : Array(cell)
    }
    guard cell.count >= 2, cell.last == quote else { return nil }
    var content: [UInt8] = []
    var inner = cell.dropFirst().dropLast()
    while let byte = inner.popFirst() {
      if byte == quote, inner.popFirst() != quote { return nil }
      content.append(byte)
    }
    return content
  }
}
