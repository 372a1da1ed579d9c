import Chance
import Engine
import Facts
import Foundation
import Testing

@testable import Storage

/// Bits flipped in copies of a ledger: each is found, or changes no figure.
@Suite("Damage")
struct DamageTests {
  /// Trials of a run; `TENURE_FLIPS=1000` is the full one.
  static let trials = Int(ProcessInfo.processInfo.environment["TENURE_FLIPS"] ?? "") ?? 150

  private let scratch = Scratch()
  private let today = Day("2026-01-01")!

  /// A small ledger with everything in it, closed, so that one file holds it all.
  private func original() throws -> [UInt8] {
    do {
      let ledger = try Ledger.writing(scratch.workspace)
      for version in 1...3 {
        let arrival = Arrival(version: version)
        let facts = (0..<80).map { number in
          arrival.fact(
            Identifier("customer-\(number)"), Identifier("sub-\(number)"),
            at: "2025-0\(number % 9 + 1)-10", plan: ["Pro", "Team"][number % 2],
            amount: Int64(10 + (number % 40 == 0 ? version : 0)),
            endsAt: number % 5 == 0 ? "2025-11-0\(number % 9 + 1)" : nil)
        }
        let rates = (0..<20).map { day in
          arrival.rates("2025-06-\(day + 10)", ["USD": day % 10 == 0 ? "1.\(version)" : "1.5"])
        }
        try ledger.append(arrival, facts + rates + [arrival.setting("pauses", "churn")])
      }
      try ledger.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }
    return Array(try Data(contentsOf: URL(filePath: scratch.workspace.databasePath)))
  }

  /// What a report says of a year, as text; nil where it refuses to.
  private func figures(_ ledger: Ledger, checks: Bool) -> String? {
    try? ledger.queue.read { database in
      let view = LedgerView(database: database, checks: checks)
      let panel = try view.panel(rules: PanelRules())
      let said = "\(try view.settings()) \(try view.rates())"
      return said
        + [6, 11].map { month in
          let found = retention(
            of: panel, in: Period(Month(year: 2025, month: month)), horizon: today, by: .plan)
          return "\(String(describing: found))"
        }.joined()
    }
  }

  private struct Result {
    var found = 0
    var harmless = 0
    /// Damage that no check noticed and that changed a figure.
    var wrong: [UInt64] = []
  }

  /// - Parameter stopsAtWrong: whether one wrong figure is enough.
  private func flip(
    _ trials: Range<Int>, checksRows: Bool, stopsAtWrong: Bool = false
  ) throws -> Result {
    let bytes = try original()
    let expected = try #require(figures(try Ledger.reading(scratch.workspace), checks: true))
    var result = Result()
    let copy = Scratch()
    try copy.workspace.create()
    for seed in trials.map(UInt64.init) {
      var random = SplitMix64(seed: seed)
      var damaged = bytes
      let bit = Int.random(in: 0..<bytes.count * 8, using: &random)
      damaged[bit / 8] ^= 1 << (bit % 8)
      try Data(damaged).write(to: URL(filePath: copy.workspace.databasePath))
      for suffix in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: copy.workspace.databasePath + suffix)
      }
      guard let ledger = try? Ledger.reading(copy.workspace) else {
        result.found += 1
        continue
      }
      let checks: [Verification.Check] = checksRows ? Verification.Check.allCases : [.figures]
      let findings = ledger.verify(rules: PanelRules(), today: today, checks: checks).findings
      let shown = figures(ledger, checks: checksRows)
      // A report may refuse, but what it shows must be right, found or not.
      if shown == nil || shown == expected {
        if findings.isEmpty, shown != nil { result.harmless += 1 } else { result.found += 1 }
      } else {
        result.wrong.append(seed)
        if stopsAtWrong { break }
      }
    }
    return result
  }

  @Test("A flipped bit is found or harmless; no report shows a wrong figure")
  func flips() throws {
    let result = try flip(0..<Self.trials, checksRows: true)
    #expect(result.wrong.isEmpty, "seeds \(result.wrong)")
    #expect(result.found + result.harmless == Self.trials)
    #expect(result.found > Self.trials / 10)
    print(
      "flips: \(Self.trials) trials, \(result.found) found, \(result.harmless) harmless, 0 wrong")
  }

  @Test("Without the checksums the same flips show wrong figures: the rig can see them")
  func negativeControl() throws {
    let result = try flip(0..<2000, checksRows: false, stopsAtWrong: true)
    #expect(!result.wrong.isEmpty)
  }

  @Test(
    "A changed row, a lost row, a moved row and a forged projection are each named",
    arguments: [
      "UPDATE subscription_facts SET unit_micros = unit_micros + 1 WHERE id = 7",
      "DELETE FROM subscription_facts WHERE id = 7",
      "UPDATE subscription_facts SET edition = 2 WHERE id = 7",
      "UPDATE subscription_facts SET arrival = 2 WHERE id = 7",
      "UPDATE subscription_facts SET account = 1 WHERE id = 7",
      "DELETE FROM superseded", "UPDATE superseded SET by_fact = 3",
      "DELETE FROM confirmations WHERE fact = 8",
      "UPDATE arrivals SET recorded = recorded + 1 WHERE id = 1",
      "DELETE FROM arrivals WHERE id = 3", "UPDATE editions SET version = 1 WHERE id = 3",
      "UPDATE facts SET body = replace(body, '1.5', '1.6') WHERE kind = 'rates'",
      "UPDATE facts SET at = '2025-06-19' WHERE kind = 'rates' AND at = '2025-06-18'",
      "UPDATE facts SET body = NULL WHERE kind = 'rates' AND at = '2025-06-18'",
      "DELETE FROM facts WHERE kind = 'rates' AND at = '2025-06-18'",
      "UPDATE facts SET account = 1 WHERE kind = 'setting'",
      "UPDATE vault_accounts SET external_id = 'other' WHERE id = 3",
    ])
  func named(sql: String) throws {
    _ = try original()
    let ledger = try Ledger.writing(scratch.workspace)
    #expect(ledger.verify(rules: PanelRules(), today: today).findings.isEmpty)
    try ledger.queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA foreign_keys = OFF")
      try database.execute(sql: sql)
    }
    #expect(!ledger.verify(rules: PanelRules(), today: today).findings.isEmpty)
  }
}
