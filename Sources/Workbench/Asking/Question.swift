import Engine
import Facts
import Storage

/// A period asked of a workspace, with everything that the answer rests on.
package struct Question {
  package let period: Period
  package let knowledge: Knowledge

  package init(_ period: Period, of knowledge: Knowledge) {
    self.period = period
    self.knowledge = knowledge
  }

  /// Reads what is known at one moment, and asks for the period that was chosen.
  ///
  /// - Parameter known: nil for what the choice says.
  package init(
    _ choice: PeriodChoice, of ledger: Ledger, withAgreed: Bool = false,
    known: Knowledge.Known? = nil
  ) throws {
    knowledge = try Knowledge(
      of: ledger, known ?? Knowledge.Known(asOf: choice.asOf), today: choice.today,
      now: choice.now, withAgreed: withAgreed)
    period = choice.period ?? .lastMonth(before: knowledge.horizon)
  }

  package var today: Day { knowledge.today }
  package var asOf: Day? { knowledge.asOf }
  package var rules: PanelRules { knowledge.rules }
  package var settings: [String: String] { knowledge.settings }
  package var panel: Panel { knowledge.panel }
  package var agreed: Panel? { knowledge.agreed }
  package var rates: ExchangeRates { knowledge.rates }
  package var accounts: [Identifier] { knowledge.accounts }
  package var notice: String? { knowledge.notice }
  package var horizon: Day { knowledge.horizon }
  package var workers: Workers { knowledge.workers }

  package var isComplete: Bool { period.to <= horizon }

  /// Why nothing can be said of the period; nil where something can.
  package var silence: String? {
    if let notice { return notice }
    guard period.from > horizon else { return nil }
    return "The period begins after \(horizon), the last day that is known."
  }

  /// The counts, nil where nothing can be said.
  package func retention(by slicing: Slicing? = nil) -> Retention? {
    guard notice == nil else { return nil }
    return Engine.retention(
      of: panel, in: period, horizon: horizon, by: slicing, workers: workers)
  }

  /// The customers behind the counts, in the order of their ids.
  package func customers() -> [(id: Identifier, row: CustomerPeriod)] {
    guard notice == nil else { return [] }
    let rows = Engine.customers(of: panel, in: period, horizon: horizon, workers: workers) ?? []
    return rows.map { (accounts[$0.account], $0) }.sorted { $0.0 < $1.0 }
  }
}

extension Question {
  /// The books that are asked about: the one of a currency, else all there are.
  package func books(currency code: String?) throws -> [Book] {
    guard let code else { return panel.books(rules, rates) }
    return [book(of: try currency(code))]
  }

  /// The book of a currency, as `--currency` names it.
  package func book(of currency: Currency) -> Book {
    currency == rules.currency ? .converted(currency, rates) : .native(currency)
  }

  /// The currency that `--currency` names; one that has a book, though as of an earlier day it may
  /// not have had one yet.
  package func currency(_ code: String) throws -> Currency {
    guard let currency = Currency(code), currency.minorUnits != nil else {
      throw Refusal("--currency takes a currency code such as EUR, not \(code).")
    }
    guard asOf == nil, currency != rules.currency else { return currency }
    let known = panel.books(PanelRules(), rates).map(\.currency)
    guard !known.contains(currency) else { return currency }
    let list = known.isEmpty ? "there are none" : known.map(\.code).joined(separator: ", ")
    throw Refusal(
      "--currency takes a currency that a subscription is in (\(list)), not \(code).")
  }

  /// Refuses an attribute that nobody was ever said to have; as of an earlier day it may not have
  /// been said yet.
  ///
  /// - Parameter units: what else the option takes.
  package func check(_ slicing: Slicing, option: String, besides units: [String] = []) throws {
    guard case .attribute(let name) = slicing, asOf == nil, panel.attributes[name] == nil else {
      return
    }
    let known = panel.attributes.keys.sorted().map { Text.safe($0.text) }
    let list = known.isEmpty ? "there are none" : known.joined(separator: ", ")
    throw Refusal(
      "\(option) takes \((units + ["plan", "currency", "interval"]).joined(separator: ", ")) "
        + "or a customer's attribute (\(list)), not \(Text.safe(name.text)).")
  }

  /// What exchange rates a book lacks for the period.
  package func missingRates(for book: Book) -> [(currency: Currency, month: Month)] {
    panel.missingRates(for: book, from: period.openingDay, through: closingDay)
  }

  /// The one book that is asked about: that of a currency, else the only one there is.
  ///
  /// - Returns: nil where nothing was ever paid.
  package func onlyBook(currency code: String?) throws -> Book? {
    let books = try books(currency: code)
    guard books.count <= 1 else {
      let codes = books.map(\.currency.code)
      throw Refusal(
        "Amounts are in \(codes.joined(separator: ", ")): name one, such as "
          + "--currency \(codes[0]).")
    }
    return books.first
  }

  /// The bridge of a period, or of some.
  package func bridge(_ asked: BridgeQuestion) -> Bridge {
    Engine.bridge(of: panel, asked, workers: workers)
  }

  /// Cohorts of all customers.
  package func cohorts(_ asked: CohortQuestion) -> CohortGrid {
    Engine.cohorts(of: panel, asked, workers: workers)
  }

  /// A bridge over the period, or over pieces of it.
  package func bridgeQuestion(
    _ book: Book, _ periods: [Period]? = nil, by slicing: Slicing? = nil,
    netting: Netting = .day
  ) -> BridgeQuestion {
    BridgeQuestion(
      periods ?? [period], horizon: horizon, book: book, by: slicing, netting: netting,
      reactivationDays: rules.reactivationDays)
  }
}
