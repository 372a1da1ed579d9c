extension Format {
  /// The customers file that ChartMogul imports and exports.
  ///
  /// Source: help.chartmogul.com, article 360013881659.
  static let chartmogulCustomers = Format(
    format: .chartmogulCustomers, source: "chartmogul", subject: .accounts,
    columns: [
      Column(.customer, "external id", required: true),
      Column(.contactName, "name", required: true, filled: false),
      Column(.name, "company"),
      Column(.email, "email", required: true, filled: false),
      Column(.createdAt, "lead created at"),
    ],
    extraColumns: .metadata(and: ["country", "state", "city"]))

  /// The subscriptions export of Recurly.
  ///
  /// It has no interval; without a column for it, the length of the current period tells.
  static let recurlySubscriptions = Format(
    format: .recurlySubscriptions, source: "recurly", subject: .subscriptions,
    columns: [
      Column(.subscription, "uuid", required: true),
      Column(.customer, "account_code", "account", required: true),
      Column(.customerEmail, "email"),
      Column(.plan, "plan_name", "plan name", "plan_code"),
      Column(.status, "state", required: true),
      Column(.minorAmount, "unit_amount_in_cents"),
      Column(.amount, "unit_amount"),
      Column(.currency, "currency", required: true),
      Column(.quantity, "quantity"),
      Column(.interval, "interval", "plan_interval_unit"),
      Column(.intervalCount, "interval_count", "plan_interval_length"),
      Column(.start, "activated_at", required: true),
      Column(.canceledAt, "canceled_at"),
      Column(.endedAt, "expires_at"),
      Column(.periodStart, "current_period_started_at"),
      Column(.periodEnd, "current_period_ends_at"),
      Column(.trialEnd, "trial_ends_at"),
    ],
    prices: [.minorAmount, .amount], statuses: .recurly)

  /// The subscriptions export of Chargebee.
  static let chargebeeSubscriptions = Format(
    format: .chargebeeSubscriptions, source: "chargebee", subject: .subscriptions,
    columns: [
      Column(.subscription, "subscriptions.id", "subscription id", required: true),
      Column(.customer, "customers.id", "subscriptions.customer_id", "customer id", required: true),
      Column(.customerEmail, "customers.email"),
      Column(.plan, "subscriptions.plan_id", "current plan"),
      Column(.quantity, "subscriptions.plan_quantity", "plan quantity"),
      Column(.amount, "subscriptions.plan_unit_price", "plan unit price", required: true),
      Column(.currency, "subscriptions.currency_code", "currency", required: true),
      Column(.interval, "subscriptions.billing_period_unit", "subscription billing period"),
      Column(.intervalCount, "subscriptions.billing_period"),
      Column(.status, "subscriptions.status", "status", required: true),
      Column(
        .start, "subscriptions.started_at", "subscriptions.start_date", "started on",
        required: true),
      Column(
        .periodStart, "subscriptions.current_term_start", "current billing term start date"),
      Column(.periodEnd, "subscriptions.current_term_end"),
      Column(.trialEnd, "subscriptions.trial_end", "trial end"),
      Column(.endedAt, "subscriptions.cancelled_at", "canceled on"),
    ],
    statuses: .chargebee)
}
