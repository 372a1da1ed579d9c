import Facts

/// The words by which a sender tells a subscription's status.
enum StatusWords {
  case tenure, stripe, recurly, chargebee

  /// What a word says.
  enum Meaning: Equatable {
    case status(SubscriptionState.Status)
    /// In service, after a trial if there was one.
    case running
    /// In service until the end that stands in the row.
    case over
    /// The same, and the end came for want of payment.
    case unpaid
  }

  /// Nil where the sender has no such word.
  func meaning(_ text: UnsafeRawBufferPointer) -> Meaning? {
    // "Past Due", "past-due" and "past_due" are one word.
    let word = String(
      decoding: text.map { byte in
        byte == .space || byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte.lowercased
      }, as: UTF8.self)
    if let found = table[word] { return found }
    return self == .tenure ? SubscriptionState.Status(name: word).map(Meaning.status) : nil
  }

  /// What was expected, for people.
  var expected: String {
    switch self {
    case .tenure:
      "pending, trialing, active, past_due, paused or ended; a cancelled subscription is active"
        + " until its ended_at or cancel_at"
    case .stripe, .recurly, .chargebee:
      "one of " + table.keys.sorted().joined(separator: ", ")
    }
  }

  /// What the cell for the cause of an end says.
  enum Cause: Equatable {
    case known(SubscriptionState.EndCause)
    /// A word that does not tell the two causes apart.
    case open
  }

  /// Nil where the sender has no such word and would not write another.
  func cause(_ text: UnsafeRawBufferPointer) -> Cause? {
    switch self {
    case .tenure:
      SubscriptionState.EndCause.allCases.first { text.matches($0.name) }.map(Cause.known)
    case .stripe:
      StatusWords.stripeCauses.first { text.matches($0.key) }.map { .known($0.value) } ?? .open
    case .recurly, .chargebee: .open
    }
  }

  /// What was expected of the cell for the cause, for people.
  static let expectedCause = "voluntary, involuntary, or nothing where nobody knows"

  private var table: [String: Meaning] {
    switch self {
    case .tenure: [:]
    case .stripe: StatusWords.stripeTable
    case .recurly: StatusWords.recurlyTable
    case .chargebee: StatusWords.chargebeeTable
    }
  }

  private static let stripeTable: [String: Meaning] = [
    "active": .running, "trialing": .running, "past_due": .status(.pastDue),
    "paused": .status(.paused), "incomplete": .status(.pending),
    "incomplete_expired": .status(.ended), "canceled": .over, "unpaid": .unpaid,
  ]

  /// `cancellation_details.reason` of Stripe's API.
  private static let stripeCauses: [String: SubscriptionState.EndCause] = [
    "cancellation_requested": .voluntary, "payment_disputed": .involuntary,
    "payment_failed": .involuntary,
  ]

  /// A "canceled" subscription of Recurly's runs until it expires.
  private static let recurlyTable: [String: Meaning] = [
    "active": .running, "live": .running, "in_trial": .running, "canceled": .running,
    "past_due": .status(.pastDue), "paused": .status(.paused), "future": .status(.pending),
    "failed": .status(.ended), "expired": .over,
  ]

  /// A "non_renewing" subscription of Chargebee's runs until its cancellation takes effect.
  private static let chargebeeTable: [String: Meaning] = [
    "active": .running, "in_trial": .running, "non_renewing": .running,
    "future": .status(.pending), "paused": .status(.paused), "cancelled": .over,
    "canceled": .over, "transferred": .over,
  ]
}
