import Facts
import GRDB

extension LedgerView {
  /// Every revision of every fact in the order of the ledger, with the senders' own ids.
  ///
  /// A fact that was said again under a later version comes once more under that version, so that
  /// what comes out says all that the ledger knows.
  public func forEachFact(_ body: (Fact) throws -> Void) throws {
    var log = try ArrivalLog(database, checks: checks)
    let accounts = try externalIDs("vault_accounts")
    let contacts = try externalIDs("vault_contacts")
    var confirmations: [Int64: [Int64]] = [:]
    let rows = try Prepared(
      database, "SELECT fact, arrival FROM confirmations ORDER BY fact, arrival")
    while try rows.step() {
      try log.count(confirmationOf: rows.integer(0), in: rows.integer(1))
      confirmations[rows.integer(0), default: []].append(rows.integer(1))
    }
    try FactReader(database: database, checksRows: checks).forEachFact { stored in
      try log.count(stored)
      let account = accounts[stored.account] ?? Identifier("")
      let into = stored.mergedInto.map { accounts[$0] ?? Identifier("") }
      for arrival in [stored.arrival] + (confirmations[stored.id] ?? []) {
        let entry = try log.entry(arrival)
        try body(
          stored.fact(account: account, contacts: contacts, into: into, entry: entry))
      }
    }
    if checks { try log.check() }
  }

  private func externalIDs(_ table: String) throws -> [Int64: Identifier] {
    var ids: [Int64: Identifier] = [:]
    let rows = try Prepared(database, "SELECT id, external_id FROM \(table)")
    while try rows.step() { ids[rows.integer(0)] = Identifier(rows.text(1) ?? "") }
    return ids
  }
}

extension StoredFact {
  /// The fact as its sender told it, with the ids that only the vault knows.
  fileprivate func fact(
    account: Identifier, contacts: [Int64: Identifier], into: Identifier?,
    entry: ArrivalLog.Entry
  ) -> Fact {
    var body = body
    var assertion = assertion
    let object: Identifier
    switch kind {
    case .subscriptionState: object = subscription ?? Identifier("")
    case .setting: object = Identifier("setting")
    case .rates: object = Identifier("rates")
    case .accountProfile, .ticket, .invoice, .charge: object = account
    case .accountMerge:
      object = account
      body = into.map { .merge(AccountMerge(into: $0)) }
    case .contactProfile:
      object = account
      let number = ContactKey.contact(inAssertion: assertion.text).flatMap { Int64($0.text) }
      let contact = number.flatMap { contacts[$0] } ?? Identifier("")
      assertion = Identifier(ContactKey.assertion(of: contact))
      if case .contact(var profile)? = body {
        profile.contact = contact
        body = .contact(profile)
      }
    }
    return Fact(
      account: account, kind: kind, at: at, recorded: entry.recorded, source: entry.source,
      key: Fact.Key(object, assertion), version: entry.version, body: body)
  }
}
