import Engine
import Facts
import Workbench

/// The last movements, newest first.
struct RecentMovements {
  let html: String
  let note: String
  /// Why there are none; nil where there are some.
  let why: String?

  private static let days: Int32 = 30
  private static let shown = 9

  init(_ ask: Ask, _ question: Question, _ book: Book?) {
    let last = question.closingDay
    let first = Day(number: max(Day.first.number + 1, last.number - Self.days + 1))
    var table = Table(
      ask.words["overview.recent"],
      [
        .name(ask.words["table.account"]), .wideName(ask.words["table.day"]),
        .name(ask.words["table.movement"]), .number(ask.words["table.mrr"]),
      ])
    note = ask.words("recent.note", ["day": ask.shown.day(last)])
    guard let book, let period = Period(from: first, to: last),
      question.panel.missingRates(for: book, from: period.openingDay, through: last).isEmpty
    else {
      html = ""
      why = ask.words[book == nil ? "revenue.none" : "revenue.no_rates"]
      return
    }
    let newest = question.foremostMovements(book, period, by: .newest, atMost: Self.shown)
    table.rows = newest.first.map { movement in
      [
        Table.Cell(
          ask.name(movement.account),
          address: ask.account(question.accounts[movement.account])),
        Table.Cell(ask.shown.shortDay(movement.day)), ask.movementCell(movement.kind),
        Table.Cell(
          Shown.money(movement.micros, book.currency, isSigned: true)),
      ]
    }
    html = table.rows.isEmpty ? "" : table.html(ask)
    why = table.rows.isEmpty ? ask.words["overview.still"] : nil
  }
}

extension Ask {
  /// Where an account's page is.
  func account(_ id: Identifier) -> String { link("/account", [("id", id.text)]) }

  /// What an account is called.
  func name(_ account: Int) -> String { site.store.name(account) }

  /// A movement's shape and word, with its cause.
  func movementCell(_ kind: MovementKind) -> Table.Cell {
    let group = MovementGroup(kind) ?? .correction
    let key = "cause.\(kind.name)"
    let cause = words.has(key) ? ", " + words[key] : ""
    return Table.Cell(
      words["movement.\(group.rawValue)"] + cause, mark: Mark.movement(group))
  }
}
