import Engine
import Facts
import Storage
import Workbench

/// All accounts in the order in which they are listed: who pays most comes first.
///
/// A value as of a mark; what changes makes another one.
struct AccountDirectory: Sendable {
  /// Which accounts are listed.
  enum Status: String, CaseIterable {
    case any, paying, paused, free, left, never
  }

  /// How far into the ledger it reaches.
  private(set) var mark: LedgerMark
  private let horizon: Day
  private var panel: Panel
  /// By account number.
  private var entries: [Entry] = []
  /// Account numbers in the order of the list.
  private var order: [Int32] = []
  /// Names and ids in small letters, account by account, each ended by a zero byte.
  private var letters: [UInt8] = []
  private var starts: [Int] = [0]

  /// What decides where an account stands in the list.
  private struct Entry {
    /// What it pays a month, amounts of several currencies counted as they stand.
    var micros: Int128 = 0
    var status = Status.never
  }

  init(_ knowledge: Knowledge, _ ledger: Ledger) throws {
    mark = knowledge.mark
    horizon = knowledge.horizon
    panel = knowledge.panel
    entries.reserveCapacity(knowledge.accounts.count)
    for account in knowledge.accounts.indices { entries.append(entry(account)) }
    order = entries.indices.map { Int32($0) }
    let entries = entries
    order.sort { AccountDirectory.comesBefore($0, $1, entries) }
    let (ids, names) = try ledger.read { try $0.accountEntries() }
    for account in entries.indices where account < ids.count {
      append(name: names[account], id: ids[account].text)
    }
  }

  private func entry(_ account: Int) -> Entry {
    let summary = summary(account)
    return Entry(
      micros: summary.monthly.reduce(0) { $0 + $1.micros }, status: Status.of(summary))
  }

  private mutating func append(name: String, id: String) {
    letters += AccountDirectory.folded(name)
    letters.append(0)
    letters += AccountDirectory.folded(id)
    letters.append(0)
    starts.append(letters.count)
  }

  private static func comesBefore(_ one: Int32, _ other: Int32, _ entries: [Entry]) -> Bool {
    let (money, otherMoney) = (entries[Int(one)].micros, entries[Int(other)].micros)
    return money != otherMoney ? money > otherMoney : one < other
  }

  /// The same, and what some accounts became since.
  func following(
    _ changed: Set<Int>, _ knowledge: Knowledge, _ ledger: Ledger
  ) throws -> AccountDirectory {
    var next = self
    next.mark = knowledge.mark
    next.panel = knowledge.panel
    for account in changed.sorted() {
      if account < entries.count {
        let place = next.place(of: Int32(account))
        next.order.remove(at: place)
        next.entries[account] = next.entry(account)
      } else {
        let (id, name) = try ledger.read {
          (try $0.id(ofAccount: account), try $0.name(ofAccount: account))
        }
        next.entries.append(next.entry(account))
        next.append(name: name, id: id.text)
      }
      next.order.insert(Int32(account), at: next.place(of: Int32(account)))
    }
    return next
  }

  /// Where an account stands in the list, or would.
  private func place(of account: Int32) -> Int {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if AccountDirectory.comesBefore(order[middle], account, entries) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// A page of those whose name or id contains a text.
  ///
  /// - Returns: the numbers of the page's accounts, and how many there are in all.
  func find(
    _ text: String, _ status: Status, skipping skipped: Int, atMost limit: Int
  ) -> (page: [Int], count: Int) {
    let wanted = AccountDirectory.folded(text)
    guard !wanted.isEmpty || status != .any else {
      let page = order.dropFirst(skipped).prefix(limit).map { Int($0) }
      return (page, order.count)
    }
    var page: [Int] = []
    var count = 0
    for number in order {
      let account = Int(number)
      guard status == .any || entries[account].status == status,
        wanted.isEmpty || contains(wanted, account)
      else { continue }
      if count >= skipped, page.count < limit { page.append(account) }
      count += 1
    }
    return (page, count)
  }

  private func contains(_ wanted: [UInt8], _ account: Int) -> Bool {
    letters[starts[account]..<starts[account + 1]].firstRange(of: wanted) != nil
  }

  /// Small letters; what is no text a keyboard writes stays as it is.
  private static func folded(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }

  /// How an account stands.
  func summary(_ account: Int) -> AccountSummary {
    account < panel.accountCount
      ? panel.summary(of: account, on: horizon) : AccountSummary(account: account)
  }
}

extension AccountDirectory.Status {
  /// The one that an account's summary is.
  static func of(_ summary: AccountSummary) -> Self {
    switch summary.standing {
    case .paying: .paying
    case .paused: .paused
    case .free: .free
    case .none: summary.firstPaidDay != nil ? .left : .never
    }
  }
}
