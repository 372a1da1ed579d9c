/// Rows of `invoices.csv`: what was charged, when it was due and when it was paid.
enum InvoiceLines {
  static let header = [
    "invoice_id", "customer_id", "subscription_id", "issued_on", "due_on", "paid_on", "amount",
    "currency", "status",
  ]

  /// How long before a departure that announces itself so bills are paid late.
  private static let lateDays = 100

  /// One line a bill.
  static func write(
    _ life: Life, _ signals: Signals, of customer: Customer, in company: Company,
    to line: inout CSVLine
  ) {
    var chance = Chance(seed: company.seed, account: customer.number, subject: .invoices)
    for (place, bill) in life.bills.enumerated() {
      let due = bill.issued + bill.termDays
      let soon = bill.issued + chance.small(0...12)
      let late = due + chance.whole(4...38)
      let isAnnounced = signals.announces(bill.issued, withinDays: lateDays) { $0.paysLate }
      let isLate = chance.happens(Effects.latePaymentOtherwise) || isAnnounced
      let paid = bill.isLost ? nil : bill.recovered ?? (isLate ? late : soon)
      let isPaid = paid.map { $0 <= company.today } ?? false
      line.cell("inv_\(Customer.digits(customer.number))_\(place + 1)")
      line.cell(customer.id)
      line.cell(StateRow.subscriptionID(of: customer.number, bill.subscription))
      line.cell(bill.issued)
      line.cell(due)
      line.cell(isPaid ? paid : nil)
      line.cell(hundredths: bill.amount)
      line.cell(customer.currency.rawValue)
      let isGivenUp = bill.isLost && bill.issued + 28 <= company.today
      line.cell(isPaid ? "paid" : isGivenUp ? "uncollectible" : "open")
      line.end()
    }
  }
}
