import Chance
import Testing

@testable import Site

@Suite("A form with a file")
struct MultipartTests {
  private static let type = "multipart/form-data; boundary=edge"

  /// The file that a body holds, handed over in pieces of given sizes, the last as long as is left.
  private func file(
    _ body: [UInt8], pieces: [Int] = [], type: String = type
  ) throws -> (name: String?, bytes: [UInt8], isComplete: Bool) {
    var form = try #require(Multipart(contentType: type))
    var bytes: [UInt8] = []
    var rest = body[...]
    for piece in pieces + [body.count] where !rest.isEmpty {
      try form.take(rest.prefix(piece)) { bytes += $0 }
      rest = rest.dropFirst(piece)
    }
    return (form.fileName, bytes, form.isComplete)
  }

  private func body(_ content: [UInt8], name: String = "a.csv", end: String = "--\r\n") -> [UInt8] {
    Array(
      ("--edge\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nother\r\n--edge\r\n"
        + "Content-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n").utf8)
      + content + Array("\r\n--edge\(end)".utf8)
  }

  @Test("However it arrives, the file is the same", arguments: 0..<200 as Range<UInt64>)
  func chunks(_ seed: UInt64) throws {
    var chance = SplitMix64(seed: seed)
    // Mostly of what delimiters are made of, so that beginnings of them are everywhere.
    let letters = Array("\r\n--edge\r\n--edgx-".utf8)
    var content = (0..<Int.random(in: 0..<300, using: &chance)).map { _ in
      letters.randomElement(using: &chance)!
    }
    // The delimiter itself may not be in it.
    while let place = content.firstRange(of: Array("\r\n--edge".utf8)) {
      content[place.lowerBound] = 0x20
    }
    let body = body(content)
    let pieces = (0..<400).map { _ in Int.random(in: 1...9, using: &chance) }
    let found = try file(body, pieces: pieces)
    #expect(found.bytes == content)
    #expect(try file(body).bytes == content)
    #expect(found.name == "a.csv")
    #expect(found.isComplete)
  }

  @Test("What only begins like the boundary belongs to the file")
  func lookAlikes() throws {
    for text in ["--edge--", "\r\n--edg", "\n--edge--", "\r--edge", "\r\n-edge--", "\r\n--EDGE--"] {
      let found = try file(body(Array(text.utf8)))
      #expect(found.bytes == Array(text.utf8))
      #expect(found.isComplete)
    }
    #expect(throws: Problem.self) { try file(body(Array("\r\n--edged".utf8))) }
  }

  @Test("A form that stops early is not complete")
  func missingEnd() throws {
    let whole = body(Array("a,b\n1,2\n".utf8))
    for count in 0..<(whole.count - 4) {
      #expect(try !file(Array(whole.prefix(count))).isComplete)
    }
    #expect(try file(whole).isComplete)
  }

  @Test("A form without a file has none, and of two the first counts")
  func noFile() throws {
    let none = "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--edge--"
    let found = try file(Array(none.utf8))
    #expect(found.isComplete)
    #expect(found.name == nil)
    #expect(found.bytes.isEmpty)
    let second =
      "\r\nContent-Disposition: form-data; name=\"y\"; filename=\"b\"\r\n\r\nyy\r\n--edge--"
    let two = try file(body(Array("x".utf8), end: second))
    #expect(two.name == "a.csv")
    #expect(two.bytes == Array("x".utf8))
  }

  @Test("Headers have an end, and the boundary a length")
  func limits() throws {
    let long = "--edge\r\n" + String(repeating: "x", count: 9000)
    #expect(throws: Problem.self) { try file(Array(long.utf8)) }
    for type in [
      "", "text/csv", "multipart/form-data", "multipart/form-data; boundary=",
      "multipart/form-data; boundary=" + String(repeating: "x", count: 71),
      "multipart/mixed; boundary=x",
    ] {
      #expect(Multipart(contentType: type) == nil)
    }
    let quoted = try file(body([0x61]), type: "Multipart/Form-Data; boundary=\"edge\"; charset=x")
    #expect(quoted.bytes == [0x61])
  }
}
