import Facts

/// Reads what customers were and did in a window, those of one subscription straight off the
/// columns.
struct PeriodWalk {
  let window: Window
  let renewal: Renewal

  init(_ window: Window) {
    self.window = window
    renewal = Renewal(window)
  }

  /// Goes through a chunk's customers, in the order of accounts.
  ///
  /// - Parameter onlyChanged: leaves out those to whom nothing happens in the window.
  @inline(__always)
  func forEachCustomer(
    of chunk: Int, in panel: Panel, onlyChanged: Bool = false, _ body: (CustomerPeriod) -> Void
  ) {
    let (openingDay, lastDay) = (window.openingDay, window.lastDay)
    let first = chunk * Chunk.capacity
    var standings = Standings()
    panel.chunks[chunk].withView { view in
      view.forEach(
        sole: { local, columns, steps in
          let isLeftOut =
            onlyChanged && columns.unchanged(steps, from: openingDay, through: lastDay) != nil
          if !isLeftOut { body(customer(first + local, columns, steps)) }
        },
        other: { local in
          if onlyChanged, !view.changes(local, from: openingDay, through: lastDay) { return }
          let items = panel.items(of: first + local)
          if !items.isEmpty { body(customer(first + local, items, &standings)) }
        })
    }
  }

  /// A customer of several subscriptions.
  func customer(
    _ account: Int, _ items: [[Step]], _ standings: inout Standings
  ) -> CustomerPeriod {
    standings.fill(from: items, through: window.lastDay)
    return CustomerPeriod(
      account: account, items: items, standings: standings, window: window, renewal: renewal)
  }

  /// A customer of one subscription.
  @inline(__always)
  func customer(
    _ account: Int, _ columns: ColumnPointers, _ steps: Range<Int>
  ) -> CustomerPeriod {
    let (none, paying) = (Standing.none.rawValue, Standing.paying.rawValue)
    var row = CustomerPeriod(account: account)
    var (before, opening) = (none, none)
    var (firstPaid, firstChurn) = (Int32.max, Int32.max)
    var atOpening = -1
    var hasPause = false
    for index in steps {
      let day = columns.days[index]
      guard day <= window.lastDay else { break }
      let now = columns.standings[index]
      if day <= window.openingDay {
        atOpening = index
        opening = now
      } else if now != before {
        if now != paying { hasPause = true }
        if now == paying, row.sliceDay == nil { row.sliceDay = day }
        if now == none, firstPaid < day {
          row.churnEvents += 1
          firstChurn = min(firstChurn, day)
        }
      }
      if now == paying, firstPaid == .max { firstPaid = day }
      before = now
    }
    row.opening = Standing(rawValue: opening) ?? .none
    row.closing = Standing(rawValue: before) ?? .none
    if firstPaid < .max { row.firstPaidDay = Day(number: firstPaid) }
    row.isNew = firstPaid >= window.firstDay && firstPaid < .max
    if row.isNew, row.churnEvents == 1 {
      row.isSameMonth = Day(number: firstPaid).month == Day(number: firstChurn).month
    }
    guard opening == paying else { return row }
    row.sliceDay = window.openingDay
    row.survived = !hasPause
    row.isDue = renewal.isDue(
      unit: columns.intervalUnits[atOpening], count: columns.intervalCounts[atOpening],
      anchorDay: columns.anchorDays[atOpening])
    return row
  }
}
