import Engine
import Facts
import Workbench

/// Numbers, money and dates as pages show them in English.
///
/// What cannot be told is nil on the way here and "–" on the page.
struct Shown: Sendable {
  let words: Words

  static let none = "–"
  /// Between a number and its unit; it does not break.
  static let narrowSpace = "\u{202F}"

  /// `1,184`.
  static func count(_ number: Int?) -> String { Text.count(number) }

  /// `96.7 %`.
  static func percent(_ share: Double?, decimals: Int = 1) -> String {
    guard let share, let text = fixed(share * 100, decimals: decimals) else { return none }
    return text + narrowSpace + "%"
  }

  /// `96.7`, for where the sign stands by itself.
  static func bare(_ share: Double?, decimals: Int = 1) -> String {
    share.flatMap { fixed($0 * 100, decimals: decimals) } ?? none
  }

  /// `96.6–98.3 %`.
  static func interval(_ interval: WilsonInterval?, decimals: Int = 1) -> String? {
    guard let interval, let low = fixed(interval.low * 100, decimals: decimals),
      let high = fixed(interval.high * 100, decimals: decimals)
    else { return nil }
    return "\(low)–\(high)\(narrowSpace)%"
  }

  /// `+0.4`, in points; `0.0` has no sign.
  static func points(_ change: Double) -> String? {
    guard let text = fixed(abs(change) * 100, decimals: 1) else { return nil }
    return sign(change, text) + text
  }

  /// `3.20`.
  static func ratio(_ number: Double?) -> String {
    number.flatMap { fixed($0, decimals: 2) } ?? none
  }

  /// A number with so many decimals; nil for what is too large to mean much.
  static func fixed(_ number: Double, decimals: Int) -> String? {
    guard number.isFinite, abs(number) < 1e12 else { return nil }
    let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
    let parts = Int((number.magnitude * Double(scale)).rounded(.toNearestOrEven))
    let whole = Text.count(parts / scale)
    let text = decimals > 0 ? whole + "." + padded(parts % scale, decimals) : whole
    return (number < 0 && parts > 0 ? "−" : "") + text
  }

  private static func sign(_ change: Double, _ text: String) -> String {
    text.utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
      ? "" : change < 0 ? "−" : "+"
  }

  /// `€432,750`, without the parts of the unit unless they are asked for.
  static func money(
    _ micros: Int128?, _ currency: Currency, isSigned: Bool = false, withMinor: Bool = false
  ) -> String {
    guard let micros else { return none }
    let unit = withMinor ? Text.unit(of: currency) : Int128(Money.microsPerUnit)
    let rounded = Text.rounded(micros, to: unit)
    let full = Text.money(Int128(rounded.magnitude), currency)
    let text = withMinor ? full : Text.count(Int(clamping: rounded.magnitude / 1_000_000))
    let sign = rounded < 0 ? "−" : isSigned && rounded > 0 ? "+" : ""
    return sign + symbol(currency) + text
  }

  /// `€432,750`, or `€2.05bn` where the whole number is longer than a figure has room for.
  static func figure(_ micros: Int128, _ currency: Currency, isSigned: Bool = false) -> String {
    let units = Double(micros) / Double(Money.microsPerUnit)
    guard units.magnitude >= 1e7 else { return money(micros, currency, isSigned: isSigned) }
    let sign = units < 0 ? "−" : isSigned ? "+" : ""
    return sign + symbol(currency) + short(units.magnitude, decimals: 2)
  }

  /// `432,750`, for columns whose head says in which currency.
  static func whole(_ micros: Int128, isSigned: Bool = false) -> String {
    let rounded = Text.rounded(micros, to: Int128(Money.microsPerUnit))
    let sign = rounded < 0 ? "−" : isSigned && rounded > 0 ? "+" : ""
    return sign + Text.count(Int(clamping: rounded.magnitude / 1_000_000))
  }

  /// `€399.2k`, for narrow places.
  static func shortMoney(_ micros: Int128?, _ currency: Currency, isSigned: Bool = false) -> String
  {
    guard let micros else { return none }
    let units = Double(micros) / Double(Money.microsPerUnit)
    let sign = units < 0 ? "−" : isSigned && units > 0 ? "+" : ""
    return sign + symbol(currency) + short(units.magnitude)
  }

  /// `399.2k`.
  static func short(_ units: Double, decimals: Int = 1) -> String {
    let steps: [(Double, String)] = [(1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e4, "k")]
    guard units.isFinite else { return none }
    for (size, letter) in steps where units.magnitude >= size {
      let divisor = letter == "k" ? 1000 : size
      let scaled = units / divisor
      let text = fixed(scaled, decimals: scaled.magnitude >= 1000 ? 0 : decimals) ?? none
      return text + letter
    }
    return fixed(units, decimals: 0) ?? none
  }

  /// A value on an axis: `410k`, without decimals that are all zero.
  static func tick(_ units: Double) -> String {
    let sign = units < 0 ? "−" : ""
    let magnitude = units.magnitude
    let steps: [(Double, String)] = [(1e12, "T"), (1e9, "bn"), (1e6, "M"), (1e3, "k"), (1, "")]
    guard let (size, letter) = steps.first(where: { magnitude >= $0.0 }) else {
      return magnitude == 0 ? "0" : sign + (fixed(magnitude, decimals: 2) ?? none)
    }
    let scaled = magnitude / size
    func isWhole(_ number: Double) -> Bool { abs(number - number.rounded()) < 1e-6 }
    // Neighbours on an axis must not read the same: what one decimal cannot tell is written out.
    guard isWhole(scaled * 10) || magnitude >= 1e6 else {
      return sign + (fixed(magnitude, decimals: isWhole(magnitude) ? 0 : 2) ?? none)
    }
    return sign + (fixed(scaled, decimals: isWhole(scaled) ? 0 : 1) ?? none) + letter
  }

  /// A definition's text without the marks by which the documents set names apart.
  static func plain(_ text: String) -> String {
    String(decoding: text.utf8.filter { $0 != UInt8(ascii: "`") }, as: UTF8.self)
  }

  /// A share on an axis: `98.5 %`, with as many decimals as tell it from its neighbours.
  static func percentTick(_ share: Double) -> String {
    let decimals = (0...2).first { places in
      let scaled = share * [100, 1000, 10_000][places]
      return abs(scaled - scaled.rounded()) < 1e-6
    }
    return percent(share, decimals: decimals ?? 2)
  }

  /// `€`, or the code and a space for a currency whose sign is not its own.
  static func symbol(_ currency: Currency) -> String {
    signs[currency.code] ?? currency.code + narrowSpace
  }

  private static let signs = [
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "UAH": "₴",
    "VND": "₫", "ILS": "₪", "NGN": "₦", "PHP": "₱", "TRY": "₺",
  ]

  /// `21 Nov 2026`.
  func day(_ day: Day) -> String {
    let (year, month, number) = day.civil
    return words(
      "date.day",
      ["d": String(number), "month": words["month.short.\(month)"], "year": String(year)])
  }

  /// `21 Nov`.
  func shortDay(_ day: Day) -> String {
    let (_, month, number) = day.civil
    return words("date.short", ["d": String(number), "month": words["month.short.\(month)"]])
  }

  /// `Saturday 21 November 2026`.
  func longDay(_ day: Day) -> String {
    let (year, month, number) = day.civil
    return words(
      "date.long",
      [
        "weekday": words["weekday.\(day.weekday)"], "d": String(number),
        "month": words["month.long.\(month)"], "year": String(year),
      ])
  }

  /// `October 2026`, `Q3 2026`, `2026`, or `6 Jan 2026 – 2 Feb 2026`.
  func period(_ period: Period) -> String {
    switch PeriodShape(period) {
    case .month(let month):
      words(
        "date.month", ["month": words["month.long.\(month.month)"], "year": String(month.year)])
    case .quarter(let year, let quarter):
      words("date.quarter", ["q": String(quarter), "year": String(year)])
    case .year(let year): String(year)
    case .days: "\(day(period.from)) – \(day(period.to))"
    }
  }

  /// The same where there is little room: `Oct`, with the year where one begins.
  func shortMonth(_ month: Month, withYear: Bool = false) -> String {
    let name = words["month.short.\(month.month)"]
    return withYear ? "\(name) \(month.year)" : name
  }

  /// `09:40`, in a zone.
  static func time(_ instant: Instant, _ zone: Zone) -> String {
    let (hour, minute) = zone.clock(at: instant)
    return "\(padded(hour, 2)):\(padded(minute, 2))"
  }
}
