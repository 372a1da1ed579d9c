import Facts

extension SubscriptionRows {
  /// Sets what a row says of the subscription's status, its trial and its end.
  mutating func setStatusAndEnd(
    _ state: inout SubscriptionState, _ row: Row, _ start: Moment
  ) throws(CellProblem) {
    state.endsAt = try end(row)
    // A state with a trial is free until its end, then active: `trialing` says both.
    let running: SubscriptionState.Status = state.trialEnd == nil ? .active : .trialing
    let meaning = try meaning(row)
    switch meaning {
    case nil, .running: state.status = running
    case .status(let status): state.status = status
    case .over, .unpaid:
      if state.endsAt == nil { state.endsAt = try reader.date(.canceledAt, row) }
      if state.endsAt == nil { state.endsAt = try reader.date(.periodStart, row) }
      state.status = state.endsAt == nil ? .ended : running
    }
    try checkEnd(state, start)
    state.canceledAt = try canceled(row, start)
    state.endCause = try cause(row, of: state)
    if meaning == .unpaid, state.endCause == nil { state.endCause = .involuntary }
  }

  /// Why the row's end came; also of a failed payment, after which the end is still to come.
  private func cause(
    _ row: Row, of state: SubscriptionState
  ) throws(CellProblem) -> SubscriptionState.EndCause? {
    guard let text = try reader.text(.endCause, row) else { return nil }
    guard let cause = reader.statuses.cause(text) else {
      throw reader.problem(.endCause, StatusWords.expectedCause)
    }
    let hasEnd = state.endsAt != nil || state.status == .ended || state.status == .pastDue
    guard hasEnd || reader.statuses != .tenure else {
      throw reader.problem(
        .endCause, "nothing, as the row has no end and its status is neither ended nor past_due")
    }
    guard hasEnd, case .known(let known) = cause else { return nil }
    return known
  }

  /// The first day or instant without the row's discounts.
  func discountEnd(
    _ row: Row, _ state: SubscriptionState, _ start: Moment
  ) throws(CellProblem) -> Moment? {
    guard let end = try reader.date(.discountEndsAt, row) else { return nil }
    guard state.discountMicros != nil || state.discountPercent10000 != nil else {
      throw reader.problem(
        .discountEndsAt, "nothing, as the row has neither discount_percent nor discount_amount")
    }
    guard !isBefore(end, start) else {
      throw reader.problem(.discountEndsAt, "a date on or after the start, \(start)")
    }
    return end
  }

  private mutating func meaning(_ row: Row) throws(CellProblem) -> StatusWords.Meaning? {
    guard let text = try reader.text(.status, row) else { return nil }
    let words = reader.statuses
    do throws(Expectation) {
      return try statuses(text) { text throws(Expectation) in
        guard let meaning = words.meaning(text) else { throw Expectation(words.expected) }
        return meaning
      }
    } catch {
      throw reader.problem(.status, error.text)
    }
  }

  /// The first day or instant without service.
  private func end(_ row: Row) throws(CellProblem) -> Moment? {
    let endedAt = try reader.date(.endedAt, row)
    guard let last = try reader.date(.endedOn, row) else {
      if let endedAt { return endedAt }
      return try reader.date(.cancelAt, row)
    }
    guard case .day(let day) = last, let next = day.advanced(by: 1) else {
      throw reader.problem(.endedOn, "a day such as 2025-01-31, the last one with service")
    }
    guard endedAt == nil || endedAt == .day(next) else {
      throw reader.problem(.endedOn, "nothing, or the day before the other column's first day out")
    }
    return .day(next)
  }

  /// An end before the start is a mistyped date; what Stripe and others say is theirs.
  private func checkEnd(_ state: SubscriptionState, _ start: Moment) throws(CellProblem) {
    guard let end = state.endsAt, state.status != .ended,
      reader.statuses == .tenure, isBefore(end, start)
    else { return }
    let field = [Field.endedAt, .endedOn, .cancelAt].first { reader[$0] >= 0 }
    throw reader.problem(field ?? .start, "a date on or after the start, \(start)")
  }

  /// When the customer asked to leave.
  private func canceled(_ row: Row, _ start: Moment) throws(CellProblem) -> Moment? {
    guard let asked = try reader.date(.canceledAt, row) else { return nil }
    guard reader.statuses != .tenure || !isBefore(asked, start) else {
      throw reader.problem(.canceledAt, "a date on or after the start, \(start)")
    }
    return asked
  }

  /// Whether a moment is before another in every zone.
  private func isBefore(_ one: Moment, _ other: Moment) -> Bool {
    switch (one, other) {
    case (.day(let one), .day(let other)): one < other
    case (.instant(let one), .instant(let other)): one < other
    case (.day(let one), .instant(let other)): one.number + 1 < other.utcDay.number
    case (.instant(let one), .day(let other)): one.utcDay.number + 1 < other.number
    }
  }
}

/// Amounts in the smallest units of a currency, `2985` for 29.85 USD.
enum MinorUnits {
  static func micros(
    _ text: UnsafeRawBufferPointer, _ currency: Currency
  ) throws(Expectation) -> Int64 {
    guard let units = wholeNumber(text), let decimals = currency.minorUnits else {
      throw Expectation("a whole number of the currency's smallest units, such as 2985")
    }
    var micros = Int64(units)
    for _ in decimals..<6 {
      let (product, overflow) = micros.multipliedReportingOverflow(by: 10)
      guard !overflow else { throw AmountReader.tooLarge(Money.largestMicros) }
      micros = product
    }
    guard micros <= Money.largestMicros else { throw AmountReader.tooLarge(Money.largestMicros) }
    return micros
  }
}

/// Finds a billing interval from the period that a subscription is in, where no column names it.
enum PeriodLength {
  /// Nil where the file has no periods or has a column for the interval.
  static func interval(_ row: Row, _ reader: RowReader) throws(CellProblem) -> BillingInterval? {
    guard reader.readsPeriods else { return nil }
    let start = try reader.date(.periodStart, row)
    let end = try reader.date(.periodEnd, row)
    let trialEnd = try reader.date(.trialEnd, row)
    // In a trial the period is the trial's, and says nothing of the price that follows.
    guard let start, let end, trialEnd != end, let interval = between(start, end) else {
      throw reader.problem(
        .periodEnd, "a period of whole months, weeks or years, or a column mapped to interval")
    }
    return interval
  }

  private static func between(_ start: Moment, _ end: Moment) -> BillingInterval? {
    let first = start.utcDay
    let days = Int(end.utcDay.number) - Int(first.number)
    guard days > 0, days < 4000 else { return nil }
    for months in 1...120 where first.adding(months: months) == end.utcDay {
      return months % 12 == 0
        ? BillingInterval(.year, count: Int32(months / 12))
        : BillingInterval(.month, count: Int32(months))
    }
    return days % 7 == 0 ? BillingInterval(.week, count: Int32(days / 7)) : nil
  }
}

extension Moment {
  /// The civil day, by UTC for an instant.
  var utcDay: Day {
    switch self {
    case .day(let day): day
    case .instant(let instant): instant.utcDay
    }
  }
}
