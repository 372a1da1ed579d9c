import Facts

extension LedgerWriter {
  /// A fact's assertion and body as the ledger keeps them: with numbers of the vault where the
  /// senders' ids of people and of other customers stood.
  ///
  /// - Returns: nil for what names no person though it should.
  /// - Throws: ``LedgerError/unknownAccount(_:)`` for a merge into nobody.
  func opaque(_ fact: Fact, of account: Int64) throws -> (assertion: String, body: Fact.Body?)? {
    let assertion = fact.key.assertion.text
    switch (fact.kind, fact.body) {
    case (.contactProfile, var body):
      guard let id = ContactKey.contact(inAssertion: assertion) else { return nil }
      let number = Identifier(String(try vault.contact(id, of: account)))
      if case .contact(var profile)? = body {
        profile.contact = number
        body = .contact(profile)
      }
      return (ContactKey.assertion(of: number), body)
    case (.accountMerge, .merge(let merge)?):
      guard let number = try knownAccount(merge.into) else {
        throw LedgerError.unknownAccount(merge.into)
      }
      return (assertion, .merge(AccountMerge(into: Identifier(String(number)))))
    case (_, let body): return (assertion, body)
    }
  }
}
