extension UsageIntake {
  /// Where what was applied ends, and where the log does, in bytes.
  public func places() throws -> (applied: Int64, end: Int64) {
    // In this order: the log is never behind.
    let applied = try store.applied()
    return (applied, log.end)
  }

  /// Where the log ends.
  public var end: Int64 { log.end }

  /// How many flushes it took so far to keep what came.
  public var flushes: Int { log.flushes }
}
