import Engine
import Facts
import GRDB

extension LedgerView {
  /// Which customers are another one, by their numbers in the panel, as known at an instant.
  ///
  /// Of several sources the one whose word is the newest holds; who took theirs back says nothing.
  public func merges(knownAt: Instant? = nil) throws -> MergedAccounts {
    let told = try newest(of: .accountMerge, knownAt: knownAt) { found in
      found.fact.body == nil ? nil : (found.fact.account, found.fact)
    }
    var numbers: [Int: Int] = [:]
    for (account, fact) in told {
      guard let into = fact.mergedInto else {
        throw LedgerError.damaged(.row(table: "facts", id: fact.id))
      }
      numbers[Int(account) - 1] = Int(into) - 1
    }
    return MergedAccounts(numbers)
  }

  /// The greatest version under which a source told anything; nil where it never did.
  public func lastVersion(of source: Identifier) throws -> Instant? {
    try Int64.fetchOne(
      database, sql: "SELECT MAX(version) FROM editions WHERE source = ?", arguments: [source.text]
    ).map { Instant(microseconds: $0) }
  }

  /// Adds what is in force to a builder.
  func add(_ found: InForce, to builder: inout PanelBuilder) throws {
    let account = Int(found.fact.account) - 1
    var origin = found.origin
    switch found.fact.body {
    case .account, .charge:
      // Of two accounts that are one customer, one export may tell alike: then the ids decide.
      guard builder.isShared(account) else { break }
      origin.assertion = Identifier(
        Fact.Key(try id(ofAccount: account), found.fact.assertion).text)
    default: break
    }
    switch found.fact.body {
    case .subscription(let state): builder.add(account: account, state, origin)
    case .account(let profile): builder.add(account: account, profile, origin)
    case .contact(let profile): builder.add(account: account, profile)
    case .ticket: builder.add(account: account, ticketAt: found.fact.at)
    case .invoice(let invoice): builder.add(account: account, invoice)
    case .charge(let charge): builder.add(account: account, charge, origin)
    case .merge, .setting, .rates, nil: break
    }
  }
}

extension StoredFact {
  /// The number in the vault of the customer that this one is said to be; nil where it says none.
  var mergedInto: Int64? {
    guard case .merge(let merge)? = body, let number = Int64(merge.into.text), number > 0 else {
      return nil
    }
    return number
  }
}
