import Engine
import Facts
import Foundation
import Hummingbird
import Storage
import Workbench

/// A file that a page gives away.
///
/// Cells that a spreadsheet would run are made harmless.
struct Download: Sendable {
  let name: String
  let csv: String

  var response: Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/csv; charset=utf-8",
        .contentDisposition: "attachment; filename=\"\(name)\"",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: csv)))
  }

  /// The question of an address, where there is something to ask.
  private static func question(_ ask: Ask) throws -> Question {
    guard let knowledge = try ask.knowledge() else { throw Problem.noWorkspace }
    let question = ask.question(knowledge)
    if let silence = question.silence { throw Failure(silence) }
    return question
  }

  /// The customers behind a figure.
  static func figure(_ ask: Ask) throws -> Download {
    let question = try question(ask)
    guard let id = ask.query.filled("figure") else {
      throw Refusal("figure names one, such as /figure.csv?figure=crr.")
    }
    let name = "tenure-\(id)-\(Lens.name(of: question.period)).csv"
    switch try AnyFigure(id) {
    case .customers(let figure):
      return Download(name: name, csv: Explanation(figure, question).csv)
    case .money(let subject):
      let currency = subject.needsBook ? try ask.mainBook(question)?.currency.code : nil
      return Download(
        name: name, csv: try RevenueExplanation(subject, question, currency: currency).csv)
    }
  }

  /// Every figure of a period.
  static func report(_ ask: Ask) throws -> Download {
    let question = try question(ask)
    if let slicing = ask.lens.slicing { try question.check(Slicing(name: slicing), option: "by") }
    let answer = try Answer(
      question, by: ask.lens.slicing.map(Slicing.init(name:)), currency: ask.lens.currency)
    return Download(
      name: "tenure-report-\(Lens.name(of: question.period)).csv", csv: answer.csv)
  }

  /// The bridge of a period, cut into pieces.
  static func bridge(_ ask: Ask) throws -> Download {
    let question = try question(ask)
    let every = try RevenuePage.every(ask)
    guard every.count(in: question.period) <= 10_000 else {
      throw Refusal("every cuts the period into more than 10,000 pieces.")
    }
    let answer = try BridgeAnswer(
      question, before: nil, every: every, by: ask.lens.slicing.map(Slicing.init(name:)),
      netting: .day, currency: ask.lens.currency)
    return Download(
      name: "tenure-bridge-\(Lens.name(of: question.period)).csv", csv: answer.csv)
  }

  /// Every cell of every cohort.
  static func cohorts(_ ask: Ask) throws -> Download {
    let question = try question(ask)
    return Download(
      name: "tenure-cohorts.csv", csv: try CohortAnswer(CohortRequest(ask, question), question).csv)
  }

  /// The customers of one cell.
  static func cell(_ ask: Ask) throws -> Download {
    let question = try question(ask)
    guard let (label, index) = ask.query.filled("cell").flatMap(CellDrawer.parse) else {
      throw Refusal("cell names a cohort and the number of a cell, such as 2025-01:3.")
    }
    var request = try CohortRequest(ask, question)
    request.cellLimit = index + 1
    let answer = try CohortAnswer(request, question)
    return Download(
      name: "tenure-cohort-cell.csv", csv: try CohortCellAnswer(answer, label, index).csv)
  }

  /// The accounts that a list shows, all pages of it.
  static func accounts(_ ask: Ask) throws -> Download {
    guard let knowledge = try ask.knowledge() else { throw Problem.noWorkspace }
    let directory = try ask.site.store.directory(of: knowledge)
    let (text, status) = try AccountsPage.filter(ask)
    let found = directory.find(text, status, skipping: 0, atMost: .max)
    var csv = CSVText()
    csv.row(["account", "name", "status", "plans", "first_paid_day", "mrr", "currency"])
    for account in found.page {
      let summary = directory.summary(account)
      // One line a currency; mostly there is one, and for those who pay nothing none.
      let lines =
        summary.monthly.isEmpty
        ? [(UInt16?.none, Int128(0))]
        : summary.monthly.map { (UInt16?.some($0.currency), $0.micros) }
      for (currency, micros) in lines {
        csv.cell(knowledge.accounts[account].text)
        csv.cell(ask.name(account))
        csv.cell(AccountDirectory.Status.of(summary, in: knowledge.panel).rawValue)
        csv.cell(summary.plans.map { knowledge.panel.plans[Int($0)] }.joined(separator: ", "))
        csv.cell(summary.firstPaidDay?.description)
        csv.cell(micros: micros)
        csv.cell(currency.flatMap(Currency.init(packed:))?.code)
        csv.endRow()
      }
    }
    return Download(name: "tenure-accounts.csv", csv: csv.text)
  }

  /// What one source says of subscriptions, to be imported again.
  static func export(_ ask: Ask) throws -> Download {
    guard let ledger = try ask.site.store.ledger() else { throw Problem.noWorkspace }
    guard let source = ask.query.filled("source") else {
      throw Refusal("source names one, such as /export.csv?source=stripe.")
    }
    return Download(
      name: "tenure-subscriptions.csv",
      csv: try SubscriptionExport.csv(of: Identifier(source), in: ledger))
  }

  /// The rows of a file that were refused.
  static func rejections(_ ask: Ask) throws -> Download {
    let upload = try ask.site.uploads.find(ask.query.filled("id") ?? "")
    guard let bytes = FileManager.default.contents(atPath: upload.rejectionsPath) else {
      throw Problem.notFound()
    }
    return Download(
      name: "tenure-rejections.csv", csv: String(decoding: bytes, as: UTF8.self))
  }

  /// The facts on one account.
  static func account(_ ask: Ask) throws -> Download {
    let (knowledge, account) = try AccountPage.account(ask)
    var csv = CSVText()
    csv.row(["key", "kind", "at", "recorded", "source", "version", "superseded", "body"])
    for told in try AccountPage.facts(ask, knowledge, account) {
      csv.cell(told.fact.key.text)
      csv.cell(told.fact.kind.name)
      csv.cell(told.fact.at.description)
      csv.cell(told.fact.recorded.description)
      csv.cell(told.fact.source.text)
      csv.cell(told.fact.version.description)
      csv.cell(told.isSuperseded ? "yes" : "no")
      csv.cell(told.fact.body.map { String(decoding: $0.canonicalBytes, as: UTF8.self) })
      csv.endRow()
    }
    return Download(name: "tenure-account.csv", csv: csv.text)
  }
}
