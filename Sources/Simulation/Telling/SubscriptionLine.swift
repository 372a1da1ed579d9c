/// A row of `subscriptions.csv`.
enum SubscriptionLine {
  static let header = [
    "customer_id", "subscription_id", "state_id", "status", "start_date", "plan", "quantity",
    "amount", "currency", "interval", "trial_end", "cancel_at", "discount_percent",
    "discount_ends_at", "end_cause", "retracted",
  ]

  /// The line, with another value in one column where something was garbled.
  static func bytes(
    _ row: StateRow, of customer: Customer, isRetracted: Bool,
    garbled: Fault.Garbled? = nil
  ) -> [UInt8] {
    var line = CSVLine()
    func cell(_ column: String, _ right: (inout CSVLine) -> Void) {
      if let garbled, garbled.column == column { line.cell(garbled.value) } else { right(&line) }
    }
    line.cell(customer.id)
    line.cell(StateRow.subscriptionID(of: customer.number, row.subscription))
    line.cell(row.stateID)
    line.cell(row.status.rawValue)
    cell("start_date") { $0.cell(row.start) }
    line.cell(row.terms.plan.name)
    cell("quantity") { $0.cell(row.terms.seats) }
    cell("amount") { $0.cell(hundredths: row.terms.unitPrice) }
    cell("currency") { $0.cell(customer.currency.rawValue) }
    cell("interval") { $0.cell(row.terms.isAnnual ? "year" : "month") }
    line.cell(row.trialEnd)
    line.cell(row.cancelAt)
    let discount = row.terms.discount(on: row.start)
    if let discount { line.cell(discount.percent) } else { line.cell("") }
    line.cell(discount?.ends)
    line.cell(row.cause?.rawValue ?? "")
    line.cell(isRetracted ? "yes" : "")
    line.end()
    return line.bytes
  }
}
