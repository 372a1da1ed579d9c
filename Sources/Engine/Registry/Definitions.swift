extension Definition {
  /// Every definition, in the order in which a report shows them.
  ///
  /// The texts are those of `docs/metrics.md`; a test holds both equal.
  public static let all: [Definition] =
    retention + counts + bridgeLines + retainedMoney + amounts

  private static let retention: [Definition] = [
    Definition(
      id: "crr",
      name: "Customer retention rate",
      unit: "Share of the opening customers, shown in percent",
      population: """
        Everyone who pays at the opening or at the closing, and everyone new in the \
        period
        """,
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Undefined when nobody pays at the opening. Customers who came back lift it, even over \
        100 %; new customers who already left push it down, even below 0 %.
        """,
      formula: "(closing − new) / opening",
      source: "The textbook rate (E − N) / S"),
    Definition(
      id: "tracked",
      name: "Tracked retention",
      unit: "Share of the opening customers, shown in percent",
      population: "Customers who pay at the opening",
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Undefined when nobody pays at the opening. Who left and came back by the \
        closing is retained; who is paused or free at the closing is not. New \
        customers never count.
        """,
      formula: "opening customers paying at the closing / opening",
      source: "Follow-up of a fixed group, point to point"),
    Definition(
      id: "survived",
      name: "Retention without a gap",
      unit: "Share of the opening customers, shown in percent",
      population: "Customers who pay at the opening",
      window: "The opening and the end of every day of the period",
      edgeRules: """
        Undefined when nobody pays at the opening. A single day of not paying, be it \
        left, paused or free, is a gap. Never above tracked retention.
        """,
      formula: "opening customers paying every day / opening",
      source: "Follow-up of a fixed group, day by day"),
    Definition(
      id: "churn.a",
      name: "Churn rate, opening customers gone at the closing",
      unit: "Share of the opening customers, shown in percent",
      population: "Customers who pay at the opening",
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Undefined when nobody pays at the opening. Who left and came back by the \
        closing is not counted; nor is who is paused or free then. New customers who \
        leave never count.
        """,
      formula: "opening customers gone at the closing / opening",
      source: "Rule a: ChartMogul's standard churn rate"),
    Definition(
      id: "churn.a_prime",
      name: "Churn rate, opening customers who left at all",
      unit: "Share of the opening customers, shown in percent",
      population: "Customers who pay at the opening",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Undefined when nobody pays at the opening. Who left counts even if back by \
        the closing, and once however often they left. New customers who leave never \
        count.
        """,
      formula: "opening customers who left / opening",
      source: "Rule a′: as rule a, without netting those who came back"),
    Definition(
      id: "churn.b",
      name: "Churn rate, everyone who left against the opening",
      unit: "Share of the opening customers, shown in percent",
      population: """
        Customers who pay at the opening; above the line also everyone who left
        """,
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Undefined when nobody pays at the opening. New and returned customers who \
        leave count above the line though they are not below it, so it can pass 100 \
        %.
        """,
      formula: "customers who left / opening",
      source: """
        Rule b: Baremetrics' churn rate, over the period instead of the last 30 days
        """),
    Definition(
      id: "churn.c",
      name: "Churn rate, times left against opening and new",
      unit: "Departures per customer, shown in percent",
      population: """
        Customers who pay at the opening and customers who are new in the period
        """,
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Undefined when nobody pays at the opening and nobody is new. A customer who \
        leaves twice counts twice above the line, and may count above it without \
        counting below.
        """,
      formula: "churn events / (opening + new)",
      source: """
        Rule c: Stripe Billing's churn rate, over the period instead of the last 30 \
        days
        """),
    Definition(
      id: "churn.d",
      name: "Churn rate against the mean of opening and closing",
      unit: "Share of the mean number of customers, shown in percent",
      population: "Customers who pay at the opening and customers who pay at the closing",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Undefined when nobody pays at the opening nor at the closing. Each leaver \
        counts once, new ones too.
        """,
      formula: "2 × customers who left / (opening + closing)",
      source: "Rule d: the mean-of-both-ends rule of many articles"),
    Definition(
      id: "churn.e",
      name: "Churn rate, the days added up",
      unit: "Sum of daily shares, shown in percent",
      population: "On each day, customers who paid at the end of the day before",
      window: "Each day of the period against the day before it",
      edgeRules: """
        Days that begin without a paying customer are left out; undefined when all \
        are. It can pass 100 %. No numerator and denominator: it is no single \
        quotient.
        """,
      formula: "sum over days of (paying the day before and gone / paying the day before)",
      source: "Rule e: ChartMogul's former rate for consumer businesses"),
    Definition(
      id: "churn.f",
      name: "Churn rate without those who came and left in one month",
      unit: "Share of the opening customers, shown in percent",
      population: """
        Customers who pay at the opening; above the line also everyone who left
        """,
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Undefined when nobody pays at the opening. Left out is who first paid in the \
        period and left in that same calendar month, unless they left a second time \
        in the period.
        """,
      formula: "(customers who left − came and left in one month) / opening",
      source: "Rule f: ProfitWell's rule on same-month churn"),
    Definition(
      id: "churn.renewal",
      name: "Churn rate of those up for renewal",
      unit: "Share of the customers up for renewal, shown in percent",
      population: """
        Customers due: those who pay at the opening for a subscription whose term renews on a \
        day of the period
        """,
      window: "Renewal days within the period; gone as seen at the closing",
      edgeRules: """
        Undefined when nobody is due. Renewal days are counted from the day the present billing \
        interval began (or its trial ended), at month ends from the last day there is.
        """,
      formula: "customers due and gone at the closing / customers due",
      source: """
        Answer to a warning of ChartMogul's: monthly and yearly plans do not mix
        """),
  ]

  private static let counts: [Definition] = [
    Definition(
      id: "opening",
      name: "Customers at the opening",
      unit: "Customers",
      population: "Customers who pay",
      window: "The end of the day before the period",
      edgeRules: "Paused, free and trial customers are not among them.",
      formula: "number of customers who pay at the opening",
      source: "S of the textbook rate"),
    Definition(
      id: "new",
      name: "New customers",
      unit: "Customers",
      population: "Customers whose first day ever of paying lies in the period",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        New once in a lifetime: who comes back is not new. A trial is new on the day \
        it first pays. Who is new and leaves in the same period still counts.
        """,
      formula: "number of customers who first paid in the period",
      source: "N of the textbook rate"),
    Definition(
      id: "closing",
      name: "Customers at the closing",
      unit: "Customers",
      population: "Customers who pay",
      window: "The end of the period's last day, or of the last day that is known",
      edgeRules: "Paused, free and trial customers are not among them.",
      formula: "number of customers who pay at the closing",
      source: "E of the textbook rate"),
    Definition(
      id: "reactivated",
      name: "Customers who came back",
      unit: "Customers",
      population: """
        Customers who pay at the closing, did not at the opening and are not new
        """,
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Any gap counts, however long; so does the end of a pause or of a free plan. \
        Who left and came back within the period is not among them.
        """,
      formula: """
        number of customers who pay at the closing, neither at the opening nor new
        """,
      source: "Completes the sum from opening to closing"),
    Definition(
      id: "new_lost",
      name: "New customers who no longer pay",
      unit: "Customers",
      population: "New customers who do not pay at the closing",
      window: "First paid in the period; seen at the closing",
      edgeRules: "Paused and free count as no longer paying.",
      formula: "number of new customers who do not pay at the closing",
      source: "Completes the sum from opening to closing"),
    Definition(
      id: "paused",
      name: "Opening customers on hold",
      unit: "Customers",
      population: "Customers who pay at the opening",
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Neither retained nor gone. A customer with another subscription that pays is \
        not on hold.
        """,
      formula: "number of opening customers who are paused at the closing",
      source: "Tenure's own: a pause is no departure"),
    Definition(
      id: "free",
      name: "Opening customers served for nothing",
      unit: "Customers",
      population: "Customers who pay at the opening",
      window: "Opening against closing; nothing between them is looked at",
      edgeRules: """
        Neither retained nor gone. Free is an active subscription whose monthly \
        amount is zero.
        """,
      formula: "number of opening customers who are free at the closing",
      source: "Tenure's own: a free plan is no departure"),
    Definition(
      id: "churned",
      name: "Customers who left",
      unit: "Customers",
      population: "Customers who had paid before they left",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        Each counts once, back again or not. A trial that came to nothing is not \
        among them.
        """,
      formula: "number of customers with at least one churn event",
      source: "Numerator of rule b"),
    Definition(
      id: "churn_events",
      name: "Times customers left",
      unit: "Departures",
      population: "Customers who had paid before they left",
      window: "Every day of the period, from its first to its last",
      edgeRules: """
        No service at the end of a day after some at the end of the day before. A \
        customer can leave more than once.
        """,
      formula: "number of churn events",
      source: "Numerator of rule c"),
  ]
}
