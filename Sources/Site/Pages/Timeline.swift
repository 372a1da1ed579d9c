import Engine
import Facts
import Storage
import Workbench

/// Facts day by day, each with its source, when it happened and when it was learned.
struct Timeline {
  private let ask: Ask
  private let zone: Zone
  private let id: Identifier

  /// Takes the account whose page it stands on; facts of others say so.
  init(_ ask: Ask, _ knowledge: Knowledge, of account: Int) {
    self.ask = ask
    id = knowledge.accounts[account]
    zone = knowledge.rules.zone
  }

  func days(_ told: some Collection<ToldFact>) -> [Model] {
    var days: [Model] = []
    var facts: [Model] = []
    var current: Day?
    for item in told {
      let day = item.fact.at.day(in: zone)
      if let known = current, known != day {
        days.append(["day": ask.shown.longDay(known), "facts": facts])
        facts = []
      }
      current = day
      facts.append(model(item, on: day))
    }
    if let current { days.append(["day": ask.shown.longDay(current), "facts": facts]) }
    return days
  }

  private func model(_ told: ToldFact, on day: Day) -> Model {
    let fact = told.fact
    let learned = zone.day(of: fact.recorded)
    var time = ""
    if case .instant(let instant) = fact.at { time = Shown.time(instant, zone) }
    return [
      "time": time, "text": text(fact), "sub": sub(fact), "icon": icon(fact),
      "class": mark(fact), "isPast": told.isSuperseded,
      "late": learned > day
        ? ask.words("account.recorded", ["day": ask.shown.day(learned)]) : false,
    ]
  }

  private func text(_ fact: Fact) -> String {
    switch fact.body {
    case nil: ask.words("fact.retracted", ["key": fact.key.text])
    case .subscription(let state):
      ask.words(
        "fact.\(state.status.name)",
        [
          "plan": state.plan ?? ask.words["fact.no_plan"], "amount": amount(state),
          "interval": ask.words.counted(
            "fact.interval.\(state.interval.unit.name)", Int(state.interval.count)),
          "quantity": Shown.count(Int(state.quantity)),
        ])
    case .account(let profile):
      ask.words(
        "fact.profile",
        [
          "attributes": profile.attributes.sorted { $0.key < $1.key }
            .map { "\($0.key.text) \($0.value.isEmpty ? Shown.none : $0.value)" }
            .joined(separator: ", ")
        ])
    case .contact: ask.words["fact.contact"]
    case .ticket(let ticket):
      ask.words("fact.ticket", ["topic": ticket.topic ?? ask.words["fact.no_topic"]])
    case .invoice(let invoice):
      ask.words(
        "fact.invoice.\(invoice.status.rawValue)",
        [
          "amount": invoice.amount.map {
            Shown.money(Int128($0.micros), $0.currency, withMinor: true)
          }
            ?? ask.words["fact.no_amount"]
        ])
    case .charge(let charge):
      ask.words(
        "fact.charge.\(charge.kind.rawValue)",
        [
          "amount": Shown.money(
            Int128(charge.amount.micros), charge.amount.currency, withMinor: true),
          "plan": charge.plan ?? ask.words["fact.no_plan"],
          "quantity": Shown.count(Int(charge.quantity)),
        ])
    case .merge(let merge): ask.words("fact.merge", ["account": Text.safe(merge.into.text)])
    case .setting, .rates: fact.kind.name
    }
  }

  private func amount(_ state: SubscriptionState) -> String {
    Shown.money(
      Int128(state.unitAmount.micros), state.unitAmount.currency, withMinor: true)
  }

  private func sub(_ fact: Fact) -> String {
    var parts = [ask.words("fact.source", ["source": fact.source.text, "key": fact.key.text])]
    if fact.account != id {
      parts.append(ask.words("fact.of", ["account": Text.safe(fact.account.text)]))
    }
    if case .subscription(let state)? = fact.body {
      if let end = state.endsAt {
        parts.append(ask.words("fact.ends", ["day": ask.shown.day(end.day(in: zone))]))
      }
      if let trial = state.trialEnd {
        parts.append(ask.words("fact.trial_ends", ["day": ask.shown.day(trial.day(in: zone))]))
      }
    }
    if case .ticket(let ticket)? = fact.body, let solved = ticket.solved {
      parts.append(ask.words("fact.solved", ["day": ask.shown.day(solved.day(in: zone))]))
    }
    if case .charge(let charge)? = fact.body, let start = charge.periodStart,
      let end = charge.periodEnd
    {
      let days = [start, end].map { ask.shown.day($0.day(in: zone)) }
      parts.append(ask.words("fact.period", ["first": days[0], "next": days[1]]))
    }
    if case .invoice(let invoice)? = fact.body {
      for (word, moment) in [("fact.due", invoice.due), ("fact.paid", invoice.paid)] {
        guard let moment else { continue }
        parts.append(ask.words(word, ["day": ask.shown.day(moment.day(in: zone))]))
      }
    }
    return parts.joined(separator: " · ")
  }

  private func icon(_ fact: Fact) -> String {
    switch fact.kind {
    case .subscriptionState: Icon.svg("revenue", size: 13)
    case .accountProfile, .contactProfile, .accountMerge: Icon.svg("people", size: 13)
    case .ticket: Icon.svg("people", size: 13)
    case .invoice, .charge: Icon.svg("revenue", size: 13)
    case .setting, .rates: Icon.svg("definitions", size: 13)
    }
  }

  private func mark(_ fact: Fact) -> String {
    if case .invoice(let invoice)? = fact.body, invoice.lateDay(in: zone) != nil { return "warn" }
    guard case .subscription(let state)? = fact.body else { return "" }
    switch state.status {
    case .ended: return "bad"
    case .pastDue, .paused: return "warn"
    case .active: return "good"
    case .pending, .trialing: return "info"
    }
  }
}
