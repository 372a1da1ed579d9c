import Facts
import Testing

@Suite("Facts")
struct FactTests {
  private func fact(_ body: Fact.Body?, kind: Fact.Kind) throws -> Fact {
    Fact(
      account: "acme", kind: kind, at: .day(try #require(Day("2025-01-01"))),
      recorded: try #require(Instant("2025-02-01T00:00:00Z")), source: "csv",
      key: Fact.Key("sub_1", "row"), version: try #require(Instant("2025-02-02T00:00:00Z")),
      body: body)
  }

  private func line(_ fact: Fact) -> String {
    var json = JSONText()
    fact.write(to: &json)
    return json.text
  }

  private func state() throws -> SubscriptionState {
    SubscriptionState(
      subscription: "sub_1", status: .pastDue, plan: "Pro", quantity: 3,
      unitAmount: Money(micros: 29_850_000, try #require(Currency("USD"))),
      interval: BillingInterval(.month, count: 3), discountMicros: 5_000_000,
      discountPercent10000: 125_000, trialEnd: .day(try #require(Day("2025-01-15"))),
      endsAt: .instant(try #require(Instant("2025-12-31T22:00:00Z"))))
  }

  @Test("A subscription's state, every member told")
  func subscription() throws {
    #expect(
      line(try fact(.subscription(try state()), kind: .subscriptionState)) == """
        {"account":"acme","kind":"subscription.state","at":"2025-01-01",\
        "recorded":"2025-02-01T00:00:00.000000Z","source":"csv","key":"sub_1#row",\
        "version":"2025-02-02T00:00:00.000000Z","body":{"currency":"USD","discountAmount":"5",\
        "discountPercent":"12.5","endsAt":"2025-12-31T22:00:00.000000Z","interval":"month",\
        "intervalCount":3,"plan":"Pro","quantity":3,"status":"past_due","subscription":"sub_1",\
        "trialEnd":"2025-01-15","unitAmount":"29.85"}}
        """)
  }

  @Test("Members that are not known are left out")
  func leftOut() throws {
    let usd = try #require(Currency("USD"))
    let state = SubscriptionState(
      subscription: "sub_1", status: .active, unitAmount: Money(micros: 0, usd))
    #expect(
      String(decoding: Fact.Body.subscription(state).canonicalBytes, as: UTF8.self) == """
        {"currency":"USD","interval":"month","intervalCount":1,"quantity":1,"status":"active",\
        "subscription":"sub_1","unitAmount":"0"}
        """)
    let contact = ContactProfile(contact: "c_1")
    #expect(
      Fact.Body.contact(contact).canonicalBytes == Array(#"{"contact":"c_1"}"#.utf8))
  }

  @Test("Attributes are in the order of their names' bytes, two spellings of one name included")
  func attributes() throws {
    let profile = AccountProfile(attributes: [
      "caf\u{e9}": "3", "cafe\u{301}": "2", "\u{10000}": "5", "\u{ffff}": "4", "Z": "0", "a": "1",
    ])
    #expect(
      Fact.Body.account(profile).canonicalBytes
        == Array(
          ("{\"attributes\":{\"Z\":\"0\",\"a\":\"1\",\"cafe\u{301}\":\"2\",\"caf\u{e9}\":\"3\","
            + "\"\u{ffff}\":\"4\",\"\u{10000}\":\"5\"}}").utf8))
    let empty = AccountProfile(attributes: [:])
    #expect(Fact.Body.account(empty).canonicalBytes == Array(#"{"attributes":{}}"#.utf8))
  }

  @Test("A contact and a setting")
  func others() throws {
    let contact = ContactProfile(
      contact: "c_1", role: "champion", departed: .day(try #require(Day("2025-03-01"))))
    #expect(
      String(decoding: Fact.Body.contact(contact).canonicalBytes, as: UTF8.self)
        == #"{"contact":"c_1","departed":"2025-03-01","role":"champion"}"#)
    let setting = Setting(name: "zone", value: "Europe/Bucharest")
    #expect(
      String(decoding: Fact.Body.setting(setting).canonicalBytes, as: UTF8.self)
        == #"{"name":"zone","value":"Europe/Bucharest"}"#)
  }

  @Test("Two bodies are the same exactly when their bytes are")
  func byteForByte() throws {
    let usd = try #require(Currency("USD"))
    let spellings = ["caf\u{e9}", "cafe\u{301}", "cafe"]
    let bodies = spellings.flatMap { text -> [Fact.Body] in
      [
        .subscription(
          SubscriptionState(
            subscription: "sub_1", status: .active, plan: text, unitAmount: Money(micros: 0, usd))),
        .subscription(
          SubscriptionState(
            subscription: Identifier(text), status: .active, unitAmount: Money(micros: 0, usd))),
        .account(AccountProfile(attributes: ["city": text])),
        .account(AccountProfile(attributes: [Identifier(text): "yes"])),
        .contact(ContactProfile(contact: "c_1", role: text)),
        .contact(ContactProfile(contact: Identifier(text))),
        .setting(Setting(name: "zone", value: text)), .setting(Setting(name: text, value: "UTC")),
      ]
    }
    #expect(Set(bodies).count == bodies.count)
    #expect(Set(bodies.map(\.canonicalBytes)).count == bodies.count)
    for one in bodies {
      for other in bodies {
        let areSame = one.canonicalBytes == other.canonicalBytes
        #expect((one == other) == areSame)
        #expect(!areSame || one.hashValue == other.hashValue)
      }
    }
  }

  @Test("A text that was set is the text that is read, byte for byte")
  func texts() {
    let text = "cafe\u{301}"
    var contact = ContactProfile(contact: "c_1")
    contact.role = text
    var setting = Setting(name: "", value: "")
    setting.name = text
    setting.value = text + "!"
    var particulars = Particulars(account: "acme")
    particulars.name = text
    particulars.email = text + "@acme.example"
    #expect(contact.role.map { Array($0.utf8) } == Array(text.utf8))
    #expect(Array((setting.name + setting.value).utf8) == Array((text + text + "!").utf8))
    #expect(particulars.name.map { Array($0.utf8) } == Array(text.utf8))
    #expect(particulars.email == text + "@acme.example")
    let composed = Particulars(account: "acme", name: "caf\u{e9}", email: particulars.email)
    #expect(particulars != composed)
    contact.role = nil
    #expect(contact == ContactProfile(contact: "c_1"))
  }

  @Test("What is taken back has no body, and keeps its kind", arguments: Fact.Kind.allCases)
  func takenBack(kind: Fact.Kind) throws {
    #expect(line(try fact(nil, kind: kind)).hasSuffix(#","body":null}"#))
    #expect(line(try fact(nil, kind: kind)).contains(#""kind":"\#(kind.name)""#))
  }

  @Test("Names and stored numbers of kinds stay as they are")
  func kinds() throws {
    #expect(Fact.Kind.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(
      Fact.Kind.allCases.map(\.name) == [
        "subscription.state", "account.profile", "contact.profile", "setting", "rates", "ticket",
        "invoice", "account.merge", "charge",
      ])
    let bodies: [Fact.Body] = [
      .subscription(try state()), .account(AccountProfile(attributes: [:])),
      .contact(ContactProfile(contact: "c_1")), .setting(Setting(name: "zone", value: "UTC")),
      .rates(RateSheet(base: try #require(Currency("EUR")), quotes: [:])),
      .ticket(Ticket(ticket: "t_1")), .invoice(Invoice(invoice: "i_1")),
      .merge(AccountMerge(into: "acme")),
      .charge(
        Charge(
          charge: "c_1", kind: .usage,
          amount: Money(micros: 1, try #require(Currency("EUR"))))),
    ]
    #expect(bodies.map(\.kind) == Fact.Kind.allCases)
  }

  @Test("A key is an object and which assertion about it this is")
  func key() {
    #expect(Fact.Key("sub_1", "row").text == "sub_1#row")
    #expect(Fact.Key("setting", "zone").text == "setting#zone")
    #expect(Fact.Key("sub_1", "row") == Fact.Key("sub_1", "row"))
    #expect(Fact.Key("sub_1", "row") != Fact.Key("sub_1", "ended"))
    #expect(Fact.Key("caf\u{e9}", "row") != Fact.Key("cafe\u{301}", "row"))
  }

  @Test("A fact has two times, and either one makes another revision of it")
  func revisions() throws {
    let first = try fact(.subscription(try state()), kind: .subscriptionState)
    var moved = first
    moved.at = .instant(try #require(Instant("2025-01-01T00:00:00Z")))
    var learned = first
    learned.recorded = Instant(microseconds: first.recorded.microseconds + 1)
    var newer = first
    newer.version = Instant(microseconds: first.version.microseconds + 1)
    var takenBack = first
    takenBack.body = nil
    let facts = [first, moved, learned, newer, takenBack]
    #expect(Set(facts).count == facts.count)
    #expect(Set(facts.map(line)).count == facts.count)
  }
}
