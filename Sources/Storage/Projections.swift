import Facts
import GRDB

/// What follows from the ledger, made from nothing but the ledger.
struct Projections {
  /// By which fact each superseded fact is superseded.
  private(set) var superseded: [Int64: Int64] = [:]

  /// Folds the whole ledger.
  init(from database: Database) throws {
    let log = try ArrivalLog(database)
    var confirmed: [Int64: Int64] = [:]
    let rows = try Prepared(database, "SELECT fact, arrival FROM confirmations")
    while try rows.step() {
      let version = try log.entry(rows.integer(1)).version.microseconds
      confirmed[rows.integer(0)] = max(confirmed[rows.integer(0)] ?? version, version)
    }
    var claims: [Claim: [Revision]] = [:]
    try FactReader(database: database).forEachFact { fact in
      let entry = try log.entry(fact.arrival)
      let version = entry.version.microseconds
      claims[Claim(source: entry.source, key: fact.key), default: []].append(
        Revision(
          id: fact.id, version: max(version, confirmed[fact.id] ?? version),
          checksum: fact.checksum))
    }
    for revisions in claims.values where revisions.count > 1 {
      let inForce = try Revision.inForce(revisions, in: database)
      for revision in revisions where revision.id != inForce.id {
        superseded[revision.id] = inForce.id
      }
    }
  }

  private struct Claim: Hashable {
    let source: Identifier
    let key: StoredFact.Key
  }

  /// The rows that stand in the database.
  static func stored(in database: Database) throws -> [Int64: Int64] {
    var rows: [Int64: Int64] = [:]
    let statement = try Prepared(database, "SELECT fact, by_fact FROM superseded")
    while try statement.step() { rows[statement.integer(0)] = statement.integer(1) }
    return rows
  }

  /// A digest of a table's rows in the order of their keys.
  static func digest(_ rows: [Int64: Int64]) -> Int64 {
    var sum = Checksum()
    for (fact, other) in rows.sorted(by: { $0.key < $1.key }) {
      sum.add(fact)
      sum.add(other)
    }
    return sum.value
  }
}

/// A projection's digest before and after it was made again.
public struct Rebuilt: Hashable, Sendable {
  /// The name of the projection's table.
  public let table: String
  /// How many rows the table has now.
  public let rows: Int
  /// Digests of all its rows; a difference means that what stood there was wrong.
  public let before, after: Int64
}

extension Ledger {
  /// Makes every projection again from the ledger.
  ///
  /// - Returns: their digests before and after, which are equal unless something was damaged.
  public func rebuild() throws -> [Rebuilt] {
    try queue.write { database in
      let before = try Projections.digest(Projections.stored(in: database))
      let made = try Projections(from: database).superseded
      try database.execute(sql: "DELETE FROM superseded")
      let insert = try Prepared(
        database, "INSERT INTO superseded (fact, by_fact) VALUES (?, ?)")
      var sum: Int64 = 0
      for (fact, other) in made.sorted(by: { $0.key < $1.key }) {
        insert.bind(1, fact)
        insert.bind(2, other)
        try insert.run()
        sum &+= FactChecksum.superseded(fact, by: other)
      }
      try database.execute(sql: "UPDATE head SET superseded = ?", arguments: [sum])
      return [
        Rebuilt(
          table: "superseded", rows: made.count, before: before,
          after: try Projections.digest(Projections.stored(in: database)))
      ]
    }
  }
}
