import Engine
import Facts
import GRDB

/// What a verification looked at, and what it found to be off.
public struct Verification: Sendable {
  /// How many rows of facts were read; every revision is one.
  public internal(set) var facts = 0
  /// How many accounts of the vault were read; contacts are checked but not counted.
  public internal(set) var accounts = 0
  /// How many figures were held against their rows, one a month and book each, `churn.e` and what
  /// is a product of others left out.
  public internal(set) var figures = 0
  /// What is off; empty means that all is as it was written.
  public internal(set) var findings: [Damage] = []

  /// The parts of a verification.
  enum Check: CaseIterable {
    /// The database engine's own check of its pages and indexes, and the schema.
    case pages
    /// Rows against checksums, arrivals against seals.
    case rows
    /// Projections against a rebuild.
    case projections
    /// Figures against their rows.
    case figures
  }
}

extension Ledger {
  /// Checks the database, every projection against a rebuild, and every figure against its rows.
  ///
  /// - Parameters:
  ///   - rules: as reports use them.
  ///   - today: the horizon of the figures.
  public func verify(rules: PanelRules, today: Day) -> Verification {
    verify(rules: rules, today: today, checks: Verification.Check.allCases)
  }

  func verify(
    rules: PanelRules, today: Day, checks: [Verification.Check]
  ) -> Verification {
    var result = Verification()
    do {
      try queue.read { database in
        if checks.contains(.pages) { try result.checkPages(database) }
        if checks.contains(.rows) { try result.checkRows(database) }
        if checks.contains(.projections) { try result.checkProjections(database) }
        guard checks.contains(.figures) else { return }
        let view = LedgerView(database: database, checks: checks.contains(.rows))
        let panel = try view.panel(rules: rules)
        result.checkFigures(of: panel, today: today)
        result.checkCohorts(of: panel, today: today)
        result.checkMoney(of: panel, rules, ExchangeRates(try view.rates()), today: today)
      }
    } catch LedgerError.damaged(let damage) {
      result.findings.append(damage)
    } catch {
      result.findings.append(.pages("\(error)"))
    }
    return result
  }
}

extension Verification {
  fileprivate mutating func checkPages(_ database: Database) throws {
    for line in try String.fetchAll(database, sql: "PRAGMA integrity_check(100)")
    where line != "ok" {
      findings.append(.pages(line))
    }
    let expected = try DatabaseQueue()
    try Schema.migrator.migrate(expected)
    let sql = "SELECT name || ':' || COALESCE(sql, '') FROM sqlite_master ORDER BY name"
    let wanted = try expected.read { try String.fetchAll($0, sql: sql) }
    let found = try String.fetchAll(database, sql: sql)
    for line in Set(wanted).symmetricDifference(found).sorted() {
      findings.append(.schema(String(line.prefix { $0 != ":" })))
    }
  }

  fileprivate mutating func checkRows(_ database: Database) throws {
    var log = try ArrivalLog(database)
    try FactReader(database: database).forEachFact { fact in
      try log.count(fact)
      facts += 1
    }
    let confirmations = try Prepared(database, "SELECT fact, arrival FROM confirmations")
    while try confirmations.step() {
      try log.count(confirmationOf: confirmations.integer(0), in: confirmations.integer(1))
    }
    try log.check()
    try checkAccounts(database)
    let contacts = try Prepared(
      database,
      "SELECT id, account, external_id, name, email, version, checksum FROM vault_contacts")
    while try contacts.step() {
      let checksum = FactChecksum.vaultContact(
        id: contacts.integer(0), account: contacts.integer(1),
        externalID: contacts.text(2) ?? "", name: contacts.text(3), email: contacts.text(4),
        version: contacts.optionalInteger(5))
      if checksum != contacts.integer(6) {
        findings.append(.row(table: "vault_contacts", id: contacts.integer(0)))
      }
    }
  }

  private mutating func checkAccounts(_ database: Database) throws {
    let rows = try Prepared(
      database, "SELECT id, external_id, name, name_version, checksum FROM vault_accounts")
    while try rows.step() {
      accounts += 1
      let checksum = FactChecksum.vaultAccount(
        id: rows.integer(0), externalID: rows.text(1) ?? "", name: rows.text(2),
        nameVersion: rows.optionalInteger(3))
      if checksum != rows.integer(4) {
        findings.append(.row(table: "vault_accounts", id: rows.integer(0)))
      }
    }
  }

  fileprivate mutating func checkProjections(_ database: Database) throws {
    let made = try Projections(from: database).superseded
    if try made != Projections.stored(in: database) {
      findings.append(.projection("superseded"))
    }
  }

  /// Every figure of every month with data against the sum of its rows.
  fileprivate mutating func checkFigures(of panel: Panel, today: Day) {
    guard let days = panel.days else { return }
    var month = days.lowerBound.month
    let last = min(days.upperBound, today).month
    while month <= last {
      let period = Period(month)
      let tally = retention(of: panel, in: period, horizon: today)?.total
      let rows = customers(of: panel, in: period, horizon: today) ?? []
      for figure in RetentionFigure.allCases where figure != .churnE {
        let value = figure.value(of: tally)
        figures += 1
        let numerator = rows.reduce(0) { $0 + figure.numeratorWeight(of: $1) }
        let denominator = rows.reduce(0) { $0 + figure.denominatorWeight(of: $1) }
        if value.numerator ?? 0 != numerator || value.denominator ?? 0 != denominator {
          findings.append(.figure("\(figure.rawValue) of \(month)"))
        }
      }
      guard let next = month.advanced(by: 1) else { return }
      month = next
    }
  }
}
