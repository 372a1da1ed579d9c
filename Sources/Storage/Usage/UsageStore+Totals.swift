import Facts
import GRDB

extension UsageStore {
  /// What became of every event that was applied, by source, in the order of their names.
  public func totals() throws -> [(source: Identifier, count: UsageCount)] {
    let rows = try pool.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT source, sum(accepted) AS accepted, sum(stored) AS stored,
            sum(duplicate) AS duplicate, sum(conflict) AS conflict,
            sum(quarantined) AS quarantined
          FROM counts GROUP BY source ORDER BY source
          """)
    }
    return rows.map { row in
      var count = UsageCount()
      count.accepted = row["accepted"]
      count.stored = row["stored"]
      count.duplicate = row["duplicate"]
      count.conflict = row["conflict"]
      count.quarantined = row["quarantined"]
      return (Identifier(row["source"] as String), count)
    }
  }
}
