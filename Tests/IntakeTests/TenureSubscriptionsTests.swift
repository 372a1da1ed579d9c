import Facts
import Intake
import Testing

/// Imports one row of the own format, given as `column: value`, over a row that is right.
private func row(
  _ cells: KeyValuePairs<String, String>, without: Set<String> = []
) throws -> Imported {
  var row: [(String, String)] = [
    ("customer_id", "acme"), ("subscription_id", "sub_1"), ("start_date", "2025-01-01"),
    ("amount", "10"), ("currency", "USD"),
  ]
  row.removeAll { without.contains($0.0) }
  for (column, value) in cells {
    row.removeAll { $0.0 == column }
    row.append((column, value))
  }
  return try imported(
    row.map(\.0).joined(separator: ",") + "\n" + row.map(\.1).joined(separator: ",") + "\n")
}

@Suite("tenure.subscriptions")
struct TenureSubscriptionsTests {
  @Test("A row says what holds from its start, in a fact of the exported form")
  func whole() throws {
    let result = try row([
      "plan": "Pro", "quantity": "3", "interval": "year", "interval_count": "2",
      "status": "trialing", "trial_end": "2025-01-15", "ended_at": "2025-06-01",
      "discount_amount": "5", "discount_percent": "10", "state_id": "2025",
    ])
    #expect(
      result.lines == [
        """
        acme sub_1#2025 2025-01-01 {"currency":"USD","discountAmount":"5","discountPercent":"10",\
        "endsAt":"2025-06-01","interval":"year","intervalCount":2,"plan":"Pro","quantity":3,\
        "status":"trialing","subscription":"sub_1","trialEnd":"2025-01-15","unitAmount":"10"}
        """
      ])
    let fact = try #require(result.facts.first)
    #expect(fact.source == "tenure")
    #expect(fact.version == exportedAt)
    #expect(fact.recorded == exportedAt)
  }

  @Test(
    "Intervals are taken in the words that people use",
    arguments: [
      ("", "", "month"), ("month", "", "month"), ("Monthly", "", "month"), ("year", "", "year"),
      ("annual", "", "year"), ("yearly", "", "year"), ("quarterly", "", "3 months"),
      ("3 months", "", "3 months"), ("every 3 months", "", "3 months"),
      ("3 months", "1", "3 months"),
      ("every-2-weeks", "", "2 weeks"), ("week", "", "week"), ("daily", "", "day"),
      ("month", "6", "6 months"), ("", "6", "6 months"), ("quarter", "2", "6 months"),
      ("1 month", "3", "3 months"), ("every month", "", "month"), ("month", "1000", "1000 months"),
    ])
  func intervals(interval: String, count: String, expected: String) throws {
    let result = try row(["interval": interval, "interval_count": count])
    #expect(result.states.map(\.interval.description) == [expected])
  }

  @Test(
    "Intervals that could mean two things, or nothing, are refused",
    arguments: [
      ("biweekly", "", "interval"), ("bimonthly", "", "interval"), ("2 quarterlys", "", "interval"),
      ("fortnight", "", "interval"), ("0 months", "", "interval"), ("every", "", "interval"),
      ("3 months", "3", "interval_count"), ("month", "0", "interval_count"),
      ("month", "1001", "interval_count"), ("month", "1.5", "interval_count"),
      ("month", "999999999999999999", "interval_count"), ("quarter", "334", "interval_count"),
      ("99999999999999999999 months", "", "interval"),
      ("fortnight", "3", "interval"), ("", "0", "interval_count"), ("", "x", "interval_count"),
      ("5000 months", "", "interval"),
    ])
  func badIntervals(interval: String, count: String, column: String) throws {
    let result = try row(["interval": interval, "interval_count": count])
    #expect(result.rejections.map(\.column) == [column])
  }

  @Test(
    "Statuses are Tenure's own, in any case and with any space",
    arguments: [
      ("", "active"), ("active", "active"), ("Trialing", "trialing"), ("past due", "past_due"),
      ("Past-Due", "past_due"), ("PAUSED", "paused"), ("pending", "pending"), ("ended", "ended"),
    ])
  func statuses(word: String, status: String) throws {
    #expect(try row(["status": word]).states.map(\.status.name) == [status])
  }

  @Test("A cancelled subscription is not ended: the text says what to write")
  func cancelled() throws {
    let result = try row(["status": "cancelled"])
    #expect(result.rejections.map(\.column) == ["status"])
    #expect(result.rejections[0].expected.contains("cancel_at"))
  }

  @Test("A trial end without a status is a trial")
  func trial() throws {
    let states = try row(["trial_end": "2025-02-01"]).states
    #expect(states.map(\.status) == [.trialing])
    #expect(
      try row(["trial_end": "2025-02-01", "status": "active"]).states.map(\.status) == [.active])
  }

  @Test(
    "The end is the first day without service, or the day after the last one with",
    arguments: [
      ("ended_at", "2025-06-01", "2025-06-01"), ("ended", "2025-06-01", "2025-06-01"),
      ("end_date", "2025-06-01", "2025-06-01"), ("ended_on", "2025-05-31", "2025-06-01"),
      ("cancel_at", "2025-06-01", "2025-06-01"),
      ("ended_at", "2025-06-01T12:00:00Z", "2025-06-01T12:00:00.000000Z"),
      ("ended_at", "2025-01-01", "2025-01-01"), ("ended_on", "2024-12-31", "2025-01-01"),
    ])
  func ends(column: String, text: String, end: String) throws {
    let result = try row([column: text])
    #expect(result.states.map { $0.endsAt?.description } == [end])
    #expect(result.ignored.isEmpty)
  }

  @Test("An end before the start, a time of day for the last day, or two ends are refused")
  func badEnds() throws {
    #expect(try row(["ended_at": "2024-12-31"]).rejections.map(\.column) == ["ended_at"])
    #expect(try row(["ended_on": "2024-12-30"]).rejections.map(\.column) == ["ended_on"])
    #expect(
      try row(["ended_on": "2025-06-01T00:00:00Z"]).rejections.map(\.column) == ["ended_on"])
    #expect(
      try row(["ended_at": "2025-06-01", "ended_on": "2025-06-01"]).rejections.count == 1)
    let both = try row(["ended_at": "2025-06-02", "ended_on": "2025-06-01"])
    #expect(both.states.map { $0.endsAt?.description } == ["2025-06-02"])
    let early = try row(["cancel_at": "2025-07-01", "ended_at": "2025-06-01"])
    #expect(early.states.map { $0.endsAt?.description } == ["2025-06-01"])
    // `canceled_on` is the day somebody clicked, not the day service ends.
    #expect(try row(["canceled_on": "2025-06-01"]).ignored == ["canceled_on"])
  }

  @Test("A discount's end is the first day or moment without it")
  func discountEnds() throws {
    for (column, text, end) in [
      ("discount_percent", "2025-04-01", "2025-04-01"),
      ("discount_amount", "2025-01-01", "2025-01-01"),
      ("discount_amount", "2025-04-01T12:00:00Z", "2025-04-01T12:00:00.000000Z"),
    ] {
      let result = try row([column: "5", "discount_ends_at": text])
      #expect(result.states.map { $0.discountEndsAt?.description } == [end])
      #expect(result.ignored.isEmpty)
    }
    #expect(try row(["discount_percent": "5", "discount_ends_at": ""]).states.count == 1)
  }

  @Test("A discount cannot end before the row begins, nor where there is none")
  func badDiscountEnds() throws {
    let early = try row(["discount_percent": "5", "discount_ends_at": "2024-12-31"])
    #expect(early.rejections.map(\.column) == ["discount_ends_at"])
    #expect(early.rejections[0].expected == "a date on or after the start, 2025-01-01")
    let none = try row(["discount_percent": "", "discount_ends_at": "2025-06-01"])
    #expect(none.rejections.map(\.column) == ["discount_ends_at"])
    #expect(none.rejections[0].expected.contains("neither discount_percent nor discount_amount"))
    let word = try row(["discount_percent": "5", "discount_ends_at": "soon"])
    #expect(word.rejections.map(\.column) == ["discount_ends_at"])
  }

  @Test(
    "The cause of an end stands in rows that have one, or whose payment failed",
    arguments: [
      ("ended_at", "2025-06-01", "voluntary"), ("cancel_at", "2025-06-01", "Involuntary"),
      ("ended_on", "2025-06-01", "involuntary"), ("status", "ended", "voluntary"),
      ("status", "past_due", "INVOLUNTARY"),
    ])
  func endCauses(column: String, value: String, cause: String) throws {
    let result = try row([column: value, "end_cause": cause])
    #expect(result.states.map { $0.endCause?.name } == [cause.lowercased()])
    #expect(result.ignored.isEmpty)
  }

  @Test(
    "A cause in other words, or without an end, is refused",
    arguments: [
      ("ended_at", "2025-06-01", "churn"), ("ended_at", "2025-06-01", "payment_failed"),
      ("status", "active", "voluntary"), ("status", "paused", "involuntary"),
      ("trial_end", "2025-06-01", "voluntary"), ("cancel_at", "", "voluntary"),
    ])
  func badEndCauses(column: String, value: String, cause: String) throws {
    let result = try row([column: value, "end_cause": cause])
    #expect(result.rejections.map(\.column) == ["end_cause"])
    #expect(try row([column: value, "end_cause": ""]).states.map(\.endCause) == [nil])
  }

  @Test("Both columns can be mapped to")
  func mapped() throws {
    let result = try imported(
      "customer_id,subscription_id,start_date,amount,currency,discount_percent,Rabatt bis,Bis,Why\n"
        + "a,s,2025-01-01,10,EUR,10,2025-04-01,2025-06-01,voluntary\n"
    ) {
      $0.mapping = [
        ColumnMapping(column: "Rabatt bis", field: "discount_ends_at"),
        ColumnMapping(column: "Bis", field: "ended_at"),
        ColumnMapping(column: "Why", field: "end_cause"),
      ]
    }
    #expect(result.states.map { $0.discountEndsAt?.description } == ["2025-04-01"])
    #expect(result.states.map(\.endCause) == [.voluntary])
  }

  @Test("A state that is ended starts on the first day without service")
  func ended() throws {
    let result = try row(["status": "ended", "start_date": "2025-06-01"])
    #expect(result.lines[0].contains("\"status\":\"ended\""))
    #expect(result.facts.map(\.at.description) == ["2025-06-01"])
  }

  @Test("mrr is per month and for all units, so another interval or quantity is refused")
  func mrr() throws {
    let plain = try row(["mrr": "29.85"], without: ["amount"])
    #expect(plain.states.map(\.unitAmount.micros) == [29_850_000])
    #expect(plain.states.map(\.interval) == [BillingInterval(.month)])
    #expect(
      try row(["mrr": "5", "interval": "month", "quantity": "1"], without: ["amount"])
        .facts.count == 1)
    #expect(
      try row(["mrr": "5", "interval": "year"], without: ["amount"]).rejections.map(\.column)
        == ["interval"])
    #expect(
      try row(["mrr": "5", "quantity": "3"], without: ["amount"]).rejections.map(\.column)
        == ["quantity"])
    #expect(throws: ImportError.severalColumns(field: "amount", columns: ["amount", "mrr"])) {
      try row(["mrr": "5"])
    }
  }

  @Test("A retracted row takes its assertion back, whatever else stands in it")
  func retracted() throws {
    let result = try row(["retracted": "yes", "amount": "", "plan": "Pro", "state_id": "x"])
    #expect(result.lines == ["acme sub_1#x 2025-01-01 null"])
    #expect(try row(["retracted": "no"]).states.count == 1)
    #expect(try row(["retracted": "maybe"]).rejections.map(\.column) == ["retracted"])
  }

  @Test("Names and addresses go to the vault and stand in no fact")
  func particulars() throws {
    let result = try row(["customer_name": "Acme Inc", "customer_email": "ann@acme.com"])
    #expect(
      result.particulars == [Particulars(account: "acme", name: "Acme Inc", email: "ann@acme.com")])
    #expect(!result.lines.joined().contains("Acme Inc"))
    #expect(!result.lines.joined().contains("ann@"))
    for email in ["ann", "@acme.com", "ann@", "a@b@c", "a b@c.com", "\"a@b.com\r\nBcc: x@y.com\""] {
      let bad = try row(["customer_email": email])
      #expect(bad.rejections.map(\.column) == ["customer_email"], "\(email)")
      #expect(bad.facts.isEmpty && bad.particulars.isEmpty)
    }
  }

  @Test(
    "A required cell that is empty refuses the row and names the column",
    arguments: ["customer_id", "subscription_id", "start_date", "amount", "currency"])
  func required(column: String) throws {
    let result = try row([column: ""])
    #expect(result.facts.isEmpty)
    #expect(result.rejections.map(\.column) == [column])
    #expect(try row([column: "  "]).rejections.map(\.column) == [column])
  }

  @Test(
    "A state's name cannot break the key it is part of, nor take another's place",
    arguments: ["a#b", "row", "profile", "profile:x", "contact:primary"])
  func stateIDs(id: String) throws {
    #expect(try row(["state_id": id]).rejections.map(\.column) == ["state_id"])
  }

  @Test("Columns may stand in any order and any case, further ones are reported")
  func header() throws {
    let result = try imported(
      " Currency ,AMOUNT,notes,,Start_Date,Subscription_ID,Customer_ID\n"
        + "usd,10,x,y,2025-01-01,s,a\n")
    #expect(result.facts.count == 1)
    #expect(result.ignored == ["notes", "(column 4, without a name)"])
  }
}
