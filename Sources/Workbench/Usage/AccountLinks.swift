import Facts
import Storage

/// Which account of the books an account of usage is: the one of the same id, byte by byte.
///
/// A value that follows both sides as they grow.
package struct AccountLinks: Sendable {
  /// By the number that usage has for an id: the account's number in the books; nil for none.
  package private(set) var accounts: [Int32?] = []
  /// Accounts of usage that the books do not know.
  private var unlinked: [Identifier: Int32] = [:]
  private var lastID: Int32 = 0
  private var knownCount = 0

  /// Above so many new ids all accounts are looked through once instead of each being looked up.
  private static let mostLookedUp = 256

  /// No account is linked yet.
  package init() {}

  /// The account of the books that a unit of usage is; nil for none.
  package func account(of unit: Int) -> Int? {
    unit < accounts.count ? accounts[unit].map { Int($0) } : nil
  }

  /// Takes in what came on either side.
  ///
  /// - Parameters:
  ///   - store: the usage.
  ///   - known: the ids of the books by number, those of before first.
  ///   - number: looks an id up among them.
  package mutating func follow(
    _ store: UsageStore, _ known: [Identifier], number: (Identifier) throws -> Int?
  ) throws {
    // Who still looks at fewer accounts must not settle what new ids are.
    guard known.count >= knownCount else { return }
    let (new, last) = try store.read { view in
      (try view.accountIDs(after: lastID), try view.lastID())
    }
    if !unlinked.isEmpty {
      for index in knownCount..<known.count {
        if let unit = unlinked.removeValue(forKey: known[index]) { link(unit, index) }
      }
    }
    knownCount = known.count
    lastID = max(lastID, last)
    guard !new.isEmpty else { return }
    if new.count > Self.mostLookedUp {
      var wanted: [Identifier: Int32] = [:]
      for (unit, id) in new { wanted[id] = unit }
      for (index, id) in known.enumerated() {
        if let unit = wanted.removeValue(forKey: id) { link(unit, index) }
      }
      unlinked.merge(wanted) { one, _ in one }
    } else {
      for (unit, id) in new {
        if let index = try number(id), index < known.count {
          link(unit, index)
        } else {
          unlinked[id] = unit
        }
      }
    }
  }

  private mutating func link(_ unit: Int32, _ account: Int) {
    while accounts.count <= Int(unit) { accounts.append(nil) }
    accounts[Int(unit)] = Int32(account)
  }
}
