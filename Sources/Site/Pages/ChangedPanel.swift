import Engine
import Facts
import Workbench

/// What happened in the last seven days, and what was learned in them about the period.
struct ChangedPanel {
  /// The figures of the period that are not what they were.
  let html: String
  /// How the money moved in the seven days, whatever the period is.
  let moved: String
  let since: String
  /// What is said instead of or below the table; nil for nothing.
  let note: String?

  private static let days: Int32 = 7
  /// Beyond so many accounts the week before is read beside the page, not before it.
  private static let mostAtOnce = 20_000

  init(_ ask: Ask, _ question: Question, _ book: Book?) {
    let week = Day(number: max(Day.first.number + 1, question.horizon.number - Self.days))
    since = ask.words("changed.since", ["day": ask.shown.day(week)])
    var table = Table(
      ask.words["overview.changed"],
      [
        .name(ask.words["changed.what"]), .number(ask.words["changed.then"]),
        .number(ask.words["changed.now"]),
      ])
    let store = ask.site.store
    let isReady = (try? store.isReady(asOf: week)) ?? false
    guard isReady || question.accounts.count <= Self.mostAtOnce else {
      store.prepare(asOf: week)
      (html, moved) = ("", "")
      note = ask.words["changed.reading"]
      return
    }
    guard let known = try? store.knowledge(asOf: week), known.notice == nil else {
      (html, moved) = ("", "")
      note = ask.words("changed.unknown", ["day": ask.shown.day(week)])
      return
    }
    table.rows = ChangedPanel.rows(question, Question(question.period, of: known), book, ask)
    moved = ChangedPanel.movements(question, book, since: week, ask)
    html = table.rows.isEmpty ? "" : table.html(ask)
    note =
      table.rows.isEmpty
      ? ask.words("changed.nothing", ["period": ask.shown.period(question.period)]) : nil
  }

  /// How the money moved since a day, whatever the period is.
  private static func movements(
    _ question: Question, _ book: Book?, since week: Day, _ ask: Ask
  ) -> String {
    let first = Day(number: week.number + 1)
    guard let book, let period = Period(from: first, to: question.horizon),
      let cell = MoneyReading.cell(Question(period, of: question.knowledge), book)
    else { return "" }
    var table = Table(
      ask.words["changed.moved"],
      [.name(ask.words["changed.moved"]), .number(ask.words["table.mrr"])])
    for group in MovementGroup.allCases where group.sum(cell) != 0 {
      table.rows.append([
        Table.Cell(ask.words["movement.\(group.rawValue)"], mark: Mark.movement(group)),
        Table.Cell(Shown.money(group.sum(cell), book.currency, isSigned: true)),
      ])
    }
    return table.rows.isEmpty ? "" : table.html(ask)
  }

  /// A line for each figure of the period that is not what it was.
  private static func rows(
    _ now: Question, _ then: Question, _ book: Book?, _ ask: Ask
  ) -> [[Table.Cell]] {
    var rows: [[Table.Cell]] = []
    func add(_ name: String, _ figure: String, _ old: String, _ new: String) {
      guard !equalBytes(old, new) else { return }
      rows.append([
        Table.Cell(name, address: ask.here([("figure", figure)])), Table.Cell(old),
        Table.Cell(new),
      ])
    }
    let (before, after) = (then.retention()?.total, now.retention()?.total)
    for figure in [RetentionFigure.crr, .tracked, .churnA, .churnB] {
      let (old, new) = (figure.value(of: before).value, figure.value(of: after).value)
      add(
        figure.definition.name, figure.rawValue, Shown.percent(old, decimals: 2),
        Shown.percent(new, decimals: 2))
    }
    guard let book, let new = MoneyReading(now, book),
      let old = MoneyReading(then, then.book(of: book.currency))
    else { return rows }
    for figure in [RevenueFigure.mrr, .grr, .nrr] {
      let (before, after) = (old.value(figure), new.value(figure))
      if figure == .mrr {
        add(
          figure.definition.name, figure.rawValue, Shown.money(before.amount, book.currency),
          Shown.money(after.amount, book.currency))
      } else {
        add(
          figure.definition.name, figure.rawValue, Shown.percent(before.value, decimals: 2),
          Shown.percent(after.value, decimals: 2))
      }
    }
    return rows
  }
}
