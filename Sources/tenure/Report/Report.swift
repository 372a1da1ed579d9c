import ArgumentParser
import Engine
import Workbench

enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case table, json, csv

  /// Prints the form that was asked for; the others are not made.
  func show(
    _ table: @autoclosure () -> String, json: @autoclosure () -> String,
    csv: @autoclosure () -> String
  ) {
    switch self {
    case .table: print(table(), terminator: "")
    case .json: print(json())
    case .csv: print(csv(), terminator: "")
    }
  }
}

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print who stayed, left and came in a period, with every rate and its interval.")

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var period: PeriodOptions

  @Option(help: "Break down by plan, currency, interval or a customer's attribute.")
  var by: String?

  @Option(help: "The book of one currency, such as EUR.")
  var currency: String?

  @Option(help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: OutputFormat = .table

  @Flag(help: "With --format json, the customers behind every figure too.")
  var rows = false

  func validate() throws {
    guard !rows || format == .json else {
      throw ValidationError("--rows goes with --format json.")
    }
  }

  func run() throws {
    let question = try Question(period.choice(), of: place.reading(), withAgreed: true)
    if let by { try question.check(Slicing(name: by), option: "--by") }
    let answer = try Answer(question, by: by.map(Slicing.init(name:)), currency: currency)
    format.show(
      ReportTable(answer, hasColours: Terminal.hasColours).text,
      json: answer.json(withRows: rows), csv: answer.csv)
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a figure's definition and the customers it is counted from.")

  @Argument(help: "The figure, such as crr, nrr, mrr.expansion.plan or usage.active.")
  var figure: String

  @OptionGroup var place: WorkspaceOptions
  @OptionGroup var period: PeriodOptions

  @Option(help: "The book of one currency, such as EUR, for a figure of money.")
  var currency: String?

  @OptionGroup(title: "For a figure of usage") var usage: UsageOptions

  @Option(help: "How to print: \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: OutputFormat = .table

  func run() throws {
    if let figure = UsageFigure(rawValue: figure) { return try explain(figure) }
    guard usage.event.isEmpty else {
      throw ValidationError("--event is for figures of usage; \(figure) is none.")
    }
    switch try AnyFigure(figure, besides: UsageFigure.allCases.map(\.rawValue)) {
    case .customers(let figure):
      guard currency == nil else {
        throw ValidationError(
          "--currency is for figures of money; \(figure.rawValue) counts customers.")
      }
      let explanation = Explanation(figure, try Question(period.choice(), of: place.reading()))
      format.show(explanation.table, json: explanation.json, csv: explanation.csv)
    case .money(let subject):
      let question = try Question(period.choice(), of: place.reading(), withAgreed: true)
      let explanation = try RevenueExplanation(subject, question, currency: currency)
      format.show(explanation.table, json: explanation.json, csv: explanation.csv)
    }
  }
}

extension Explain {
  fileprivate func explain(_ figure: UsageFigure) throws {
    guard currency == nil else {
      throw ValidationError("--currency is for figures of money; \(figure.rawValue) is none.")
    }
    var request = usage.request
    var detail = UsageDetail()
    // Of a feature the event says which one, and everyone counts below the line.
    if figure.isOfOneEvent {
      guard request.events.count == 1 else {
        throw ValidationError("\(figure.rawValue) is of one event: --event names it.")
      }
      request.events = []
    }
    let scope = try place.usageScope(request, try period.choice())
    if figure.isOfOneEvent {
      detail.event = try UsageScope.kind(usage.event[0], in: scope.book)
    }
    let explanation = try UsageExplanation(figure, scope, detail)
    format.show(explanation.table, json: explanation.json, csv: explanation.csv)
  }
}

struct CRR: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crr",
    abstract: "Compute the customer retention rate from three counts, without any data.")

  @Argument(help: "Customers at the start of the period.")
  var start: Int

  @Argument(help: "Customers acquired during it.")
  var new: Int

  @Argument(help: "Customers at its end.")
  var end: Int

  func validate() throws {
    guard start >= 0, new >= 0, end >= 0 else {
      throw ValidationError("Customers are counted: START, NEW and END are 0 or more.")
    }
  }

  func run() throws {
    let rate = retentionRate(start: start, new: new, end: end)
    print("Customer retention rate = (end − new) / start = (\(end) − \(new)) / \(start)")
    guard rate.value != nil else {
      return print("= –: with nobody at the start there is nothing to divide by.")
    }
    print("= \(Text.percent(rate.value))", terminator: "")
    print(rate.interval.map { ", 95 % interval \(Text.interval($0))" } ?? "")
    if end < new {
      print("Fewer customers at the end than were acquired: some of the new ones left too.")
    }
  }
}
