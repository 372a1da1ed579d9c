import Facts
import Foundation
import Testing

@Suite("Currencies")
struct CurrencyTests {
  @Test(
    "All of ISO 4217 and nothing else, with its minor units",
    .enabled(if: ISO4217.isHere, "shared/data/iso4217/expected.json is not beside the package"))
  func iso() throws {
    let entries = try ISO4217.read().currencies
    #expect(entries.count == 178)
    #expect(Currency.all.map(\.code) == entries.keys.sorted())
    for (code, entry) in entries {
      #expect(try #require(Currency(code)).minorUnits == entry.minor, "\(code)")
    }
  }

  @Test(
    "Amounts in minor units are shown as the list's own checks have them",
    .enabled(if: ISO4217.isHere, "shared/data/iso4217/expected.json is not beside the package"))
  func format() throws {
    for check in try ISO4217.read().formatChecks {
      let currency = try #require(Currency(check.currency))
      var micros = check.amount
      for _ in try #require(currency.minorUnits)..<6 { micros *= 10 }
      let shown = Money(micros: micros, currency).description
      #expect(shown == check.major + " " + currency.code)
    }
  }

  @Test(
    "Some of the list, so that it is never wholly unchecked",
    arguments: [
      ("USD", 2), ("EUR", 2), ("RON", 2), ("HUF", 2), ("MGA", 2), ("JPY", 0), ("ISK", 0),
      ("UGX", 0), ("KWD", 3), ("IQD", 3), ("CLF", 4), ("XAU", nil), ("XXX", nil),
    ] as [(String, Int?)])
  func some(code: String, minorUnits: Int?) throws {
    #expect(try #require(Currency(code)).minorUnits == minorUnits)
  }

  @Test("A code is read in any case and written in upper case", arguments: ["usd", "Usd", "uSD"])
  func anyCase(code: String) {
    #expect(Currency(code)?.description == "USD")
    #expect(Currency(code) == Currency("USD"))
  }

  @Test(
    "Anything else is no currency",
    arguments: [
      "", "US", "USDD", "US$", "U D", " USD", "USD ", "USX", "HRK", "BTC", "840", "us\u{301}",
      "U\u{17f}D", "\u{fffd}", "@@@", "[[[", "```", "{{{", "\u{1}\u{13}\u{4}", "USD\u{0}",
      "\u{20ac}",
      "\u{ff35}\u{ff33}\u{ff24}",
    ])
  func unknown(code: String) {
    #expect(Currency(code) == nil)
  }

  @Test("Of all three-byte texts only the codes of the list are read")
  func threeBytes() {
    let codes = Set(Currency.all.map(\.code))
    var read: Set<String> = []
    let bytes = (UInt8(0x20)..<0x7f).filter { !(0x61...0x7a).contains($0) }
    for one in bytes {
      for two in bytes {
        for three in bytes {
          let code = String(decoding: [one, two, three], as: UTF8.self)
          if Currency(code) != nil { read.insert(code) }
        }
      }
    }
    #expect(read == codes)
  }

  @Test("A stored number gives the currency back, any other number none")
  func packed() {
    let found = (0...UInt16.max).compactMap { Currency(packed: $0) }
    #expect(found == Currency.all)
    #expect(found.map(\.packed).sorted() == found.map(\.packed))
    #expect(found.allSatisfy { Currency($0.code)?.packed == $0.packed })
  }

  @Test("Currencies are in the order of their codes")
  func order() {
    let codes = Currency.all.map(\.code)
    #expect(codes == codes.sorted())
    #expect(Currency.all.reversed().sorted() == Currency.all)
  }
}

/// List one of ISO 4217, where this machine has it beside the package.
private struct ISO4217: Decodable {
  struct Entry: Decodable {
    let minor: Int?
  }

  struct Check: Decodable {
    let amount: Int64
    let currency: String
    let major: String
  }

  let currencies: [String: Entry]
  let formatChecks: [Check]

  static let file = Oracle.root.deletingLastPathComponent()
    .appending(path: "shared/data/iso4217/expected.json")
  static let isHere = FileManager.default.fileExists(atPath: file.path)

  static func read() throws -> ISO4217 {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(ISO4217.self, from: Data(contentsOf: file))
  }
}
