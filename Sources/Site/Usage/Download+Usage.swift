import Facts
import Workbench

extension Download {
  /// Usage of an address, where there is something to ask.
  private static func asked(_ ask: Ask) throws -> UsageAsk {
    guard let asked = try UsageAsk(ask) else { throw Problem.noWorkspace }
    return asked
  }

  private static func scope(_ ask: Ask) throws -> UsageScope {
    let scope = try asked(ask).scope(try UsageRequest(ask.query))
    if let silence = scope.silence { throw Failure(silence) }
    return scope
  }

  /// The pieces of a period.
  static func usage(_ ask: Ask) throws -> Download {
    let scope = try scope(ask)
    return Download(
      name: "tenure-usage-\(Lens.name(of: scope.period)).csv",
      csv: try UsagePage.report(ask, scope).csv)
  }

  /// Who used which event.
  static func adoption(_ ask: Ask) throws -> Download {
    let scope = try scope(ask)
    return Download(
      name: "tenure-adoption-\(Lens.name(of: scope.period)).csv",
      csv: try UsagePage.report(ask, scope).featuresCSV)
  }

  /// Who was active in the last days, day after day.
  static func trailing(_ ask: Ask) throws -> Download {
    let scope = try scope(ask)
    return Download(
      name: "tenure-trailing-\(Lens.name(of: scope.period)).csv",
      csv: try UsagePage.report(ask, scope).trailingCSV)
  }

  /// The units behind a figure.
  static func usageFigure(_ ask: Ask) throws -> Download {
    let scope = try scope(ask)
    let id = ask.query.filled("figure") ?? ""
    guard let figure = UsageFigure(rawValue: id) else {
      let known = UsageFigure.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal("figure takes one of \(known), not \(Text.safe(id)).")
    }
    let detail = try UsageDetail(ask.query, figure, scope)
    return Download(
      name: "tenure-\(figure.rawValue)-\(Lens.name(of: scope.period)).csv",
      csv: try UsageExplanation(figure, scope, detail).csv)
  }

  /// Every cell of every cohort of units.
  static func usageCohorts(_ ask: Ask) throws -> Download {
    let scope = try asked(ask).scope(UsageRequest())
    return Download(
      name: "tenure-usage-cohorts.csv",
      csv: try UsageCohortAnswer(UsageCohortRequest(ask), scope).csv)
  }

  /// The units of one cell.
  static func usageCell(_ ask: Ask) throws -> Download {
    guard let (label, index) = ask.query.filled("cell").flatMap(CellDrawer.parse) else {
      throw Refusal("cell names a cohort and the number of a cell, such as 2025-01:3.")
    }
    var request = try UsageCohortRequest(ask)
    request.cellLimit = index + 1
    let scope = try asked(ask).scope(UsageRequest())
    let answer = try UsageCohortAnswer(request, scope)
    return Download(
      name: "tenure-usage-cell.csv", csv: try UsageCellAnswer(answer, label, index).csv())
  }
}
