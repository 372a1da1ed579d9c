/// A currency of ISO 4217, by its alphabetic code.
public struct Currency: Hashable, Sendable {
  /// The three letters, packed: `A` to `Z` are 0 to 25, so codes sort like their letters.
  public let packed: UInt16

  /// The currency of a code in any case (`usd`, `USD`); nil where ISO 4217 lists no such code.
  public init?(_ code: String) {
    guard let packed = Currency.pack(code.utf8), Currency.minorUnitsByCode[packed] != nil else {
      return nil
    }
    self.packed = packed
  }

  /// The currency of a stored number; nil where ISO 4217 lists no such code.
  public init?(packed: UInt16) {
    guard Currency.minorUnitsByCode[packed] != nil else { return nil }
    self.packed = packed
  }

  /// What central banks of the euro area quote other currencies for.
  public static let euro: Currency = {
    guard let euro = Currency("EUR") else { preconditionFailure("ISO 4217 lists the euro") }
    return euro
  }()

  /// The code in upper case.
  public var code: String {
    let letters = [packed / 676, packed / 26 % 26, packed % 26].map { UInt8($0) + 0x41 }
    return String(decoding: letters, as: UTF8.self)
  }

  /// Decimals of the smallest unit in use: 2 for USD, 0 for JPY; nil for gold, SDRs and test codes.
  public var minorUnits: Int? { Currency.minorUnitsByCode[packed] ?? nil }

  /// Every currency of the list, by code.
  public static var all: [Currency] {
    minorUnitsByCode.keys.sorted().compactMap(Currency.init(packed:))
  }

  private static func pack(_ code: some Collection<UInt8>) -> UInt16? {
    guard code.count == 3 else { return nil }
    var packed: UInt16 = 0
    for byte in code {
      let letter = byte & 0xdf
      guard byte >= 0x41, (0x41...0x5a).contains(letter) else { return nil }
      packed = packed * 26 + UInt16(letter - 0x41)
    }
    return packed
  }

  /// ISO 4217 list one as published on 2026-01-01, by minor units.
  private static let minorUnitsByCode: [UInt16: Int?] = {
    let codes: [(Int?, String)] = [
      (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
      (
        2,
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN \
        BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD \
        FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW \
        KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR \
        MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG \
        SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD \
        USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
        """
      ),
      (3, "BHD IQD JOD KWD LYD OMR TND"),
      (4, "CLF UYW"),
      (nil, "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"),
    ]
    var table: [UInt16: Int?] = [:]
    for (minorUnits, list) in codes {
      for code in list.utf8.split(separator: 0x20) {
        if let packed = pack(code) { table[packed] = .some(minorUnits) }
      }
    }
    return table
  }()
}

extension Currency: Comparable {
  /// The order of the codes' letters, which says nothing of what a unit is worth.
  public static func < (one: Currency, other: Currency) -> Bool { one.packed < other.packed }
}

extension Currency: CustomStringConvertible {
  /// The code in upper case: `USD`.
  public var description: String { code }
}
