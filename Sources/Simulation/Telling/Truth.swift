/// What no export tells: a row of `truth.csv`, and the figures of `truth.json`.
struct Truth {
  static let header = [
    "customer_id", "signed_up_on", "size", "onboarding", "referred", "channel", "first_plan",
    "fit", "activated", "hazard_multiplier", "trial_ends_on", "first_paid_on", "decided_on",
    "departed_on", "cause", "will_depart_on", "departures", "faded", "fades_from",
    "tickets_rose", "paid_late", "was_detractor", "false_alarm_from",
  ]

  private var customers = 0
  private var stateRows = 0
  private var trials = 0
  private var converted = 0
  private var paid = 0
  private var departures = 0
  private var voluntary = 0
  private var faded = 0
  private var returned = 0

  /// Writes a customer's line: of the first departure, where there was one, and of the one to come.
  mutating func add(
    _ customer: Customer, _ life: Life, _ signals: Signals, in company: Company,
    to line: inout CSVLine
  ) {
    let warning = signals.warnings.first { $0.departure.day <= company.today }
    let coming = life.departures.first { $0.day > company.today }
    let shown = warning ?? signals.warnings.first
    count(customer, life, signals, in: company)
    line.cell(customer.id)
    line.cell(customer.created)
    line.cell(customer.size.name)
    line.cell(customer.isGuided ? "guided" : "self-serve")
    line.cell(customer.referrer != nil)
    line.cell(customer.channel)
    line.cell(customer.firstPlan.name)
    line.cell(["good", "fair", "poor"][customer.fit])
    line.cell(customer.isActivated)
    line.cell("\(Double(Int(customer.multiplier * 10_000 + 0.5)) / 10_000)")
    line.cell(life.trialEnds)
    line.cell(life.firstPaid)
    line.cell(shown?.departure.decided)
    line.cell(warning?.departure.day)
    line.cell(shown?.departure.cause.rawValue ?? "")
    line.cell(coming?.day)
    line.cell(life.departures.count { $0.day <= company.today })
    line.cell(shown.map { $0.fade == nil ? "no" : "yes" } ?? "")
    line.cell(shown?.fade?.from)
    line.cell(shown.map { $0.hasTickets ? "yes" : "no" } ?? "")
    line.cell(shown.map { $0.paysLate ? "yes" : "no" } ?? "")
    line.cell(shown.map { $0.isDetractor ? "yes" : "no" } ?? "")
    line.cell(signals.falseAlarm?.from)
    line.end()
  }

  private mutating func count(
    _ customer: Customer, _ life: Life, _ signals: Signals, in company: Company
  ) {
    customers += 1
    stateRows += life.rows.count
    if let ends = life.trialEnds, ends <= company.today {
      trials += 1
      if life.firstPaid != nil { converted += 1 }
    }
    if life.firstPaid != nil { paid += 1 }
    for warning in signals.warnings where warning.departure.day <= company.today {
      departures += 1
      guard warning.departure.cause == .voluntary else { continue }
      voluntary += 1
      if warning.fade != nil { faded += 1 }
    }
    if let last = life.rows.last, last.subscription > 0 { returned += 1 }
  }

  /// The whole of `truth.json`.
  func bytes(of company: Company, faults: [Fault], events: EventBatches?) -> [UInt8] {
    var json = JSONLine()
    json.object { json in
      json.object("company") { json in
        json.member("seed", String(company.seed))
        json.member("accounts", company.accounts)
        json.member("launch", company.launch)
        json.member("today", company.today)
        json.member("new_prices", company.newPrices)
        json.member("exports", company.exports)
      }
      json.object("counts") { counts(&$0, events) }
      json.list("faults") { json in
        for fault in faults { Self.write(fault, to: &json) }
      }
      json.object("effects") { json in
        for (name, numbers) in Effects.named {
          json.list(name) { json in
            for number in numbers { json.element(number) }
          }
        }
      }
      json.list("useless_attributes") { json in
        for name in Effects.uselessAttributes { json.element(name) }
      }
      json.list("useless_events") { json in
        for name in Effects.uselessEvents { json.element(name) }
      }
    }
    return json.bytes + [0x0a]
  }

  private func counts(_ json: inout JSONLine, _ events: EventBatches?) {
    json.member("customers", customers)
    json.member("state_rows", stateRows)
    json.member("trials_over", trials)
    json.member("trials_converted", converted)
    json.member("ever_paid", paid)
    json.member("departures", departures)
    json.member("voluntary_departures", voluntary)
    json.member("voluntary_departures_after_fading", faded)
    json.member("returned", returned)
    guard let events else { return }
    json.member("events", events.eventCount)
    json.member("events_sent_twice", events.resentCount)
  }

  private static func write(_ fault: Fault, to json: inout JSONLine) {
    json.object { json in
      json.member("exported", fault.exported)
      json.member("file", "subscriptions.csv")
      json.member("line", fault.line)
      json.member("customer_id", fault.customer)
      json.member("column", fault.column)
      json.member("value", fault.value)
    }
  }
}
