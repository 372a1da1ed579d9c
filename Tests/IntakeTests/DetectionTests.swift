import Facts
import Intake
import Testing

private let header = "customer_id,tier"

private func utf16(_ text: String, bigEndian: Bool, mark: Bool = true) -> [UInt8] {
  ((mark ? "\u{feff}" : "") + text).utf16.flatMap { unit in
    let pair = [UInt8(unit & 0xff), UInt8(unit >> 8)]
    return bigEndian ? pair.reversed() : pair
  }
}

@Suite("Encodings and delimiters")
struct DetectionTests {
  @Test("UTF-8 and UTF-16 are read by their marks, with letters of every width")
  func marks() throws {
    let text = header + "\r\na,é€🙂\r\n"
    let expected = try imported(text).facts
    #expect(expected.count == 1)
    #expect(try imported([0xef, 0xbb, 0xbf] + Array(text.utf8)).facts == expected)
    #expect(try imported(utf16(text, bigEndian: false)).facts == expected)
    #expect(try imported(utf16(text, bigEndian: true)).facts == expected)
    for isBig in [false, true] {
      let bare = utf16(text, bigEndian: isBig, mark: false)
      #expect(try refusal(bare) == .notText(.utf16))
      #expect(try imported(bare) { $0.encoding = .utf16 }.facts == expected)
    }
  }

  @Test("What is not UTF-8 is refused with its place, unless its encoding is named")
  func latin() throws {
    let bytes = Array("\(header)\r\na,caf".utf8) + [0xe9, 0x0a]
    let error = try refusal(bytes)
    #expect(error == .unknownEncoding(line: 2, byte: 24))
    #expect(error?.description.contains("windows-1252") == true)
    #expect(try imported(bytes) { $0.encoding = .latin1 }.profiles == [["tier": "café"]])
    let windows = Array("\(header)\na,".utf8) + [0x80, 0x93, 0xff, 0x0a]
    #expect(try imported(windows) { $0.encoding = .windows1252 }.profiles == [["tier": "€“ÿ"]])
    // 0x80 is no letter of Latin-1, 0x81 none of windows-1252.
    #expect(try imported(windows) { $0.encoding = .latin1 }.rejections.map(\.column) == ["tier"])
    let none = Array("\(header)\na,".utf8) + [0x81]
    #expect(try imported(none) { $0.encoding = .windows1252 }.rejections.count == 1)
  }

  @Test("A mark counts more than a named encoding")
  func markWins() throws {
    let bytes = [0xef, 0xbb, 0xbf] + Array("\(header)\na,é\n".utf8)
    #expect(try imported(bytes) { $0.encoding = .windows1252 }.profiles == [["tier": "é"]])
  }

  @Test(
    "An invalid byte refuses its row, not the file, where the file is known to be UTF-8",
    arguments: [
      [0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func invalid(bytes: [UInt8]) throws {
    let text = Array("\(header)\na,x".utf8) + bytes + Array("\nb,y\n".utf8)
    let result = try imported(text) { $0.encoding = .utf8 }
    #expect(result.facts.map(\.account.text) == ["b"])
    #expect(result.rejections.map(\.line) == [2])
    #expect(result.rejections.map(\.column) == ["tier"])
    #expect(result.rejections[0].value.hasPrefix("x\u{fffd}"))
  }

  @Test("So does one behind the sample, where the file was taken for UTF-8")
  func lateInvalid() throws {
    let rows = String(repeating: "b,y\n", count: 300_000)
    let result = try imported(Array("\(header)\n\(rows)a,x".utf8) + [0xe9, 0x0a, 0x62, 0x2c])
    #expect(result.rejections.map(\.line) == [300_002])
    #expect(result.rows == 300_002)
  }

  @Test("Half a letter at the end of UTF-16 refuses its row")
  func halfLetters() throws {
    let lone = utf16("\(header)\na,", bigEndian: false) + [0x3d, 0xd8, 0x0a, 0x00, 0x62, 0x00]
    let result = try imported(lone)
    #expect(result.rejections.map(\.line) == [2, 3])
    #expect(result.rejections.map(\.column) == ["tier", "tier"])
  }

  @Test(
    "The delimiter is the one that divides the rows evenly",
    arguments: [",", ";", "\t", "|"])
  func delimiters(delimiter: String) throws {
    let text = [
      "customer_id|tier|size", "acme|\"a,b;c|d\te\"|1.5", "globex|x|2", "initech|y|3",
    ].joined(separator: "\n").replacing("|", with: delimiter)
    #expect(try imported(text).facts.count == 3)
  }

  @Test("Decimal commas do not make a comma the delimiter")
  func decimalCommas() throws {
    let text =
      "customer_id;subscription_id;start_date;currency;amount\n"
      + (1...20).map { "a;s\($0);2025-01-01;EUR;\($0),50\n" }.joined()
    #expect(try imported(text).facts.count == 20)
  }

  @Test("Excel's first line names the delimiter, and lines are counted from there")
  func sep() throws {
    let result = try imported("sep=;\r\ncustomer_id;tier\r\na;1,2\r\n;3\r\n")
    #expect(result.facts.count == 1)
    #expect(result.rejections.map(\.line) == [4])
    #expect(try imported("\"sep=^\"\ncustomer_id^tier\na^1\n").facts.count == 1)
    #expect(throws: ImportError.self) { try imported("sep=a\ncustomer_id,tier\n") }
    #expect(
      try imported("sep=;\ncustomer_id,tier\na,1\n") { $0.delimiter = UInt8(ascii: ",") }
        .facts.count == 1)
  }

  @Test(
    "A file that is no text is refused by what it is",
    arguments: [
      ("PK\u{3}\u{4}\u{14}", FileKind.zip), ("%PDF-1.7", .pdf), ("GIF89a", .image),
      ("<!DOCTYPE html><html>", .html), ("\n <HTML lang=en>", .html), ("<?xml version", .xml),
      ("SQLite format 3\u{0}", .database), ("PAR1\u{15}", .database),
    ])
  func kinds(start: String, kind: FileKind) throws {
    #expect(try refusal(start + "customer_id,tier\na,1\n") == .notText(kind))
    #expect(
      try refusal(start) { $0.encoding = .latin1 } == .notText(kind))
  }

  @Test(
    "A file of bytes that are no text is refused by what it is",
    arguments: [
      ([0x1f, 0x8b, 8, 0], .gzip), ([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10], .image),
      ([0xff, 0xd8, 0xff, 0xe0], .image), ([0xd0, 0xcf, 0x11, 0xe0, 0xa1], .oldExcel),
      ([0x28, 0xb5, 0x2f, 0xfd, 0], .otherArchive),
    ] as [([UInt8], FileKind)])
  func binaryKinds(start: [UInt8], kind: FileKind) throws {
    let error = try refusal(start + Array(repeating: 0xe9, count: 100))
    #expect(error == .notText(kind))
    #expect(error?.description.isEmpty == false)
  }

  @Test("A header with NUL bytes, or of blank lines, or that never ends, is refused")
  func headers() throws {
    #expect(try refusal("cust\u{0}omer_id,tier\n") == .notText(.binary))
    #expect(try refusal("\n\r\n  \n") == .noHeader)
    #expect(try refusal(",,,\n") == .noHeader)
    #expect(try refusal("\"customer_id,tier\na,1\n") == .brokenHeader(line: 1))
    #expect(try refusal("\n\n\"customer_id\"x,tier\na,1\n") == .brokenHeader(line: 3))
    #expect(try refusal(String(repeating: "x", count: 1_100_000)) == .headerTooLong)
    #expect(try refusal("\u{feff}") == .noHeader)
  }
}
