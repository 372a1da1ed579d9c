import Facts

extension AttributeColumn {
  /// The same values by other numbers: those of units that are accounts of the panel.
  ///
  /// - Parameter accounts: by unit the number of its account; nil for a unit that is none, whose
  ///   value is unknown.
  public func renumbered(_ accounts: [Int32?]) -> AttributeColumn {
    var column = AttributeColumn()
    column.values = values
    column.starts.reserveCapacity(accounts.count + 1)
    for account in accounts {
      if let account, Int(account) + 1 < starts.count {
        let steps = Int(starts[Int(account)])..<Int(starts[Int(account) + 1])
        column.days += days[steps]
        column.codes += codes[steps]
      }
      column.starts.append(Int32(column.days.count))
    }
    return column
  }
}
