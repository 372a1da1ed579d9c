import Facts

/// The movements of a bridge's total that are shown first, with what all of them come to.
public struct ForemostMovements: Sendable {
  /// Which come first; of equal ones those of the lower account number.
  public enum Order: Hashable, Sendable {
    /// The last day, then the largest amount, gained or lost.
    case newest
    /// The largest amount, gained or lost.
    case largest
  }

  /// The first of them, in order.
  public let first: [Movement]
  /// How many there are in all.
  public let count: Int
  /// What all of them add up to.
  public let sum: Int128
}

/// The movements of a bridge's total that come first: the rows of ``movements(of:_:)``.
///
/// - Parameters:
///   - kinds: only those of these lines; nil for all.
///   - limit: how many are listed at most.
public func foremostMovements(
  of panel: Panel, _ question: BridgeQuestion, kinds: [MovementKind]? = nil,
  by order: ForemostMovements.Order, atMost limit: Int, workers: Workers = .oneByOne
) -> ForemostMovements {
  let empty = MovementSums(kinds, order, limit)
  guard let plan = BridgePlan(panel, question) else {
    return ForemostMovements(first: [], count: 0, sum: 0)
  }
  let asked = MovementsAsked(bridge: plan.asked, kinds: kinds, order: order, limit: limit)
  let parts = workers.parts(of: panel, asked, byteCount: 64 * limit, isOrdered: true) { chunks in
    var sums = empty
    plan.walkChanges(chunks, into: &sums)
    sums.rows.order()
    return sums
  }
  var whole = empty
  for part in parts {
    whole.rows.merge(part.rows)
    whole.sum += part.sum
  }
  return ForemostMovements(first: whole.rows.first, count: whole.rows.count, sum: whole.sum)
}

/// Everything that a piece's movements depend on besides its chunks.
private struct MovementsAsked: Hashable, Sendable {
  let bridge: BridgePlan.Asked
  let kinds: [MovementKind]?
  let order: ForemostMovements.Order
  let limit: Int
}

private struct MovementSums: MovementSink, Sendable {
  private let kinds: [MovementKind]?
  var rows: Foremost<Movement>
  var sum: Int128 = 0

  init(_ kinds: [MovementKind]?, _ order: ForemostMovements.Order, _ limit: Int) {
    self.kinds = kinds
    rows = Foremost(atMost: limit) { one, other in
      if order == .newest, one.day != other.day { return one.day > other.day }
      return one.micros.magnitude > other.micros.magnitude
    }
  }

  mutating func open(_ account: Int, place: Int, micros: Int128) {}
  mutating func count(account: Int, period: Int, place: Int, change: Int) {}

  mutating func add(
    account: Int, day: Int32, period: Int, kind: MovementKind, place: Int, micros: Int128
  ) {
    guard place == 0, kinds?.contains(kind) ?? true else { return }
    rows.add(Movement(account: account, day: Day(number: day), kind: kind, micros: micros))
    sum += micros
  }
}
