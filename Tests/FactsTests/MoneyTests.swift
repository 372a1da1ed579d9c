import Chance
import Facts
import Testing

@Suite("Money")
struct MoneyTests {
  @Test(
    "Decimals are read exactly",
    arguments: [
      ("0", 0), ("-0", 0), ("0.0", 0), ("12", 12_000_000), ("29.85", 29_850_000),
      // What Int(Double * 100) gets wrong: 1998, 114, 434.
      ("19.99", 19_990_000), ("1.15", 1_150_000), ("4.35", 4_350_000),
      ("0.000001", 1), ("-0.000001", -1), ("0.1", 100_000), ("0.10", 100_000),
      ("1.000000", 1_000_000), ("-29.85", -29_850_000), ("007.5", 7_500_000),
      ("100000000000", 100_000_000_000_000_000),
      ("9223372036854.775807", .max), ("-9223372036854.775807", -.max),
      ("-9223372036854.775808", .min),
    ] as [(String, Int64)])
  func read(text: String, micros expected: Int64) {
    #expect(micros(decimalText: text) == expected)
  }

  @Test(
    "Anything but a plain decimal is refused",
    arguments: [
      "", "-", ".", "-.", ".5", "5.", "+5", "--5", "1,5", "1,234.5", "1.234.5", "1 000", " 1",
      "1 ", "1e3", "1E3", "0x10", "0x1p3", "nan", "NaN", "inf", "-inf", "infinity", "12abc",
      "abc", "1_000", "$5", "5%", "1/2", "\u{663}", "\u{ff11}", "1\u{301}", "1.5\u{301}",
      "1.\u{663}", "1\u{0}", "\u{2212}5", "1-", "1.-5", "0.1234567", "1.0000000",
    ])
  func strict(text: String) {
    #expect(micros(decimalText: text) == nil)
  }

  @Test(
    "What does not fit is refused, not wrapped",
    arguments: [
      "9223372036854.775808", "9223372036855", "9223372036854775807", "9223372036854775808",
      "-9223372036854.775809", "-9223372036855", "18446744073709.551616", "18446744073710",
      "99999999999999999999", "-99999999999999999999", "340282366920938463463374607431768211456",
    ])
  func overflow(text: String) {
    #expect(micros(decimalText: text) == nil)
  }

  @Test("Leading zeros change nothing, however many")
  func leadingZeros() {
    #expect(micros(decimalText: String(repeating: "0", count: 5000) + "1.5") == 1_500_000)
  }

  @Test(
    "An amount is written without trailing zeros",
    arguments: [
      (0, "0"), (1, "0.000001"), (-1, "-0.000001"), (10, "0.00001"), (100_000, "0.1"),
      (-500_000, "-0.5"), (999_999, "0.999999"), (1_000_000, "1"), (12_000_000, "12"),
      (29_850_000, "29.85"), (1_000_001, "1.000001"), (10_000_010, "10.00001"),
      (.max, "9223372036854.775807"), (.min, "-9223372036854.775808"),
    ] as [(Int64, String)])
  func write(micros: Int64, text: String) {
    #expect(decimalText(micros: micros) == text)
  }

  @Test("What is written reads back as the same amount")
  func roundTrip() {
    var rng = SplitMix64(seed: 5)
    var wrong: [Int64] = []
    for _ in 0..<20_000 {
      let number = Int64.random(in: .min...(.max), using: &rng)
      let amount = number >> Int64.random(in: 0..<63, using: &rng)
      if micros(decimalText: decimalText(micros: amount)) != amount { wrong.append(amount) }
    }
    #expect(wrong == [])
  }

  @Test(
    "Money is shown with its currency's usual decimals, and with more where it has them",
    arguments: [
      ("USD", 29_850_000, "29.85 USD"), ("USD", 29_800_000, "29.80 USD"),
      ("USD", 29_000_000, "29.00 USD"), ("USD", 29_853_333, "29.853333 USD"),
      ("USD", 0, "0.00 USD"), ("USD", -2_500_000, "-2.50 USD"), ("JPY", 500_000_000, "500 JPY"),
      ("JPY", 500_500_000, "500.5 JPY"), ("KWD", 5_120_000, "5.120 KWD"),
      ("CLF", 1_500_000, "1.5000 CLF"), ("XAU", 1_000_000, "1 XAU"), ("XAU", 1_250_000, "1.25 XAU"),
      ("USD", .min, "-9223372036854.775808 USD"),
    ] as [(String, Int64, String)])
  func description(code: String, micros: Int64, text: String) throws {
    #expect(Money(micros: micros, try #require(Currency(code))).description == text)
  }

  @Test("A day's largest price still has a monthly share: 365/12 of it")
  func largest() {
    let (yearly, overflow) = Int128(Money.largestMicros).multipliedReportingOverflow(by: 365)
    #expect(!overflow)
    #expect(Int64(exactly: yearly / 12) != nil)
    #expect(Money.largestMicros == 100_000_000_000 * Money.microsPerUnit)
  }

  @Test("The same amount in another currency is other money")
  func equality() throws {
    let usd = try #require(Currency("USD"))
    let eur = try #require(Currency("EUR"))
    #expect(Money(micros: 1, usd) == Money(micros: 1, usd))
    #expect(Money(micros: 1, usd) != Money(micros: 1, eur))
    #expect(Money(micros: 1, usd) != Money(micros: 2, usd))
  }
}
