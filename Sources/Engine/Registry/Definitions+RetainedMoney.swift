extension Definition {
  /// Shares of the opening MRR.
  static let retainedMoney: [Definition] = [
    Definition(
      id: "grr",
      name: "Gross revenue retention",
      unit: "Share of the opening MRR, shown in percent",
      population: "Opening customers",
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Undefined where the opening MRR is zero. Each customer counts at most what they paid at \
        the opening: never above 100 %, never above net.
        """,
      formula: """
        sum over opening customers of the smaller of opening and closing MRR / opening MRR
        """,
      source: "Customer by customer, as dbt packages do with least()"),
    Definition(
      id: "nrr",
      name: "Net revenue retention",
      unit: "Share of the opening MRR, shown in percent",
      population: "Opening customers",
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Undefined where the opening MRR is zero. New and returned customers never count.
        """,
      formula: "closing MRR of opening customers / opening MRR",
      source: "Customer by customer, point to point"),
    Definition(
      id: "grr.without_price",
      name: "Gross revenue retention without price rises",
      unit: "Share of the opening MRR, shown in percent",
      population: "Opening customers",
      window: "Opening against closing; price rises of every day of the period",
      edgeRules: """
        As grr, after taking from each closing MRR what price rises added in the period, at \
        least to zero.
        """,
      formula: """
        sum over opening customers of the smaller of opening MRR and closing MRR without price \
        rises / opening MRR
        """,
      source: "Answer to yearly escalators"),
    Definition(
      id: "nrr.without_price",
      name: "Net revenue retention without price rises",
      unit: "Share of the opening MRR, shown in percent",
      population: "Opening customers",
      window: "Opening against closing; price rises of every day of the period",
      edgeRules: """
        Only gains with the cause price are taken off, customer by customer, at least to zero; \
        price cuts stay.
        """,
      formula: "closing MRR of opening customers without price rises / opening MRR",
      source: "Answer to yearly escalators"),
    Definition(
      id: "nrr.with_reactivation",
      name: "Net revenue retention with those who came back",
      unit: "Share of the opening MRR, shown in percent",
      population: """
        Opening customers; above the line also those who paid before the opening and not at it
        """,
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Undefined where the opening MRR is zero. Who pays in another currency at the opening has \
        not come back.
        """,
      formula: """
        (closing MRR of opening customers + closing MRR of who had paid before and not at the \
        opening) / opening MRR
        """,
      source: "Tidemill's and ChartMogul's reading"),
    Definition(
      id: "grr.movements",
      name: "Gross revenue retention from movements",
      unit: "Share of the opening MRR, shown in percent",
      population: "All customers with a contraction or churn",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Undefined where the opening MRR is zero. Losses of customers who came in the period \
        count against it; it can fall below zero.
        """,
      formula: "(opening MRR + contraction + churn) / opening MRR",
      source: "A common shortcut"),
    Definition(
      id: "nrr.movements",
      name: "Net revenue retention from movements",
      unit: "Share of the opening MRR, shown in percent",
      population: "All customers with a movement other than new",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Undefined where the opening MRR is zero. What new customers add later counts for it.
        """,
      formula: "(opening MRR + expansion + reactivation + contraction + churn) / opening MRR",
      source: "A common shortcut"),
    Definition(
      id: "grr.trailing12",
      name: "Gross revenue retention over twelve months",
      unit: "Share of the MRR twelve months ago, shown in percent",
      population: "Customers who paid twelve months before the closing",
      window: "Twelve months up to the closing, point to point",
      edgeRules: "If the closing is a month's last day, so is the day it is compared with.",
      formula: "as grr, from twelve months before the closing",
      source: "What boards usually mean"),
    Definition(
      id: "nrr.trailing12",
      name: "Net revenue retention over twelve months",
      unit: "Share of the MRR twelve months ago, shown in percent",
      population: "Customers who paid twelve months before the closing",
      window: "Twelve months up to the closing, point to point",
      edgeRules: "If the closing is a month's last day, so is the day it is compared with.",
      formula: "as nrr, from twelve months before the closing",
      source: "What boards usually mean"),
    Definition(
      id: "grr.compounded12",
      name: "Gross revenue retention, twelve months multiplied",
      unit: "Product of twelve monthly shares, shown in percent",
      population: "Each month's opening customers",
      window: "The twelve calendar months up to the closing",
      edgeRules: """
        Undefined unless the closing is a month's last day, and where one of the twelve is \
        undefined. No numerator and denominator.
        """,
      formula: "product of the monthly grr",
      source: "A common shortcut"),
    Definition(
      id: "nrr.compounded12",
      name: "Net revenue retention, twelve months multiplied",
      unit: "Product of twelve monthly shares, shown in percent",
      population: "Each month's opening customers",
      window: "The twelve calendar months up to the closing",
      edgeRules: """
        Undefined unless the closing is a month's last day, and where one of the twelve is \
        undefined. No numerator and denominator.
        """,
      formula: "product of the monthly nrr",
      source: "A common shortcut"),
    Definition(
      id: "mrr_churn.gross",
      name: "Gross MRR churn",
      unit: "Share of the opening MRR, shown in percent",
      population: "All customers with a contraction or churn",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Undefined where the opening MRR is zero.",
      formula: "(contraction + churn) / opening MRR",
      source: "ChartMogul; Baremetrics over 30 days"),
    Definition(
      id: "mrr_churn.lost",
      name: "MRR churn of those who left",
      unit: "Share of the opening MRR, shown in percent",
      population: "All customers with a churn",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Undefined where the opening MRR is zero.",
      formula: "churn / opening MRR",
      source: "Tidemill"),
    Definition(
      id: "mrr_churn.net",
      name: "Net MRR churn",
      unit: "Share of the opening MRR, shown in percent",
      population: "All customers with a movement other than new",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Undefined where the opening MRR is zero. Below zero where more is won back than lost.
        """,
      formula: "(contraction + churn − expansion − reactivation) / opening MRR",
      source: "ChartMogul"),
    Definition(
      id: "mrr_churn.net_expansion",
      name: "Net MRR churn without reactivation",
      unit: "Share of the opening MRR, shown in percent",
      population: "All customers with an expansion, contraction or churn",
      window: "Every day of the period, from its first to its last",
      edgeRules: "Undefined where the opening MRR is zero.",
      formula: "(contraction + churn − expansion) / opening MRR",
      source: "Baremetrics, over the period instead of 30 days"),
  ]
}
