import Facts

/// The choices that facts leave open and that settings, which are facts too, make.
public struct PanelRules: Hashable, Sendable {
  /// What a subscription on hold counts as.
  public enum Pauses: String, CaseIterable, Sendable {
    /// On hold: neither paying nor gone.
    case separate
    /// Without service.
    case churn
    /// As if it were not on hold.
    case active
  }

  /// What an active subscription at nothing a month counts as.
  public enum Free: String, CaseIterable, Sendable {
    /// Served for nothing: neither paying nor gone.
    case separate
    /// Without service.
    case churn
  }

  /// When a customer who cancels counts as gone.
  public enum Cancellations: String, CaseIterable, Sendable {
    /// When service ends.
    case effective
    /// When they ask, where that is known.
    case announced
  }

  /// What recurring revenue is computed from.
  public enum Basis: String, CaseIterable, Sendable {
    /// What subscriptions say.
    case subscriptions
    /// What was billed for them.
    case charges
  }

  /// Where days begin and end.
  public var zone: Zone
  /// How many days a subscription whose payment failed counts as active, from the day it failed on;
  /// nil for until something else is said.
  public var graceDays: Int32?
  /// How prices become monthly amounts.
  public var amounts = AmountRules()
  /// Whether a trial counts as active from its first day.
  public var includesTrials = false
  /// What a subscription on hold counts as.
  public var pauses = Pauses.separate
  /// What an active subscription at nothing a month counts as.
  public var free = Free.separate
  /// When a customer who cancels counts as gone.
  public var cancellations = Cancellations.effective
  /// What recurring revenue is computed from.
  public var basis = Basis.subscriptions
  /// Whether usage that was billed counts, as a mean of three months.
  public var countsUsage = false
  /// Whether one-off charges count, each in its month.
  public var countsOneOff = false
  /// Whether what was paid back is taken off its charge.
  public var subtractsRefunds = false
  /// After more days than this without paying who comes back is new in the bridge; nil for never.
  public var reactivationDays: Int32?
  /// The currency in which amounts of several currencies are added up; nil for none.
  public var currency: Currency?
  /// For so many days events are kept beside what is counted of them; nil for good.
  public var eventsKeptDays: Int32?

  /// Whether anything that is billed makes a difference.
  public var countsCharges: Bool { basis == .charges || countsUsage || countsOneOff }

  /// Whether a charge of a kind makes a difference.
  func uses(_ kind: Charge.Kind) -> Bool {
    switch kind {
    case .recurring: basis == .charges
    case .usage: countsUsage
    case .oneOff: countsOneOff
    case .refund: subtractsRefunds && countsCharges
    }
  }

  /// Days of UTC and thirty days of grace, unless given.
  public init(zone: Zone = .utc, graceDays: Int32? = 30) {
    self.zone = zone
    self.graceDays = graceDays
  }
}

/// How a price becomes a monthly amount.
public struct AmountRules: Hashable, Sendable {
  /// Which discounts are taken off.
  public enum Discounts: String, CaseIterable, Sendable {
    /// All, while they run.
    case all
    /// Only those without a known end.
    case forever
    /// None: the list price counts.
    case none
  }

  /// A quotient of two whole numbers.
  public struct Ratio: Hashable, Sendable {
    let numerator, denominator: Int64

    init(_ numerator: Int64, _ denominator: Int64) {
      self.numerator = numerator
      self.denominator = denominator
    }
  }

  /// How many weeks a month has.
  public var weeksPerMonth = Ratio(52, 12)
  /// How many days a month has.
  public var daysPerMonth = Ratio(365, 12)
  /// Whether a monthly amount is rounded to the decimals its currency has.
  public var roundsToMinorUnits = false
  /// Which discounts are taken off.
  public var discounts = Discounts.all
  /// Whether tax is part of an amount.
  public var includesTax = false

  /// The field's common choices: 52/12 weeks, 365/12 days, exact, all discounts, no tax.
  public init() {}
}
