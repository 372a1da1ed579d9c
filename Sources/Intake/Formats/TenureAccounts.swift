extension Format {
  /// Tenure's own file of customers: one row a customer, every further column an attribute.
  static let tenureAccounts = Format(
    format: .tenureAccounts, source: "tenure", subject: .accounts,
    columns: [
      Column(.customer, "customer_id", required: true),
      Column(.name, "name"),
      Column(.email, "email"),
      Column(.createdAt, "created_at"),
      Column(.changedAt, "changed_at"),
      Column(.stateID, "state_id"),
      Column(.retracted, "retracted"),
    ],
    // Without this, a file of subscriptions that lacks a column would pass for one of customers.
    foreign: [
      "subscription_id", "start_date", "amount", "unit_amount", "mrr", "trial_end", "ended_at",
      "ended_on", "cancel_at", "ticket_id", "invoice_id", "charge_id",
      "departed_on", "happened_at", "anonymous_id", "event", "event_type",
    ], extraColumns: .attributes, refusesSynonyms: true)
}
