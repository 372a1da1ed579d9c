import Facts
import Intake
import Testing

private let subscriptions = "Kunde;Vertrag;Beginn;Preis;Währung\nacme;s1;2025-01-31;5,50;EUR\n"

private let german = [
  "Kunde=customer_id", "Vertrag=subscription_id", "Beginn=start_date", "Preis=amount",
  "Währung=currency",
]

/// Options with mappings as the command line takes them.
private func mapped(_ mappings: [String]) -> (inout ImportOptions) -> Void {
  { $0.mapping = mappings.compactMap(ColumnMapping.init) }
}

@Suite("Headers and mappings")
struct RecognitionTests {
  @Test("A mapped file is read by its mapping, and comes from csv")
  func whole() throws {
    let result = try imported(subscriptions, mapped(german))
    #expect(result.format == .mapped)
    #expect(result.states.map(\.unitAmount.description) == ["5.50 EUR"])
    #expect(result.facts.map(\.source) == ["csv"])
    let named = try imported(subscriptions) {
      mapped(german)(&$0)
      $0.source = "sap"
    }
    #expect(named.facts.map(\.source) == ["sap"])
  }

  @Test("Columns that bear a field's name need no mapping, and can be left out")
  func overlay() throws {
    let text =
      "customer_id,subscription_id,begin,amount,currency,status\nacme,s1,2025-01-31,5,EUR,paying\n"
    #expect(try imported(text, mapped(["begin=start_date"])).rejections.map(\.column) == ["status"])
    let ignoring = try imported(text, mapped(["begin=start_date", "status=ignore"]))
    #expect(ignoring.facts.count == 1)
    #expect(ignoring.ignored == ["status"])
  }

  @Test("A price that is mapped stands alone")
  func price() throws {
    let text =
      "customer_id,subscription_id,start_date,price,mrr,currency\nacme,s1,2025-01-31,5,7,EUR\n"
    let result = try imported(text, mapped(["price=amount"]))
    #expect(result.states.map(\.unitAmount.description) == ["5.00 EUR"])
    #expect(result.ignored == ["mrr"])
  }

  @Test(
    "A mapping that cannot be is refused before a row is read",
    arguments: [
      ("Kunden=customer_id", "has no column \"Kunden\""), ("Kunde=customer", "no field"),
      ("Kunde=mrr", "works it out"), ("Kunde=role", "works it out"),
      ("Kunde=workspace", "works it out"), ("Kunde=ACCOUNT", "works it out"),
      ("Kunde=attribute.", "no field"), ("Kunde=attribute.x", "file of its own"),
      ("Kunde=name", "file of its own"), ("Vertrag=customer_id", "are all"),
    ])
  func refused(mapping: String, hint: String) throws {
    let error = try refusal(subscriptions, mapped(german.dropFirst() + [mapping]))
    #expect(error?.description.contains(hint) == true, "\(String(describing: error))")
  }

  @Test("A required field without a column is named")
  func missing() throws {
    for index in german.indices {
      var less = german
      let removed = less.remove(at: index)
      let field = String(removed.split(separator: "=")[1])
      let missing = MissingColumns(format: .mapped, columns: [field])
      let error = try refusal(subscriptions, mapped(less))
      // Without a subscription's own field, nothing says that the file is not one of customers.
      #expect(error == .missingColumns(missing), "\(field)")
    }
  }

  @Test("A file of customers may be mapped too")
  func accounts() throws {
    guard let bytes = sharedData("dittofeed-csv/users.csv") else { return }
    let mapping = ["id=customer_id", "email=email", "phone=attribute.phone"]
    let result = try imported(bytes, mapped(mapping))
    #expect(result.rows == 5)
    #expect(result.facts.count == 10)
    #expect(result.ignored == ["firstName", "lastName"])
    #expect(result.profiles[0] == ["phone": "1234567890"])
  }

  @Test("Dittofeed's faulty files are refused, the file or the row, as the fault is")
  func dittofeed() throws {
    let mapping = mapped(["id=customer_id"])
    if let bytes = sharedData("dittofeed-csv/missing-headers-users.csv") {
      #expect(
        try refusal(bytes, mapping)?.description.contains("has no column \"id\"") == true)
      guard case .unknownHeader? = try refusal(bytes) else {
        Issue.record("a header of data was taken")
        return
      }
    }
    if let bytes = sharedData("dittofeed-csv/missing-identifiers.csv") {
      #expect(try refusal(bytes, mapping)?.description.contains("firstName") == true)
    }
    if let bytes = sharedData("dittofeed-csv/missing-some-identifiers.csv") {
      let result = try imported(bytes, mapping)
      #expect(result.rejections.map(\.line) == [2, 3])
      #expect(result.rejections.map(\.column) == ["id", "id"])
      #expect(result.facts.count == 3 + 2)
    }
    if let bytes = sharedData("dittofeed-csv/missing-email-users.csv") {
      #expect(try imported(bytes, mapping).facts.count == 5)
    }
    if let bytes = sharedData("dittofeed-csv/subscription-group-actions.csv") {
      let result = try imported(bytes, mapping)
      #expect(result.rejections.map(\.line) == [6])
      #expect(result.rejections.map(\.column) == ["action"])
    }
  }

  @Test("An unknown header names, for each format, what is missing")
  func unknown() throws {
    let error = try refusal("customer_id,subscription_id,start_date,currency\n")
    guard case .unknownHeader(let columns, let missing)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(columns.count == 4)
    #expect(missing.count == ImportFormat.ofCustomers.count - 1)
    #expect(missing.first == MissingColumns(format: .tenureSubscriptions, columns: ["amount"]))
    #expect(error?.description.contains("tenure.subscriptions lacks \"amount\"") == true)
  }

  @Test("A named format says what its columns lack")
  func named() throws {
    let error = try refusal("id,Customer ID\n") { $0.format = .stripeSubscriptions }
    guard case .missingColumns(let missing)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      missing.columns == ["currency", "interval", "amount", "status", "start date (utc)"])
  }

  @Test("A header that fits two formats is not guessed")
  func ambiguous() throws {
    let even = "customer_id,name,email,created_at,id,Created (UTC)\n"
    #expect(try refusal(even) == .ambiguousHeader([.tenureAccounts, .stripeCustomers]))
    #expect(try imported(even) { $0.format = .stripeCustomers }.format == .stripeCustomers)
  }

  @Test("Two columns of one name are refused, and named")
  func repeated() throws {
    #expect(
      try refusal("customer_id,tier,size,tier,size\n") == .duplicateColumns(["tier", "size"]))
    #expect(
      try refusal("customer_id,CUSTOMER_ID,tier\n")
        == .severalColumns(field: "customer_id", columns: ["customer_id", "CUSTOMER_ID"]))
    // Written with one letter or with two, they look the same but are two names.
    let twice = try imported("customer_id,caf\u{e9},cafe\u{301}\na,1,2\n")
    #expect(twice.profiles == [[Identifier("caf\u{e9}"): "1", Identifier("cafe\u{301}"): "2"]])
  }

  @Test("COLUMN=FIELD divides at the last equals sign")
  func columnMapping() {
    #expect(ColumnMapping("a=b=plan") == ColumnMapping(column: "a=b", field: "plan"))
    #expect(ColumnMapping("plan") == nil)
    #expect(ColumnMapping("=plan") == nil)
    #expect(ColumnMapping("x=") == nil)
  }

  @Test("Every error is a sentence that ends")
  func sentences() throws {
    let errors: [ImportError] = [
      .empty, .notText(.zip), .unknownEncoding(line: 1, byte: 1), .noHeader,
      .brokenHeader(line: 1), .headerTooLong, .tooManyColumns(limit: 1), .duplicateColumns(["a"]),
      .unknownHeader(columns: ["\u{7}"], missing: []), .ambiguousHeader([.mapped]),
      .missingColumns(MissingColumns(format: .mapped, columns: ["a"])),
      .columnNotFound("a", columns: []), .unknownField("a"), .computedField("a"),
      .fieldOfOtherFormat("a", .tenureAccounts), .severalColumns(field: "a", columns: ["b"]),
      .ratesFile, .notRates(columns: ["\u{7}"]),
    ]
    for error in errors {
      #expect(error.description.hasSuffix("."), "\(error)")
      #expect(!error.description.contains("\u{7}"))
    }
    for kind in FileKind.allCases {
      #expect(ImportError.notText(kind).description.hasPrefix("This is "))
    }
  }
}
