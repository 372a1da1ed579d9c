import Facts

extension LedgerView {
  /// The exchange rates in force as known at an instant, one sheet a day, ascending.
  ///
  /// Of several sources that speak of one day the one of the greatest version holds, whole: two
  /// publishers' quotes are never mixed in a day.
  public func rates(knownAt: Instant? = nil) throws -> [(day: Day, sheet: RateSheet)] {
    try newest(of: .rates, knownAt: knownAt, \.sheet).sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
  }

  /// Who tells of rates, for how many days, and of which the first and the last is; by source.
  public func rateSources() throws -> [(source: Identifier, days: Int, first: Day, last: Day)] {
    var sources: [Identifier: (days: Int, first: Day, last: Day)] = [:]
    try forEachInForce(of: .rates, knownAt: nil) { found in
      guard let (day, _) = found.sheet else { return }
      let known = sources[found.source] ?? (0, day, day)
      sources[found.source] = (known.days + 1, min(known.first, day), max(known.last, day))
    }
    return sources.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value.days, $0.value.first, $0.value.last)
    }
  }
}

extension LedgerView.InForce {
  /// A day's rates; nil where they were taken back.
  fileprivate var sheet: (day: Day, sheet: RateSheet)? {
    guard case .rates(let sheet)? = fact.body else { return nil }
    return (fact.at.day(in: .utc), sheet)
  }
}
