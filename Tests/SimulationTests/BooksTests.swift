import Facts
import Foundation
import Intake
import Testing

@testable import Simulation

/// What an importer made of a file.
private func read(
  _ bytes: [UInt8], as format: ImportFormat? = nil
) throws -> (batch: Translation, importer: Importer) {
  let moment = Zone.utc.start(of: Day(number: 20_000))
  var options = ImportOptions(version: moment, recorded: moment)
  options.format = format
  var importer = Importer(options: options)
  var batch = Translation()
  try bytes.withUnsafeBytes { try importer.read($0, isLast: true, into: &batch) }
  return (batch, importer)
}

@Suite("The books of a made-up company")
struct BooksTests {
  private static let company = Company.sample(2000)
  private static let made = Made(company)
  private static let folders = company.exportDays.map { day in
    let (year, month, dayOfMonth) = day.civil
    return "exports/\(year)-\(month < 10 ? "0" : "")\(month)-\(dayOfMonth)"
  }

  @Test("The importer takes every row but those garbled on purpose, and says which")
  func accepted() throws {
    var found: [Fault] = []
    for (folder, day) in zip(Self.folders, Self.company.exportDays) {
      let states = try read(try #require(Self.made.files[folder + "/subscriptions.csv"]))
      #expect(states.importer.ignoredColumns == [])
      #expect(states.batch.rows > 2000)
      found += states.batch.rejections.map { rejection in
        let customer = rejection.record.prefix { $0 != UInt8(ascii: ",") }
        return Fault(
          exported: day, line: rejection.line,
          customer: String(decoding: customer, as: UTF8.self), column: rejection.column,
          value: rejection.value)
      }
      let accounts = try read(try #require(Self.made.files[folder + "/accounts.csv"]))
      #expect(accounts.batch.rejections == [])
      #expect(accounts.importer.ignoredColumns == [])
    }
    #expect(found == Self.made.summary.faults)
    #expect(found.map(\.column) == ["start_date", "quantity", "currency", "amount", "interval"])
    let told = try #require(try Self.made.truth()["faults"] as? [[String: Any]])
    #expect(told.compactMap { $0["line"] as? Int } == found.map(\.line))
    #expect(told.compactMap { $0["value"] as? String } == found.map(\.value))
  }

  @Test("The importer takes every rate")
  func rates() throws {
    let rates = try read(try #require(Self.made.files["rates/ecb.csv"]), as: .ecbRates)
    #expect(rates.batch.rejections == [])
    // Three years and a month of working days.
    #expect((780...810).contains(rates.batch.facts.count))
  }

  @Test("Rows stand in the order of customers and of days, no two of a subscription on one day")
  func order() throws {
    for folder in Self.folders {
      let rows = try Self.made.table(folder + "/subscriptions.csv")
      #expect(rows.count > 2000)
      for (row, next) in zip(rows, rows.dropFirst()) where isSound(row) && isSound(next) {
        let here = [row["customer_id"] ?? "", row["start_date"] ?? ""]
        let there = [next["customer_id"] ?? "", next["start_date"] ?? ""]
        #expect(here.lexicographicallyPrecedes(there), "\(row) \(next)")
      }
    }
  }

  private func isSound(_ row: [String: String]) -> Bool {
    !Self.made.summary.faults.contains { $0.value == row["start_date"] }
  }

  @Test("Later exports mend rows, bring ends late and take rows back")
  func corrections() throws {
    var changed = 0
    var late = 0
    var retracted = 0
    for place in 1..<Self.folders.count {
      let before = try rows(of: place - 1)
      let after = try rows(of: place)
      for (name, row) in before {
        // What was told once is told for good.
        let now = try #require(after[name])
        if now["retracted"] == "yes", row["retracted"] != "yes" {
          retracted += 1
        } else if now != row {
          changed += 1
        }
      }
      let day = String(decoding: Self.folders[place - 1].utf8.dropFirst(8), as: UTF8.self)
      late += after.count { before[$0] == nil && ($1["start_date"] ?? "") <= day }
    }
    // The garbled rows are among those that changed.
    #expect(changed > Self.made.summary.faults.count + 5)
    #expect(late >= 8)
    #expect(retracted >= 1)
  }

  /// The rows of an export by what names them.
  private func rows(of place: Int) throws -> [[String]: [String: String]] {
    let rows = try Self.made.table(Self.folders[place] + "/subscriptions.csv")
    let named = rows.map { row in
      (["customer_id", "subscription_id", "state_id"].map { row[$0] ?? "" }, row)
    }
    // Two rows of one name would end the test here.
    return Dictionary(uniqueKeysWithValues: named)
  }

  @Test("The last export agrees with the truth about who has left")
  func departures() throws {
    let rows = try Self.made.table("exports/2026-11-24/subscriptions.csv")
    var ends: [String: Set<String>] = [:]
    for row in rows where row["retracted"] != "yes" {
      let end = row["status"] == "ended" ? row["start_date"] : row["cancel_at"]
      ends[row["customer_id"] ?? "", default: []].insert(end ?? "")
    }
    let truth = try Self.made.table("truth.csv").filter { $0["departed_on"] != "" }
    #expect(truth.count > 100)
    for row in truth {
      #expect(ends[row["customer_id"] ?? ""]?.contains(row["departed_on"] ?? "-") == true)
    }
  }
}
