import Facts

/// Currency signs and codes beside amounts: `$29.85`, `29,85 €`, `USD 5`.
///
/// They are allowed only where they agree with the row's currency, so that a file with two
/// currencies and one currency column cannot be read wrongly.
enum CurrencySign {
  /// The amount without a sign or code.
  static func removed(
    from text: UnsafeRawBufferPointer, _ currency: Currency
  ) throws(Expectation) -> UnsafeRawBufferPointer {
    var start = 0
    var end = text.count
    while start < end, isSign(text[start]) { start += 1 }
    while end > start, isSign(text[end - 1]) { end -= 1 }
    // A no-break space between digits begins with the byte that begins signs such as £.
    let before = trimmed(UnsafeRawBufferPointer(rebasing: text[..<start]))
    let behind = trimmed(UnsafeRawBufferPointer(rebasing: text[end...]))
    try check(before, currency)
    try check(behind, currency)
    guard before.isEmpty || behind.isEmpty else {
      throw Expectation("an amount with its currency on one side only")
    }
    return UnsafeRawBufferPointer(rebasing: text[start..<end])
  }

  /// Whether a byte at either end belongs to a sign rather than to the number.
  private static func isSign(_ byte: UInt8) -> Bool {
    byte.isLetter || byte == UInt8(ascii: "$") || byte == .space || byte >= 0x80
  }

  private static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var slice = text[...]
    while slice.first == .space { slice.removeFirst() }
    while slice.last == .space { slice.removeLast() }
    while slice.count > 2, slice.prefix(2).elementsEqual([0xc2, 0xa0]) { slice.removeFirst(2) }
    while slice.count >= 2, slice.suffix(2).elementsEqual([0xc2, 0xa0]) { slice.removeLast(2) }
    while slice.count >= 3, slice.prefix(3).elementsEqual([0xe2, 0x80, 0xaf]) {
      slice.removeFirst(3)
    }
    while slice.count >= 3, slice.suffix(3).elementsEqual([0xe2, 0x80, 0xaf]) {
      slice.removeLast(3)
    }
    return UnsafeRawBufferPointer(rebasing: slice)
  }

  private static func check(
    _ sign: UnsafeRawBufferPointer, _ currency: Currency
  ) throws(Expectation) {
    guard !sign.isEmpty else { return }
    let code = currency.code
    if sign.count == 3, sign.matches(code.lowercasedASCII) { return }
    for (known, codes) in signs where sign.elementsEqual(known.utf8) {
      if codes.utf8.split(separator: .space).contains(where: { $0.elementsEqual(code.utf8) }) {
        return
      }
      throw Expectation("an amount in \(code), the row's currency")
    }
    if sign.count == 3, let other = Currency(sign.string) {
      throw Expectation("an amount in \(code), the row's currency, not in \(other.code)")
    }
    throw Expectation("an amount in digits such as 29.85, with nothing beside it but \(code)")
  }

  private static let signs: [(String, String)] = [
    (
      "$",
      "USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD "
        + "SGD SRD TTD TWD UYU XCD"
    ),
    ("US$", "USD"), ("A$", "AUD"), ("AU$", "AUD"), ("C$", "CAD"), ("CA$", "CAD"), ("NZ$", "NZD"),
    ("HK$", "HKD"), ("S$", "SGD"), ("NT$", "TWD"), ("MX$", "MXN"), ("R$", "BRL"), ("€", "EUR"),
    ("£", "GBP EGP FKP GIP SHP SSP SYP"), ("¥", "JPY CNY"), ("₹", "INR"), ("₩", "KRW KPW"),
    ("₽", "RUB"), ("₺", "TRY"), ("₴", "UAH"), ("₪", "ILS"), ("₫", "VND"), ("₱", "PHP"),
    ("₦", "NGN"), ("₡", "CRC"), ("฿", "THB"), ("zł", "PLN"), ("Kč", "CZK"), ("Ft", "HUF"),
    ("kr", "SEK NOK DKK ISK"), ("lei", "RON MDL"), ("Fr.", "CHF"), ("R", "ZAR"),
  ]
}

extension String {
  /// Lower case for `A` to `Z` only, whatever the locale.
  var lowercasedASCII: String {
    String(decoding: utf8.map(\.lowercased), as: UTF8.self)
  }
}
