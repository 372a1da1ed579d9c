import Facts
import Foundation
import Intake
import Testing

@Suite("Other senders' formats")
struct OtherFormatsTests {
  @Test("Every format is recognised by the header that formats.json has of it")
  func published() throws {
    struct Format: Decodable {
      var columns: [String]?
      var header: String?
      var customers: [String]?
      var fields: [String]?
    }
    guard let json = sharedData("import-formats/formats.json") else { return }
    let object = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] ?? [:]
    func format(_ name: String) throws -> Format {
      let data = try JSONSerialization.data(withJSONObject: object[name] ?? [:])
      return try JSONDecoder().decode(Format.self, from: data)
    }
    func recognised(_ header: String) throws -> ImportFormat? {
      let result = try imported(header + "\n")
      return result.format
    }
    let stripe = try format("stripe_subscriptions_export").columns ?? []
    #expect(try recognised(stripe.joined(separator: ",")) == .stripeSubscriptions)
    let customers = try format("stripe_customers_export").header ?? ""
    #expect(try recognised(customers) == .stripeCustomers)
    let chartmogul = try format("chartmogul").customers ?? []
    #expect(try recognised(chartmogul.joined(separator: ",")) == .chartmogulCustomers)
    let recurly = try format("recurly").fields ?? []
    #expect(try recognised(recurly.joined(separator: ",")) == .recurlySubscriptions)
    // A list of charges is neither customers nor subscriptions.
    let payments = try format("stripe_payments_export").header ?? ""
    #expect(throws: ImportError.self) { try recognised(payments) }
    // Report fields without an id cannot be imported.
    let chargebee = try format("chargebee").fields ?? []
    #expect(throws: ImportError.self) { try recognised(chargebee.joined(separator: ",")) }
  }

  @Test("ChartMogul's customers keep the company's name apart from the person's")
  func chartmogul() throws {
    let result = try imported(
      "Name,Email,Company,Country,State,City,Zip,External ID,Lead created at,"
        + "Free trial started at\nAnn,ann@acme.com,Acme,RO,,Cluj,400001,acme,2024-12-01,\n"
        + "Bob,,,,,,,bob,,\n")
    #expect(result.format == .chartmogulCustomers)
    #expect(
      result.lines == [
        "acme acme#profile 2024-12-01 {\"attributes\":{\"city\":\"Cluj\",\"country\":\"RO\"}}",
        "acme acme#contact:primary 2024-12-01 {\"contact\":\"primary\"}",
        "bob bob#profile 0001-01-01 {\"attributes\":{}}",
      ])
    #expect(
      result.particulars == [
        Particulars(account: "acme", name: "Acme"),
        Particulars(account: "acme", contact: "primary", name: "Ann", email: "ann@acme.com"),
        Particulars(account: "bob", name: "Bob"),
      ])
    #expect(result.ignored == ["Zip", "Free trial started at"])
  }

  private let recurly =
    "uuid,account,plan_code,plan name,state,unit_amount_in_cents,currency,quantity,activated_at,"
    + "canceled_at,expires_at,current_period_started_at,current_period_ends_at,trial_started_at,"
    + "trial_ends_at\n"

  @Test(
    "Recurly's cents follow the currency, and its periods tell the interval",
    arguments: [
      ("EUR", "800", "2025-01-31T07:00:00Z", "2025-02-28T07:00:00Z", "8", "month"),
      ("JPY", "800", "2025-01-01T07:00:00Z", "2026-01-01T07:00:00Z", "800", "year"),
      ("KWD", "1500", "2025-01-01T07:00:00Z", "2025-04-01T07:00:00Z", "1.5", "3 months"),
      ("USD", "0", "2025-01-01T07:00:00Z", "2025-01-15T07:00:00Z", "0", "2 weeks"),
    ])
  func recurlyPeriods(
    currency: String, cents: String, start: String, end: String, amount: String, interval: String
  ) throws {
    let result = try imported(
      recurly + "u1,acme,gold,Gold plan,active,\(cents),\(currency),1,2024-05-27T07:00:00Z,,,"
        + "\(start),\(end),,\n")
    #expect(result.rejections.isEmpty)
    let state = try #require(result.states.first)
    #expect(decimalText(micros: state.unitAmount.micros) == amount)
    #expect(state.interval.description == interval)
    #expect(state.plan == "Gold plan")
  }

  @Test("Recurly's canceled still runs until it expires; a trial's period tells no interval")
  func recurlyStates() throws {
    func row(_ state: String, expires: String, trial: String) -> String {
      "u1,acme,gold,Gold,\(state),800,EUR,1,2024-05-27T07:00:00Z,2024-06-01T07:00:00Z,\(expires),"
        + "2024-06-27T07:00:00Z,2024-07-27T07:00:00Z,,\(trial)\n"
    }
    let canceled = try imported(
      recurly + row("canceled", expires: "2024-07-27T07:00:00Z", trial: ""))
    #expect(canceled.states.map(\.status) == [.active])
    #expect(canceled.states.map { $0.endsAt?.description } == ["2024-07-27T07:00:00.000000Z"])
    let trial = try imported(recurly + row("in_trial", expires: "", trial: "2024-07-27T07:00:00Z"))
    #expect(trial.rejections.map(\.column) == ["current_period_ends_at"])
    let cents = try imported(
      recurly.replacing("plan_code", with: "interval")
        + row("active", expires: "", trial: "")
        .replacing("gold", with: "year").replacing("800", with: "8.5"))
    #expect(cents.rejections.map(\.column) == ["unit_amount_in_cents"])
  }

  @Test("Chargebee's export is read by its own column names")
  func chargebee() throws {
    let result = try imported(
      "subscriptions.id,subscriptions.plan_id,subscriptions.plan_quantity,"
        + "subscriptions.plan_unit_price,subscriptions.status,subscriptions.started_at,"
        + "subscriptions.cancelled_at,subscriptions.currency_code,subscriptions.billing_period,"
        + "subscriptions.billing_period_unit,customers.id,customers.email\n"
        + "s1,pro,2,10.50,Non Renewing,2025-01-01T00:00:00Z,2025-06-01T00:00:00Z,EUR,3,month,"
        + "acme,\n"
        + "s2,pro,1,10.50,Cancelled,2025-01-01,2025-03-01,EUR,1,year,acme,\n")
    #expect(result.format == .chargebeeSubscriptions)
    #expect(result.rejections.isEmpty)
    #expect(result.states.map(\.status) == [.active, .active])
    #expect(result.states.map(\.interval.description) == ["3 months", "year"])
    #expect(result.states.map { $0.endsAt != nil } == [true, true])
  }
}
