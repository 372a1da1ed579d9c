import Facts
import Storage
import Testing

@testable import Site

/// An account's page says that another one is the same customer.
@Suite("Merging on an account's page")
struct MergingTests {
  @Test("Merged, both pages and the list say so; taken back all is as it was")
  func merged() async throws {
    try await ServedSite.serving { served in
      try served.tell()
      let before = try await served.get("/account?id=acme").body
      // Of the facts there is 50 on every page; what both pay together stands in the figure alone.
      #expect(!before.contains("€80.00") && before.contains("name=\"account\""))
      let done = try await served.merge("account=twin&into=acme")
      #expect(done.status == 303 && done.headers.contains("location: /account?id=acme"))
      let acme = try await served.get("/account?id=acme").body
      #expect(acme.contains("€80.00") && acme.contains("told of twin"))
      #expect(acme.contains("Take back"))
      let twin = try await served.get("/account?id=twin").body
      #expect(twin.contains("same customer as") && twin.contains(">Merged<"))
      #expect(!twin.contains("name=\"into\""))
      let listed = try await served.get("/accounts?status=merged").body
      #expect(listed.contains("1 account<") && listed.contains("/account?id=twin"))
      #expect(try await served.get("/accounts.csv?status=merged").body.contains("twin,twin,merged"))
      // The day before nobody had said so.
      let past = try await served.get("/account?id=acme&as-of=2026-05-31").body
      #expect(!past.contains("€80.00") && !past.contains("name=\"account\""))
      let undone = try await served.merge("account=twin")
      #expect(undone.status == 303 && undone.headers.contains("location: /account?id=twin"))
      #expect(try await !served.get("/account?id=acme").body.contains("€80.00"))
    }
  }

  @Test("What cannot be is refused in words; a page from elsewhere merges nothing")
  func refused() async throws {
    try await ServedSite.serving { served in
      try served.tell()
      for (form, why) in [
        ("account=nobody&into=acme", "Nobody told of a customer nobody."),
        ("account=acme&into=acme", "is itself already"), ("into=acme", "account names"),
        ("account=twin", "was not merged"),
      ] {
        let answer = try await served.merge(form)
        #expect(answer.status == 400 && answer.body.contains(why), "\(form)")
      }
      #expect(
        try await served.merge("account=twin&into=acme", origin: "http://evil.example").status
          == 403)
      #expect(try await served.get("/account/merge?account=twin&into=acme").status >= 404)
      #expect(try await !served.get("/account?id=acme").body.contains("€80.00"))
    }
  }
}

extension ServedSite {
  /// Two accounts that pay, told a month ago.
  fileprivate func tell() throws {
    let recorded = try #require(Instant("2026-05-01T12:00:00Z"))
    let facts = [("acme", 50), ("twin", 30)].map { account, amount in
      Fact(
        account: Identifier(account), kind: .subscriptionState, at: .day(Day("2026-01-01")!),
        recorded: recorded, source: "csv", key: Fact.Key(Identifier("s-" + account), "row"),
        version: recorded,
        body: .subscription(
          SubscriptionState(
            subscription: Identifier("s-" + account), status: .active,
            unitAmount: Money(micros: Int64(amount) * 1_000_000, .euro))))
    }
    try Ledger.writing(workspace).append(facts)
  }

  fileprivate func merge(_ form: String, origin: String? = nil) async throws -> Answer {
    try await post(
      "/account/merge", form.utf8,
      [
        "Content-Type: application/x-www-form-urlencoded",
        "Origin: " + (origin ?? "http://localhost:\(port)"),
      ])
  }
}
