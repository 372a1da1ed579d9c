import Facts
import Intake
import Testing

@Suite("tenure.accounts")
struct TenureAccountsTests {
  @Test("Every further column is an attribute, and an empty cell is unknown")
  func attributes() throws {
    let result = try imported(
      "customer_id,country,attribute.Tier,Größe\nacme,RO,gold,12\nglobex,,,\n")
    #expect(result.format == .tenureAccounts)
    #expect(
      result.lines == [
        "acme acme#profile 0001-01-01 "
          + "{\"attributes\":{\"Größe\":\"12\",\"Tier\":\"gold\",\"country\":\"RO\"}}",
        "globex globex#profile 0001-01-01 {\"attributes\":{}}",
      ])
  }

  @Test("A name goes to the vault, an e-mail makes a primary contact")
  func people() throws {
    let result = try imported(
      "customer_id,name,email,tier\nacme,Acme Inc,ann@acme.com,gold\nglobex,Globex,,gold\n")
    #expect(
      result.lines == [
        "acme acme#profile 0001-01-01 {\"attributes\":{\"tier\":\"gold\"}}",
        "acme acme#contact:primary 0001-01-01 {\"contact\":\"primary\"}",
        "globex globex#profile 0001-01-01 {\"attributes\":{\"tier\":\"gold\"}}",
      ])
    #expect(result.factRows == [0, 0, 1])
    #expect(
      result.particulars == [
        Particulars(account: "acme", name: "Acme Inc"),
        Particulars(account: "acme", contact: "primary", name: "Acme Inc", email: "ann@acme.com"),
        Particulars(account: "globex", name: "Globex"),
      ])
  }

  @Test("A profile holds from its change, else from its creation, else from the beginning")
  func dates() throws {
    let result = try imported(
      "customer_id,created_at,changed_at,state_id,tier\n"
        + "a,2024-01-01,2025-01-01,x,1\nb,2024-01-01,,,2\nc,,,,3\n")
    #expect(result.facts.map(\.at.description) == ["2025-01-01", "2024-01-01", "0001-01-01"])
    #expect(result.facts.map(\.key.text) == ["a#profile:x", "b#profile", "c#profile"])
  }

  @Test("A retracted row takes the profile back, and the contact where it names one")
  func retracted() throws {
    let result = try imported(
      "customer_id,email,retracted,tier\na,ann@acme.com,yes,1\nb,,true,1\n")
    #expect(
      result.lines == [
        "a a#profile 0001-01-01 null", "a a#contact:primary 0001-01-01 null",
        "b b#profile 0001-01-01 null",
      ])
    #expect(result.particulars.isEmpty)
  }

  @Test(
    "Columns that may name or find a person are no attributes by themselves",
    arguments: [
      "phone", "Phone Number", "e-mail", "Email 2", "firstName", "last_name", "Contact",
      "street", "Billing Address", "ZIP", "postal code", "dob", "addressLine1", "mobile", "IP",
      "CompanyName",
    ])
  func personal(column: String) throws {
    let result = try imported("customer_id,tier,\(column)\nacme,gold,secret\n")
    #expect(result.ignored == [column])
    #expect(!result.lines.joined().contains("secret"))
    let named = try imported("customer_id,tier,\(column)\nacme,gold,open\n") {
      $0.format = .tenureAccounts
      $0.mapping = [ColumnMapping(column: column, field: "attribute.x")]
    }
    #expect(named.profiles == [["tier": "gold", "x": "open"]])
    #expect(named.facts[0].source == "tenure")
  }

  @Test(
    "Columns that only look a little like it stay attributes",
    arguments: ["country", "city", "plan", "emailing_enabled", "renamed", "telco", "zipline"])
  func harmless(column: String) throws {
    let result = try imported("customer_id,\(column)\nacme,x\n")
    #expect(result.profiles == [[Identifier(column): "x"]])
  }

  @Test("Values are limited in length, not in kind")
  func values() throws {
    let text = try imported("customer_id,t\na,\"=1+1\n\t🙂\"\n")
    #expect(text.profiles == [["t": "=1+1\n\t🙂"]])
    let long = String(repeating: "x", count: 1025)
    #expect(try imported("customer_id,t\na,\(long)\n").rejections.map(\.column) == ["t"])
  }

  @Test("Two columns for one attribute are refused")
  func twice() throws {
    #expect(
      try refusal("customer_id,tier,attribute.tier\na,1,2\n")
        == .severalColumns(field: "attribute.tier", columns: ["tier", "attribute.tier"]))
  }
}
