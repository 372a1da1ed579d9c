import Facts
import Intake
import Testing

/// Imports a file of one row: some columns that are right, and the given ones beside or in place
/// of them.
private func imported(
  _ right: [String: String], _ cells: [String: String], without: Set<String> = []
) throws -> Imported {
  let row = right.merging(cells) { $1 }.filter { !without.contains($0.key) }
    .sorted { $0.key < $1.key }
  return try imported(
    row.map(\.key).joined(separator: ",") + "\n" + row.map(\.value).joined(separator: ",") + "\n")
}

@Suite("tenure.subscriptions: tax and cancellations")
struct TaxColumnsTests {
  private func row(_ cells: [String: String]) throws -> Imported {
    try imported(
      [
        "customer_id": "acme", "subscription_id": "sub_1", "start_date": "2025-01-01",
        "amount": "10", "currency": "USD",
      ], cells)
  }

  @Test("Tax on top of the price or in it, and when the customer asked to leave")
  func taxAndCancellation() throws {
    let added = try #require(try row(["tax_percent": "7.25"]).states.first)
    #expect(added.tax == .added(percent10000: 72_500) && added.canceledAt == nil)
    let included = try #require(
      try row([
        "tax_included_percent": "20", "ended_at": "2025-03-01", "canceled_at": "2025-02-10",
      ]).states.first)
    #expect(included.tax == .included(percent10000: 200_000))
    #expect(included.canceledAt == Moment("2025-02-10") && included.endsAt == Moment("2025-03-01"))
  }

  @Test(
    "A tax that is none or is said twice, and a wish before the start, are refused",
    arguments: [
      (["tax_percent": "101"], "tax_percent"), (["tax_percent": "-1"], "tax_percent"),
      (["tax_percent": "20", "tax_included_percent": "20"], "tax_included_percent"),
      (["canceled_at": "2024-12-31"], "canceled_at"), (["canceled_at": "soon"], "canceled_at"),
    ] as [([String: String], String)])
  func refusedTax(cells: [String: String], column: String) throws {
    let result = try row(cells)
    #expect(result.facts.isEmpty)
    #expect(result.rejections.map(\.column) == [column])
  }
}

@Suite("tenure.charges")
struct ChargesTests {
  private func row(
    _ cells: [String: String], without: Set<String> = []
  ) throws -> Imported {
    try imported(
      [
        "charge_id": "c_1", "customer_id": "acme", "billed_on": "2025-06-01", "amount": "30",
        "currency": "EUR", "period_start": "2025-06-01", "period_end": "2025-07-01",
      ], cells, without: without)
  }

  @Test("A row says what was billed, for what and for which days, in a fact of the exported form")
  func whole() throws {
    let result = try row([
      "tax_amount": "6", "subscription_id": "sub_1", "plan": "Pro", "quantity": "3",
      "interval": "2 weeks", "type": "Recurring",
    ])
    #expect(result.format == .tenureCharges)
    #expect(
      result.lines == [
        """
        acme acme#charge:c_1 2025-06-01 {"amount":"30","charge":"c_1","currency":"EUR",\
        "interval":"week","intervalCount":2,"kind":"recurring","periodEnd":"2025-07-01",\
        "periodStart":"2025-06-01","plan":"Pro","quantity":3,"subscription":"sub_1","tax":"6"}
        """
      ])
  }

  @Test("A file that lacks a column of charges is not taken for one of customers or people")
  func lacking() throws {
    for column in ["billed_on", "amount", "currency"] {
      #expect(throws: ImportError.self, "\(column)") { try row([:], without: [column]) }
    }
    #expect(throws: ImportError.self) { try row([:], without: ["amount", "currency"]) }
  }

  @Test("Usage, one-off charges and refunds have no period of service")
  func kinds() throws {
    let bare: Set<String> = ["period_start", "period_end"]
    for (cells, kind) in [
      (["type": "usage"], .usage), (["type": "one_off"], .oneOff),
      (["type": "refund", "refunds": "c_0"], .refund),
    ] as [([String: String], Charge.Kind)] {
      let result = try row(cells, without: bare)
      guard case .charge(let charge)? = result.facts.first?.body else {
        Issue.record("\(cells) was not taken")
        continue
      }
      #expect(charge.kind == kind && charge.periodStart == nil && charge.interval == nil)
    }
    #expect(try row(["amount": "-12.50"]).rejections.isEmpty)
    #expect(try row(["retracted": "yes"]).facts.first?.body == nil)
  }

  @Test(
    "What contradicts itself is refused, with its column",
    arguments: [
      (["type": "tip"], "type"), (["amount": ""], "amount"), (["amount": "--3"], "amount"),
      (["tax_amount": "-6"], "tax_amount"), (["period_start": ""], "period_start"),
      (["period_end": "2025-06-01"], "period_end"), (["period_end": ""], "period_end"),
      (["type": "one_off"], "period_start"), (["refunds": "c_0"], "refunds"),
      (["type": "usage", "interval": "month"], "interval"),
      (["type": "usage", "subscription_id": "s"], "subscription_id"),
      (["type": "usage", "period_end": "2025-05-01"], "period_end"),
      (["type": "one_off", "amount": "-1", "period_start": "", "period_end": ""], "amount"),
      (["type": "refund", "refunds": "", "period_start": "", "period_end": ""], "refunds"),
      (["charge_id": "a#b"], "charge_id"), (["quantity": "-1"], "quantity"),
      (["period_start": "2025-06-30T23:00:00Z", "period_end": "2025-07-01"], "period_end"),
    ] as [([String: String], String)])
  func refused(cells: [String: String], column: String) throws {
    let result = try row(cells)
    #expect(result.facts.isEmpty)
    #expect(result.rejections.map(\.column) == [column])
  }
}
