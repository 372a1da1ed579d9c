import Facts
import Intake
import Testing

/// Imports a text as a file of rates.
private func rates(_ text: String) throws -> Imported {
  try imported(text) { $0.format = .ecbRates }
}

@Suite("ecb.rates")
struct RatesTests {
  /// The newest day first, a comma at each line's end, a currency that is no more.
  private let history = """
    Date,USD,JPY,BGN,HRK,
    2026-01-02,1.0387,162.74,N/A,N/A,
    2022-12-30,1.0666,140.66,1.9558,7.5365,
    1999-01-04,1.1789,133.73,N/A,N/A,

    """

  @Test("A row of the history is a sheet of its day, a fact in the exported form")
  func days() throws {
    let result = try rates(history)
    #expect(result.format == .ecbRates)
    #expect(result.rows == 3)
    #expect(
      result.lines == [
        #" rates#2026-01-02 2026-01-02 {"base":"EUR","quotes":{"JPY":"162.74","USD":"1.0387"}}"#,
        #" rates#2022-12-30 2022-12-30 {"base":"EUR","quotes":{"JPY":"140.66","USD":"1.0666"}}"#,
        #" rates#1999-01-04 1999-01-04 {"base":"EUR","quotes":{"JPY":"133.73","USD":"1.1789"}}"#,
      ])
    let fact = try #require(result.facts.first)
    #expect(fact.kind == .rates)
    #expect(fact.source == "ecb")
    #expect(fact.version == exportedAt)
    #expect(fact.recorded == exportedAt)
    #expect(result.ignored.isEmpty)
  }

  @Test("Currencies that ISO 4217 lists no more are counted by their codes")
  func former() throws {
    let result = try rates(history)
    #expect(result.formerRates == ["BGN": 1, "HRK": 1])
    // Those of a row that is refused are not passed over: the row is.
    let refused = try rates(history.replacing("140.66", with: "0"))
    #expect(refused.formerRates.isEmpty)
  }

  @Test("The file of the last day writes its date in words")
  func lastDay() throws {
    let result = try rates("Date, USD, JPY, \n20 November 2026, 1.0545, 163.24, \n")
    #expect(
      result.lines == [
        #" rates#2026-11-20 2026-11-20 {"base":"EUR","quotes":{"JPY":"163.24","USD":"1.0545"}}"#
      ])
    #expect(try rates("Date,USD\n1 may 2026,1\n").facts.map(\.at.description) == ["2026-05-01"])
  }

  @Test(
    "What is no day is refused",
    arguments: [
      "", "2026-02-30", "31 November 2026", "20 Novembre 2026", "20 November 26", "0 May 2026",
      "03/04/2026", "46000", "2026-01-02T00:00:00Z", "1899-12-31", "2201-01-01", "N/A",
    ])
  func badDays(text: String) throws {
    let result = try rates("Date,USD\n\(text),1.5\n")
    #expect(result.rejections.map(\.column) == ["Date"])
    #expect(result.rejections.map(\.line) == [2])
    #expect(result.facts.isEmpty)
  }

  @Test(
    "A rate is digits above 0 with at most six decimals",
    arguments: [
      ("0", "a rate above 0"), ("0.000", "a rate above 0"), ("-1.5", "a rate above 0"),
      ("1.0000001", "a rate with at most 6 decimals"),
      ("1,5", "in digits"), ("1e5", "in digits"), ("NaN", "in digits"), ("-", "in digits"),
      ("$1.5", "in digits"), ("1.5 USD", "in digits"), ("1.", "in digits"), (".5", "in digits"),
      ("1.2.3", "in digits"), ("+1", "in digits"), ("1 000", "in digits"), ("١", "in digits"),
      ("100000000001", "at most 100000000000"), ("9223372036854775808", "at most 100000000000"),
    ])
  func badRates(text: String, expected: String) throws {
    let result = try rates("Date,USD,JPY\n2026-01-02,\"\(text)\",162.7\n")
    #expect(result.facts.isEmpty)
    #expect(result.rejections.map(\.column) == ["USD"])
    #expect(result.rejections.map(\.value) == [text])
    #expect(result.rejections.map(\.line) == [2])
    #expect(result.rejections.allSatisfy { $0.expected.contains(expected) })
  }

  @Test(
    "Zeros at the end are no decimals, and nothing published is nothing",
    arguments: [
      ("1.500000000", ["USD": "1.5"]), ("0.000001", ["USD": "0.000001"]),
      ("100000000000", ["USD": "100000000000"]), ("007", ["USD": "7"]), ("n/a", [:]), ("", [:]),
    ] as [(String, [String: String])])
  func goodRates(text: String, quotes: [String: String]) throws {
    let result = try rates("Date,USD\n2026-01-02,\(text)\n")
    let expected = quotes.map { ",\"quotes\":{\"\($0.key)\":\"\($0.value)\"}}" }.first
    let suffix = expected ?? ",\"quotes\":{}}"
    #expect(result.lines.map { $0.hasSuffix(suffix) } == [true])
  }

  @Test(
    "A day that comes twice with other rates is refused, with the same ones it is one fact more")
  func twice() throws {
    let text = "Date,USD\n2026-01-02,1.5\n2026-01-02,1.50\n2026-01-02,1.6\n2026-01-05,1.6\n"
    let result = try rates(text)
    #expect(result.facts.map(\.at.description) == ["2026-01-02", "2026-01-02", "2026-01-05"])
    #expect(result.rejections.map(\.line) == [4])
    #expect(result.rejections.map(\.column) == ["Date"])
    #expect(
      result.rejections[0].expected == "a day of its own: line 2 has other rates for 2026-01-02")
  }

  @Test("A cell in a column without a name is refused: the row may have slipped")
  func slipped() throws {
    let result = try rates("Date,USD,\n2026-01-02,1.5,1.6\n2026-01-05,1.5,\n2026-01-06,1.5\n")
    #expect(result.rejections.map(\.line) == [2, 4])
    #expect(result.facts.count == 1)
  }

  @Test(
    "A file that is none of rates per euro is refused whole",
    arguments: [
      "Date,Plan\n", "USD,JPY\n", "Date,USD,EUR\n", "Date,HRK\n",
      "customer_id,subscription_id,start_date,amount,currency\n",
    ])
  func otherFiles(header: String) throws {
    let error = try refusal(header) { $0.format = .ecbRates }
    guard case .notRates = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("codes of other currencies such as USD") == true)
  }

  @Test("A currency that has two columns is refused whole", arguments: ["USD,USD", "USD,usd"])
  func twoColumns(columns: String) throws {
    let error = try refusal("Date,\(columns)\n2026-01-02,1.5,1.6\n") { $0.format = .ecbRates }
    guard case .duplicateColumns? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("Rates are read where they are asked for, and no file of customers is taken for them")
  func recognised() throws {
    #expect(try refusal(history) == .ratesFile)
    #expect(!ImportFormat.ofCustomers.contains(.ecbRates))
    let named = try refusal("customer_id,subscription_id,USD\n")
    guard case .unknownHeader? = named else {
      Issue.record("\(String(describing: named))")
      return
    }
  }

  @Test("Every cut into blocks reads the same")
  func blocks() throws {
    let bytes = Array(history.utf8)
    let whole = try rates(history)
    for cut in 0...bytes.count {
      #expect(try imported(bytes, cuts: [cut]) { $0.format = .ecbRates } == whole)
    }
  }

  @Test("Mended, the file of refused rows is read, and other columns are named")
  func mended() throws {
    let result = try rates("Date,USD,Remark\n2026-01-02,0,x\n2026-01-05,1.5,\n")
    #expect(result.ignored == ["Remark"])
    let file = String(decoding: result.rejectionsFile, as: UTF8.self)
    let again = try rates(file.replacing("2026-01-02,0,", with: "2026-01-02,1.4,"))
    #expect(again.facts.map(\.at.description) == ["2026-01-02"])
    #expect(again.rejections.isEmpty)
  }
}
