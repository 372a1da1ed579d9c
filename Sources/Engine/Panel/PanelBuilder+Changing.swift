import Facts

extension PanelBuilder {
  /// Gives accounts of a panel what their facts now add up to.
  ///
  /// The cost is that of these accounts; what a copy of the panel holds stays as it was.
  ///
  /// - Parameters:
  ///   - accounts: their numbers, with those they are merged with; of each all facts in force were
  ///     added.
  ///   - panel: the one that the builder was made from, or one with the same plans.
  ///   - day: as in ``panel(agreedBy:)``.
  public mutating func change(
    _ accounts: Set<Int>, of panel: inout Panel, agreedBy day: Day? = nil
  ) {
    let sources = sources
    rows.sort { $0.comesBefore($1, sources: sources) }
    var folding = StepFolding(rules: rules, agreedBy: day?.number)
    let billed = chargeFolding(agreedBy: day)
    panel.plans = planNames
    var next = 0
    for account in accounts.sorted() {
      let items = items(of: account, &next, &folding) + items(of: account, billed)
      panel.replace(account: account, with: items)
    }
    changeAttributes(of: accounts, in: &panel)
    changeActivity(of: accounts, in: &panel)
  }

  private func changeActivity(of accounts: Set<Int>, in panel: inout Panel) {
    var entries: [Int: [ActivityEntry]] = [:]
    for row in activity { entries[Int(row.unit), default: []].append(row.entry) }
    for account in accounts {
      let now = entries[account] ?? []
      let isKnown = account < panel.activity.unitCount
      if now.isEmpty, !isKnown || panel.activity.entries(of: account).isEmpty { continue }
      panel.activity.replace(unit: account, with: now)
    }
  }

  private func changeAttributes(of accounts: Set<Int>, in panel: inout Panel) {
    let sorted = sortedProfiles()
    let names = Set(panel.attributes.keys).union(sorted.flatMap { $0.attributes.keys })
    for name in names {
      var runs: [Int: [(day: Int32, value: String)]] = [:]
      for account in accounts { runs[account] = [] }
      for row in sorted {
        guard let value = row.attributes[name] else { continue }
        runs[row.account, default: []].append((row.day, value))
      }
      panel.attributes[name, default: AttributeColumn()].change(runs)
    }
  }
}

extension AttributeColumn {
  /// Gives accounts other values; what is as it was costs a look.
  fileprivate mutating func change(_ runs: [Int: [(day: Int32, value: String)]]) {
    let changed = runs.filter { account, run in
      let isKnown = account + 1 < starts.count
      let known = isKnown ? Int(starts[account])..<Int(starts[account + 1]) : 0..<0
      return known.count != run.count
        || zip(known, run).contains { index, entry in
          days[index] != entry.day || !equalBytes(values[Int(codes[index])], entry.value)
        }
    }
    guard !changed.isEmpty else { return }
    var codesByValue: [Identifier: Int32] = [:]
    for (code, value) in values.enumerated() { codesByValue[Identifier(value)] = Int32(code) }
    var next = AttributeColumn()
    next.values = values
    let count = max(starts.count - 1, (changed.keys.max() ?? -1) + 1)
    next.starts.reserveCapacity(count + 1)
    for account in 0..<count {
      if let run = changed[account] {
        for entry in run {
          let code = codesByValue[Identifier(entry.value)] ?? Int32(next.values.count)
          if Int(code) == next.values.count {
            codesByValue[Identifier(entry.value)] = code
            next.values.append(entry.value)
          }
          next.days.append(entry.day)
          next.codes.append(code)
        }
      } else if account + 1 < starts.count {
        let range = Int(starts[account])..<Int(starts[account + 1])
        next.days.append(contentsOf: days[range])
        next.codes.append(contentsOf: codes[range])
      }
      next.starts.append(Int32(next.days.count))
    }
    self = next
  }
}
