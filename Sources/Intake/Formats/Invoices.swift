import Facts

extension Format {
  /// Tenure's own file of invoices: one row an invoice, its present state.
  static let tenureInvoices = Format(
    format: .tenureInvoices, source: "tenure", subject: .invoices,
    columns: [
      Column(.invoice, "invoice_id", required: true),
      Column(.customer, "customer_id", required: true),
      Column(.issuedOn, "issued_on", required: true),
      Column(.dueOn, "due_on"),
      Column(.paidOn, "paid_on"),
      Column(.amount, "amount"),
      Column(.currency, "currency"),
      Column(.status, "status", required: true),
      Column(.retracted, "retracted"),
    ], refusesSynonyms: true)

  /// Tenure's own file of the lines of bills.
  static let tenureCharges = Format(
    format: .tenureCharges, source: "tenure", subject: .charges,
    columns: [
      Column(.charge, "charge_id", required: true),
      Column(.customer, "customer_id", required: true),
      Column(.billedOn, "billed_on", required: true),
      Column(.chargeType, "type"),
      Column(.amount, "amount", required: true),
      Column(.taxAmount, "tax_amount"),
      Column(.currency, "currency", required: true),
      Column(.periodStart, "period_start"),
      Column(.periodEnd, "period_end"),
      Column(.interval, "interval"),
      Column(.intervalCount, "interval_count"),
      Column(.subscription, "subscription_id"),
      Column(.plan, "plan"),
      Column(.quantity, "quantity"),
      Column(.refunds, "refunds"),
      Column(.retracted, "retracted"),
    ], refusesSynonyms: true)

  /// The invoices export of Stripe's dashboard.
  static let stripeInvoices = Format(
    format: .stripeInvoices, source: "stripe", subject: .invoices,
    columns: [
      Column(.invoice, "id", required: true),
      Column(.customer, "customer", "customer id", required: true),
      Column(
        .issuedOn, "date (utc)", "finalized at (utc)", "created (utc)", required: true),
      Column(.dueOn, "due date (utc)"),
      Column(.paidOn, "paid at (utc)"),
      Column(.amount, "amount due", required: true, filled: false),
      Column(.currency, "currency", required: true, filled: false),
      Column(.status, "status", required: true),
    ], timesAreUTC: true)
}

/// The words by which senders tell an invoice's status.
enum InvoiceWords {
  /// Nil for a word that no sender has.
  static func status(_ text: UnsafeRawBufferPointer) -> Invoice.Status? {
    // Stripe's draft is not issued yet: it holds as little as one that was taken back.
    if text.matches("draft") { return .void }
    return Invoice.Status.allCases.first { text.matches($0.rawValue) }
  }

  static let expected = "open, paid, uncollectible, void or draft"
}
