import Engine
import Facts
import Storage
import Workbench

/// One account: how it stands, and every fact on it with its source and both its times.
struct AccountPage {
  let html: String

  private static let pageSize = 60

  init(_ ask: Ask) throws {
    let (knowledge, account) = try AccountPage.account(ask)
    let name = ask.name(account)
    var frame = Frame(ask, place: .accounts, title: name)
    frame.hasDataAsTitle = true
    frame.knowledge = knowledge
    frame.question = ask.question(knowledge)
    frame.crumb = (
      ask.words["nav.accounts"], ask.link("/accounts"), knowledge.accounts[account].text
    )
    let told = try AccountPage.facts(ask, knowledge, account)
    let from = ask.query.filled("from-fact").flatMap { Int($0) }.map { max(0, $0) } ?? 0
    let page = told.dropFirst(from).prefix(Self.pageSize)
    let timeline = Timeline(ask, knowledge, of: account)
    let movements = AccountMovements(ask, knowledge, account)
    var model: Model =
      [
        "figures": AccountPage.figures(ask, knowledge, account),
        "factCount": ask.words.counted("account.facts", told.count),
        "days": timeline.days(page),
        "older": from + page.count < told.count
          ? ask.here([("from-fact", String(from + page.count))]) : false,
        "csv": ask.link("/account.csv", [("id", knowledge.accounts[account].text)]),
        "movements": movements.html, "movementsNote": movements.note,
        "attributes": AccountPage.attributes(knowledge, account),
        "hasAttributes": !AccountPage.attributes(knowledge, account).isEmpty,
        "usage": false,
      ]
    model["same"] = SameCustomer(ask, knowledge, account).model
    if let usage = AccountUsage(ask, knowledge, account) { model["usage"] = usage.model }
    html = frame.page("account", model)
  }

  /// The account that an address names.
  static func account(_ ask: Ask) throws -> (Knowledge, Int) {
    guard let knowledge = try ask.knowledge() else { throw Problem.noWorkspace }
    guard let id = ask.query.filled("id") else {
      throw Refusal("id names an account, such as /account?id=acme.")
    }
    guard let account = try ask.site.store.number(of: Identifier(id), in: knowledge) else {
      throw Problem.notFound(ask.words("account.unknown", ["id": Text.safe(id)]))
    }
    return (knowledge, account)
  }

  /// What is known of it, or was known at the end of the day as of which is asked.
  static func facts(_ ask: Ask, _ knowledge: Knowledge, _ account: Int) throws -> [ToldFact] {
    guard let ledger = try ask.site.store.ledger() else { return [] }
    let knownAt = knowledge.asOf.map(knowledge.rules.zone.end)
    let accounts = [account] + knowledge.panel.merged.merged(into: account)
    return try ledger.read { try $0.facts(ofAccounts: accounts, knownAt: knownAt) }
  }

  private static func figures(_ ask: Ask, _ knowledge: Knowledge, _ account: Int) -> String {
    let summary = knowledge.panel.summary(of: account, on: knowledge.horizon)
    let status = AccountDirectory.Status.of(summary, in: knowledge.panel)
    func card(_ key: String, _ value: String?, _ of: String? = nil) -> FigureCard {
      var card = FigureCard(
        name: ask.words["account.card.\(key)"], address: nil)
      card.value = value
      card.of = of
      return card
    }
    let amounts = summary.monthly.compactMap { currency, micros in
      Currency(packed: currency).map { Shown.money(micros, $0, withMinor: true) }
    }
    let plans = summary.plans.map { knowledge.panel.plans[Int($0)] }.filter { !$0.isEmpty }
    let days = summary.firstPaidDay.map { first in
      (summary.leftDay ?? knowledge.horizon).number - first.number
    }
    return FigureCard.html(
      [
        card("status", ask.words["status.\(status.rawValue)"], plans.joined(separator: ", ")),
        card("mrr", amounts.isEmpty ? nil : amounts.joined(separator: " + ")),
        card(
          "customer_for", days.map { ask.words.counted("account.days", Int($0)) },
          summary.firstPaidDay.map { ask.words("account.since", ["day": ask.shown.day($0)]) }),
      ], ask)
  }

  private static func attributes(_ knowledge: Knowledge, _ account: Int) -> [Model] {
    knowledge.panel.attributes.sorted { $0.key < $1.key }.compactMap { name, column in
      let value = column.values[Int(column.code(of: account, on: knowledge.horizon.number))]
      return value.isEmpty ? nil : ["name": name.text, "value": value]
    }
  }
}

/// What an account's recurring revenue did.
private struct AccountMovements {
  let html: String
  let note: String

  init(_ ask: Ask, _ knowledge: Knowledge, _ account: Int) {
    var table = Table(
      ask.words["account.movements"],
      [
        .name(ask.words["table.day"]), .name(ask.words["table.movement"]),
        .number(ask.words["table.change"]), .number(ask.words["table.after"]),
      ])
    let found =
      knowledge.panel.items(of: account).isEmpty
      ? [] : Self.movements(knowledge, account)
    for (movement, after, currency) in found.reversed() {
      table.rows.append([
        Table.Cell(ask.shown.day(movement.day)), ask.movementCell(movement.kind),
        Table.Cell(Shown.money(movement.micros, currency, isSigned: true)),
        Table.Cell(Shown.money(after, currency)),
      ])
    }
    html = table.rows.isEmpty ? "" : table.html(ask)
    note = ask.words.counted("account.movement_count", found.count)
  }

  /// Every movement from the first day on, with what was paid after it.
  private static func movements(
    _ knowledge: Knowledge, _ account: Int
  ) -> [(Movement, after: Int128, Currency)] {
    var alone = Panel(plans: knowledge.panel.plans)
    alone.append(account: knowledge.panel.items(of: account))
    guard let days = alone.days,
      let period = Period(
        from: Day(number: max(days.lowerBound.number, Day.first.number + 1)),
        to: max(days.lowerBound, knowledge.horizon))
    else { return [] }
    let question = Question(period, of: knowledge)
    return alone.books(PanelRules(), knowledge.rates).flatMap { book in
      var sum: Int128 = 0
      return Engine.movements(of: alone, question.bridgeQuestion(book)).map { movement in
        sum += movement.micros
        return (movement, sum, book.currency)
      }
    }.sorted { $0.0.day < $1.0.day }
  }
}
