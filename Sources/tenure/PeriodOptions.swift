import ArgumentParser
import Engine
import Facts
import Foundation
import Workbench

/// Which days a command is asked about, and as of when.
struct PeriodOptions: ParsableArguments {
  @Option(help: "A month, such as 2025-01; without any period, the last one that is over.")
  var month: String?

  @Option(help: "A quarter, such as 2025-Q1.")
  var quarter: String?

  @Option(help: "A year, such as 2025.")
  var year: String?

  @Option(help: "The first day, such as 2025-01-06; with --to.")
  var from: String?

  @Option(help: "The last day, itself included; with --from.")
  var to: String?

  @Option(help: "Answer with what was known at the end of this day.")
  var asOf: String?

  @Option(help: "Take this day for today.")
  var today: String?

  func validate() throws {
    let given = [month, quarter, year, from].compactMap { $0 }.count
    guard given <= 1 else {
      throw ValidationError("Give one of --month, --quarter, --year, or --from with --to.")
    }
    guard (from == nil) == (to == nil) else {
      throw ValidationError("--from and --to go together.")
    }
    _ = try choice()
  }

  /// What was asked for, at the present moment.
  func choice() throws -> PeriodChoice {
    PeriodChoice(
      period: try period(), asOf: try asOf.map { try Day($0, for: "--as-of") },
      today: try today.map { try Day($0, for: "--today") }, now: .now)
  }

  /// The period that was named; nil where none was.
  private func period() throws -> Period? {
    if let month {
      guard let month = Month(month), month.firstDay > .first else {
        throw ValidationError("--month takes a month such as 2025-01, not \(month).")
      }
      return Period(month)
    }
    if let quarter {
      guard let period = Period(quarter: quarter) else {
        throw ValidationError("--quarter takes a quarter such as 2025-Q1, not \(quarter).")
      }
      return period
    }
    if let year {
      guard let period = Period(year: year) else {
        throw ValidationError("--year takes a year such as 2025, not \(year).")
      }
      return period
    }
    if let first = try from.map({ try Day($0, for: "--from") }),
      let last = try to.map({ try Day($0, for: "--to") })
    {
      guard let period = Period(from: first, to: last) else {
        throw ValidationError("--from \(first) lies after --to \(last).")
      }
      return period
    }
    return nil
  }
}

extension Day {
  /// The day that an option names; one that has days before and after it.
  init(_ text: String, for option: String) throws {
    guard let day = Day(text), day > .first, day < .last else {
      throw ValidationError("\(option) takes a date such as 2025-01-31, not \(text).")
    }
    self = day
  }
}
