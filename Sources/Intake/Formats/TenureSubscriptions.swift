extension Format {
  /// Tenure's own file of subscriptions: one row a subscription, or one row a state of it.
  ///
  /// `mrr` is the whole subscription's amount per month, `amount` the price of one unit for one
  /// interval.
  static let tenureSubscriptions = Format(
    format: .tenureSubscriptions, source: "tenure", subject: .subscriptions,
    columns: [
      Column(.customer, "customer_id", required: true),
      Column(.subscription, "subscription_id", required: true),
      Column(.start, "start_date", required: true),
      Column(.amount, "amount", "unit_amount"),
      Column(.monthlyAmount, "mrr"),
      Column(.currency, "currency", required: true),
      Column(.plan, "plan"),
      Column(.quantity, "quantity"),
      Column(.interval, "interval"),
      Column(.intervalCount, "interval_count"),
      Column(.status, "status"),
      Column(.trialEnd, "trial_end"),
      Column(.endedAt, "ended_at", "ended", "end_date"),
      Column(.endedOn, "ended_on"),
      Column(.cancelAt, "cancel_at"),
      Column(.discountAmount, "discount_amount"),
      Column(.discountPercent, "discount_percent"),
      Column(.discountEndsAt, "discount_ends_at"),
      Column(.taxPercent, "tax_percent"),
      Column(.taxIncludedPercent, "tax_included_percent"),
      Column(.canceledAt, "canceled_at"),
      Column(.endCause, "end_cause"),
      Column(.stateID, "state_id"),
      Column(.retracted, "retracted"),
      Column(.customerName, "customer_name"),
      Column(.customerEmail, "customer_email"),
    ],
    prices: [.amount, .monthlyAmount], refusesSynonyms: true)
}
