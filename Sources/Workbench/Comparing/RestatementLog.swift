import Engine
import Facts
import Storage

/// What changed of a period's figures between two days of knowledge, step by step.
package struct RestatementLog {
  /// What changed from one step to the next, in the order in which the steps are taken.
  package enum Reason: String, CaseIterable {
    case time, facts, settings, rates
  }

  /// A figure before, after each step, and after all of them.
  package struct Change {
    package let figure: AnyFigure
    /// Of the book; nil for what counts customers.
    package let currency: Currency?
    /// As it was known, then after each reason in turn.
    package fileprivate(set) var readings: [FigureReading]

    package var before: FigureReading { readings[0] }
    package var after: FigureReading { readings[readings.count - 1] }

    /// Whether any step changed anything.
    package var isChange: Bool { Reason.allCases.indices.contains(where: isChanged) }

    /// Whether a step did.
    package func isChanged(by step: Int) -> Bool {
      let (before, after) = (readings[step], readings[step + 1])
      return before.value != after.value || before.amount != after.amount
    }

    /// The customers whose part in the figure facts changed, with what they add now less before; of
    /// a product of months, what they add to all of its months.
    package var customers: [(account: Int, numerator: Int128, denominator: Int128)] {
      let (old, new) = (readings[1].weights, readings[2].weights)
      return Set(old.keys).union(new.keys).sorted().compactMap { account in
        let (was, now) = (old[account] ?? .init(), new[account] ?? .init())
        guard was != now else { return nil }
        return (account, now.numerator - was.numerator, now.denominator - was.denominator)
      }
    }
  }

  /// A fact that was learned between the two days.
  package struct LearnedFact {
    package let fact: Fact
    /// `late`, `revised`, `retracted`, `merged`, or `new` for what happened after the first day.
    package let why: String
  }

  package let since: Day
  package let question: Question
  /// The same at the end of the first day.
  package let then: Question
  package let changes: [Change]
  /// By the customer that it was told of.
  private let learned: [Identifier: [LearnedFact]]
  /// Exchange rates that figures of the period rest on, where they differ.
  package let rates: [RateChange]
  /// Settings and what they were and are, where they differ.
  package let settings: [(name: String, before: String, after: String)]

  package init(
    _ choice: PeriodChoice, of ledger: Ledger, since: Day, figure: AnyFigure?,
    currency: String?
  ) throws {
    self.since = since
    var known = Knowledge.Known(asOf: since)
    let until = choice.asOf
    guard until.map({ $0 > since }) ?? true else {
      throw Refusal("--since \(since) must lie before --as-of.")
    }
    var steps = [try Question(choice, of: ledger, withAgreed: true, known: known)]
    for path in [\Knowledge.Known.horizon, \.facts, \.rules, \.rates] {
      known[keyPath: path] = until
      steps.append(try Question(choice, of: ledger, withAgreed: true, known: known))
    }
    let last = steps[steps.count - 1]
    question = last
    then = steps[0]
    let named = try currency.map(last.currency)
    let currencies =
      named.map { [$0] } ?? Set(steps.flatMap(\.shownBooks).map(\.currency)).sorted()
    let all =
      RetentionFigure.allCases.map(AnyFigure.customers)
      + RevenueFigure.allCases.map { .money(.figure($0)) }
    let figures = figure.map { [$0] } ?? all
    // A book that was not there, for want of a setting or with one, said nothing.
    func book(_ step: Question, _ currency: Currency?) -> Book? {
      named != nil
        ? currency.map(step.book(of:)) : step.shownBooks.first { $0.currency == currency }
    }
    changes = figures.flatMap { figure -> [Change] in
      (figure.isMoney ? currencies.map { Currency?.some($0) } : [nil]).map { currency in
        Change(
          figure: figure, currency: currency,
          readings: steps.map { FigureReading(figure, $0, book($0, currency)) })
      }
    }.filter(\.isChange).map { change in
      guard case .money(.figure(let figure)) = change.figure, figure.base == .compounded,
        change.isChanged(by: 1)
      else { return change }
      var change = change
      for number in 1...2 {
        guard let book = book(steps[number], change.currency) else { continue }
        change.readings[number].weights = steps[number].weightsOfMonths(of: figure, book)
      }
      return change
    }
    rates = RestatementLog.rateChanges(from: steps[0], to: last)
    let names = RuleSetting.all.map { ($0.name, $0.standard) } + [("zone", "UTC")]
    settings = names.compactMap { name, standard in
      let before = steps[0].settings[name] ?? standard
      let after = last.settings[name] ?? standard
      return equalBytes(before, after) ? nil : (name, before, after)
    }
    learned = try ledger.read { view in
      try RestatementLog.learned(view, since: since, until: until, last.rules)
    }
  }

  /// What was learned that a customer's figures rest on: of it, and of those that are or were the
  /// same customer.
  package func facts(behind account: Int) -> [LearnedFact] {
    let alike = then.panel.merged.together(with: [account])
      .union(question.panel.merged.together(with: [account]))
    return alike.sorted().flatMap { other in
      other < question.accounts.count ? learned[question.accounts[other]] ?? [] : []
    }
  }

  private static func learned(
    _ view: LedgerView, since: Day, until: Day?, _ rules: PanelRules
  ) throws -> [Identifier: [LearnedFact]] {
    let zone = rules.zone
    let (first, last) = (zone.end(of: since), until.map(zone.end))
    var told: [Told: Set<Fact.Body?>] = [:]
    var learned: [Identifier: [LearnedFact]] = [:]
    var later: [Fact] = []
    try view.forEachFact { fact in
      if fact.recorded <= first {
        told[Told(source: fact.source, key: fact.key), default: []].insert(fact.body)
      } else if last.map({ fact.recorded <= $0 }) ?? true {
        later.append(fact)
      }
    }
    var said: Set<Said> = []
    var kinds: Set<Fact.Kind> = [.subscriptionState, .accountProfile, .accountMerge]
    if rules.countsCharges { kinds.insert(.charge) }
    let ofCustomers = later.filter { kinds.contains($0.kind) }
    for fact in ofCustomers.sorted(by: { $0.recorded < $1.recorded }) {
      let claim = Told(source: fact.source, key: fact.key)
      let known = told[claim]
      // Said again as it was known: nothing was learned. Nor by a later export that repeats it.
      if let known, known == [fact.body] { continue }
      guard said.insert(Said(claim: claim, body: fact.body)).inserted else { continue }
      let isNew = fact.at.day(in: zone) > since
      let why =
        fact.body == nil
        ? "retracted"
        : fact.kind == .accountMerge
          ? "merged" : known != nil ? "revised" : isNew ? "new" : "late"
      learned[fact.account, default: []].append(LearnedFact(fact: fact, why: why))
    }
    return learned
  }

  private struct Said: Hashable {
    let claim: Told
    let body: Fact.Body?
  }

  private struct Told: Hashable {
    let source: Identifier
    let key: Fact.Key
  }
}

extension Question {
  /// The books that a report shows.
  fileprivate var shownBooks: [Book] { panel.books(rules, rates) }
}

extension RestatementLog {
  /// A month's rate in a currency that is another one now; in millionths a euro, nil for none.
  package struct RateChange {
    package let currency: Currency
    package let month: Month
    package let before, after: Int64?
  }

  /// The rates of the months that the period's figures look at, as far as they changed.
  package static func rateChanges(from then: Question, to now: Question) -> [RateChange] {
    let own = [then, now].compactMap(\.rules.currency)
    guard !own.isEmpty else { return [] }
    let currencies = Set(now.panel.books(PanelRules(), now.rates).map(\.currency) + own)
    let closing = now.closingDay.month
    var month = min(now.period.openingDay.month, closing.advanced(by: -12) ?? closing)
    var changes: [RateChange] = []
    while month <= closing {
      for currency in currencies.sorted() {
        let (before, after) = (
          then.rates.quote(currency, in: month), now.rates.quote(currency, in: month)
        )
        guard before != after else { continue }
        changes.append(
          RateChange(currency: currency, month: month, before: before, after: after))
      }
      guard let next = month.advanced(by: 1) else { break }
      month = next
    }
    return changes
  }
}

extension RuleSetting {
  package func shown(in settings: [String: String]) -> String { settings[name] ?? standard }
}
