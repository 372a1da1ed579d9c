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
    case any, paying, paused, free, left, never, merged
  }

  /// How far into the ledger it reaches.
  private(set) var mark: LedgerMark
  private let horizon: Day
  private var panel: Panel
  private let rates: ExchangeRates
  /// Accounts by number, some thousands a block.
  private var blocks: [Block] = []
  /// Account numbers in the order of the list: of all, and of those of each status.
  private var orders: [Status: [Int32]] = [:]

  /// What decides where an account stands in the list.
  fileprivate struct Entry {
    /// What it pays a month, in the currency of the exchange rates.
    var micros: Int128 = 0
    var status = Status.never
  }

  /// Some accounts: few enough that a change of one copies little.
  fileprivate struct Block {
    static let capacity = 4096

    var entries: [Entry] = []
    /// Names and ids in small letters, account by account, each ended by a zero byte.
    var letters: [UInt8] = []
    var starts: [Int] = [0]
  }

  init(_ knowledge: Knowledge, _ ledger: Ledger) throws {
    mark = knowledge.mark
    horizon = knowledge.horizon
    rates = knowledge.rates
    panel = knowledge.panel
    let (ids, names) = try ledger.read { try $0.accountEntries() }
    for account in knowledge.accounts.indices {
      let isNamed = account < ids.count
      append(
        entry(account), name: isNamed ? names[account] : "",
        id: isNamed ? ids[account].text : knowledge.accounts[account].text)
    }
    var all = knowledge.accounts.indices.map { Int32($0) }
    all.sort { comesBefore($0, $1) }
    for account in all { orders[self[account].status, default: []].append(account) }
    orders[.any] = all
  }

  private subscript(account: Int32) -> Entry {
    blocks[Int(account) / Block.capacity].entries[Int(account) % Block.capacity]
  }

  private var count: Int {
    guard let last = blocks.last else { return 0 }
    return (blocks.count - 1) * Block.capacity + last.entries.count
  }

  private func entry(_ account: Int) -> Entry {
    let summary = summary(account)
    let micros = summary.monthly.reduce(Int128(0)) { sum, amount in
      sum + comparable(amount.micros, amount.currency)
    }
    return Entry(micros: micros, status: Status.of(summary, in: panel))
  }

  /// An amount that can be held against those of other currencies; as it stands where there is no
  /// rate for it.
  private func comparable(_ micros: Int128, _ packed: UInt16) -> Int128 {
    guard let currency = Currency(packed: packed),
      let quote = rates.quote(currency, in: horizon.month), quote > 0
    else { return micros }
    return micros * Int128(Money.microsPerUnit) / Int128(quote)
  }

  private mutating func append(_ entry: Entry, name: String, id: String) {
    if blocks.last.map({ $0.entries.count == Block.capacity }) ?? true { blocks.append(Block()) }
    let last = blocks.count - 1
    blocks[last].entries.append(entry)
    blocks[last].letters += AccountDirectory.folded(name)
    blocks[last].letters.append(0)
    blocks[last].letters += AccountDirectory.folded(id)
    blocks[last].letters.append(0)
    blocks[last].starts.append(blocks[last].letters.count)
  }

  private func comesBefore(_ one: Int32, _ other: Int32) -> Bool {
    let (money, otherMoney) = (self[one].micros, self[other].micros)
    return money != otherMoney ? money > otherMoney : one < other
  }

  /// The same, and what some accounts became since.
  func following(
    _ changed: Set<Int>, _ knowledge: Knowledge, _ ledger: Ledger
  ) throws -> AccountDirectory {
    // Other rates put other accounts first.
    guard knowledge.rates == rates else { return try AccountDirectory(knowledge, ledger) }
    var next = self
    next.mark = knowledge.mark
    next.panel = knowledge.panel
    for account in changed.sorted() {
      let number = Int32(account)
      if account < next.count {
        for status in [.any, next[number].status] {
          let place = next.place(of: number, in: status)
          next.orders[status]?.remove(at: place)
        }
        let (block, place) = account.quotientAndRemainder(dividingBy: Block.capacity)
        next.blocks[block].entries[place] = next.entry(account)
      } else {
        let (id, name) = try ledger.read {
          (try $0.id(ofAccount: account), try $0.name(ofAccount: account))
        }
        next.append(next.entry(account), name: name, id: id.text)
      }
      for status in [.any, next[number].status] {
        let place = next.place(of: number, in: status)
        next.orders[status, default: []].insert(number, at: place)
      }
    }
    return next
  }

  /// Where an account stands in a list, or would.
  private func place(of account: Int32, in status: Status) -> Int {
    let order = orders[status] ?? []
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if comesBefore(order[middle], account) { low = middle + 1 } else { high = middle }
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
    var order = orders[status] ?? []
    if !wanted.isEmpty {
      let found = containing(wanted, status)
      // A few are put in order by themselves, many are picked from the order there is.
      if found.count < count / 20 {
        order = found.sorted { comesBefore($0, $1) }
      } else {
        var isFound = [Bool](repeating: false, count: count)
        for account in found { isFound[Int(account)] = true }
        order = order.filter { isFound[Int($0)] }
      }
    }
    return (order.dropFirst(skipped).prefix(limit).map { Int($0) }, order.count)
  }

  /// The accounts of a status whose name or id contains some bytes, by number.
  private func containing(_ wanted: [UInt8], _ status: Status) -> [Int32] {
    var found: [Int32] = []
    for (number, block) in blocks.enumerated() {
      block.forEachContaining(wanted) { place in
        guard status == .any || block.entries[place].status == status else { return }
        found.append(Int32(number * Block.capacity + place))
      }
    }
    return found
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
  /// The one that an account's summary in a panel is.
  static func of(_ summary: AccountSummary, in panel: Panel) -> Self {
    guard panel.merged.survivor(of: summary.account) == summary.account else { return .merged }
    return switch summary.standing {
    case .paying: .paying
    case .paused: .paused
    case .free: .free
    case .none: summary.firstPaidDay != nil ? .left : .never
    }
  }
}

extension AccountDirectory.Block {
  /// Calls the body with the place of each account whose letters contain some bytes.
  fileprivate func forEachContaining(_ wanted: [UInt8], _ body: (Int) -> Void) {
    letters.withUnsafeBytes { letters in
      var place = 0
      var from = 0
      while let offset = letters.offset(of: wanted, from: from) {
        while starts[place + 1] <= offset { place += 1 }
        if offset + wanted.count <= starts[place + 1] { body(place) }
        from = starts[place + 1]
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Where some bytes are next, from a place on; nil where they are no more.
  ///
  /// Looks at eight places at once, for the first and the last byte.
  fileprivate func offset(of wanted: [UInt8], from start: Int) -> Int? {
    guard let first = wanted.first, let last = wanted.last else { return nil }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let (firsts, lasts) = (ones &* UInt64(first), ones &* UInt64(last))
    let end = count - wanted.count + 1
    var place = start
    while place < end {
      let isFar = place + 8 + wanted.count - 1 <= count
      if isFar {
        let differences =
          (loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ firsts)
          | (loadUnaligned(fromByteOffset: place + wanted.count - 1, as: UInt64.self) ^ lasts)
        // A byte without a difference borrows from its highest bit.
        if (differences &- ones) & ~differences & (ones << 7) == 0 {
          place += 8
          continue
        }
      }
      for offset in place..<Swift.min(place + 8, end)
      where self[offset] == first && self[offset...].starts(with: wanted) {
        return offset
      }
      place += 8
    }
    return nil
  }
}
