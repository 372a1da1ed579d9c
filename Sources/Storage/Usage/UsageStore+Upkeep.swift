import Facts
import GRDB

extension UsageStore {
  /// Adds what was counted lately to the days, if it is much.
  ///
  /// - Parameter count: so much; nil for as much as is worth it.
  /// - Returns: whether there was anything to do.
  /// - Precondition: it was opened to apply.
  @discardableResult
  public func tidy(atLeast count: Int? = nil) throws -> Bool {
    let count = Int64(count ?? RollUp.fullIncrements)
    guard try pool.read({ try RollUp.waiting($0) }) >= count else { return false }
    return try change { try RollUp.addIncrements($0) }
  }

  /// By the days of which zone it is counted; nil before anything is.
  public func countedZone() throws -> String? { try pool.read { try RollUp.zone($0) } }

  /// Counts by the days of a zone, which is done already unless they were another's.
  ///
  /// - Precondition: it was opened to apply.
  public func count(in zone: Zone) throws {
    guard let known = try countedZone(), known != zone.name else { return }
    try change(in: zone) { _ in }
  }

  /// Drops some of the events of days before one; what was counted of those days stays, sealed.
  ///
  /// - Returns: how many were dropped; none once none is left.
  /// - Precondition: it was opened to apply.
  public func dropEvents(
    before day: Day, in zone: Zone, atMost count: Int = 10_000
  ) throws -> Int {
    try change { try RollUp.dropEvents(before: day, in: zone, atMost: count, $0) }
  }

  /// The days whose events are gone and whose counts are others than they were.
  public func damagedDays() throws -> [Day] {
    try pool.read { try RollUp.damagedDays($0) }
  }

  /// Counts all events that are kept anew.
  ///
  /// - Precondition: it was opened to apply.
  public func rebuild(in zone: Zone) throws {
    try change(in: zone) { try RollUp.countAgain($0) }
  }
}
