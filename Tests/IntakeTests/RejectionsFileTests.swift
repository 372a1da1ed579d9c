import Facts
import Intake
import Testing

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Suite("The file of rejections")
struct RejectionsFileTests {
  private let subscriptions =
    "customer_id,subscription_id,start_date,amount,currency,\"plan, or tier\"\r\n"
    + "acme,s1,2025-01-01,5,USD,\"Pro, \"\"big\"\"\"\r\n"
    + "globex,s2,01/02/2025,5,USD,\"a,\nb\"\r\n"
    + "initech,s3,2025-01-01,x,USD,Pro\r\n"

  @Test("It holds the rows as they stood, with line, column and what was expected")
  func form() throws {
    let result = try imported(subscriptions)
    #expect(
      text(result.rejectionsFile)
        == """
        customer_id,subscription_id,start_date,amount,currency,"plan, or tier",tenure_line,\
        tenure_column,tenure_expected
        globex,s2,01/02/2025,5,USD,"a,
        b",3,start_date,a date such as 2025-01-31; 01/02/2025 could be 1 February or 2 January: \
        name the order with --date-format dmy or mdy
        initech,s3,2025-01-01,x,USD,Pro,5,amount,"an amount in digits such as 29.85, with nothing \
        beside it but USD"\n
        """)
  }

  @Test("Mended, it imports, and its own columns are passed over")
  func mended() throws {
    let mended = text(try imported(subscriptions).rejectionsFile)
      .replacing("01/02/2025,5", with: "2025-02-01,5").replacing(",x,", with: ",6,")
    let result = try imported(mended)
    #expect(result.rejections.isEmpty)
    #expect(result.ignored == ["plan, or tier"])
    #expect(result.facts.map(\.key.text) == ["s2#row", "s3#row"])
  }

  @Test("Not mended, every row is refused again, and the file stays the same in its columns")
  func again() throws {
    let odd =
      "customer_id,t,u\na\nb,1,2,3,4\n\"c,1,2\nd,\"x\"y,2\n,1,2\ne\u{0}e,1,2\nf,1\u{0},2\n"
    var bytes = Array(odd.utf8) + [0x67, 0xff, 0x2c, 0x31, 0x2c, 0x32, 0x0a]
    let first = try imported(bytes) { $0.encoding = .utf8 }
    #expect(first.facts.isEmpty)
    #expect(first.rejections.count == 8)
    for _ in 0..<3 {
      let next = try imported(first.rejectionsFile)
      // The control character in `t` was taken out, and `t` may be any text.
      #expect(next.facts.map(\.account.text) == ["f"])
      #expect(next.rejections.count == 7)
      bytes = next.rejectionsFile
      #expect(text(bytes).hasPrefix("customer_id,t,u,tenure_line,tenure_column,tenure_expected\n"))
      let third = try imported(bytes)
      #expect(third.rejections.map(\.record) == next.rejections.map(\.record))
    }
  }

  @Test("It keeps the file's delimiter, and the mark that Excel needs")
  func marks() throws {
    let bytes = [0xef, 0xbb, 0xbf] + Array("customer_id;t\n;é\n".utf8)
    let file = try imported(bytes).rejectionsFile
    #expect(file.starts(with: [0xef, 0xbb, 0xbf]))
    #expect(
      text(Array(file.dropFirst(3)))
        == "customer_id;t;tenure_line;tenure_column;tenure_expected\n"
        + ";é;2;customer_id;a value: this cell must not be empty\n")
    #expect(try imported(file).rejections.map(\.line) == [2])
    let plain = try imported("customer_id;t\n;x\n").rejectionsFile
    #expect(!plain.starts(with: [0xef]))
  }

  @Test("A row from UTF-16 or windows-1252 stands in UTF-8")
  func encodings() throws {
    let bytes = Array("customer_id,t\n,caf".utf8) + [0xe9, 0x0a]
    let result = try imported(bytes) { $0.encoding = .windows1252 }
    #expect(text(result.rejections[0].record) == ",café")
    #expect(try imported(result.rejectionsFile).rejections.map(\.record) == [Array(",café".utf8)])
  }

  @Test("A row too long to keep stands in it as an empty one")
  func oversize() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let file = try imported("customer_id,t\na,\(long)\n").rejectionsFile
    #expect(file.count < 1000)
    #expect(try imported(file).rejections.count == 1)
  }

  @Test("Nothing rejected makes a header only")
  func none() throws {
    let file = try imported("customer_id,t\na,1\n").rejectionsFile
    #expect(text(file) == "customer_id,t,tenure_line,tenure_column,tenure_expected\n")
  }
}
