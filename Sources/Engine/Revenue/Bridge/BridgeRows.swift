import Facts

/// A change of recurring revenue: a row that the lines of a bridge are added up from.
public struct Movement: Hashable, Sendable {
  /// The account's number in the panel.
  public let account: Int
  /// When; a period's last for what is netted by period.
  public let day: Day
  /// The line.
  public let kind: MovementKind
  /// Millionths of the book's currency a month; losses are negative.
  public let micros: Int128
}

/// The rows behind the lines of a bridge's total, in the order of accounts and days.
public func movements(of panel: Panel, _ question: BridgeQuestion) -> [Movement] {
  guard let plan = BridgePlan(panel, question) else { return [] }
  var rows = MovementList()
  plan.walk(panel.chunks.indices, into: &rows)
  return rows.movements
}

/// The bridge of each customer by itself, of everyone of whom it says anything: rows that add up to
/// the total of a bridge of one period.
///
/// - Precondition: the question is about one period.
public func accountCells(
  of panel: Panel, _ question: BridgeQuestion
) -> [(account: Int, cell: BridgeCell)] {
  precondition(question.periods.count <= 1)
  guard let plan = BridgePlan(panel, question) else { return [] }
  var rows: [(account: Int, cell: BridgeCell)] = []
  for chunk in panel.chunks.indices { plan.forEachCell(of: chunk) { rows.append(($0, $1)) } }
  return rows
}

extension BridgePlan {
  /// Goes through a chunk's customers of whom a bridge of one period says anything.
  func forEachCell(of chunk: Int, _ body: (_ account: Int, _ cell: BridgeCell) -> Void) {
    withoutActuallyEscaping(body) { body in
      var rows = AccountCells(body)
      walk(chunk..<chunk + 1, into: &rows)
      rows.finish()
    }
  }

  /// The same, those who bring as much at the closing as at the opening, and nothing else in
  /// between, told apart where that is seen at once.
  ///
  /// - Parameter unchanged: is told what each of them brings.
  func forEachCell(
    of chunk: Int, unchanged: (_ account: Int, _ micros: Int128) -> Void,
    _ body: (_ account: Int, _ cell: BridgeCell) -> Void
  ) {
    guard !hasForeignMoney, !hasAttribute else { return forEachCell(of: chunk, body) }
    withoutActuallyEscaping(body) { body in
      var rows = AccountCells(body)
      walkChanges(chunk..<chunk + 1, into: &rows) { rows, local, view in
        var micros: Int128 = 0
        for item in view.items(of: local) {
          let (columns, steps) = view.steps(of: item)
          let opening = columns.last(of: steps, through: openingDay)
          guard opening >= steps.lowerBound, valuation.isOwn(columns.currencies[opening]) else {
            continue
          }
          micros += Int128(columns.monthlyMicros[opening])
        }
        guard micros > 0 else { return }
        rows.finish()
        unchanged(chunk * Chunk.capacity + local, micros)
      }
      rows.finish()
    }
  }
}

private struct MovementList: MovementSink {
  private(set) var movements: [Movement] = []

  mutating func open(_ account: Int, place: Int, micros: Int128) {}
  mutating func count(account: Int, period: Int, place: Int, change: Int) {}

  mutating func add(
    account: Int, day: Int32, period: Int, kind: MovementKind, place: Int, micros: Int128
  ) {
    guard place == 0 else { return }
    movements.append(
      Movement(account: account, day: Day(number: day), kind: kind, micros: micros))
  }
}

/// The cell of one account after the other.
private struct AccountCells: MovementSink {
  private let body: (_ account: Int, _ cell: BridgeCell) -> Void
  private var account = -1
  private var cell = BridgeCell()

  init(_ body: @escaping (_ account: Int, _ cell: BridgeCell) -> Void) { self.body = body }

  private mutating func change(_ account: Int, _ place: Int, _ body: (inout BridgeCell) -> Void) {
    guard place == 0 else { return }
    if account != self.account {
      finish()
      self.account = account
      cell = BridgeCell()
    }
    body(&cell)
  }

  /// Hands over the last one.
  mutating func finish() {
    if account >= 0 { body(account, cell) }
    account = -1
  }

  mutating func open(_ account: Int, place: Int, micros: Int128) {
    change(account, place) {
      $0.opening += micros
      $0.openingCustomers = 1
      $0.closingCustomers = 1
    }
  }

  mutating func count(account: Int, period: Int, place: Int, change: Int) {
    self.change(account, place) { $0.closingCustomers += change }
  }

  mutating func add(
    account: Int, day: Int32, period: Int, kind: MovementKind, place: Int, micros: Int128
  ) {
    change(account, place) {
      $0.amounts[Int(kind.rawValue)] += micros
      if kind == .new { $0.newCustomers = 1 }
    }
  }
}
