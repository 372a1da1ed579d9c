import Facts

extension LedgerView {
  /// The settings in force as known at an instant, by name; of several sources the newest holds.
  ///
  /// One that its source has taken back is not among them.
  public func settings(knownAt: Instant? = nil) throws -> [String: String] {
    var chosen: [String: (version: Instant, source: Identifier, value: String)] = [:]
    try forEachInForce(of: .setting, knownAt: knownAt) { found in
      guard case .setting(let setting)? = found.fact.body else { return }
      if let known = chosen[setting.name],
        (known.version, known.source) > (found.version, found.source)
      {
        return
      }
      chosen[setting.name] = (found.version, found.source, setting.value)
    }
    return chosen.mapValues(\.value)
  }
}
