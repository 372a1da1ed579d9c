import Engine
import Facts

/// Whom figures of usage count.
package enum UsageUnit: String, CaseIterable, Sendable {
  case accounts, people
}

/// What is asked of usage, in the words that options and addresses have for it.
package struct UsageRequest: Sendable {
  package var unit = UsageUnit.accounts
  /// What the period is cut into.
  package var every = CalendarUnit.month
  /// The names of the events that count; empty for any event.
  package var events: [String] = []

  /// Accounts by month, by any event.
  package init() {}
}
