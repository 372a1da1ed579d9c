import Engine
import Facts
import Storage

/// Usage asked of a workspace: whose, by which events, in which days, and what the answer rests on.
package struct UsageScope {
  package let request: UsageRequest
  /// The period, and what is known of the accounts.
  package let question: Question
  package let usage: UsageKnowledge
  private let links: AccountLinks
  private let store: UsageStore
  /// The kinds that count, by their numbers; nil for any event.
  package let kinds: Set<Int32>?

  /// - Throws: ``Refusal`` for an event that never came.
  package init(
    _ request: UsageRequest, _ question: Question, _ usage: UsageKnowledge,
    _ links: AccountLinks, _ store: UsageStore
  ) throws {
    self.request = request
    self.question = question
    self.usage = usage
    self.links = links
    self.store = store
    kinds = try UsageScope.kinds(request.events, in: usage.book.people)
  }

  /// The account of the books that a unit of usage counts for: of those that are one customer the
  /// one that remains; nil for none.
  package func account(of unit: Int) -> Int? {
    links.account(of: unit).map(question.panel.merged.survivor)
  }

  /// The same of all units, by number.
  var accounts: [Int32?] {
    let merged = question.panel.merged
    guard !merged.isEmpty else { return links.accounts }
    return links.accounts.map { $0.map { Int32(merged.survivor(of: Int($0))) } }
  }

  /// The numbers of some events; nil for none, which stands for any.
  package static func kinds(
    _ names: [String], in book: ActivityBook
  ) throws -> Set<Int32>? {
    guard !names.isEmpty else { return nil }
    return Set(try names.map { try kind($0, in: book) })
  }

  /// The number of an event.
  ///
  /// - Throws: ``Refusal`` for one that never came.
  package static func kind(_ name: String, in book: ActivityBook) throws -> Int32 {
    if let kind = book.number(ofKnownKind: name) { return kind }
    let known = book.kinds.prefix(12).map(Text.safe).joined(separator: ", ")
    let more = book.kinds.count > 12 ? " and \(Text.count(book.kinds.count - 12)) more" : ""
    throw Refusal(
      "No event \(Text.safe(name)) came. "
        + (known.isEmpty ? "None came at all." : "There are: \(known)\(more)."))
  }

  /// What the units that are asked about did.
  package var book: ActivityBook { book(of: request.unit) }

  package func book(of unit: UsageUnit) -> ActivityBook {
    unit == .accounts ? usage.book.accounts : usage.book.people
  }

  package var period: Period { question.period }
  package var horizon: Day { question.horizon }
  package var workers: Workers { usage.workers }

  /// Whether nobody ever did anything.
  package var isEmpty: Bool { usage.book.people.days == nil }

  /// Why nothing can be said of the period; nil where something can.
  package var silence: String? {
    guard period.from > horizon else { return nil }
    return "The period begins after \(horizon), the last day that is known."
  }

  /// The last day of the period that is known.
  package var closingDay: Day { min(period.to, horizon) }

  /// The same asked about another period.
  package func asked(about period: Period) -> UsageScope? {
    try? UsageScope(request, Question(period, of: question.knowledge), usage, links, store)
  }

  /// A question about a period as a whole: as the unit of the calendar that it is, so that before
  /// October comes September, or as so many days.
  package func asked(_ period: Period? = nil) -> UsageQuestion {
    let period = period ?? self.period
    return UsageQuestion(period, every: period.unit, kinds: kinds, horizon: horizon)
  }

  /// What the senders call some units, in their order; nil for one that has no id.
  package func ids(of units: [Int]) throws -> [UsageID?] {
    try store.read { try $0.ids(of: units.lazy.map { Int32($0) }) }
  }

  /// A piece of the calendar by which the period is looked at, as many at least, that ends with it.
  package func window(atLeast count: Int) -> Period {
    let every = request.every
    let last = every.unit(of: max(closingDay, period.from)).days
    var first = last.lowerBound
    for _ in 1..<max(count, 1) {
      guard first.number > Day.first.number + 400 else { break }
      first = every.unit(of: Day(number: first.number - 1)).days.lowerBound
    }
    let from = min(first, every.unit(of: period.from).days.lowerBound)
    return Period(from: max(from, Day(number: Day.first.number + 400)), to: last.upperBound)
      ?? period
  }
}

extension Period {
  /// The unit of the calendar that it is; nil for other days.
  package var unit: CalendarUnit? {
    CalendarUnit.allCases.last { $0.unit(of: from).days == from...to }
  }
}
