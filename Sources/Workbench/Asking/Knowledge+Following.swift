import Engine
import Facts
import Storage

extension Knowledge {
  /// Beyond so many accounts reading everything is no slower.
  private static let mostFollowed = 4096

  /// The same, and what came since, at the cost of the accounts that it concerns.
  ///
  /// - Returns: nil where everything has to be read anew: settings or rates came, or too much.
  /// - Precondition: it is knowledge of the present, not as of an earlier day.
  package func following(_ ledger: Ledger) throws -> (knowledge: Knowledge, changed: Set<Int>)? {
    precondition(asOf == nil)
    return try ledger.read { view in
      guard
        case .accounts(let told) = try view.changes(since: mark, atMost: Self.mostFollowed)
      else { return nil }
      let changed = panel.merged.together(with: told)
      var next = self
      next.mark = try view.mark()
      next.lastLearned = try view.lastLearned()
      guard !changed.isEmpty else { return (next, changed) }
      var builder = PanelBuilder(rules: rules, changing: panel)
      try view.add(changed, to: &builder)
      builder.change(changed, of: &next.panel)
      if var agreed = next.agreed {
        // Held in one place while it changes, or all of it would be copied.
        next.agreed = nil
        builder.change(changed, of: &agreed, agreedBy: horizon)
        next.agreed = agreed
      }
      if let last = changed.max(), last >= accounts.count {
        next.accounts += try (accounts.count...last).map { try view.id(ofAccount: $0) }
      }
      return (next, changed)
    }
  }
}
