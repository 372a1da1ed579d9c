import Facts
import Intake
import Testing

private let header =
  "id,Customer ID,Customer Description,Customer Email,Customer Name,Plan,Product,Quantity,"
  + "Currency,Interval,Amount,Status,Cancellation Reason,Created (UTC),Start (UTC),"
  + "Start Date (UTC),Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),"
  + "Trial End (UTC),Canceled At (UTC),Ended At (UTC),tag (metadata)\n"

/// A row of the export with a status and the dates that go with it.
private func row(
  _ status: String, trialEnd: String = "", canceled: String = "", ended: String = "",
  periodStart: String = "2025-01-01 13:45", amount: String = "49.00", interval: String = "month",
  reason: String = ""
) -> String {
  "sub_1,cus_1,,ann@acme.com,Ann,Pro,prod_1,2,usd,\(interval),\(amount),\(status),\(reason),"
    + "2024-11-30 23:00,2025-01-01 00:00,2024-12-01 13:45:10,\(periodStart),2025-02-01 13:45,,"
    + "\(trialEnd),\(canceled),\(ended),x\n"
}

@Suite("stripe.subscriptions and stripe.customers")
struct StripeTests {
  @Test("A row of the export is one state from the subscription's first start")
  func active() throws {
    let result = try imported(header + row("active"))
    #expect(result.format == .stripeSubscriptions)
    #expect(
      result.lines == [
        """
        cus_1 sub_1#row 2024-12-01T13:45:10.000000Z {"currency":"USD","interval":"month",\
        "intervalCount":1,"plan":"Pro","quantity":2,"status":"active","subscription":"sub_1",\
        "unitAmount":"49"}
        """
      ])
    #expect(result.facts[0].source == "stripe")
    #expect(
      result.particulars == [Particulars(account: "cus_1", name: "Ann", email: "ann@acme.com")])
    #expect(result.ignored.contains("tag (metadata)"))
  }

  @Test(
    "Stripe's statuses become states with the ends that are known",
    arguments: [
      ("active", "", "", "", "active", nil),
      ("trialing", "2025-03-01 00:00", "", "", "trialing", nil),
      // A trial that is over was free all the same.
      ("active", "2024-12-15 00:00", "", "", "trialing", nil),
      ("past_due", "", "", "", "past_due", nil), ("paused", "", "", "", "paused", nil),
      ("incomplete", "", "", "", "pending", nil),
      ("incomplete_expired", "", "", "", "ended", nil),
      ("canceled", "", "2025-01-20 10:00", "2025-02-01 13:45", "active", "2025-02-01 13:45"),
      ("canceled", "", "2025-01-20 10:00", "", "active", "2025-01-20 10:00"),
      ("canceled", "2024-12-15 00:00", "", "2024-12-10 00:00", "trialing", "2024-12-10 00:00"),
      // Asked to cancel, but in service until the period's end.
      ("active", "", "2025-01-20 10:00", "", "active", nil),
      ("unpaid", "", "", "", "active", "2025-01-01 13:45"),
    ] as [(String, String, String, String, String, String?)])
  func statuses(
    status: String, trialEnd: String, canceled: String, ended: String, state: String, end: String?
  ) throws {
    let text = header + row(status, trialEnd: trialEnd, canceled: canceled, ended: ended)
    let result = try imported(text)
    #expect(result.states.map(\.status.name) == [state])
    let instant = end.map { $0.replacing(" ", with: "T") + ":00.000000Z" }
    #expect(result.states.map { $0.endsAt?.description } == [instant])
  }

  @Test(
    "Stripe's reason says why an end came, and an unpaid one needs none",
    arguments: [
      ("canceled", "2025-02-01 13:45", "cancellation_requested", .voluntary),
      ("canceled", "2025-02-01 13:45", "payment_failed", .involuntary),
      ("canceled", "2025-02-01 13:45", "payment_disputed", .involuntary),
      ("canceled", "2025-02-01 13:45", "", nil),
      // Another word, which says nothing of who wanted it.
      ("canceled", "2025-02-01 13:45", "too_expensive", nil),
      ("unpaid", "", "", .involuntary), ("unpaid", "", "payment_failed", .involuntary),
      // Who asked to cancel and then did not pay wanted to go.
      ("unpaid", "", "cancellation_requested", .voluntary),
      ("past_due", "", "cancellation_requested", .voluntary),
      // In service, and no end is known: there is nothing to give a cause of.
      ("active", "", "cancellation_requested", nil),
    ] as [(String, String, String, SubscriptionState.EndCause?)])
  func causes(
    status: String, ended: String, reason: String, cause: SubscriptionState.EndCause?
  ) throws {
    let result = try imported(header + row(status, ended: ended, reason: reason))
    #expect(result.states.map(\.endCause) == [cause])
  }

  @Test("An unknown status, a missing amount or interval refuses the row")
  func refused() throws {
    #expect(try imported(header + row("churned")).rejections.map(\.column) == ["Status"])
    #expect(
      try imported(header + row("active", amount: "")).rejections.map(\.column) == ["Amount"])
    #expect(
      try imported(header + row("active", interval: "")).rejections.map(\.column)
        == ["Interval"])
    #expect(
      try imported(header + row("active", amount: "-1")).rejections.map(\.column) == ["Amount"])
  }

  @Test("A cancelled or unpaid row without any end is ended")
  func noEnd() throws {
    let result = try imported(header + row("canceled", periodStart: ""))
    #expect(result.states.map(\.status) == [.ended])
  }

  @Test("An older export with fewer columns is recognised too")
  func older() throws {
    let result = try imported(
      "id,Customer ID,Status,Amount,Interval,Created (UTC),Start (UTC)\n"
        + "s,c,active,5.00,year,2025-01-01 00:00,2025-01-02 00:00\n"
    ) { $0.currency = Currency("EUR") }
    #expect(result.format == .stripeSubscriptions)
    #expect(result.facts.map(\.at.description) == ["2025-01-02T00:00:00.000000Z"])
  }

  @Test("Customers become profiles with their metadata, people go to the vault")
  func customers() throws {
    let result = try imported(
      "id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count,"
        + "Refunded Volume,Dispute Losses,tag (metadata),Phone (metadata)\n"
        + "cus_1,d,ann@acme.com,Ann,2024-12-01 13:45,false,Pro,active,10,1,0,0,vip,123\n")
    #expect(result.format == .stripeCustomers)
    #expect(
      result.lines == [
        "cus_1 cus_1#profile 2024-12-01T13:45:00.000000Z "
          + "{\"attributes\":{\"delinquent\":\"false\",\"tag\":\"vip\"}}",
        "cus_1 cus_1#contact:primary 2024-12-01T13:45:00.000000Z {\"contact\":\"primary\"}",
      ])
    #expect(result.particulars.count == 2)
    #expect(result.ignored.contains("Phone (metadata)"))
    #expect(result.ignored.contains("Total Spend"))
  }
}
