import Facts

/// A charge, reduced to what steps are made of.
struct ChargeRow {
  let kind: Charge.Kind
  let charge: Identifier
  /// The charge that it pays back.
  let refunds: Identifier?
  /// The checksum of the subscription's id; nil for none.
  let subscription: Int64?
  let currency: Currency
  /// With tax where that counts; below zero for a credit.
  let micros: Int64
  let plan: Int32
  let quantity: Int64
  let interval: BillingInterval?
  let billedDay: Int32
  /// The days of service, the end being the first without; nil where they are none.
  let period: Range<Int32>?
  /// The month that it belongs to: in which its period starts, or else in which it was billed.
  let month: Month
  /// When the period starts, exactly: of two the later decides.
  let periodStart: Int64
  let order: Order

  /// Takes what is billed as charges of an account are kept: by the rules' zone and tax.
  init(_ charge: Charge, plan: Int32, order: Order, billed: Moment, _ rules: PanelRules) {
    func day(_ moment: Moment) -> Int32 { moment.day(in: rules.zone).number }
    kind = charge.kind
    self.charge = charge.charge
    refunds = charge.refunds
    subscription = charge.subscription.map { id in
      var sum = Checksum()
      sum.add(id.text)
      return sum.value
    }
    currency = charge.amount.currency
    let tax = rules.amounts.includesTax ? charge.taxMicros ?? 0 : 0
    micros = Int64(clamping: Int128(charge.amount.micros) + Int128(tax))
    self.plan = plan
    quantity = charge.quantity
    interval = charge.interval
    billedDay = day(billed)
    let start = charge.periodStart
    // Two moments of one day make no period in a zone in which it is one day.
    period = start.flatMap { start in
      charge.periodEnd.flatMap { end in
        day(start) < day(end) ? day(start)..<day(end) : nil
      }
    }
    month = Day(number: day(start ?? billed)).month
    periodStart = (start ?? billed).start(in: rules.zone).microseconds
    self.order = order
  }
}
