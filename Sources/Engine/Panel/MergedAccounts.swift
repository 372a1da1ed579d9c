/// Which accounts are another customer's, by their numbers.
///
/// Who was merged into a customer that was itself merged is the last of them. Accounts that were
/// said to be each other, in a circle, say nothing of who remains: each of them stays its own.
public struct MergedAccounts: Hashable, Sendable {
  /// The account that remains, by each that does not.
  private var survivors: [Int: Int] = [:]
  /// The other way about; in ascending order.
  private var merged: [Int: [Int]] = [:]

  /// None is.
  public init() {}

  /// Takes the account that each merged one was said to be.
  public init(_ told: [Int: Int]) {
    for account in told.keys {
      guard let survivor = Self.survivor(of: account, told), survivor != account else { continue }
      survivors[account] = survivor
      merged[survivor, default: []].append(account)
    }
    for survivor in merged.keys { merged[survivor]?.sort() }
  }

  /// Where a chain ends; nil where it comes back to where it began or to another circle.
  private static func survivor(of account: Int, _ told: [Int: Int]) -> Int? {
    var found = account
    // No chain without a circle is longer than there are links.
    for _ in 0...told.count {
      guard let next = told[found] else { return found }
      found = next
    }
    return nil
  }

  /// Those that are another one, in ascending order.
  public var accounts: [Int] { survivors.keys.sorted() }

  /// Whether each account is its own.
  public var isEmpty: Bool { survivors.isEmpty }

  /// The account that an account's facts count for: itself unless it was merged.
  public func survivor(of account: Int) -> Int { survivors[account] ?? account }

  /// The accounts that were merged into one, directly or by way of others, in ascending order.
  public func merged(into survivor: Int) -> [Int] { merged[survivor] ?? [] }

  /// Some accounts, and all whose figures rest on the same facts.
  public func together(with accounts: Set<Int>) -> Set<Int> {
    guard !isEmpty else { return accounts }
    var all = accounts
    for account in accounts {
      let survivor = survivor(of: account)
      all.insert(survivor)
      all.formUnion(merged(into: survivor))
    }
    return all
  }
}
