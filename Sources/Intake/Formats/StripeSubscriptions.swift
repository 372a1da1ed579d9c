extension Format {
  /// The subscriptions export of Stripe's dashboard.
  ///
  /// One row tells a subscription's present, and the ends that are past or set, but not since when
  /// it has been past due or paused: such a state is taken to hold from the start. A subscription
  /// that had a trial is free until its end. A cancelled one ran until `Ended At`, or where older
  /// exports lack that, until `Canceled At`; of an unpaid one only the start of the period that was
  /// not paid is known, and that it ended for want of payment unless the reason says otherwise.
  static let stripeSubscriptions = Format(
    format: .stripeSubscriptions, source: "stripe", subject: .subscriptions,
    columns: [
      Column(.subscription, "id", required: true),
      Column(.customer, "customer id", required: true),
      Column(.customerName, "customer name"),
      Column(.customerEmail, "customer email"),
      Column(.plan, "plan", "product"),
      Column(.quantity, "quantity"),
      Column(.currency, "currency", required: true),
      Column(.interval, "interval", required: true),
      Column(.amount, "amount", required: true),
      Column(.status, "status", required: true),
      Column(.endCause, "cancellation reason"),
      Column(.start, "start date (utc)", "start (utc)", "created (utc)", required: true),
      Column(.periodStart, "current period start (utc)"),
      Column(.trialEnd, "trial end (utc)"),
      Column(.canceledAt, "canceled at (utc)"),
      Column(.endedAt, "ended at (utc)"),
    ],
    statuses: .stripe, timesAreUTC: true)

  /// The customers export of Stripe's dashboard; metadata becomes attributes.
  static let stripeCustomers = Format(
    format: .stripeCustomers, source: "stripe", subject: .accounts,
    columns: [
      Column(.customer, "id", required: true),
      Column(.email, "email", required: true, filled: false),
      Column(.name, "name"),
      Column(.createdAt, "created (utc)", required: true, filled: false),
    ],
    foreign: ["customer id"], extraColumns: .metadata(and: ["delinquent"]), timesAreUTC: true)
}
