extension Definition {
  /// Amounts, ratios of amounts, and trials.
  static let amounts: [Definition] = [
    Definition(
      id: "arr",
      name: "ARR",
      unit: "Amount a year",
      population: "Customers who pay",
      window: "The end of the period's last day, or of the last day that is known",
      edgeRules: "From each price by itself, not from a rounded month.",
      formula: "sum of yearly amounts at the closing",
      source: "The field's common figure, computed exactly"),
    Definition(
      id: "cmrr",
      name: "Committed MRR",
      unit: "Amount a month",
      population: "Customers who pay or are signed to pay",
      window: "What is known at the horizon of the days after it",
      edgeRules: """
        Known only where the closing is the last day that is known; ask as of a day for an \
        earlier one. Changes that are agreed count: starts, ends, prices, discounts that end. \
        Trials that may convert and graces that may run out do not.
        """,
      formula: "sum of MRR once all that is agreed has happened",
      source: "Contracted MRR, as finance teams use it"),
    Definition(
      id: "quantity_churn",
      name: "Quantity churn",
      unit: "Share of the opening quantity, shown in percent",
      population: "Opening customers",
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Undefined where the opening quantity is zero. Quantities of subscriptions that pay; what \
        a customer gained is no gain here.
        """,
      formula: """
        sum over opening customers of opening less closing quantity, where that is positive / \
        opening quantity
        """,
      source: "Seats instead of money"),
    Definition(
      id: "arpa",
      name: "Average revenue per account",
      unit: "Amount a month",
      population: "Customers who pay at the closing",
      window: "The closing",
      edgeRules: "Undefined where nobody pays. Free and paused customers are not among them.",
      formula: "MRR / customers with MRR",
      source: "The field's common figure"),
    Definition(
      id: "asp",
      name: "Average sale price",
      unit: "Amount a month",
      population: "Customers with a movement new",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Undefined where nobody is new.",
      formula: "new MRR / number of new customers",
      source: "ChartMogul"),
    Definition(
      id: "quick_ratio",
      name: "Quick ratio",
      unit: "Gains per unit lost",
      population: "All customers with a movement",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Undefined where nothing was lost: no losses is not zero.",
      formula: "(new + expansion) / (contraction + churn)",
      source: "Baremetrics, ChartMogul"),
    Definition(
      id: "quick_ratio.reactivation",
      name: "Quick ratio with reactivation",
      unit: "Gains per unit lost",
      population: "All customers with a movement",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Undefined where nothing was lost.",
      formula: "(new + expansion + reactivation) / (contraction + churn)",
      source: "Tidemill"),
    Definition(
      id: "trial_conversion.14",
      name: "Trials converted within 14 days",
      unit: "Share of the customers who tried, shown in percent",
      population: "Customers whose first trial began in the period and who had not paid before it",
      window: "14 days from the first day of the trial",
      edgeRules: """
        Undefined where nobody is old enough: a trial that began less than 14 days before the \
        horizon is not counted on either side. A customer counts once however many trials they \
        had.
        """,
      formula: "number of them who paid by 14 days after the trial began / number of them",
      source: "Cohorts of trials, as ChartMogul counts"),
    Definition(
      id: "trial_conversion.30",
      name: "Trials converted within 30 days",
      unit: "Share of the customers who tried, shown in percent",
      population: "Customers whose first trial began in the period and who had not paid before it",
      window: "30 days from the first day of the trial",
      edgeRules: """
        Undefined where nobody is old enough: a trial that began less than 30 days before the \
        horizon is not counted on either side. A customer counts once however many trials they \
        had.
        """,
      formula: "number of them who paid by 30 days after the trial began / number of them",
      source: "Cohorts of trials, as ChartMogul counts"),
    Definition(
      id: "trial_conversion.90",
      name: "Trials converted within 90 days",
      unit: "Share of the customers who tried, shown in percent",
      population: "Customers whose first trial began in the period and who had not paid before it",
      window: "90 days from the first day of the trial",
      edgeRules: """
        Undefined where nobody is old enough: a trial that began less than 90 days before the \
        horizon is not counted on either side. A customer counts once however many trials they \
        had.
        """,
      formula: "number of them who paid by 90 days after the trial began / number of them",
      source: "Cohorts of trials, as ChartMogul counts"),
  ]
}
