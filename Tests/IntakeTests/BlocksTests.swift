import Facts
import Intake
import Testing

/// Small files that have everything in which a cut could fall badly.
private let files: [String: [UInt8]] = [
  "line ends": Array("customer_id,t\r\na,1\rb,2\n\r\n\rc,\"x\r\ny\"\r\n,5".utf8),
  "quotes": Array("customer_id,\"t\"\na,\"1\"\"2\"\nb,\"x\"y\nc,\"z\n\"d\",\"4\"  \n\"e\n".utf8),
  "mark": [0xef, 0xbb, 0xbf] + Array("customer_id;t\na;é€😀\nb;\"é;\"\n".utf8),
  "sep": Array("sep=|\r\ncustomer_id|t\r\na|1\r\n".utf8),
  "invalid": Array("customer_id,t\n".utf8) + [0x61, 0x2c, 0xc3, 0x0a, 0x62, 0x2c, 0xf0, 0x9f],
  "controls": Array("customer_id,t\na,\u{0}\nb,\u{1b}\n,3\n".utf8),
  "dates": Array(
    """
    customer_id,subscription_id,start_date,amount,currency
    a,s1,03/04/2025,"1,5",EUR
    b,s2,31/01/2025,"1.234,5",EUR
    c,s3,02/03/2025,"1.234",EUR\n
    """.utf8),
  "utf-16": utf16("customer_id,t\r\na,é😀\r\nb,2\r\n"),
  "utf-16 odd": utf16("customer_id,t\na,1\n") + [0x62],
]

private func utf16(_ text: String) -> [UInt8] {
  [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
}

@Suite("Blocks")
struct BlocksTests {
  @Test("How the bytes are cut into blocks changes nothing", arguments: files.keys.sorted())
  func everyCut(name: String) throws {
    let bytes = try #require(files[name])
    let whole = Result { try imported(bytes) }.mapError { $0 as? ImportError ?? .empty }
    for cut in 0...bytes.count {
      let parts = Result { try imported(bytes, cuts: [cut]) }
        .mapError { $0 as? ImportError ?? .empty }
      #expect(parts == whole, "cut at \(cut)")
    }
    let single = Result { try imported(bytes, cuts: Array(0..<bytes.count)) }
      .mapError { $0 as? ImportError ?? .empty }
    #expect(single == whole)
  }

  /// Behind the sample the rows are read block by block, so the file must be longer than it.
  @Test("A large file reads the same in blocks of any size", arguments: [1, 2])
  func randomCuts(seed: UInt64) throws {
    var random = Random(seed: seed)
    let cells = ["x", "\"a \"\"b\"\"\"", "\"two\r\nlines\"", "é€", "\"", "a\u{0}b", "\"q\"x", ""]
    let ends = ["\n", "\r\n", "\r"]
    let filler = String(repeating: "z", count: 400)
    var text: [UInt8] = Array("customer_id,t,u,v\n".utf8)
    while text.count < 1_300_000 {
      text += Array("c\(text.count),\(cells[random.below(cells.count)]),".utf8)
      text += Array("\(cells[random.below(cells.count)]),\(filler)\(ends[random.below(3)])".utf8)
      if random.below(5000) == 0 { text.append(0xff) }
    }
    let long = Array(repeating: UInt8(ascii: "y"), count: 1 << 20)
    text += Array("\nd,".utf8) + long + Array(",1,\ne,2,3,\nf,\"".utf8) + long
    func read(_ cuts: [Int]) throws -> Imported {
      try imported(text, cuts: cuts) { $0.encoding = .utf8 }
    }
    let whole = try read([])
    #expect(whole.rows > 2000)
    for size in [1000, 65_537] {
      let cuts = stride(from: random.below(size), to: text.count, by: size)
      #expect(try read(Array(cuts)) == whole)
    }
    let cuts = (0..<2000).map { _ in random.below(text.count) }.sorted()
    #expect(try read(cuts) == whole)
  }

  @Test("A file as long as the sample reads the same, whether its end comes with it or later")
  func sampleSize() throws {
    let head = "customer_id,subscription_id,start_date,amount,currency\na,s,03/04/2025,5,EUR\n"
    let last = "b,t,31/01/2025,5,EUR"
    for size in [-1, 0, 1].map({ (1 << 20) + $0 }) {
      let blank = [UInt8](repeating: 0x20, count: size - head.utf8.count - last.utf8.count - 1)
      let bytes = Array(head.utf8) + blank + Array("\n\(last)".utf8)
      #expect(bytes.count == size)
      let whole = try imported(bytes)
      #expect(try imported(bytes, cuts: [bytes.count]) == whole)
      #expect(try imported(bytes, cuts: [bytes.count - 1, bytes.count]) == whole)
      #expect(whole.rows == 2)
    }
  }

  @Test("An empty file is refused, also when it comes in empty blocks")
  func empty() throws {
    #expect(try refusal("") == .empty)
    var importer = Importer(options: ImportOptions(version: exportedAt, recorded: exportedAt))
    var batch = Translation()
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    try importer.read(nothing, isLast: false, into: &batch)
    #expect(throws: ImportError.empty) {
      try importer.read(nothing, isLast: true, into: &batch)
    }
  }

  @Test("A batch that is emptied between blocks counts its rows from 0")
  func rowNumbers() throws {
    let bytes = Array("customer_id,t\na,1\n,2\nb,3\n".utf8)
    let result = try imported(bytes, cuts: Array(0..<bytes.count))
    #expect(result.factRows == [0, 2])
  }
}
