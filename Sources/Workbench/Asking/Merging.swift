import Engine
import Facts
import Storage

/// Saying that a customer is another one, and taking that back.
///
/// It is a fact like any other: what was known before stays known as it was, and what changed shows
/// as a restatement.
package struct Merging {
  private let ledger: Ledger
  private let now: Instant

  /// Takes the ledger to write, and when it learns of what is said.
  package init(_ ledger: Ledger, now: Instant) {
    self.ledger = ledger
    self.now = now
  }

  /// A customer that is another one.
  package struct Merge: Equatable {
    package let account, into: Identifier
  }

  /// Says that a customer is another one, by the senders' ids.
  ///
  /// - Throws: ``Refusal`` for a customer that nobody told of, and for what was said otherwise.
  package func merge(_ account: Identifier, into kept: Identifier) throws {
    let (merges, number, keptNumber) = try ledger.read { view in
      (try view.merges(), try Merging.number(account, view), try Merging.number(kept, view))
    }
    let survivor = merges.survivor(of: number)
    guard number != keptNumber else {
      throw Refusal("\(Text.safe(account.text)) is itself already: name two customers.")
    }
    guard survivor == number else {
      let other = try ledger.read { try $0.id(ofAccount: survivor) }
      throw Refusal(
        "\(Text.safe(account.text)) is \(Text.safe(other.text)) already. Take that back first.")
    }
    guard merges.survivor(of: keptNumber) != number else {
      throw Refusal(
        "\(Text.safe(kept.text)) is \(Text.safe(account.text)) already. Take that back first.")
    }
    try say(.merge(AccountMerge(into: kept)), of: account)
  }

  /// Takes back that a customer is another one.
  ///
  /// - Throws: ``Refusal`` where nobody said so.
  package func undo(_ account: Identifier) throws {
    let (merges, number) = try ledger.read { view in
      (try view.merges(), try Merging.number(account, view))
    }
    guard merges.survivor(of: number) != number else {
      throw Refusal("\(Text.safe(account.text)) was not merged into another customer.")
    }
    try say(nil, of: account)
  }

  private func say(_ body: Fact.Body?, of account: Identifier) throws {
    // The last word holds, also where a clock was set back since the one before.
    let last = try ledger.read { try $0.lastVersion(of: SourceName.merges) }
    let version = last.map { max(now, Instant(microseconds: $0.microseconds + 1)) } ?? now
    try ledger.append([
      Fact(
        account: account, kind: .accountMerge, at: .instant(now), recorded: now,
        source: SourceName.merges, key: Fact.Key(account, "merge"), version: version, body: body)
    ])
  }

  private static func number(_ id: Identifier, _ view: LedgerView) throws -> Int {
    guard let number = try view.number(ofAccount: id) else {
      throw Refusal("Nobody told of a customer \(Text.safe(id.text)).")
    }
    return number
  }

  /// Every customer that is another one, by its id.
  package static func all(_ view: LedgerView) throws -> [Merge] {
    let merges = try view.merges()
    return try merges.accounts.map { account in
      Merge(
        account: try view.id(ofAccount: account),
        into: try view.id(ofAccount: merges.survivor(of: account)))
    }.sorted { $0.account < $1.account }
  }
}
