import Charts
import Engine
import Facts
import Workbench

/// What an account did in the product: only what its own rows tell.
struct AccountUsage {
  private let ask: Ask
  private let question: Question
  private let account: Int
  private let unit: Int
  private let book: UsageBook
  private let entries: [ActivityEntry]

  private static let weeks = 12
  private static let recentDays: Int32 = 28
  private static let topEvents = 5

  /// Nil where usage never named the account, or cannot be read.
  init?(_ ask: Ask, _ knowledge: Knowledge, _ account: Int) {
    guard let asked = try? UsageAsk(ask), let unit = try? asked.unit(of: account),
      unit < asked.book.accounts.unitCount
    else { return nil }
    self.ask = ask
    question = asked.question
    self.account = account
    self.unit = unit
    book = asked.book
    let horizon = knowledge.horizon.number
    entries = book.accounts.entries(of: unit).filter { $0.kind >= 0 && $0.day <= horizon }
    guard !entries.isEmpty else { return nil }
  }

  private var last: Day { question.horizon }

  /// The days of four weeks.
  private var recent: ClosedRange<Day> {
    Day(number: last.number - Self.recentDays + 1)...last
  }

  var model: Model {
    var cards = [seen]
    cards.append(seats)
    return [
      "usageFigures": FigureCard.html(cards, ask), "topEvents": top,
      "noEvents": top.isEmpty ? ask.words["account.no_events"] : false,
      "usagePage": ask.link("/usage"),
    ]
  }

  /// On how many days of each of the last weeks it was active, the oldest first.
  private var activeDays: [Int] {
    let days = Set(entries.map(\.day))
    return (0..<Self.weeks).reversed().map { back in
      let end = last.number - Int32(back) * 7
      return (end - 6...end).count { days.contains($0) }
    }
  }

  private var seen: FigureCard {
    var card = FigureCard(name: ask.words["account.last_seen"], address: nil)
    card.value = entries.last.map { ask.shown.day(Day(number: $0.day)) }
    // Of twelve weeks without a day a line would tell nothing.
    guard activeDays.contains(where: { $0 > 0 }) else { return card }
    card.mark =
      Sparkline(
        title: activeDays.map { ask.words("account.usage_day", ["n": String($0)]) }
          .joined(separator: ", "), values: activeDays.map(Double.init)
      ).svg
    card.why = ask.words["account.usage_days"]
    return card
  }

  private var seats: FigureCard {
    let people = book.people(of: Int32(unit), in: recent).count
    let seats = question.panel.seats(of: account, on: last)
    var card = FigureCard(name: ask.words["account.seats"], address: nil)
    card.value =
      seats > 0
      ? ask.words(
        "account.seats_of", ["n": Shown.count(people), "seats": Shown.count(seats)])
      : Shown.count(people)
    card.why = ask.words["account.people_days"]
    return card
  }

  private var top: String {
    var counts: [Int32: Int] = [:]
    for entry in entries where recent.contains(Day(number: entry.day)) {
      counts[entry.kind, default: 0] += Int(entry.count)
    }
    var table = Table(
      ask.words["account.top_events"],
      [.name(ask.words["usage.event"]), .number(ask.words["account.event_count"])])
    let most = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    table.rows = most.prefix(Self.topEvents).map { kind, count in
      [.data(Text.safe(book.accounts.kinds[Int(kind)])), Table.Cell(Shown.count(count))]
    }
    return table.rows.isEmpty ? "" : table.html(ask)
  }
}
