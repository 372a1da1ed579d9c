import Facts

extension LedgerView {
  /// The settings in force as known at an instant, by name; of several sources the newest holds.
  ///
  /// One that its source has taken back is not among them.
  public func settings(knownAt: Instant? = nil) throws -> [String: String] {
    try newest(of: .setting, knownAt: knownAt) { found in
      guard case .setting(let setting)? = found.fact.body else { return nil }
      return (setting.name, setting.value)
    }
  }

  /// What is in force of a kind of few facts, by what it speaks of: of several sources the one of
  /// the greatest version, then of the greatest name, holds.
  ///
  /// - Parameter read: what a fact speaks of, and what it says; nil where it was taken back.
  func newest<Subject: Hashable, Value>(
    of kind: Fact.Kind, knownAt: Instant?, _ read: (InForce) -> (Subject, Value)?
  ) throws -> [Subject: Value] {
    var chosen: [Subject: (version: Instant, source: Identifier, value: Value)] = [:]
    try forEachInForce(of: kind, knownAt: knownAt) { found in
      guard let (subject, value) = read(found) else { return }
      if let known = chosen[subject],
        (known.version, known.source) > (found.version, found.source)
      {
        return
      }
      chosen[subject] = (found.version, found.source, value)
    }
    return chosen.mapValues(\.value)
  }
}
