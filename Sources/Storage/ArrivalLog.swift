import Facts
import GRDB

/// All arrivals, read against their seals; and the sums that their facts must add up to.
struct ArrivalLog {
  struct Entry {
    let edition: Int64
    let source: Identifier
    let version: Instant
    let recorded: Instant
    let facts: Int64
    let confirmations: Int64
    let checksums: Int64
  }

  /// By arrival number, which starts at 1; index 0 is arrival 1.
  let entries: [Entry]
  private var sums: [(facts: Int64, confirmations: Int64, checksums: Int64)]

  /// Reads and checks them.
  ///
  /// - Throws: ``LedgerError/damaged(_:)`` where a seal does not fit, an arrival is missing, or the
  ///   last one is not the one that the head names.
  init(_ database: Database, checks: Bool = true) throws {
    var entries: [Entry] = []
    var previous: Int64 = 0
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT a.id, a.edition, e.source, e.version, a.recorded, a.facts, a.confirmations,
          a.checksums, a.seal
        FROM arrivals a LEFT JOIN editions e ON e.id = a.edition ORDER BY a.id
        """)
    while let row = try rows.next() {
      let id: Int64 = row[0]
      let damaged = LedgerError.damaged(.arrival(id))
      guard id == Int64(entries.count) + 1, let source = row[2] as String?,
        let version = row[3] as Int64?
      else { throw damaged }
      let entry = Entry(
        edition: row[1], source: Identifier(source), version: Instant(microseconds: version),
        recorded: Instant(microseconds: row[4]), facts: row[5], confirmations: row[6],
        checksums: row[7])
      let seal = FactChecksum.seal(
        previous: previous, arrival: id, source: source, version: version,
        recorded: row[4], facts: row[5], confirmations: row[6], checksums: row[7])
      guard !checks || seal == row[8] as Int64 else { throw damaged }
      previous = row[8]
      entries.append(entry)
    }
    let head = try Row.fetchOne(database, sql: "SELECT arrival, seal FROM head")
    let (last, seal): (Int64, Int64) = head.map { ($0[0], $0[1]) } ?? (0, 0)
    guard !checks || (last == Int64(entries.count) && seal == previous) else {
      throw LedgerError.damaged(.arrival(last))
    }
    self.entries = entries
    sums = [(Int64, Int64, Int64)](repeating: (0, 0, 0), count: entries.count)
  }

  func entry(_ arrival: Int64) throws -> Entry {
    guard entries.indices.contains(Int(clamping: arrival) - 1) else {
      throw LedgerError.damaged(.arrival(arrival))
    }
    return entries[Int(arrival) - 1]
  }

  /// Counts a fact towards its arrival.
  mutating func count(_ fact: StoredFact) throws {
    guard try entry(fact.arrival).edition == fact.edition else {
      throw LedgerError.damaged(.arrival(fact.arrival))
    }
    let index = Int(fact.arrival) - 1
    sums[index].facts += 1
    sums[index].checksums &+= FactChecksum.seal(
      checksum: fact.checksum, id: fact.id, edition: fact.edition)
  }

  /// Counts a confirmation towards its arrival.
  mutating func count(confirmationOf fact: Int64, in arrival: Int64) throws {
    _ = try entry(arrival)
    sums[Int(arrival) - 1].confirmations += 1
    sums[Int(arrival) - 1].checksums &+= FactChecksum.seal(confirmationOf: fact)
  }

  /// Holds what was counted against what was sealed.
  ///
  /// - Throws: ``LedgerError/damaged(_:)`` with the first arrival whose facts are not all there.
  func check() throws {
    for (index, entry) in entries.enumerated() {
      let sum = sums[index]
      guard sum.facts == entry.facts, sum.confirmations == entry.confirmations,
        sum.checksums == entry.checksums
      else { throw LedgerError.damaged(.arrival(Int64(index) + 1)) }
    }
  }
}
