import Engine
import Facts
import Workbench

/// All accounts in the order in which they are listed: who pays most comes first.
final class AccountDirectory: Sendable {
  /// Which accounts are listed.
  enum Status: String, CaseIterable {
    case any, paying, paused, free, left, never
  }

  private let summaries: [AccountSummary]
  private let names: [String]
  private let ids: [Identifier]
  /// Names and ids in small letters, one after the other, each ended by a zero byte.
  private let letters: [UInt8]
  private let starts: [Int]

  init(_ knowledge: Knowledge) {
    let panel = knowledge.panel
    let horizon = knowledge.horizon
    names = knowledge.names
    ids = knowledge.accounts
    summaries = ids.indices.map { account in
      account < panel.accountCount
        ? panel.summary(of: account, on: horizon) : AccountSummary(account: account)
    }.sorted { one, other in
      let (money, otherMoney) = (one.sortMicros, other.sortMicros)
      return money != otherMoney ? money > otherMoney : one.account < other.account
    }
    var letters: [UInt8] = []
    var starts: [Int] = []
    for summary in summaries {
      starts.append(letters.count)
      letters += AccountDirectory.folded(names[summary.account])
      letters.append(0)
      letters += AccountDirectory.folded(ids[summary.account].text)
      letters.append(0)
    }
    starts.append(letters.count)
    self.letters = letters
    self.starts = starts
  }

  /// A page of those whose name or id contains a text.
  ///
  /// - Returns: the summaries of the page, and how many there are in all.
  func find(
    _ text: String, _ status: Status, skipping skipped: Int, atMost limit: Int
  ) -> (page: [AccountSummary], count: Int) {
    let wanted = AccountDirectory.folded(text)
    var page: [AccountSummary] = []
    var count = 0
    for place in summaries.indices where status.fits(summaries[place]) {
      guard wanted.isEmpty || contains(wanted, place) else { continue }
      if count >= skipped, page.count < limit { page.append(summaries[place]) }
      count += 1
    }
    return (page, count)
  }

  private func contains(_ wanted: [UInt8], _ place: Int) -> Bool {
    letters[starts[place]..<starts[place + 1]].firstRange(of: wanted) != nil
  }

  /// Small letters; what is no text a keyboard writes stays as it is.
  private static func folded(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }

  var count: Int { ids.count }
  func name(_ account: Int) -> String { names[account] }
  func id(_ account: Int) -> Identifier { ids[account] }
}

extension AccountSummary {
  /// What accounts are ordered by: amounts of several currencies count as they stand.
  fileprivate var sortMicros: Int128 { monthly.reduce(0) { $0 + $1.micros } }
}

extension AccountDirectory.Status {
  /// Whether an account is one of these.
  func fits(_ summary: AccountSummary) -> Bool {
    switch self {
    case .any: true
    case .paying: summary.standing == .paying
    case .paused: summary.standing == .paused
    case .free: summary.standing == .free
    case .left: summary.standing == .none && summary.firstPaidDay != nil
    case .never: summary.standing == .none && summary.firstPaidDay == nil
    }
  }

  /// The one that an account's summary is.
  static func of(_ summary: AccountSummary) -> Self {
    allCases.dropFirst().first { $0.fits(summary) } ?? .never
  }
}
