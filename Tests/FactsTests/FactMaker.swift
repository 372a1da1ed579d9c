import Chance
import Facts

/// Makes up facts, and the assignments that tell them to `canonical.py`.
struct FactMaker {
  private var rng: SplitMix64
  private var assignments: [String] = []

  init(seed: UInt64) {
    rng = SplitMix64(seed: seed)
  }

  mutating func fact() -> (fact: Fact, assignments: [String]) {
    assignments = []
    let kind = Fact.Kind.allCases.randomElement(using: &rng) ?? .setting
    let account = text("account")
    tell("kind", "=", hex(kind.name))
    let at = moment("at")
    let recorded = instant("recorded")
    let source = text("source")
    let key = Fact.Key(Identifier(text()), Identifier(text()))
    tell("key", "=", hex(key.object.text + "#" + key.assertion.text))
    let version = instant("version")
    var body: Fact.Body?
    if Int.random(in: 0..<20, using: &rng) == 0 {
      tell("body", "-")
    } else {
      body = self.body(kind)
    }
    let fact = Fact(
      account: Identifier(account), kind: kind, at: at, recorded: recorded,
      source: Identifier(source), key: key, version: version, body: body)
    return (fact, assignments)
  }

  /// A body of a kind.
  mutating func body(_ kind: Fact.Kind) -> Fact.Body {
    switch kind {
    case .subscriptionState: return .subscription(subscription())
    case .accountProfile:
      tell("body/attributes", "{")
      var attributes: [Identifier: String] = [:]
      for _ in 0..<Int.random(in: 0...6, using: &rng) {
        let name = text()
        attributes[Identifier(name)] = text("body/attributes/%" + hex(name))
      }
      return .account(AccountProfile(attributes: attributes))
    case .contactProfile:
      return .contact(
        ContactProfile(
          contact: Identifier(text("body/contact")), role: maybe { $0.text("body/role") },
          departed: maybe { $0.moment("body/departed") }))
    case .setting:
      return .setting(Setting(name: text("body/name"), value: text("body/value")))
    case .rates: return .rates(rates())
    case .ticket:
      return .ticket(
        Ticket(
          ticket: Identifier(text("body/ticket")), solved: maybe { $0.moment("body/solved") },
          topic: maybe { $0.text("body/topic") }, priority: maybe { $0.text("body/priority") }))
    case .invoice: return .invoice(invoice())
    case .accountMerge:
      return .merge(AccountMerge(into: Identifier(text("body/into"))))
    case .charge: return .charge(charge())
    }
  }

  private mutating func charge() -> Charge {
    let kind = Charge.Kind.allCases.randomElement(using: &rng)
    let currency = Currency.all.randomElement(using: &rng)
    guard let kind, let currency else { preconditionFailure("nothing to draw from") }
    tell("body/kind", "=", hex(kind.rawValue))
    tell("body/currency", "=", hex(currency.code))
    let amount = number(in: -Money.largestMicros...Money.largestMicros)
    tell("body/amount", "~", "\(amount)")
    var charge = Charge(
      charge: Identifier(text("body/charge")), kind: kind,
      amount: Money(micros: amount, currency))
    charge.taxMicros = maybe {
      let tax = $0.number(in: -Money.largestMicros...Money.largestMicros)
      $0.tell("body/tax", "~", "\(tax)")
      return tax
    }
    charge.quantity = number(in: 0...1_000_000_000)
    tell("body/quantity", ":", "\(charge.quantity)")
    charge.subscription = maybe { Identifier($0.text("body/subscription")) }
    charge.plan = maybe { $0.text("body/plan") }
    charge.refunds = maybe { Identifier($0.text("body/refunds")) }
    charge.periodStart = maybe { $0.moment("body/periodStart") }
    charge.periodEnd = maybe { $0.moment("body/periodEnd") }
    charge.interval = maybe {
      let count = Int32.random(in: 1...1000, using: &$0.rng)
      $0.tell("body/interval", "=", $0.hex("week"))
      $0.tell("body/intervalCount", ":", "\(count)")
      return BillingInterval(.week, count: count)
    }
    return charge
  }

  private mutating func invoice() -> Invoice {
    let status = Invoice.Status.allCases.randomElement(using: &rng)
    let currency = Currency.all.randomElement(using: &rng)
    guard let status, let currency else { preconditionFailure("nothing to draw from") }
    tell("body/status", "=", hex("\(status)"))
    return Invoice(
      invoice: Identifier(text("body/invoice")), status: status,
      due: maybe { $0.moment("body/due") }, paid: maybe { $0.moment("body/paid") },
      amount: maybe {
        let micros = $0.number(in: 0...Money.largestMicros)
        $0.tell("body/amount", "~", "\(micros)")
        $0.tell("body/currency", "=", $0.hex(currency.code))
        return Money(micros: micros, currency)
      })
  }

  private mutating func rates() -> RateSheet {
    var currencies = Currency.all.shuffled(using: &rng)[...]
    guard let base = currencies.popFirst() else { preconditionFailure("nothing to draw from") }
    tell("body/base", "=", hex(base.code))
    tell("body/quotes", "{")
    var quotes: [Currency: Int64] = [:]
    for currency in currencies.prefix(Int.random(in: 0...5, using: &rng)) {
      let quote = max(1, number(in: 1...1_000_000_000_000))
      tell("body/quotes/%" + hex(currency.code), "~", "\(quote)")
      quotes[currency] = quote
    }
    return RateSheet(base: base, quotes: quotes)
  }

  private mutating func subscription() -> SubscriptionState {
    let currency = Currency.all.randomElement(using: &rng)
    let unit = BillingInterval.Unit.allCases.randomElement(using: &rng)
    let status = SubscriptionState.Status.allCases.randomElement(using: &rng)
    guard let currency, let unit, let status else { preconditionFailure("nothing to draw from") }
    tell("body/currency", "=", hex(currency.code))
    tell("body/interval", "=", hex("\(unit)"))
    let names: [SubscriptionState.Status: String] = [.pastDue: "past_due"]
    tell("body/status", "=", hex(names[status] ?? "\(status)"))
    let quantity = number(in: 0...(.max))
    tell("body/quantity", ":", "\(quantity)")
    let count = Int32.random(in: 1...BillingInterval.largestCount, using: &rng)
    tell("body/intervalCount", ":", "\(count)")
    let amount = number(in: 0...Money.largestMicros)
    tell("body/unitAmount", "~", "\(amount)")
    var state = SubscriptionState(
      subscription: Identifier(text("body/subscription")), status: status, quantity: quantity,
      unitAmount: Money(micros: amount, currency), interval: BillingInterval(unit, count: count))
    state.plan = maybe { $0.text("body/plan") }
    state.discountMicros = maybe {
      let micros = $0.number(in: 0...Money.largestMicros)
      $0.tell("body/discountAmount", "~", "\(micros)")
      return micros
    }
    state.discountPercent10000 = maybe {
      let share = Int32($0.number(in: 0...1_000_000))
      $0.tell("body/discountPercent", "~", "\(share)00")
      return share
    }
    state.discountEndsAt = maybe { $0.moment("body/discountEndsAt") }
    state.endCause = maybe {
      let isVoluntary = Bool.random(using: &$0.rng)
      $0.tell("body/endCause", "=", $0.hex(isVoluntary ? "voluntary" : "involuntary"))
      return isVoluntary ? .voluntary : .involuntary
    }
    state.tax = maybe {
      let share = Int32.random(in: 0...100, using: &$0.rng)
      let isIncluded = Bool.random(using: &$0.rng)
      $0.tell(isIncluded ? "body/taxIncludedPercent" : "body/taxPercent", "~", "\(share)000000")
      return isIncluded
        ? .included(percent10000: share * 10_000) : .added(percent10000: share * 10_000)
    }
    state.canceledAt = maybe { $0.moment("body/canceledAt") }
    state.trialEnd = maybe { $0.moment("body/trialEnd") }
    state.endsAt = maybe { $0.moment("body/endsAt") }
    return state
  }

  private mutating func maybe<Value>(_ make: (inout FactMaker) -> Value) -> Value? {
    Bool.random(using: &rng) ? make(&self) : nil
  }

  /// A number of any size, and often a round one.
  private mutating func number(in range: ClosedRange<Int64>) -> Int64 {
    var limit = range.upperBound
    for _ in 0..<Int.random(in: 0...18, using: &rng) { limit /= 10 }
    let number = Int64.random(in: range.lowerBound...max(limit, range.lowerBound), using: &rng)
    let unit: Int64 = [1, 10, 10_000, 1_000_000].randomElement(using: &rng) ?? 1
    return number / unit * unit
  }

  private mutating func moment(_ path: String) -> Moment {
    guard Bool.random(using: &rng) else { return .instant(instant(path)) }
    let number = Int32.random(in: Day.first.number...Day.last.number, using: &rng)
    tell(path, "@", "\(number)")
    return .day(Day(number: number))
  }

  private mutating func instant(_ path: String) -> Instant {
    let range = Instant.first.microseconds...Instant.last.microseconds
    let microseconds = Int64.random(in: range, using: &rng)
    tell(path, "!", "\(microseconds)")
    return Instant(microseconds: microseconds)
  }

  private mutating func text(_ path: String) -> String {
    let text = text()
    tell(path, "=", hex(text))
    return text
  }

  /// A text of what breaks writers: quotes, controls, two spellings of é, and any scalar at all.
  private mutating func text() -> String {
    let spiteful = "\"\\/\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1b}\u{1f} \u{7f}\u{80}\u{9f}{}[],:#'<&>"
    let marks = "aA0zé\u{e9}e\u{301}\u{2028}\u{2029}\u{feff}\u{fffd}\u{ffff}\u{600}\u{200d}"
    let alphabet = Array((spiteful + marks).unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &rng) {
      let number = UInt32.random(in: 0...0x10_ffff, using: &rng)
      let any = Int.random(in: 0..<4, using: &rng) == 0 ? Unicode.Scalar(number) : nil
      if let scalar = any ?? alphabet.randomElement(using: &rng) { text.append(scalar) }
    }
    return String(text)
  }

  private mutating func tell(_ path: String, _ kind: String, _ value: String = "") {
    assignments.append(path + kind + value)
  }

  private func hex(_ text: String) -> String {
    text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
