/// The first few of many rows, as many as are shown, with how many there are.
///
/// Rows that are equal by the order stay as they came.
struct Foremost<Row: Sendable>: Sendable {
  private let limit: Int
  private let comesBefore: @Sendable (Row, Row) -> Bool
  private var rows: [Row] = []
  private(set) var count = 0

  init(atMost limit: Int, by comesBefore: @escaping @Sendable (Row, Row) -> Bool) {
    self.limit = limit
    self.comesBefore = comesBefore
  }

  /// Whether the rows are those in order, and no others.
  private var isOrdered = true
  /// Whether a row that comes after the last one in order is none of the first.
  private var isFull = false

  /// The rows in order.
  var first: [Row] { isOrdered ? rows : Array(ordered.prefix(limit)) }

  /// By place where the order says nothing.
  private var ordered: [Row] {
    rows.enumerated().sorted { one, other in
      if comesBefore(one.element, other.element) { return true }
      return !comesBefore(other.element, one.element) && one.offset < other.offset
    }.map(\.element)
  }

  mutating func add(_ row: Row) {
    count += 1
    append(row)
    if rows.count >= limit * 4 { order() }
  }

  private mutating func append(_ row: Row) {
    // Once enough are known, most come after the last of them.
    if isFull, !comesBefore(row, rows[limit - 1]) { return }
    rows.append(row)
    isOrdered = false
  }

  /// Puts the rows in order and forgets those that are none of the first.
  mutating func order() {
    guard !isOrdered else { return }
    rows = first
    isOrdered = true
    isFull = rows.count == limit
  }

  /// Adds rows that come after these where the order says nothing.
  mutating func merge(_ other: Foremost) {
    count += other.count
    order()
    for row in other.first { append(row) }
    order()
  }
}
