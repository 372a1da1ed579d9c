import Facts

/// What a stretch of a file came to: each data row is facts, an event or a rejection.
///
/// The caller empties it between blocks, so that memory does not grow with the file.
public struct Translation: Sendable {
  /// Data rows seen; blank lines are none.
  public var rows = 0
  /// What the rows came to, in their order.
  public var facts: [Fact] = []
  /// For each of ``facts`` the row of this batch that made it, counted from 0.
  public var factRows: [Int32] = []
  /// Names and addresses, for the vault.
  public var particulars: [Particulars] = []
  /// For each of ``particulars`` the row of this batch that made it, counted from 0.
  public var particularRows: [Int32] = []
  /// What the rows of a file of usage came to, in their order.
  public var events: [UsageEvent] = []
  /// How many rates of the rows were passed over, by a currency's code that is in use no more.
  public var formerRates: [String: Int] = [:]
  /// The rows that made nothing, one each.
  public var rejections: [Rejection] = []

  /// An empty batch.
  public init() {}

  /// Empties the batch and keeps its room.
  public mutating func removeAll() {
    rows = 0
    facts.removeAll(keepingCapacity: true)
    factRows.removeAll(keepingCapacity: true)
    particulars.removeAll(keepingCapacity: true)
    particularRows.removeAll(keepingCapacity: true)
    events.removeAll(keepingCapacity: true)
    formerRates.removeAll(keepingCapacity: true)
    rejections.removeAll(keepingCapacity: true)
  }
}

/// Why a data row made no fact.
///
/// It is data, not an error: the import goes on.
public struct Rejection: Hashable, Sendable {
  /// The line of the file on which the row starts; the first is 1.
  public var line: Int
  /// The column at fault as the header names it; empty where the row as a whole is at fault.
  public var column: String
  /// What stood there, cut to 200 bytes.
  public var value: String
  /// What was expected, for people: `a date such as 2025-01-31`.
  public var expected: String
  /// The row as it stood, in UTF-8; empty where it was too long to keep.
  public var record: [UInt8]

  /// Says what is wrong with one row.
  public init(line: Int, column: String, value: String, expected: String, record: [UInt8]) {
    self.line = line
    self.column = column
    self.value = value
    self.expected = expected
    self.record = record
  }
}
