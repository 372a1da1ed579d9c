import Facts

/// A subscription's state as the typed columns of `subscription_facts`.
enum SubscriptionColumns {
  static let names = """
    status, plan, quantity, unit_micros, currency, interval_unit, interval_count, \
    discount_micros, discount_percent, trial_end, ends_at, discount_ends_at, end_cause, \
    canceled_at, tax_added, tax_included
    """

  /// How many they are.
  static let count: Int32 = 16

  /// Binds them from a position on; NULL for all of them where an assertion is taken back.
  static func bind(_ state: SubscriptionState?, to statement: Prepared, from first: Int32) {
    statement.bindRepeated(first, state?.status.name)
    statement.bindRepeated(first + 1, state?.plan)
    statement.bind(first + 2, state?.quantity)
    statement.bind(first + 3, state?.unitAmount.micros)
    statement.bindRepeated(first + 4, state?.unitAmount.currency.code)
    statement.bindRepeated(first + 5, state?.interval.unit.name)
    statement.bind(first + 6, (state?.interval.count).map(Int64.init))
    statement.bind(first + 7, state?.discountMicros)
    statement.bind(first + 8, (state?.discountPercent10000).map(Int64.init))
    statement.bindRepeated(first + 9, state?.trialEnd?.description)
    statement.bindRepeated(first + 10, state?.endsAt?.description)
    statement.bindRepeated(first + 11, state?.discountEndsAt?.description)
    statement.bindRepeated(first + 12, state?.endCause?.name)
    statement.bindRepeated(first + 13, state?.canceledAt?.description)
    statement.bind(first + 14, (state?.tax?.added).map(Int64.init))
    statement.bind(first + 15, (state?.tax?.included).map(Int64.init))
  }

  /// Reads them from a position on.
  ///
  /// - Returns: `.some(nil)` for an assertion taken back; nil where the values are none that were
  ///   written here.
  static func read(
    _ statement: Prepared, from first: Int32, subscription: Identifier
  ) -> SubscriptionState?? {
    guard !statement.isNull(first) else { return .some(nil) }
    guard let status = statement.text(first).flatMap(SubscriptionState.Status.init(name:)),
      let currency = statement.text(first + 4).flatMap(Currency.init),
      let unit = statement.text(first + 5).flatMap(BillingInterval.Unit.init(name:)),
      let count = Int32(exactly: statement.integer(first + 6)), count >= 1,
      let trialEnd = moment(statement, first + 9), let endsAt = moment(statement, first + 10),
      let discountEndsAt = moment(statement, first + 11), let cause = cause(statement, first + 12),
      let canceledAt = moment(statement, first + 13)
    else { return nil }
    return SubscriptionState(
      subscription: subscription, status: status, plan: statement.text(first + 1),
      quantity: statement.integer(first + 2),
      unitAmount: Money(micros: statement.integer(first + 3), currency),
      interval: BillingInterval(unit, count: count),
      discountMicros: statement.optionalInteger(first + 7),
      discountPercent10000: statement.optionalInteger(first + 8).map { Int32(clamping: $0) },
      discountEndsAt: discountEndsAt, tax: tax(statement, first + 14), trialEnd: trialEnd,
      endsAt: endsAt, canceledAt: canceledAt, endCause: cause)
  }

  private static func tax(_ statement: Prepared, _ index: Int32) -> SubscriptionState.Tax? {
    if let added = statement.optionalInteger(index) {
      return .added(percent10000: Int32(clamping: added))
    }
    return statement.optionalInteger(index + 1).map {
      .included(percent10000: Int32(clamping: $0))
    }
  }

  private static func cause(
    _ statement: Prepared, _ index: Int32
  ) -> SubscriptionState.EndCause?? {
    guard !statement.isNull(index) else { return .some(nil) }
    return statement.text(index).flatMap(SubscriptionState.EndCause.init(name:)).map { .some($0) }
  }

  private static func moment(_ statement: Prepared, _ index: Int32) -> Moment?? {
    guard !statement.isNull(index) else { return .some(nil) }
    guard let moment = statement.text(index).flatMap(Moment.init) else { return nil }
    return .some(moment)
  }
}
