import Facts

/// A setting that decides how facts are read: its name, what it takes, and what it does.
///
/// Source: `docs/metrics.md#monthly-amounts`.
public struct RuleSetting: Sendable {
  /// As `tenure settings` and facts spell it: `mrr_week`.
  public let name: String
  /// What it takes, in words for people.
  public let takes: String
  /// What holds unless it is set; empty where nothing does.
  public let standard: String
  private let apply: @Sendable (inout PanelRules, String) -> Bool

  /// Changes the rules to a value of the setting.
  ///
  /// - Returns: whether there is such a value; the rules are unchanged if not.
  public func set(_ value: String, in rules: inout PanelRules) -> Bool { apply(&rules, value) }

  /// Every setting but the zone, which needs a file to be read; by name.
  public static let all: [RuleSetting] = [
    choice(
      "cancellations", \.cancellations,
      PanelRules.Cancellations.allCases.map { ($0.rawValue, $0) }),
    RuleSetting(name: "currency", takes: "a currency code such as EUR", standard: "") {
      guard let currency = Currency($1), equalBytes(currency.code, $1),
        currency.minorUnits != nil
      else { return false }
      $0.currency = currency
      return true
    },
    days("events_kept_days", \.eventsKeptDays, 30...3650, or: "all"),
    choice(
      "free", \.free, PanelRules.Free.allCases.map { ($0.rawValue, $0) }),
    days("grace_days", \.graceDays, 0...365, or: "unlimited", standard: "30"),
    choice(
      "mrr_basis", \.basis, PanelRules.Basis.allCases.map { ($0.rawValue, $0) }),
    choice(
      "mrr_day", \.amounts.daysPerMonth,
      [("365/12", .init(365, 12)), ("30.4375", .init(304_375, 10_000)), ("30", .init(30, 1))]),
    choice(
      "mrr_discounts", \.amounts.discounts,
      AmountRules.Discounts.allCases.map { ($0.rawValue, $0) }),
    choice("mrr_one_off", \.countsOneOff, [("excluded", false), ("included", true)]),
    choice("mrr_refunds", \.subtractsRefunds, [("ignored", false), ("subtracted", true)]),
    choice("mrr_rounding", \.amounts.roundsToMinorUnits, [("exact", false), ("minor", true)]),
    choice("mrr_tax", \.amounts.includesTax, [("excluded", false), ("included", true)]),
    choice("mrr_trials", \.includesTrials, [("excluded", false), ("included", true)]),
    choice("mrr_usage", \.countsUsage, [("off", false), ("trailing3", true)]),
    choice(
      "mrr_week", \.amounts.weeksPerMonth,
      [
        ("52/12", .init(52, 12)), ("4.33", .init(433, 100)), ("4.348", .init(4348, 1000)),
        ("4", .init(4, 1)),
      ]),
    choice("pauses", \.pauses, PanelRules.Pauses.allCases.map { ($0.rawValue, $0) }),
    days("reactivation_days", \.reactivationDays, 1...3650, or: "any"),
  ]

  /// The setting with a name; nil where there is none.
  public static func named(_ name: String) -> RuleSetting? {
    all.first { equalBytes($0.name, name) }
  }

  /// A setting that takes one of some words; the first is the standard.
  private static func choice<Value: Sendable>(
    _ name: String, _ path: WritableKeyPath<PanelRules, Value> & Sendable,
    _ values: [(text: String, value: Value)]
  ) -> RuleSetting {
    RuleSetting(
      name: name, takes: values.map(\.text).joined(separator: ", "), standard: values[0].text
    ) { rules, text in
      guard let chosen = values.first(where: { equalBytes($0.text, text) }) else { return false }
      rules[keyPath: path] = chosen.value
      return true
    }
  }

  /// A setting that takes a number of days, or a word for no end of them: the standard, unless
  /// another one is given.
  private static func days(
    _ name: String, _ path: WritableKeyPath<PanelRules, Int32?> & Sendable,
    _ range: ClosedRange<Int32>, or word: String, standard: String? = nil
  ) -> RuleSetting {
    let takes = "\(word), or \(range.lowerBound) to \(range.upperBound)"
    return RuleSetting(name: name, takes: takes, standard: standard ?? word) { rules, text in
      let number = wholeNumber(text, in: range)
      guard number != nil || equalBytes(text, word) else { return false }
      rules[keyPath: path] = number
      return true
    }
  }

  /// A whole number as it is printed, so without signs or leading zeros.
  private static func wholeNumber(_ text: String, in range: ClosedRange<Int32>) -> Int32? {
    guard let number = Int32(text), range.contains(number), equalBytes(String(number), text) else {
      return nil
    }
    return number
  }
}

extension PanelRules {
  /// The rules that settings make; what they do not say, or say in no known way, stays standard.
  ///
  /// - Parameter settings: values by name, as facts hold them.
  public init(zone: Zone, settings: [String: String]) {
    self.init(zone: zone)
    for setting in RuleSetting.all {
      if let value = settings[setting.name] { _ = setting.set(value, in: &self) }
    }
  }
}
