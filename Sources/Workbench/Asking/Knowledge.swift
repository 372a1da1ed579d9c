import Engine
import Facts
import Storage

/// What a workspace knows at a moment, or knew on an earlier day, ready to be asked.
///
/// A value: what is learned later does not change it.
package struct Knowledge: Sendable {
  package let today: Day
  package let asOf: Day?
  package let rules: PanelRules
  /// The settings that the rules were made from.
  package let settings: [String: String]
  package internal(set) var panel: Panel
  /// What was agreed by the horizon for the days after it; nil unless asked for.
  package internal(set) var agreed: Panel?
  /// The exchange rates that were known by then.
  package let rates: ExchangeRates
  /// The senders' ids, by account number.
  package internal(set) var accounts: [Identifier]
  /// When each source last told of anything.
  package internal(set) var lastLearned: [(source: Identifier, recorded: Instant)]
  /// How far into the ledger it reaches.
  package internal(set) var mark: LedgerMark
  /// How it is asked: by several threads, keeping what came of its pieces.
  package let workers: Workers
  /// Why there is no answer, where nothing was known on the day as of which is asked.
  package let notice: String?

  /// The last day that is known.
  package var horizon: Day { min(today, asOf ?? today) }

  /// The days at whose end knowledge stops, one for each kind of it; nil for all there is.
  package struct Known {
    /// The last day that is looked at.
    package var horizon: Day?
    package var facts: Day?
    package var rules: Day?
    package var rates: Day?
    /// Settings that take the place of those in force, by name.
    package var otherwise: [String: String] = [:]

    /// Everything as it was known at the end of a day.
    package init(asOf day: Day?) {
      horizon = day
      facts = day
      rules = day
      rates = day
    }
  }

  /// Reads everything at one moment.
  ///
  /// - Parameters:
  ///   - known: where knowledge of each kind stops.
  ///   - today: the day that is taken for today; nil for that of the clock, in the zone set now.
  ///   - now: the clock.
  ///   - withAgreed: whether what is agreed for later days is wanted too.
  package init(
    of ledger: Ledger, _ known: Known, today chosen: Day?, now: Instant, withAgreed: Bool
  ) throws {
    (today, rules, settings, panel, agreed, rates, accounts, notice, lastLearned, mark) =
      try ledger.read { view in
        let zone = try Knowledge.zone(view.settings())
        let today = chosen ?? zone.day(of: now)
        let settings = try view.settings(knownAt: known.rules.map(zone.end))
          .merging(known.otherwise) { $1 }
        let rules = try Knowledge.rules(settings)
        var builder = try view.panelBuilder(rules: rules, knownAt: known.facts.map(zone.end))
        let horizon = min(today, known.horizon ?? today)
        return (
          today, rules, settings, builder.panel(),
          withAgreed ? builder.panel(agreedBy: horizon) : nil,
          ExchangeRates(try view.rates(knownAt: known.rates.map(zone.end))),
          try view.accountIDs(),
          try Knowledge.notice(view.firstLearned(), asOf: known.facts, zone: zone),
          try view.lastLearned(), try view.mark()
        )
      }
    asOf = known.horizon
    workers = .threads.keeping(Memory().store)
  }

  /// What the answer leaves out because it was not known yet.
  private static func notice(
    _ learned: [(source: Identifier, recorded: Instant)], asOf: Day?, zone: Zone
  ) -> String? {
    guard let asOf, let first = learned.map(\.recorded).min(), first > zone.end(of: asOf) else {
      return nil
    }
    return "Tenure learned this history on \(zone.day(of: first)); "
      + "it cannot say what it would have said on \(asOf)."
  }

  /// The rules as they are set now.
  package static func currentRules(of ledger: Ledger) throws -> PanelRules {
    try ledger.read { try rules($0.settings()) }
  }

  static func rules(_ settings: [String: String]) throws -> PanelRules {
    PanelRules(zone: try zone(settings), settings: settings)
  }

  /// The zone that is set.
  static func zone(_ settings: [String: String]) throws -> Zone {
    try ZoneFile.zone(settings["zone"] ?? "UTC")
  }
}
