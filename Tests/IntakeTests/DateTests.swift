import Facts
import Intake
import Testing

/// Imports subscriptions that differ in their dates only.
private func starts(
  _ dates: [String], column: String = "start_date",
  _ change: (inout ImportOptions) -> Void = { _ in }
) throws -> Imported {
  var text = "customer_id;subscription_id;amount;currency;\(column)\n"
  for (index, date) in dates.enumerated() { text += "a;s\(index);5;EUR;\(date)\n" }
  return try imported(text) { options in
    options.delimiter = UInt8(ascii: ";")
    change(&options)
  }
}

@Suite("Dates")
struct DateTests {
  @Test(
    "A date with the year first needs no option",
    arguments: [
      ("2025-01-31", "2025-01-31"), (" 2025-01-31 ", "2025-01-31"), ("2025/1/31", "2025-01-31"),
      ("2025.01.31", "2025-01-31"), ("2024-02-29", "2024-02-29"), ("1900-01-01", "1900-01-01"),
      ("2200-12-31", "2200-12-31"),
      ("2025-01-31T09:30:00Z", "2025-01-31T09:30:00.000000Z"),
      ("2025-01-31 09:30:00.5z", "2025-01-31T09:30:00.500000Z"),
      ("2025-01-31 9:30 UTC", "2025-01-31T09:30:00.000000Z"),
      ("2025-01-31T09:30:00.123456789Z", "2025-01-31T09:30:00.123456Z"),
      ("2025-01-31T01:30:00+02:00", "2025-01-30T23:30:00.000000Z"),
      ("2025-01-31T23:30:00-0330", "2025-02-01T03:00:00.000000Z"),
      ("2025-01-31T23:30:00 +01", "2025-01-31T22:30:00.000000Z"),
      ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"),
    ])
  func yearFirst(text: String, moment: String) throws {
    let result = try starts([text])
    #expect(result.rejections.isEmpty)
    #expect(result.facts.map(\.at.description) == [moment])
  }

  @Test(
    "What is no date is refused, and the text says what to write",
    arguments: [
      ("2027-02-30", "a date that exists"), ("2025-13-01", "a date that exists"),
      ("0000-01-01", "a date that exists"), ("2025-00-10", "a date that exists"),
      ("29/02/2027", "a date that exists"), ("00/00/2025", "a date that exists"),
      ("0/5/2025", "a date that exists"), ("5/0/2025", "a date that exists"),
      ("0/13/2025", "a date that exists"), ("13/0/2025", "a date that exists"),
      ("01/02/03", "all four digits"), ("27-1-1", "all four digits"),
      ("1/1/25", "all four digits"), ("46000", "Excel"), ("46000.5", "Excel"),
      ("1738281600", "seconds since 1970"), ("1738281600000", "seconds since 1970"),
      ("1738281600.25", "seconds since 1970"), ("20250131", "2025-01-31T09:30:00Z"),
      ("31 Jan 2025", "2025-01-31T09:30:00Z"), ("2025-01", "2025-01-31T09:30:00Z"),
      ("2025-01-31T", "2025-01-31T09:30:00Z"), ("2025-01-31x", "2025-01-31T09:30:00Z"),
      ("2025-01/31", "2025-01-31T09:30:00Z"), ("-2025-01-31", "2025-01-31T09:30:00Z"),
      ("２０２５-01-31", "2025-01-31T09:30:00Z"), ("2025-01-31T25:00:00Z", "a time of day"),
      ("2025-01-31T09:61:00Z", "a time of day"), ("2025-01-31T09:30:00", "with its zone"),
      ("2025-01-31 09:30", "with its zone"), ("2025-01-31 09:30 CET", "2025-01-31T09:30:00Z"),
      ("2025-01-31 09:30 PM", "2025-01-31T09:30:00Z"), ("1899-12-31", "1900 to 2200"),
      ("2201-01-01", "1900 to 2200"), ("9999-12-31", "1900 to 2200"),
      ("NULL", "2025-01-31T09:30:00Z"), ("12345-01-01", "2025-01-31T09:30:00Z"),
      ("2025-01-31T09:30:00+15:00", "2025-01-31T09:30:00Z"),
    ])
  func refused(text: String, hint: String) throws {
    let result = try starts([text])
    #expect(result.facts.isEmpty)
    #expect(result.rejections.map(\.column) == ["start_date"])
    #expect(result.rejections.map(\.value) == [text])
    #expect(result.rejections.map(\.line) == [2])
    #expect(result.rejections[0].expected.contains(hint), "\(result.rejections[0].expected)")
  }

  @Test("A date that could be two is refused, and both are named")
  func ambiguous() throws {
    let result = try starts(["03/04/2025", "05/05/2025"])
    #expect(result.facts.map(\.at.description) == ["2025-05-05"])
    #expect(
      result.rejections.map(\.expected) == [
        "a date such as 2025-01-31; 03/04/2025 could be 3 April or 4 March: name the order with "
          + "--date-format dmy or mdy"
      ])
  }

  @Test(
    "The file's own unambiguous dates settle the others",
    arguments: [
      (["03/04/2025", "31/01/2025"], ["2025-04-03", "2025-01-31"]),
      (["03-04-2025", "01-31-2025"], ["2025-03-04", "2025-01-31"]),
      (["3.4.2025", "31.1.2025", "2025-02-01"], ["2025-04-03", "2025-01-31", "2025-02-01"]),
      // They contradict each other, so only what is clear by itself is taken.
      (["03/04/2025", "31/01/2025", "01/31/2025"], ["2025-01-31", "2025-01-31"]),
      // A date that exists in neither order shows nothing.
      (["03/04/2025", "31/31/2025"], []),
    ])
  func settled(dates: [String], moments: [String]) throws {
    #expect(try starts(dates).facts.map(\.at.description) == moments)
  }

  @Test("The last row settles the others too, also without a line end")
  func lastRow() throws {
    let result = try imported(
      "customer_id,subscription_id,start_date,amount,currency\na,s,03/04/2025,5,EUR\n"
        + "b,t,31/01/2025,5,EUR")
    #expect(result.facts.map(\.at.description) == ["2025-04-03", "2025-01-31"])
  }

  @Test("A date behind the sample that contradicts the file's order is refused")
  func late() throws {
    let many = [String](repeating: "31/01/2025", count: 60_000)
    let result = try starts(many + ["03/04/2025", "01/31/2025"])
    #expect(result.facts.count == 60_001)
    #expect(result.facts.last?.at.description == "2025-04-03")
    #expect(result.rejections.map(\.expected).first?.contains("day first") == true)
  }

  @Test(
    "A named order counts, whatever the file shows",
    arguments: [
      (DateOrder.dmy, "03/04/2025", "2025-04-03"), (.mdy, "03/04/2025", "2025-03-04"),
      (.dmy, "2025-03-04", "2025-03-04"), (.ymd, "2025/3/4", "2025-03-04"),
      (.iso, "2025-03-04", "2025-03-04"), (.mdy, "31/01/2025", nil), (.dmy, "01/31/2025", nil),
      (.iso, "2025/03/04", nil), (.iso, "31/01/2025", nil), (.ymd, "31/01/2025", nil),
    ] as [(DateOrder, String, String?)])
  func named(order: DateOrder, text: String, moment: String?) throws {
    let result = try starts([text, "31/12/2024"]) { $0.dateOrder = order }
    #expect(result.facts.first { $0.key.text == "s0#row" }?.at.description == moment)
  }

  @Test("A column that says (UTC) needs no zone in its cells")
  func utcColumn() throws {
    let result = try starts(["2025-01-31 09:30"], column: "Start (UTC)") {
      $0.mapping = [ColumnMapping(column: "Start (UTC)", field: "start_date")]
    }
    #expect(result.facts.map(\.at.description) == ["2025-01-31T09:30:00.000000Z"])
  }

  @Test("Every day of four centuries reads as itself")
  func everyDay() throws {
    let days = (Day("1900-01-01")!.number...Day("2200-12-31")!.number)
    let texts = stride(from: days.lowerBound, through: days.upperBound, by: 7).map {
      Day(number: $0).description
    }
    #expect(try starts(texts).facts.map(\.at.description) == texts)
  }
}
