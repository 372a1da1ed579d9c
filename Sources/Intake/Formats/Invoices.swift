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
