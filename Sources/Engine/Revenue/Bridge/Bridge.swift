import Facts

/// How changes are set off against one another before they are booked.
public enum Netting: String, CaseIterable, Sendable {
  /// A customer and local day.
  case day
  /// A customer and period.
  case period
  /// Nothing: each subscription and day by itself.
  case none
}

/// The bridge of one period and one slice, in millionths of the book's currency a month.
public struct BridgeCell: Hashable, Sendable {
  /// At the end of the day before the period.
  public internal(set) var opening: Int128 = 0
  /// By the kinds' raw values.
  var amounts: [Int128]
  /// Customers with recurring revenue at the opening.
  public internal(set) var openingCustomers = 0
  /// Customers with recurring revenue at the closing.
  public internal(set) var closingCustomers = 0
  /// Customers with a movement ``MovementKind/new``.
  public internal(set) var newCustomers = 0

  /// Nothing.
  public init() { self.init(amounts: [Int128](repeating: 0, count: MovementKind.count)) }

  init(amounts: [Int128]) { self.amounts = amounts }

  /// The sum of a line; losses are negative.
  public subscript(kind: MovementKind) -> Int128 { amounts[Int(kind.rawValue)] }

  /// At the end of the period's last day: the opening and every line.
  public var closing: Int128 { amounts.reduce(opening, +) }

  /// Whether it says anything.
  public var isEmpty: Bool {
    opening == 0 && openingCustomers == 0 && closingCustomers == 0 && newCustomers == 0
      && amounts.allSatisfy { $0 == 0 }
  }

  /// Opens with what was known once; what was learned since is the correction.
  mutating func open(asPublished published: BridgeCell?) {
    let before = published?.opening ?? 0
    amounts[Int(MovementKind.correction.rawValue)] = opening - before
    opening = before
    openingCustomers = published?.openingCustomers ?? 0
  }
}

/// How recurring revenue got from the opening of each period to its closing.
public struct Bridge: Sendable {
  /// The periods that have begun, in order; each opens where the one before closes.
  public let periods: [Period]
  /// The slices' values by their number, in the order of their bytes; empty without slicing.
  public private(set) var slices: [String]
  /// By period; the total first, then the slices by number.
  public internal(set) var cells: [[BridgeCell]]

  /// Opens the first period with what was known once, slice by slice.
  ///
  /// - Parameter published: the bridge of the same periods over what was known then.
  public mutating func open(asPublished published: Bridge) {
    guard !cells.isEmpty, !published.cells.isEmpty else { return }
    var openings: [Identifier: BridgeCell] = [:]
    for (value, cell) in zip(published.slices, published.cells[0].dropFirst()) where !cell.isEmpty {
      openings[Identifier(value)] = cell
    }
    let gone = Set(openings.keys).subtracting(slices.map(Identifier.init(_:)))
    slices += gone.map(\.text)
    for period in cells.indices { cells[period] += gone.map { _ in BridgeCell() } }
    let order = slices.indices.sorted { precedes(slices[$0], slices[$1]) }
    slices = order.map { slices[$0] }
    cells = cells.map { row in [row[0]] + order.map { row[$0 + 1] } }
    cells[0][0].open(asPublished: published.cells[0][0])
    for number in slices.indices {
      cells[0][number + 1].open(asPublished: openings[Identifier(slices[number])])
    }
  }

  /// The slices of a period that have anything in them, the total (nil) always.
  public func rows(of period: Int) -> [(slice: String?, cell: BridgeCell)] {
    [(nil, cells[period][0])]
      + slices.indices.compactMap { slice in
        let cell = cells[period][slice + 1]
        return cell.isEmpty ? nil : (slices[slice], cell)
      }
  }
}

/// What a bridge is asked about.
public struct BridgeQuestion: Sendable {
  /// Neighbouring periods in order.
  public var periods: [Period]
  /// The last day that is known.
  public var horizon: Day
  /// In which money.
  public var book: Book
  /// What money or customers are told apart by.
  public var slicing: Slicing?
  /// What is set off first.
  public var netting: Netting
  /// After more days than this without paying who comes back is new; nil for never.
  public var reactivationDays: Int32?

  /// - Precondition: each period begins on the day after the one before it ends.
  public init(
    _ periods: [Period], horizon: Day, book: Book, by slicing: Slicing? = nil,
    netting: Netting = .day, reactivationDays: Int32? = nil
  ) {
    precondition(
      zip(periods, periods.dropFirst()).allSatisfy { $0.to.number + 1 == $1.from.number })
    self.periods = periods.filter { $0.from <= horizon }
    self.horizon = horizon
    self.book = book
    self.slicing = slicing
    self.netting = netting
    self.reactivationDays = reactivationDays
  }
}

/// The bridge of some neighbouring periods.
///
/// - Complexity: one pass over the panel's steps; where partial results are kept, one the first
///   time that any periods are asked about, and afterwards over the steps that changed since.
///
/// Source: `docs/metrics.md#the-bridge`.
public func bridge(
  of panel: Panel, _ question: BridgeQuestion, workers: Workers = .oneByOne
) -> Bridge {
  guard let plan = BridgePlan(panel, question) else {
    return Bridge(periods: [], slices: [], cells: [])
  }
  if workers.store != nil, let daily = DailyBridge(plan) { return daily.bridge(workers) }
  let parts = workers.parts(of: panel, plan.asked, byteCount: plan.tallyByteCount) {
    chunks -> BridgeTally in
    var tally = BridgeTally(plan)
    tally.add { sums in plan.count(chunks, into: &sums) }
    return tally
  }
  var total = BridgeTally(plan)
  for part in parts { total.merge(part) }
  return total.bridge(plan)
}
