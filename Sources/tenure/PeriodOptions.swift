import ArgumentParser
import Engine
import Facts
import Foundation

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
    if given > 0 { _ = try period(before: .first) }
    _ = try asOfDay()
    _ = try todayDay()
  }

  /// The period that was named; without one, the last month that was over on a day.
  func period(before today: Day) throws -> Period {
    if let month {
      guard let month = Month(month), month.firstDay > .first else {
        throw ValidationError("--month takes a month such as 2025-01, not \(month).")
      }
      return Period(month)
    }
    if let quarter {
      let bytes = Array(quarter.utf8)
      guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"), bytes[5] | 0x20 == UInt8(ascii: "q"),
        let year = Month(String(decoding: bytes[0..<4], as: UTF8.self) + "-01")?.year,
        let period = Period(year: year, quarter: Int(bytes[6]) - 48)
      else {
        throw ValidationError("--quarter takes a quarter such as 2025-Q1, not \(quarter).")
      }
      return period
    }
    if let year {
      guard let number = Month(year + "-01")?.year, let period = Period(year: number) else {
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
    return Period(today.month.advanced(by: -1) ?? today.month)
  }

  /// The day that was named as the one whose knowledge counts.
  func asOfDay() throws -> Day? { try asOf.map { try Day($0, for: "--as-of") } }

  /// The day that was named as today.
  func todayDay() throws -> Day? { try today.map { try Day($0, for: "--today") } }
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
