import Facts

/// Makes one fact of each row of a file of subscriptions.
struct SubscriptionRows {
  let reader: RowReader
  private let stamp: Stamp
  private var terms: TermsCells
  var statuses = Remembered<StatusWords.Meaning>()

  init(_ reader: RowReader, _ stamp: Stamp) {
    self.reader = reader
    self.stamp = stamp
    terms = TermsCells(reader)
  }

  /// Reads a row whole before it adds anything, so that a bad cell leaves nothing behind.
  mutating func translate(
    _ row: Row, _ index: Int32, into batch: inout Translation
  ) throws(CellProblem) {
    let customer = try reader.identifier(.customer, row)
    let subscription = try reader.identifier(.subscription, row)
    let key = Fact.Key(subscription, try assertion(row))
    guard let start = try reader.date(.start, row) else {
      throw reader.problem(.start, DateReader.example)
    }
    if try reader.isRetracted(row) {
      return stamp.add(customer, .subscriptionState, start, key, nil, row: index, to: &batch)
    }
    let state = try state(row, subscription, start)
    let name = try reader.name(.customerName, row)
    let email = try reader.email(.customerEmail, row)
    let body = Fact.Body.subscription(state)
    stamp.add(customer, .subscriptionState, start, key, body, row: index, to: &batch)
    if name != nil || email != nil {
      batch.append(Particulars(account: customer, name: name, email: email), index)
    }
  }

  /// Which assertion about the subscription the row is.
  @inline(__always)
  private func assertion(_ row: Row) throws(CellProblem) -> Identifier {
    guard let state = try reader.stateID(row) else { return "row" }
    // An account with the subscription's id has keys of its own that begin like these.
    let isReserved =
      ["row", "profile"].contains { equalBytes($0, state.text) }
      || ["profile:", "contact:"].contains { state.text.utf8.starts(with: $0.utf8) }
    guard !isReserved else {
      throw reader.problem(.stateID, "another name for the state: this one has a use already")
    }
    return state
  }

  private mutating func state(
    _ row: Row, _ subscription: Identifier, _ start: Moment
  ) throws(CellProblem) -> SubscriptionState {
    let currency = try terms.currency(row)
    var interval = try terms.interval(row)
    if interval == nil { interval = try PeriodLength.interval(row, reader) }
    let every = interval ?? BillingInterval(.month)
    let quantity = try terms.quantity(row)
    let micros = try price(row, currency, quantity, every)
    var state = SubscriptionState(
      subscription: subscription, status: .active, plan: try terms.plan(row), quantity: quantity,
      unitAmount: Money(micros: micros, currency), interval: every)
    state.discountMicros = try reader.value(.discountAmount, row) { text throws(Expectation) in
      try reader.amounts.micros(text, currency)
    }
    state.discountPercent10000 = try reader.value(.discountPercent, row) {
      text throws(Expectation) in try reader.amounts.percent10000(text)
    }
    state.tax = try tax(row)
    state.trialEnd = try reader.date(.trialEnd, row)
    state.discountEndsAt = try discountEnd(row, state, start)
    try setStatusAndEnd(&state, row, start)
    return state
  }

  private func tax(_ row: Row) throws(CellProblem) -> SubscriptionState.Tax? {
    func percent(_ field: Field) throws(CellProblem) -> Int32? {
      try reader.value(field, row) { text throws(Expectation) in
        try reader.amounts.percent10000(text)
      }
    }
    let added = try percent(.taxPercent)
    guard let included = try percent(.taxIncludedPercent) else {
      return added.map { .added(percent10000: $0) }
    }
    guard added == nil else {
      throw reader.problem(
        .taxIncludedPercent, "nothing, as tax_percent says that the amount is without tax")
    }
    return .included(percent10000: included)
  }

  /// The price of one unit, in millionths.
  private func price(
    _ row: Row, _ currency: Currency, _ quantity: Int64, _ interval: BillingInterval
  ) throws(CellProblem) -> Int64 {
    if reader[.monthlyAmount] >= 0 { try checkMonthly(quantity, interval) }
    let field: Field =
      reader[.amount] >= 0 ? .amount : reader[.monthlyAmount] >= 0 ? .monthlyAmount : .minorAmount
    let micros = try reader.value(field, row) { text throws(Expectation) in
      field == .minorAmount
        ? try MinorUnits.micros(text, currency) : try reader.amounts.micros(text, currency)
    }
    guard let micros else { throw reader.problem(field, "an amount in digits such as 29.85") }
    let (total, overflow) = micros.multipliedReportingOverflow(by: quantity)
    guard !overflow, total <= Money.largestMicros else {
      let largest = decimalText(micros: Money.largestMicros)
      throw reader.problem(field, "an amount that times the quantity is at most \(largest)")
    }
    guard isYearSmall(total, interval) else {
      let largest = decimalText(micros: Money.largestYearlyMicros)
      throw reader.problem(field, "an amount that comes to at most \(largest) a year")
    }
    return micros
  }

  /// Whether a year's worth leaves room for a customer's other subscriptions.
  private func isYearSmall(_ total: Int64, _ interval: BillingInterval) -> Bool {
    let times: Int64 =
      switch interval.unit {
      case .day: 365
      case .week: 52
      case .month: 12
      case .year: 1
      }
    let largest = Int128(Money.largestYearlyMicros) * Int128(interval.count)
    return Int128(total) * Int128(times) <= largest
  }

  /// `mrr` is already per month and for all units: another interval or quantity would count twice.
  private func checkMonthly(
    _ quantity: Int64, _ interval: BillingInterval
  ) throws(CellProblem) {
    guard interval == BillingInterval(.month) else {
      let field: Field = reader[.interval] >= 0 ? .interval : .intervalCount
      throw reader.problem(
        field, "month, as mrr is per month; call the column amount if it is per interval")
    }
    guard quantity == 1 else {
      throw reader.problem(
        .quantity, "1, as mrr is for all units; call the column unit_amount if it is for one")
    }
  }
}
