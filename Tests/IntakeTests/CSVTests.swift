import Facts
import Foundation
import Intake
import Testing

/// Imports a CSV of any columns: one is the customer, all others are attributes.
private func table(
  _ bytes: [UInt8], columns: [String], customer: String
) throws -> [[String: String]] {
  let result = try imported(bytes) { options in
    options.mapping = columns.map {
      ColumnMapping(column: $0, field: $0 == customer ? "customer_id" : "attribute.\($0)")
    }
  }
  #expect(result.rejections.isEmpty)
  return result.facts.compactMap { fact in
    guard case .account(let profile) = fact.body else { return nil }
    var row = Dictionary(uniqueKeysWithValues: columns.map { ($0, "") })
    for (name, value) in profile.attributes { row[name.text] = value }
    row[customer] = fact.account.text
    return row
  }
}

@Suite("CSV as found in the wild")
struct CSVTests {
  @Test(
    "csv-spectrum reads as its JSON says",
    arguments: [
      ("comma_in_quotes", "zip"), ("empty", "a"), ("empty_crlf", "a"), ("escaped_quotes", "a"),
      ("json", "key"), ("newlines", "b"), ("newlines_crlf", "b"), ("quotes_and_newlines", "a"),
      ("simple", "a"), ("simple_crlf", "a"), ("utf8", "a"),
    ])
  func spectrum(name: String, customer: String) throws {
    guard let csv = sharedData("csv-spectrum/csvs/\(name).csv"),
      let json = sharedData("csv-spectrum/json/\(name).json")
    else { return }
    let expected = try JSONDecoder().decode([[String: String]].self, from: Data(json))
    let columns = try #require(expected.first).keys.sorted()
    let rows = try table(csv, columns: columns, customer: customer)
    #expect(rows == expected)
  }

  /// Its JSON has another phone number than its CSV and half of the columns.
  @Test("Quotes inside an unquoted cell are text")
  func coordinates() throws {
    guard let csv = sharedData("csv-spectrum/csvs/location_coordinates.csv") else { return }
    let columns = ["Contact Phone Number", "Location Coordinates", "Cities", "Counties"]
    let rows = try table(csv, columns: columns, customer: columns[0])
    #expect(rows.count == 1)
    #expect(rows[0]["Location Coordinates"] == "37\u{fffd}36'37.8\"N 121\u{fffd}2'17.9\"W")
    #expect(rows[0]["Counties"] == "Stanislaus")
  }

  @Test(
    "Lines may end in any way, and the last one in none",
    arguments: ["\n", "\r\n", "\r"], [true, false])
  func lineEnds(end: String, hasLast: Bool) throws {
    let lines = ["customer_id,tier", "a,1", "b,2", "", "c,3"]
    let text = lines.joined(separator: end) + (hasLast ? end : "")
    let result = try imported(text)
    #expect(result.facts.map(\.account.text) == ["a", "b", "c"])
    #expect(result.rows == 3)
  }

  @Test("Lines may end in different ways in one file")
  func mixedLineEnds() throws {
    let result = try imported("customer_id,tier\r\na,1\nb,2\rc,3\r\n\r\nd,\n\re,5")
    #expect(result.facts.map(\.account.text) == ["a", "b", "c", "d", "e"])
    let bad = try imported("customer_id,tier\r\na,1\nb,2\r\r\n,3\n\r\n,4")
    #expect(bad.rejections.map(\.line) == [5, 7])
  }

  @Test("A row that spans lines counts them, so that the next line's number is right")
  func innerLineEnds() throws {
    let result = try imported("customer_id,t\na,\"1\r\n2\r3\n4\"\n,5\n")
    #expect(result.rejections.map(\.line) == [6])
    #expect(result.profiles.map { $0["t"] } == ["1\r\n2\r3\n4"])
  }

  @Test(
    "Quotes are read as spreadsheets write them",
    arguments: [
      ("a,\"x\"", "x"), ("a,\"x,y\"", "x,y"), ("a,\"x\"\"y\"", "x\"y"), ("a,x\"y", "x\"y"),
      ("a,x\"", "x\""), ("a, \"x\"", "\"x\""), ("a,\"x\"  ", "x"), ("a,\"\"\"\"", "\""),
      ("a,\"  x  \"", "x"), ("a,\"x\n\"", "x\n"), ("\"a\",'x'", "'x'"),
    ])
  func quotes(row: String, value: String) throws {
    let result = try imported("customer_id,t\n\(row)\nb,last\n")
    #expect(result.rejections.isEmpty)
    #expect(result.profiles.map { $0["t"] } == [value, "last"])
  }

  @Test(
    "A row whose quotes are broken costs that line only",
    arguments: [
      "b,\"x\"y,z\n", "b,\"x\n", "b,\"x\"\"\n", "\"b,x\n", "b,\"x\" \"y\"\n",
    ])
  func brokenQuotes(row: String) throws {
    let result = try imported("customer_id,t\na,1\n\(row)c,\"3\"\nd,\"4\n5\"\n")
    #expect(result.facts.map(\.account.text) == ["a", "c", "d"])
    #expect(result.rejections.map(\.line) == [3])
    #expect(result.rejections[0].expected.hasPrefix("a quote that is closed"))
    #expect(result.rejections[0].record == Array(row.utf8.dropLast()))
    #expect(result.rows == 4)
  }

  @Test("A quote that is never closed costs one line, not the rest of the file")
  func neverClosed() throws {
    let rest = (0..<50_000).map { "c\($0),a text without any quotes\n" }.joined()
    let result = try imported("customer_id,t\na,\"1\n" + rest)
    #expect(result.rejections.map(\.line) == [2])
    #expect(result.facts.count == 50_000)
  }

  /// On the first of these lines an open quote is closed and another one opened, so that every
  /// line, read by itself, would swallow all that follow.
  @Test(
    "A file made to be read over and over takes no longer than another",
    arguments: ["x,\",a\",\"\n", "\"x\n", "\"\"\"\n"])
  func rereading(line: String) throws {
    let text = "customer_id,t,u\n" + String(repeating: line, count: 1_500_000 / line.utf8.count)
    let start = ContinuousClock.now
    let result = try imported(text)
    #expect(ContinuousClock.now - start < .seconds(30))
    #expect(result.rows == result.rejections.count + result.facts.count)
    let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
    #expect(try #require(result.rejections.last).line <= lines)
  }

  @Test("A row with too few or too many cells is refused, and names both numbers")
  func ragged() throws {
    let result = try imported("customer_id,t,u\na,1\nb,1,2,3\nc,1,2\nd,1,2,\n")
    #expect(result.facts.map(\.account.text) == ["c"])
    #expect(result.rejections.map(\.line) == [2, 3, 5])
    #expect(result.rejections.map(\.column) == ["u", "", ""])
    #expect(
      result.rejections.map(\.expected) == [
        "3 cells, as in the header; this row has 2", "3 cells, as in the header; this row has 4",
        "3 cells, as in the header; this row has 4",
      ])
    #expect(result.rejections[1].value == "3")
  }

  @Test("NUL and control characters are refused row by row, with line and column")
  func controls() throws {
    let result = try imported("customer_id,t\na,1\u{0}\nb,\u{7}2\nc\u{7f},3\nd,4\te\n")
    #expect(result.facts.map(\.account.text) == ["d"])
    #expect(result.rejections.map(\.line) == [2, 3, 4])
    #expect(result.rejections.map(\.column) == ["t", "t", "customer_id"])
  }

  @Test("A line longer than a mebibyte is refused, and the next one read")
  func oversize() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let result = try imported("customer_id,t\na,\(long)\nb,2\n,3\n")
    #expect(result.facts.map(\.account.text) == ["b"])
    #expect(result.rejections.map(\.line) == [2, 4])
    #expect(result.rejections[0].value.utf8.count == 200)
    #expect(result.rejections[0].record.isEmpty)
  }

  @Test("A cell longer than 64 KiB is refused")
  func longCell() throws {
    let fits = String(repeating: "x", count: 1 << 16)
    let result = try imported("customer_id,name\na,\(fits)x\nb,2\n")
    #expect(result.rejections.map(\.expected) == ["a text of at most 65536 bytes"])
    #expect(result.rejections.map(\.column) == ["name"])
  }

  @Test("4,096 columns are read, one more is refused, 20,000 in a row too")
  func manyColumns() throws {
    let names = (1..<4096).map { ",c\($0)" }.joined()
    let row = String(repeating: ",1", count: 4095)
    #expect(try imported("customer_id\(names)\na\(row)\n").facts.count == 1)
    #expect(try refusal("customer_id\(names),x\na\(row),1\n") == .tooManyColumns(limit: 4096))
    let wide = String(repeating: ",", count: 20_000)
    let result = try imported("customer_id,t\na\(wide)\nb,1\n")
    #expect(
      result.rejections.map(\.expected) == [
        "2 cells, as in the header; this row has more than 4096"
      ])
    #expect(result.facts.count == 1)
  }

  @Test("Blank lines are no rows, empty cells are")
  func blanks() throws {
    let result = try imported("\n  \ncustomer_id,t\n\n \t \na,1\n,\n\n")
    #expect(result.rows == 2)
    #expect(result.rejections.map(\.line) == [7])
    #expect(result.rejections[0].expected == "a value: this cell must not be empty")
  }
}
