import Facts
import Intake
import Testing

/// Imports subscriptions that differ in their amounts only.
private func amounts(
  _ texts: [String], currency: String = "USD", _ change: (inout ImportOptions) -> Void = { _ in }
) throws -> Imported {
  var text = "customer_id;subscription_id;start_date;currency;amount\n"
  for (index, amount) in texts.enumerated() {
    text += "a;s\(index);2025-01-01;\(currency);\(amount)\n"
  }
  return try imported(text) { options in
    options.delimiter = UInt8(ascii: ";")
    change(&options)
  }
}

@Suite("Amounts")
struct AmountTests {
  @Test(
    "An amount that reads in one way needs no option",
    arguments: [
      ("29.85", "29.85"), ("29,85", "29.85"), ("0", "0"), ("007", "7"), ("19.99", "19.99"),
      ("1.15", "1.15"), ("4.35", "4.35"), ("0.000001", "0.000001"), ("1,234.56", "1234.56"),
      ("1.234,56", "1234.56"), ("1 234,56", "1234.56"), ("1'234.56", "1234.56"),
      ("1\u{a0}234,56", "1234.56"), ("1\u{202f}234,56", "1234.56"), ("1’234.56", "1234.56"),
      ("1,234,567", "1234567"), ("1.234.567", "1234567"), ("1 234", "1234"), ("0.123", "0.123"),
      ("0,123", "0.123"), ("1234.567", "1234.567"), ("1,2345", "1.2345"), (".5", "0.5"),
      ("29.8500000000", "29.85"), ("12,345,678.9", "12345678.9"), ("1 234,567", "1234.567"),
      ("100000000000", "100000000000"), ("$29.85", "29.85"), ("29.85 USD", "29.85"),
      ("usd 29.85", "29.85"), ("US$29.85", "29.85"), ("$ 1,234.50", "1234.5"),
    ])
  func read(text: String, amount: String) throws {
    let result = try amounts([text])
    #expect(result.rejections.isEmpty)
    #expect(result.states.map { decimalText(micros: $0.unitAmount.micros) } == [amount])
  }

  @Test(
    "What is no amount, or could be two, is refused",
    arguments: [
      ("1,234", "--decimal"), ("1.234", "--decimal"), ("123,456", "--decimal"),
      ("-5", "0 or more"), ("(5.00)", "0 or more"), ("$-5", "0 or more"), ("-$5", "0 or more"),
      ("NaN", "in digits"), ("inf", "in digits"), ("1e5", "in digits"), ("0x1p3", "in digits"),
      ("12abc", "in digits"), ("abc", "in digits"), ("=5", "in digits"), ("+5", "in digits"),
      ("5.", "in digits"), ("1..5", "in digits"), ("1.2.3", "1,234.56"), ("1,23,456", "1,234.56"),
      ("1,234.567.8", "1,234.56"), ("1 23", "1,234.56"), ("1,234 567", "1,234.56"),
      ("0.1234567", "at most 6 decimals"), ("100000000000.01", "at most 100000000000"),
      ("99999999999999999999", "at most 100000000000"), ("€5", "in USD"), ("5 EUR", "not in EUR"),
      ("£5", "in USD"), ("A$5", "in USD"), ("$5 USD", "one side"), ("5%", "in digits"),
      ("１２", "in digits"), ("free", "in digits"), ("5 per month", "in digits"),
      ("5\u{301}", "in digits"), ("−5", "in digits"),
    ])
  func refused(text: String, hint: String) throws {
    let result = try amounts([text])
    #expect(result.facts.isEmpty)
    #expect(result.rejections.map(\.column) == ["amount"])
    #expect(result.rejections.map(\.value) == [text])
    #expect(result.rejections[0].expected.contains(hint), "\(result.rejections[0].expected)")
  }

  @Test(
    "The file's own unambiguous amounts settle the others",
    arguments: [
      (["1,234", "29.85"], ["1234", "29.85"]), (["1.234", "29.85"], ["1.234", "29.85"]),
      (["1,234", "29,85"], ["1.234", "29.85"]), (["1.234", "29,85"], ["1234", "29.85"]),
      (["1,234", "1,234,567"], ["1234", "1234567"]),
      // They contradict each other, so only what is clear by itself is taken.
      (["1,234", "29,85", "29.85"], ["29.85", "29.85"]),
    ])
  func settled(texts: [String], read: [String]) throws {
    let result = try amounts(texts)
    #expect(result.states.map { decimalText(micros: $0.unitAmount.micros) } == read)
  }

  @Test(
    "A named mark counts, whatever the file shows",
    arguments: [
      (DecimalMark.point, "1,234", "1234"), (.point, "1.234", "1.234"),
      (.comma, "1,234", "1.234"), (.comma, "1.234", "1234"), (.point, "29,85", nil),
      (.comma, "29.85", nil), (.comma, "1234", "1234"), (.comma, "1,234.56", nil),
    ] as [(DecimalMark, String, String?)])
  func named(mark: DecimalMark, text: String, read: String?) throws {
    let result = try amounts([text]) { $0.decimal = mark }
    let found = result.states.map { decimalText(micros: $0.unitAmount.micros) }
    #expect(found == [read].compactMap(\.self))
  }

  @Test(
    "A sign beside an amount must agree with the row's currency",
    arguments: [
      ("EUR", "29,85 €", true), ("EUR", "€29,85", true), ("CAD", "$5", true), ("CAD", "C$5", true),
      ("EUR", "$5", false), ("JPY", "¥500", true), ("CNY", "¥5", true), ("SEK", "5 kr", true),
      ("USD", "5 kr", false), ("CHF", "CHF 1'234.50", true), ("PLN", "29,85\u{a0}zł", true),
      ("BRL", "R$ 5", true), ("USD", "R$ 5", false),
    ])
  func signs(currency: String, text: String, isRead: Bool) throws {
    let result = try amounts([text], currency: currency)
    #expect(result.facts.count == (isRead ? 1 : 0))
  }

  @Test("A row without a currency takes the one named for the file, never a sign's")
  func defaultCurrency() throws {
    let text = "customer_id,subscription_id,start_date,amount\na,s,2025-01-01,$5\n"
    let result = try imported(text) { $0.currency = Currency("AUD") }
    #expect(result.states.map(\.unitAmount.currency.code) == ["AUD"])
    #expect(
      try refusal(text)?.description.contains("--currency") == true)
    let mixed = try imported(
      "customer_id,subscription_id,start_date,amount,currency\na,s,2025-01-01,5,\n"
        + "b,t,2025-01-01,5,eur\nc,u,2025-01-01,5,XXX\nd,v,2025-01-01,5,EURO\n"
    ) { $0.currency = Currency("AUD") }
    #expect(mixed.states.map(\.unitAmount.currency.code) == ["AUD", "EUR"])
    #expect(mixed.rejections.map(\.value) == ["XXX", "EURO"])
  }

  @Test("Price times quantity must be an amount too")
  func product() throws {
    func row(_ amount: String, _ quantity: String) throws -> Imported {
      try imported(
        "customer_id,subscription_id,start_date,currency,amount,quantity\n"
          + "a,s,2025-01-01,USD,\(amount),\(quantity)\n")
    }
    #expect(try row("100", "1000000000").states.map(\.quantity) == [1_000_000_000])
    #expect(try row("100.01", "1000000000").rejections.map(\.column) == ["amount"])
    #expect(try row("99999999999", "999999999").rejections.map(\.column) == ["amount"])
    #expect(try row("5", "0").states.map(\.quantity) == [0])
    #expect(try row("5", "3.0").states.map(\.quantity) == [3])
    for quantity in ["-1", "1.5", "1e3", "x", "1000000001", "99999999999999999999", "1,000"] {
      let cell = quantity.contains(",") ? "\"\(quantity)\"" : quantity
      #expect(try row("5", cell).rejections.map(\.column) == ["quantity"], "\(quantity)")
    }
  }

  @Test("Discounts are amounts and percentages of the same kind")
  func discounts() throws {
    func row(_ amount: String, _ percent: String) throws -> Imported {
      try imported(
        "customer_id,subscription_id,start_date,currency,amount,discount_amount,discount_percent\n"
          + "a,s,2025-01-01,USD,10,\(amount),\(percent)\n")
    }
    let both = try row("2.5", "12.3456")
    #expect(both.states.map(\.discountMicros) == [2_500_000])
    #expect(both.states.map(\.discountPercent10000) == [123_456])
    #expect(try row("", "100 %").states.map(\.discountPercent10000) == [1_000_000])
    #expect(try row("", "").states.map(\.discountMicros) == [nil])
    for percent in ["100.1", "-1", "1.23456", "x", "%"] {
      #expect(try row("", percent).rejections.map(\.column) == ["discount_percent"], "\(percent)")
    }
    #expect(try row("-1", "").rejections.map(\.column) == ["discount_amount"])
  }
}
