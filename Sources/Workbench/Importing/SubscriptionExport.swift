import Facts
import Storage

/// What one source says of subscriptions, as a file that can be imported again.
///
/// Read again from the same source it changes nothing: each row says what is in force of one
/// assertion, and all of it.
package struct SubscriptionExport {
  private static let columns = [
    "customer_id", "subscription_id", "state_id", "start_date", "status", "plan", "quantity",
    "amount", "currency", "interval", "interval_count", "trial_end", "ended_at",
    "discount_percent", "discount_amount", "discount_ends_at", "tax_percent",
    "tax_included_percent", "canceled_at", "end_cause",
  ]

  /// The file of a source's subscriptions in force.
  package static func csv(of source: Identifier, in ledger: Ledger) throws -> String {
    var csv = CSVText()
    csv.row(columns)
    try ledger.read { view in
      try view.forEachSubscriptionInForce(of: source) { account, assertion, at, state in
        csv.cell(account.text)
        csv.cell(state.subscription.text)
        // A row without a state of its own is called so by the importer.
        csv.cell(equalBytes(assertion.text, "row") ? nil : assertion.text)
        csv.cell(at.description)
        write(state, to: &csv)
        csv.endRow()
      }
    }
    return csv.text
  }

  private static func write(_ state: SubscriptionState, to csv: inout CSVText) {
    csv.cell(state.status.name)
    csv.cell(state.plan)
    csv.cell(decimalText(micros: Int128(state.quantity) * 1_000_000))
    csv.cell(decimalText(micros: Int128(state.unitAmount.micros)))
    csv.cell(state.unitAmount.currency.code)
    csv.cell(state.interval.unit.name)
    csv.cell(Int(state.interval.count))
    csv.cell(state.trialEnd?.description)
    csv.cell(state.endsAt?.description)
    csv.cell(state.discountPercent10000.map { decimalText(micros: Int128($0) * 100) })
    csv.cell(state.discountMicros.map { decimalText(micros: Int128($0)) })
    csv.cell(state.discountEndsAt?.description)
    csv.cell((state.tax?.added).map { decimalText(micros: Int128($0) * 100) })
    csv.cell((state.tax?.included).map { decimalText(micros: Int128($0) * 100) })
    csv.cell(state.canceledAt?.description)
    csv.cell(state.endCause?.name)
  }
}
