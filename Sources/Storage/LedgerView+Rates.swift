import Facts

extension LedgerView {
  /// The exchange rates in force as known at an instant, one sheet a day, ascending.
  ///
  /// Of several sources that speak of one day the one of the greatest version holds, whole: two
  /// publishers' quotes are never mixed in a day.
  public func rates(knownAt: Instant? = nil) throws -> [(day: Day, sheet: RateSheet)] {
    var chosen: [Day: (version: Instant, source: Identifier, sheet: RateSheet)] = [:]
    try forEachSheet(knownAt: knownAt) { day, found, sheet in
      if let known = chosen[day], (known.version, known.source) > (found.version, found.source) {
        return
      }
      chosen[day] = (found.version, found.source, sheet)
    }
    return chosen.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sheet) }
  }

  /// Who tells of rates, for how many days, and of which the first and the last is; by source.
  public func rateSources() throws -> [(source: Identifier, days: Int, first: Day, last: Day)] {
    var sources: [Identifier: (days: Int, first: Day, last: Day)] = [:]
    try forEachSheet(knownAt: nil) { day, found, _ in
      let known = sources[found.source] ?? (0, day, day)
      sources[found.source] = (known.days + 1, min(known.first, day), max(known.last, day))
    }
    return sources.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value.days, $0.value.first, $0.value.last)
    }
  }

  private func forEachSheet(
    knownAt: Instant?, _ body: (Day, InForce, RateSheet) -> Void
  ) throws {
    try forEachInForce(of: .rates, knownAt: knownAt) { found in
      guard case .rates(let sheet)? = found.fact.body else { return }
      body(found.fact.at.day(in: .utc), found, sheet)
    }
  }
}
