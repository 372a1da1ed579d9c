import Facts

/// Makes one fact of each row of a file of subscriptions.
struct SubscriptionRows {
  let reader: RowReader
  private let stamp: Stamp
  private var plans = Remembered<String>()
  private var currencies = Remembered<Currency>()
  var statuses = Remembered<StatusWords.Meaning>()
  private var intervals = Remembered<IntervalReader.Written>()

  init(_ reader: RowReader, _ stamp: Stamp) {
    self.reader = reader
    self.stamp = stamp
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
    let currency = try currency(row)
    let interval = try interval(row)
    let quantity = try quantity(row)
    let micros = try price(row, currency, quantity, interval)
    var state = SubscriptionState(
      subscription: subscription, status: .active, plan: try plan(row), quantity: quantity,
      unitAmount: Money(micros: micros, currency), interval: interval)
    state.discountMicros = try reader.value(.discountAmount, row) { text throws(Expectation) in
      try reader.amounts.micros(text, currency)
    }
    state.discountPercent10000 = try reader.value(.discountPercent, row) {
      text throws(Expectation) in try reader.amounts.percent10000(text)
    }
    state.trialEnd = try reader.date(.trialEnd, row)
    state.discountEndsAt = try discountEnd(row, state, start)
    try setStatusAndEnd(&state, row, start)
    return state
  }

  private mutating func plan(_ row: Row) throws(CellProblem) -> String? {
    guard let text = try reader.text(.plan, row) else { return nil }
    do throws(Expectation) {
      return try plans(text) { text throws(Expectation) in try TextReader.name(text) }
    } catch {
      throw reader.problem(.plan, error.text)
    }
  }

  private mutating func currency(_ row: Row) throws(CellProblem) -> Currency {
    let column = reader[.currency]
    let text = column >= 0 ? row[column] : UnsafeRawBufferPointer(start: nil, count: 0)
    if text.isEmpty, let currency = reader.defaultCurrency { return currency }
    do throws(Expectation) {
      return try currencies(text) { text throws(Expectation) in
        try CurrencyReader.currency(text)
      }
    } catch {
      throw reader.problem(.currency, error.text)
    }
  }

  private func quantity(_ row: Row) throws(CellProblem) -> Int64 {
    let quantity = try reader.value(.quantity, row) { text throws(Expectation) in
      guard let number = wholeNumber(text), number <= SubscriptionRows.largestQuantity else {
        throw Expectation("a whole number from 0 to \(SubscriptionRows.largestQuantity)")
      }
      return Int64(number)
    }
    return quantity ?? 1
  }

  private static let largestQuantity = 1_000_000_000

  private mutating func interval(_ row: Row) throws(CellProblem) -> BillingInterval {
    let text = try reader.text(.interval, row)
    let times = try reader.text(.intervalCount, row)
    if text == nil, times == nil {
      return try PeriodLength.interval(row, reader) ?? BillingInterval(.month)
    }
    var written = IntervalReader.Written()
    if let text {
      do throws(Expectation) {
        written = try intervals(text) { text throws(Expectation) in
          try IntervalReader.written(text)
        }
      } catch {
        throw reader.problem(.interval, error.text)
      }
    }
    guard let times else { return BillingInterval(written.unit, count: Int32(written.count)) }
    do throws(Expectation) {
      return try IntervalReader.interval(written, times: times)
    } catch {
      throw reader.problem(.intervalCount, error.text)
    }
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
