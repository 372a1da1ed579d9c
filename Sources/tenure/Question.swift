import ArgumentParser
import Dispatch
import Engine
import Facts
import Foundation
import Storage

/// A period asked of a workspace, with everything that the answer rests on.
struct Question {
  let period: Period
  let today: Day
  let asOf: Day?
  let rules: PanelRules
  /// The settings that the rules were made from.
  let settings: [String: String]
  let panel: Panel
  /// What was agreed by the horizon for the days after it; nil unless asked for.
  let agreed: Panel?
  /// The exchange rates that were known by then.
  let rates: ExchangeRates
  /// The senders' ids, by account number.
  let accounts: [Identifier]
  /// Why there is no answer, where nothing was known on the day as of which is asked.
  let notice: String?

  /// The last day that is known.
  var horizon: Day { min(today, asOf ?? today) }

  var isComplete: Bool { period.to <= horizon }

  /// Why nothing can be said of the period; nil where something can.
  var silence: String? {
    if let notice { return notice }
    guard period.from > horizon else { return nil }
    return "The period begins after \(horizon), the last day that is known."
  }

  /// The days at whose end knowledge stops, one for each kind of it; nil for all there is.
  struct Known {
    /// The last day that is looked at.
    var horizon: Day?
    var facts: Day?
    var rules: Day?
    var rates: Day?
    /// Settings that take the place of those in force, by name.
    var otherwise: [String: String] = [:]

    /// Everything as it was known at the end of a day.
    init(asOf day: Day?) {
      horizon = day
      facts = day
      rules = day
      rates = day
    }
  }

  /// Reads what the options ask for, all of it at one moment.
  ///
  /// - Parameter known: nil for what the options say.
  init(
    _ options: PeriodOptions, of ledger: Ledger, withAgreed: Bool = false, known: Known? = nil
  ) throws {
    let known = try known ?? Known(asOf: options.asOfDay())
    let asOfDay = known.horizon
    (period, today, rules, settings, panel, agreed, rates, accounts, notice) = try ledger.read {
      view in
      let zone = try Question.zone(view.settings())
      let today = try options.todayDay() ?? zone.day(of: .now)
      let factsKnownAt = known.facts.map(zone.end)
      let settings = try view.settings(knownAt: known.rules.map(zone.end))
        .merging(known.otherwise) { $1 }
      let rules = try Question.rules(settings)
      var builder = try view.panelBuilder(rules: rules, knownAt: factsKnownAt)
      let horizon = min(today, asOfDay ?? today)
      return (
        try options.period(before: horizon), today, rules, settings, builder.panel(),
        withAgreed ? builder.panel(agreedBy: horizon) : nil,
        ExchangeRates(try view.rates(knownAt: known.rates.map(zone.end))), try view.accountIDs(),
        try Question.notice(view.firstLearned(), asOf: known.facts, zone: zone)
      )
    }
    asOf = asOfDay
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
  static func currentRules(of ledger: Ledger) throws -> PanelRules {
    try ledger.read { try rules($0.settings()) }
  }

  private static func rules(_ settings: [String: String]) throws -> PanelRules {
    PanelRules(zone: try zone(settings), settings: settings)
  }

  private static func zone(_ settings: [String: String]) throws -> Zone {
    try ZoneFile.zone(settings["zone"] ?? "UTC")
  }

  /// The counts, nil where nothing can be said.
  func retention(by slicing: Slicing? = nil) -> Retention? {
    guard notice == nil else { return nil }
    return Engine.retention(of: panel, in: period, horizon: horizon, by: slicing)
  }

  /// The customers behind the counts, in the order of their ids.
  func customers() -> [(id: Identifier, row: CustomerPeriod)] {
    guard notice == nil else { return [] }
    let rows = Engine.customers(of: panel, in: period, horizon: horizon) ?? []
    return rows.map { (accounts[$0.account], $0) }.sorted { $0.0 < $1.0 }
  }
}

extension Question {
  /// The books that are asked about: the one of a currency, else all there are.
  func books(currency code: String?) throws -> [Book] {
    guard let code else { return panel.books(rules, rates) }
    return [book(of: try currency(code))]
  }

  /// The book of a currency, as `--currency` names it.
  func book(of currency: Currency) -> Book {
    currency == rules.currency ? .converted(currency, rates) : .native(currency)
  }

  /// The currency that `--currency` names; one that has a book, though as of an earlier day it may
  /// not have had one yet.
  func currency(_ code: String) throws -> Currency {
    guard let currency = Currency(code), currency.minorUnits != nil else {
      throw ValidationError("--currency takes a currency code such as EUR, not \(code).")
    }
    guard asOf == nil, currency != rules.currency else { return currency }
    let known = panel.books(PanelRules(), rates).map(\.currency)
    guard !known.contains(currency) else { return currency }
    let list = known.isEmpty ? "there are none" : known.map(\.code).joined(separator: ", ")
    throw ValidationError(
      "--currency takes a currency that a subscription is in (\(list)), not \(code).")
  }

  /// Refuses an attribute that nobody was ever said to have; as of an earlier day it may not have
  /// been said yet.
  ///
  /// - Parameter units: what else the option takes.
  func check(_ slicing: Slicing, option: String, besides units: [String] = []) throws {
    guard case .attribute(let name) = slicing, asOf == nil, panel.attributes[name] == nil else {
      return
    }
    let known = panel.attributes.keys.sorted().map { Text.safe($0.text) }
    let list = known.isEmpty ? "there are none" : known.joined(separator: ", ")
    throw ValidationError(
      "\(option) takes \((units + ["plan", "currency", "interval"]).joined(separator: ", ")) "
        + "or a customer's attribute (\(list)), not \(Text.safe(name.text)).")
  }

  /// What exchange rates a book lacks for the period.
  func missingRates(for book: Book) -> [(currency: Currency, month: Month)] {
    panel.missingRates(for: book, from: period.openingDay, through: closingDay)
  }

  /// The one book that is asked about: that of a currency, else the only one there is.
  ///
  /// - Returns: nil where nothing was ever paid.
  func onlyBook(currency code: String?) throws -> Book? {
    let books = try books(currency: code)
    guard books.count <= 1 else {
      let codes = books.map(\.currency.code)
      throw ValidationError(
        "Amounts are in \(codes.joined(separator: ", ")): name one, such as "
          + "--currency \(codes[0]).")
    }
    return books.first
  }

  /// A bridge over the period, or over pieces of it.
  func bridgeQuestion(
    _ book: Book, _ periods: [Period]? = nil, by slicing: Slicing? = nil,
    netting: Netting = .day
  ) -> BridgeQuestion {
    BridgeQuestion(
      periods ?? [period], horizon: horizon, book: book, by: slicing, netting: netting,
      reactivationDays: rules.reactivationDays)
  }
}

extension Zone {
  /// The last instant of a day.
  func end(of day: Day) -> Instant {
    Instant(microseconds: start(of: Day(number: day.number + 1)).microseconds - 1)
  }
}

extension Workers {
  /// As many threads as there are processors.
  static let threads = Workers { count, work in
    DispatchQueue.concurrentPerform(iterations: count, execute: work)
  }
}

extension Instant {
  /// The present, by the system's clock.
  ///
  /// Only the command line looks at it.
  static var now: Instant {
    Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }
}
