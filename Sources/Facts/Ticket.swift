/// A request for help that a customer made; it was opened when its fact is dated.
public struct Ticket: Hashable, Sendable {
  /// The sender's id of it.
  public var ticket: Identifier
  /// When it was solved; nil while it is open.
  public var solved: Moment?
  /// What it is about, in the sender's words; nil where nobody said.
  public var topic: String? {
    get { topicBytes?.text }
    set { topicBytes = newValue.map { Identifier($0) } }
  }
  /// How urgent it is, in the sender's words; nil where nobody said.
  public var priority: String? {
    get { priorityBytes?.text }
    set { priorityBytes = newValue.map { Identifier($0) } }
  }
  /// Both as they are kept: bytes decide whether two are the same.
  private var topicBytes: Identifier?
  private var priorityBytes: Identifier?

  /// A ticket that is open unless `solved` is given.
  public init(
    ticket: Identifier, solved: Moment? = nil, topic: String? = nil, priority: String? = nil
  ) {
    self.ticket = ticket
    self.solved = solved
    self.topic = topic
    self.priority = priority
  }
}

/// A bill that a customer got; it was issued when its fact is dated.
public struct Invoice: Hashable, Sendable {
  /// What became of it.
  public enum Status: String, CaseIterable, Sendable {
    /// It waits to be paid.
    case open
    /// It was paid.
    case paid
    /// Nobody expects it to be paid any more.
    case uncollectible
    /// It holds no more, as if it had not been issued.
    case void
  }

  /// The sender's id of it.
  public var invoice: Identifier
  /// What became of it.
  public var status: Status
  /// Until when it is to be paid; nil where that is at once or not known.
  public var due: Moment?
  /// When it was paid; nil unless it was.
  public var paid: Moment?
  /// What it asks for; nil where nobody said.
  public var amount: Money?

  /// An invoice that is open unless a status is given.
  public init(
    invoice: Identifier, status: Status = .open, due: Moment? = nil, paid: Moment? = nil,
    amount: Money? = nil
  ) {
    self.invoice = invoice
    self.status = status
    self.due = due
    self.paid = paid
    self.amount = amount
  }

  /// The first day on which it is late, seen from a zone; nil for one that never was.
  ///
  /// An open or uncollectible one is late on the day after it was due, whenever that is.
  public func lateDay(in zone: Zone) -> Day? {
    guard let due, status != .void else { return nil }
    let last = due.day(in: zone)
    // Behind the calendar's end nothing is late.
    guard last < Day.last else { return nil }
    let first = Day(number: last.number + 1)
    switch status {
    case .paid: return paid.map { $0.day(in: zone) >= first } == true ? first : nil
    case .open, .uncollectible: return first
    case .void: return nil
    }
  }
}
