import Engine
import Facts
import Workbench

/// The list of accounts.
struct AccountsPage {
  let html: String

  private static let pageSize = 50

  init(_ ask: Ask) throws {
    guard let knowledge = try ask.knowledge(), !knowledge.accounts.isEmpty else {
      html = NothingYet(ask, .accounts, title: ask.words["nav.accounts"]).html
      return
    }
    let question = ask.question(knowledge)
    var frame = Frame(ask, place: .accounts, title: ask.words["nav.accounts"])
    frame.knowledge = knowledge
    frame.question = question
    let directory = try ask.site.store.directory(of: knowledge)
    let (text, status) = try AccountsPage.filter(ask)
    let page = try AccountsPage.number(ask)
    let found = directory.find(
      text, status, skipping: page * Self.pageSize, atMost: Self.pageSize)
    var pages: [Model] = []
    if page > 0 {
      pages.append([
        "word": ask.words["accounts.before"],
        "address": ask.here([("page", page > 1 ? String(page) : nil)]),
      ])
    }
    if (page + 1) * Self.pageSize < found.count {
      pages.append([
        "word": ask.words["accounts.after"], "address": ask.here([("page", String(page + 2))]),
      ])
    }
    let table = AccountsPage.table(found.page, directory, knowledge, ask)
    html = frame.page(
      "accounts",
      [
        "q": text, "hidden": ask.lens.pairs.map { ["name": $0.0, "value": $0.1] as Model },
        "found": ask.words.counted("accounts.found", found.count),
        "order": ask.words(
          "accounts.order.\(AccountsPage.order(knowledge))",
          ["day": ask.shown.day(knowledge.horizon)]),
        "table": table.rows.isEmpty ? "" : table.html(ask),
        "none": table.rows.isEmpty ? ask.words["accounts.none"] : false, "pages": pages,
        "csv": ask.link(
          "/accounts.csv",
          [("q", text.isEmpty ? nil : text), ("status", status == .any ? nil : status.rawValue)]),
        "statuses": AccountDirectory.Status.allCases.map {
          [
            "value": $0 == .any ? "" : $0.rawValue, "word": ask.words["status.\($0.rawValue)"],
            "isChosen": $0 == status,
          ] as Model
        },
      ])
  }

  static func filter(_ ask: Ask) throws -> (text: String, AccountDirectory.Status) {
    let text = ask.query.filled("q") ?? ""
    guard let name = ask.query.filled("status") else { return (text, .any) }
    guard let status = AccountDirectory.Status(rawValue: name) else {
      let known = AccountDirectory.Status.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal("status takes one of \(known), not \(Text.safe(name)).")
    }
    return (text, status)
  }

  private static func number(_ ask: Ask) throws -> Int {
    guard let text = ask.query.filled("page") else { return 0 }
    guard let number = Int(text), (1...1_000_000).contains(number) else {
      throw Refusal("page takes a number from 1 on, not \(Text.safe(text)).")
    }
    return number - 1
  }

  /// By what amounts of several currencies are held against each other.
  private static func order(_ knowledge: Knowledge) -> String {
    let currencies = knowledge.panel.books(PanelRules(), knowledge.rates).map(\.currency)
    if currencies.count < 2 { return "plain" }
    let month = knowledge.horizon.month
    let areKnown = currencies.allSatisfy { knowledge.rates.quote($0, in: month) != nil }
    return areKnown ? "rates" : "bare"
  }

  private static func table(
    _ page: [Int], _ directory: AccountDirectory, _ knowledge: Knowledge, _ ask: Ask
  ) -> Table {
    var table = Table(
      ask.words["nav.accounts"],
      [
        .name(ask.words["table.account"]), .name(ask.words["accounts.status"]),
        .wideName(ask.words["table.plan"]), .wideName(ask.words["table.since"]),
        .number(ask.words["table.mrr"]),
      ])
    table.rows = page.map { account in
      let summary = directory.summary(account)
      let (name, id) = (ask.name(account), knowledge.accounts[account])
      let plans = summary.plans.map { knowledge.panel.plans[Int($0)] }.filter { !$0.isEmpty }
      let amounts = summary.monthly.compactMap { currency, micros in
        Currency(packed: currency).map { Shown.money(micros, $0) }
      }
      let status = AccountDirectory.Status.of(summary, in: knowledge.panel)
      return [
        Table.Cell(
          name, address: ask.account(id), sub: equalBytes(name, id.text) ? nil : id.text),
        Table.Cell(ask.words["status.\(status.rawValue)"]),
        Table.Cell(plans.isEmpty ? Shown.none : plans.joined(separator: ", ")),
        Table.Cell(summary.firstPaidDay.map(ask.shown.day) ?? Shown.none),
        Table.Cell(amounts.isEmpty ? Shown.none : amounts.joined(separator: " + ")),
      ]
    }
    return table
  }
}
