extension Definition {
  /// The lines of the bridge, in the order in which a report shows them.
  static let bridgeLines: [Definition] = [
    Definition(
      id: "mrr.opening",
      name: "MRR at the opening",
      unit: "Amount a month",
      population: "Customers who pay",
      window: "The end of the day before the period",
      edgeRules: """
        In a book of one currency, what is paid in others is nothing. Valued at the rate of the \
        opening's month.
        """,
      formula: "sum of MRR at the opening",
      source: "Where the bridge begins"),
    Definition(
      id: "mrr.new",
      name: "New MRR",
      unit: "Amount a month",
      population: "Customers who pay for the first time",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        New once in a lifetime, unless `reactivation_days` says otherwise. What a new customer \
        adds on a later day is expansion.
        """,
      formula: "sum of movements `new`",
      source: "The field's common line"),
    Definition(
      id: "mrr.expansion",
      name: "Expansion MRR",
      unit: "Amount a month",
      population: """
        Customers who pay more than the day before, and free ones who paid once and pay again
        """,
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Typed by cause: plan, price, quantity, discount, discount_end, cross_sell. Gains and \
        losses of one customer on one day are netted first.
        """,
      formula: "sum of movements `expansion`",
      source: "The field's common line; causes as ChartMogul and dbt packages type them"),
    Definition(
      id: "mrr.contraction",
      name: "Contraction MRR",
      unit: "Amount a month, negative",
      population: "Customers who pay less than the day before but are still served",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Typed by cause as expansion is. Going down to nothing with service going on is \
        contraction, not churn, unless the setting `free` says otherwise.
        """,
      formula: "sum of movements `contraction`",
      source: "The field's common line"),
    Definition(
      id: "mrr.churn",
      name: "Churned MRR",
      unit: "Amount a month, negative",
      population: "Customers who pay and then have no service",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Voluntary or involuntary. Dated on the first day without service; after a failed payment \
        on the day grace ran out. Who goes on hold first and then leaves shows as pause.
        """,
      formula: "sum of movements `churn.voluntary` and `churn.involuntary`",
      source: "The field's common line"),
    Definition(
      id: "mrr.reactivation",
      name: "Reactivation MRR",
      unit: "Amount a month",
      population: "Customers who paid once, had no service and pay again",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Any gap counts unless `reactivation_days` says otherwise.",
      formula: "sum of movements `reactivation`",
      source: "The field's common line"),
    Definition(
      id: "mrr.resume",
      name: "Resumed MRR",
      unit: "Amount a month",
      population: "Customers who were on hold and pay again",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Also the day's movement of a customer who pays throughout, where its largest part is a \
        subscription that comes off hold.
        """,
      formula: "sum of movements `resume`",
      source: "Tenure's own: a pause is no departure"),
    Definition(
      id: "mrr.pause",
      name: "Paused MRR",
      unit: "Amount a month, negative",
      population: "Customers who pay and then are on hold",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Also the day's movement of a customer who pays throughout, where its largest part is a \
        subscription that goes on hold.
        """,
      formula: "sum of movements `pause`",
      source: "Tenure's own: a pause is no departure"),
    Definition(
      id: "mrr.fx",
      name: "Exchange rates",
      unit: "Amount a month",
      population: "Customers with MRR in another currency than the book's",
      window: "The first day of each month",
      edgeRules: "Zero in a book of one currency. It moves no rate of retention.",
      formula: """
        sum of what amounts of the day before are worth at the day's rate less what they were \
        worth
        """,
      source: "ChartMogul shows it apart too"),
    Definition(
      id: "mrr.moved_in",
      name: "Moved in",
      unit: "Amount a month",
      population: "Slices that gain what another slice loses",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Zero in the total. Not expansion.",
      formula: "sum of what came from other slices",
      source: "ChartMogul's MRR that entered a segment"),
    Definition(
      id: "mrr.moved_out",
      name: "Moved out",
      unit: "Amount a month, negative",
      population: "Slices that lose what another slice gains",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Zero in the total. Not contraction, not churn.",
      formula: "sum of what went to other slices",
      source: "ChartMogul's MRR that left a segment"),
    Definition(
      id: "mrr.correction",
      name: "Correction",
      unit: "Amount a month",
      population: "Customers whose opening is known otherwise than it was",
      window: "The opening, as known now against as known at the end of a day",
      edgeRules: "Zero unless a day of publication is named.",
      formula: "opening as known now − opening as published",
      source: "Tenure's own: what a board was told must reconcile"),
    Definition(
      id: "mrr",
      name: "MRR",
      unit: "Amount a month",
      population: "Customers who pay",
      window: "The end of the period's last day, or of the last day that is known",
      edgeRules: """
        In a book of one currency, what is paid in others is nothing. Valued at the rate of the \
        closing's month.
        """,
      formula: "sum of MRR at the closing",
      source: "Where the bridge ends"),
  ]
}
