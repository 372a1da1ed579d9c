import Facts

extension Panel {
  /// Currencies whose rates cohorts in a book lack, with the first month that each is needed for.
  ///
  /// Amounts of all days are valued at the rate of their customer's month of entry, which may come
  /// before the first amount in a currency.
  public func missingRates(
    _ question: CohortQuestion
  ) -> [(currency: Currency, month: Month)] {
    guard case .converted(let base, let rates)? = question.measure.book,
      let plan = CohortPlan(self, question)
    else { return [] }
    var missing: [Currency: Month] = [:]
    plan.forEachCustomer(of: chunks.indices) { account, walk in
      let month = Day(number: walk.customer.entryDay).month
      for step in items(of: account).joined()
      where step.currency != base.packed && step.monthlyMicros > 0 && step.day <= plan.horizon {
        guard let currency = Currency(packed: step.currency) else { continue }
        for needed in [currency, base] where rates.quote(needed, in: month) == nil {
          missing[needed] = min(missing[needed] ?? month, month)
        }
      }
    }
    return missing.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
