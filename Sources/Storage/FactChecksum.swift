import Facts

/// The checksums that stand beside rows, over the values that were written.
///
/// A fact's checksum covers what it says, on whom and when: two revisions of one assertion are the
/// same exactly if it is. Its seal covers its place in the ledger too; the sums of seals stand in
/// the arrivals, so that a row that is lost, moved or changed is missed.
enum FactChecksum {
  /// What a subscription's fact says, without the account.
  static func content(
    _ subscription: Identifier, _ assertion: Identifier, _ at: Moment, _ state: SubscriptionState?
  ) -> Int64 {
    var sum = Checksum()
    sum.add(Int64(Fact.Kind.subscriptionState.rawValue))
    sum.add(subscription.text)
    sum.add(assertion.text)
    sum.add(at)
    guard let state else { return sum.value }
    sum.add(Int64(state.status.rawValue))
    sum.add(state.plan)
    sum.add(state.quantity)
    sum.add(state.unitAmount.micros)
    sum.add(Int64(state.unitAmount.currency.packed))
    sum.add(Int64(state.interval.unit.rawValue) << 32 | Int64(state.interval.count))
    sum.add(state.discountMicros ?? -1)
    sum.add(Int64(state.discountPercent10000 ?? -1))
    sum.add(state.trialEnd)
    sum.add(state.endsAt)
    // Rows that were written before there were these have none, and the checksum they had.
    if state.discountEndsAt != nil || state.endCause != nil {
      sum.add(state.discountEndsAt)
      sum.add(Int64(state.endCause?.rawValue ?? 0))
    }
    if state.canceledAt != nil || state.tax != nil {
      // What follows is not what might stand above.
      sum.add("canceled and tax")
      sum.add(state.canceledAt)
      switch state.tax {
      case .added(let percent)?: sum.add(Int64(percent))
      case .included(let percent)?: sum.add(-2 - Int64(percent))
      case nil: sum.add(-1)
      }
    }
    return sum.value
  }

  /// What a fact of another kind says, without the account; the body as it is stored.
  static func content(
    _ kind: Fact.Kind, _ assertion: String, _ at: Moment, _ body: String?
  ) -> Int64 {
    var sum = Checksum()
    sum.add(Int64(kind.rawValue))
    sum.add(assertion)
    sum.add(at)
    sum.add(body)
    return sum.value
  }

  /// The checksum of a fact's row: what it says and on whom.
  static func row(content: Int64, account: Int64) -> Int64 {
    mix(content, account)
  }

  /// What a fact adds to its arrival's sum.
  static func seal(checksum: Int64, id: Int64, edition: Int64) -> Int64 {
    mix(checksum, id, edition)
  }

  /// What a confirmation adds to its arrival's sum.
  static func seal(confirmationOf fact: Int64) -> Int64 {
    mix(fact, -1)
  }

  /// What a row adds to the checksum of the projection `superseded`.
  static func superseded(_ fact: Int64, by other: Int64) -> Int64 {
    mix(fact, other, -2)
  }

  /// The seal of an arrival, which covers the one before it: the ledger's history as one number.
  static func seal(
    previous: Int64, arrival: Int64, source: String, version: Int64, recorded: Int64,
    facts: Int64, confirmations: Int64, checksums: Int64
  ) -> Int64 {
    var sum = Checksum()
    for number in [previous, arrival, version, recorded, facts, confirmations, checksums] {
      sum.add(number)
    }
    sum.add(source)
    return sum.value
  }

  static func vaultAccount(
    id: Int64, externalID: String, name: String?, nameVersion: Int64?
  ) -> Int64 {
    var sum = Checksum()
    sum.add(id)
    sum.add(externalID)
    sum.add(name)
    sum.add(nameVersion ?? -1)
    return sum.value
  }

  static func vaultContact(
    id: Int64, account: Int64, externalID: String, name: String?, email: String?, version: Int64?
  ) -> Int64 {
    var sum = Checksum()
    sum.add(id)
    sum.add(account)
    sum.add(externalID)
    sum.add(name)
    sum.add(email)
    sum.add(version ?? -1)
    return sum.value
  }

  private static func mix(_ one: Int64, _ two: Int64, _ three: Int64? = nil) -> Int64 {
    var sum = Checksum()
    sum.add(one)
    sum.add(two)
    if let three { sum.add(three) }
    return sum.value
  }
}

extension Checksum {
  fileprivate mutating func add(_ text: String?) {
    add(Int64(text == nil ? 0 : 1))
    if let text { add(text) }
  }

  fileprivate mutating func add(_ moment: Moment?) {
    switch moment {
    case nil: add(Int64(0))
    case .day(let day):
      add(Int64(1))
      add(Int64(day.number))
    case .instant(let instant):
      add(Int64(2))
      add(instant.microseconds)
    }
  }
}
