import GRDB

/// What a piece of events adds to the daily roll-up.
struct RollUpIncrements {
  struct Key: Hashable {
    let day: Int32
    let actor: Int64
    let name: Int64
    let recorded: Int32
  }

  private var sums: [Key: (count: Int64, seconds: Int64)] = [:]

  mutating func add(_ key: Key, seconds: Int64) {
    let sum = sums[key] ?? (0, 0)
    sums[key] = (sum.count + 1, sum.seconds + seconds)
  }

  /// Writes them behind those that are there.
  func write(_ database: Database) throws {
    guard !sums.isEmpty else { return }
    let statement = try Prepared(
      database,
      """
      INSERT INTO increments (day, actor, name, recorded, count, seconds)
      VALUES (?, ?, ?, ?, ?, ?)
      """)
    for (key, sum) in sums {
      statement.bind(1, Int64(key.day))
      statement.bind(2, key.actor)
      statement.bind(3, key.name)
      statement.bind(4, Int64(key.recorded))
      statement.bind(5, sum.count)
      statement.bind(6, sum.seconds)
      try statement.run()
    }
  }
}
