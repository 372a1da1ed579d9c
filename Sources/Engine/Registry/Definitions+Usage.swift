extension Definition {
  /// The definitions of figures of usage, in the order in which a report shows them.
  ///
  /// The texts are those of `docs/metrics.md`; a test holds both equal.
  public static let usage: [Definition] = [
    Definition(
      id: "usage.active",
      name: "Active units",
      unit: "Units",
      population: """
        Units, accounts or persons, that did any of the kinds of event that count; any event \
        unless kinds are named
        """,
      window: """
        A piece of the period: a day, a week from Monday on, a month, a quarter, a year, or \
        the period itself; up to the horizon
        """,
      edgeRules: """
        A unit is active on a day if it did something then, however often. A piece of the \
        calendar is whole even where the period begins or ends within it. One that is not over \
        is marked. What is no event, such as a ticket, makes nobody active.
        """,
      formula: "number of units active on any day",
      source: "DAU, WAU and MAU of product analytics"),
    Definition(
      id: "usage.new",
      name: "New active units",
      unit: "Units",
      population: "Active units of the piece that were not active on any day before it",
      window: """
        A piece of the period: a day, a week from Monday on, a month, a quarter, a year, or \
        the period itself; up to the horizon
        """,
      edgeRules: """
        New once in a lifetime, by the kinds that count: asked by another kind, a unit may be \
        new later.
        """,
      formula: "number of active units whose first active day lies in it",
      source: "*New* of PostHog's lifecycle"),
    Definition(
      id: "usage.returning",
      name: "Returning units",
      unit: "Units",
      population: "Active units of the piece that were active in the one before it",
      window: """
        A piece of the period: a day, a week from Monday on, a month, a quarter, a year, or \
        the period itself; up to the horizon
        """,
      edgeRules: "Before a week comes a week, before a run of days as many days.",
      formula: "number of units active in it and in the one before it",
      source: "*Returning* of PostHog's lifecycle"),
    Definition(
      id: "usage.resurrected",
      name: "Resurrected units",
      unit: "Units",
      population: """
        Active units of the piece that were active earlier, but not in the one before it
        """,
      window: """
        A piece of the period: a day, a week from Monday on, a month, a quarter, a year, or \
        the period itself; up to the horizon
        """,
      edgeRules: "New, returning and resurrected units add up to the active ones.",
      formula: "active − new − returning",
      source: "*Resurrecting* of PostHog's lifecycle"),
    Definition(
      id: "usage.dormant",
      name: "Units gone dormant",
      unit: "Units",
      population: "Units active in the piece before that were not active in this one",
      window: "A piece and the one before it, up to the horizon",
      edgeRules: """
        While a piece is not over, they have only not been active yet. Who was dormant before \
        is not counted again.
        """,
      formula: "number of units active in the one before it, not in it",
      source: "*Dormant* of PostHog's lifecycle"),
    Definition(
      id: "usage.kept",
      name: "Active units kept",
      unit: "Share of the units active in the piece before, shown in percent",
      population: "Units active in the piece before",
      window: "A piece and the one before it, up to the horizon",
      edgeRules: """
        Undefined where nobody was active in the one before. Too low while a piece is not \
        over.
        """,
      formula: "returning / (returning + dormant)",
      source: "Retention of active users, period by period"),
    Definition(
      id: "usage.trailing",
      name: "Active in the last days",
      unit: "Units",
      population: """
        Units, accounts or persons, that did any of the kinds of event that count; any event \
        unless kinds are named
        """,
      window: "On each day, that day and those before it, 7, 28 or however many are asked for",
      edgeRules: """
        A unit counts once however often it was active. Days after the horizon have no figure.
        """,
      formula: "number of units active on any of the days",
      source: "Rolling WAU and MAU of product analytics"),
    Definition(
      id: "usage.stickiness",
      name: "Stickiness",
      unit: "Mean share of days on which an active unit was active, shown in percent",
      population: """
        Units, accounts or persons, that did any of the kinds of event that count; any event \
        unless kinds are named
        """,
      window: """
        A piece of the period: a day, a week from Monday on, a month, a quarter, a year, or \
        the period itself; up to the horizon
        """,
      edgeRules: """
        Undefined where nobody is active. Days after the horizon are no days of it. Without an \
        interval, since the days of one unit are no independent trials.
        """,
      formula: "mean of the daily active units / active units",
      source: "DAU / MAU of product analytics"),
    Definition(
      id: "usage.adoption",
      name: "Adoption of a feature",
      unit: "Share of the units, shown in percent",
      population: """
        Units active in the period by any event, or those that are named, such as the accounts \
        that pay
        """,
      window: "Every day of the period up to the horizon",
      edgeRules: """
        Undefined where there is no unit. Of named units those count below the line too that \
        did nothing at all.
        """,
      formula: "number of them that used the feature / number of them",
      source: "Feature adoption of product analytics"),
    Definition(
      id: "usage.adoption.count",
      name: "Times a feature is used",
      unit: "Times by unit that used it",
      population: "Units that used the feature in the period",
      window: "Every day of the period up to the horizon",
      edgeRules: """
        Undefined where nobody used it. The same count by all units of the whole is shown \
        beside it.
        """,
      formula: "number of times / number of units that used it",
      source: "Feature adoption of product analytics"),
    Definition(
      id: "usage.adoption.days",
      name: "Days a feature is used",
      unit: "Days by unit that used it",
      population: "Units that used the feature in the period",
      window: "Every day of the period up to the horizon",
      edgeRules: "Undefined where nobody used it. Several times on one day are one day.",
      formula: "sum over units of the days on which they used it / number of units that used it",
      source: "Feature adoption of product analytics"),
    Definition(
      id: "usage.seconds",
      name: "Session time",
      unit: "Seconds",
      population: """
        Units, accounts or persons, that did any of the kinds of event that count; any event \
        unless kinds are named
        """,
      window: """
        A piece of the period: a day, a week from Monday on, a month, a quarter, a year, or \
        the period itself; up to the horizon
        """,
      edgeRules: "What an event does not tell is 0 seconds.",
      formula: "sum of the seconds of events",
      source: "Time spent, as events tell it"),
    Definition(
      id: "usage.seconds.mean",
      name: "Session time per active",
      unit: "Seconds by active unit",
      population: "Active units, those without a second too",
      window: """
        A piece of the period: a day, a week from Monday on, a month, a quarter, a year, or \
        the period itself; up to the horizon
        """,
      edgeRules: "Undefined where nobody is active.",
      formula: "session time / active units",
      source: "Time spent, as events tell it"),
    Definition(
      id: "usage.seconds.median",
      name: "Median session time",
      unit: "Seconds",
      population: "Active units, those without a second too",
      window: """
        A piece of the period: a day, a week from Monday on, a month, a quarter, a year, or \
        the period itself; up to the horizon
        """,
      edgeRules: """
        Undefined where nobody is active. The mean of the middle two where there is no middle \
        one.
        """,
      formula: "half of the active units have fewer seconds, half have more",
      source: "Time spent, as events tell it"),
    Definition(
      id: "usage.paying",
      name: "Paying accounts active",
      unit: "Share of the paying accounts, shown in percent",
      population: "Accounts that pay at the closing of the period",
      window: """
        Every day of the period up to the horizon; who pays is looked at on the last of them
        """,
      edgeRules: """
        Undefined where nobody pays. An account of usage is the account of the books that has the \
        same id, byte by byte; a paying account of which usage tells nothing was not active.
        """,
      formula: "paying accounts active on any day / paying accounts",
      source: "Usage beside the books, of the same accounts"),
    Definition(
      id: "usage.trend",
      name: "Usage against before",
      unit: "Times and days of one unit",
      population: "One unit",
      window: "The last days up to a day, and as many days before them",
      edgeRules: "Both windows stand side by side; without any use before there is no ratio.",
      formula: "times and days of the last days, against those of as many days before",
      source: "What signals look at"),
  ]
}
