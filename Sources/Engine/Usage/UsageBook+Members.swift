import Facts

extension UsageBook {
  /// The persons who did anything for an account in some days, by number.
  ///
  /// - Complexity: one look at everyone who acts, and the rows of those who act for the account.
  ///
  /// - Parameters:
  ///   - account: its number among those that usage names.
  ///   - days: the first and the last day.
  public func people(of account: Int32, in days: ClosedRange<Day>) -> [Int32] {
    var found: Set<Int32> = []
    forEachActor { number, actor in
      if let named = actor.account, named != account { return }
      let person = identities.person(of: actor.identity)
      guard !found.contains(person) else { return }
      let memberships = actor.account == nil ? identities.memberships(of: person) : []
      if actor.account == nil, !memberships.contains(where: { $0.account == account }) { return }
      let isActive = entries(ofActor: number).contains { entry in
        entry.kind >= 0 && days.contains(Day(number: entry.day))
          && (actor.account ?? Identities.account(in: memberships, on: entry.day)) == account
      }
      if isActive { found.insert(person) }
    }
    return found.sorted()
  }
}
