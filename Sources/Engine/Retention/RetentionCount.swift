import Facts

/// A question about retention, made ready for loops over millions of steps.
struct RetentionCount {
  /// Everything that a part depends on besides its chunks.
  struct Asked: Hashable, Sendable {
    let window: Window
    let slicing: Slicing?
    let attribute: ChangeToken?
  }

  let asked: Asked
  private let panel: Panel
  private let walk: PeriodWalk
  private let slicing: Slicing?
  private let attribute: AttributeColumn?

  init(_ panel: Panel, _ window: Window, _ slicing: Slicing?) {
    self.panel = panel
    self.slicing = slicing
    walk = PeriodWalk(window)
    if case .attribute(let name)? = slicing {
      attribute = panel.attributes[name]
    } else {
      attribute = nil
    }
    asked = Asked(window: window, slicing: slicing, attribute: panel.attributeToken(slicing))
  }

  private var window: Window { walk.window }

  /// About how much room a part takes.
  var byteCount: Int {
    let tally = 200 + 16 * (Int(window.lastDay - window.openingDay))
    switch slicing {
    case nil: return tally
    case .plan: return tally * (1 + panel.plans.count)
    case .currency, .interval: return tally * 5
    case .attribute: return tally * (1 + (attribute?.values.count ?? 1))
    }
  }

  /// Counts some chunks.
  func part(of chunks: Range<Int>) -> RetentionPart {
    var part = RetentionPart(window)
    for chunk in chunks { count(chunk, &part) }
    return part
  }

  private func count(_ chunk: Int, _ part: inout RetentionPart) {
    let first = chunk * Chunk.capacity
    var standings = Standings()
    panel.chunks[chunk].withView { view in
      view.forEach(
        soleRun: { accounts, columns, _ in
          let starts = columns.itemStarts + view.place(of: accounts.lowerBound)
          for place in 0..<accounts.count {
            let account = first + accounts.lowerBound + place
            count(account, columns, Int(starts[place])..<Int(starts[place + 1]), &part)
          }
        },
        other: { local in
          let items = panel.items(of: first + local)
          if !items.isEmpty { count(first + local, items, &standings, &part) }
        })
    }
  }

  /// Counts a customer of one subscription.
  @inline(__always)
  private func count(
    _ account: Int, _ columns: ColumnPointers, _ steps: Range<Int>, _ part: inout RetentionPart
  ) {
    let row = walk.customer(account, columns, steps)
    guard row.isRelevant else { return }
    part.total.add(row)
    // Who pays on none of its days has no part in them.
    guard let day = row.sliceDay else { return }
    let code = slicing == nil ? nil : code(account, columns, steps, on: day)
    if let code { part.slices[code, default: RetentionTally(window)].add(row) }
    var run: PaidRun?
    func end(_ day: Int32, endsService: Bool) {
      guard var whole = run else { return }
      whole.end = day
      whole.endsService = endsService
      part.total.add(whole, of: window)
      if let code { part.slices[code]?.add(whole, of: window) }
      run = nil
    }
    for index in steps {
      let day = columns.days[index]
      guard day <= window.lastDay else { break }
      let now = columns.standings[index]
      if now != Standing.paying.rawValue {
        end(day, endsService: now == Standing.none.rawValue)
      } else if run == nil {
        run = PaidRun(start: day, end: .max)
      }
    }
    end(.max, endsService: false)
  }

  /// The number of the slice of a customer of one subscription; nil where it then does not pay.
  private func code(
    _ account: Int, _ columns: ColumnPointers, _ steps: Range<Int>, on day: Int32
  ) -> Int64? {
    guard let slicing else { return nil }
    if case .attribute = slicing { return Int64(attribute?.code(of: account, on: day) ?? 0) }
    var last = steps.lowerBound
    while last + 1 < steps.upperBound, columns.days[last + 1] <= day { last += 1 }
    guard columns.standings[last] == Standing.paying.rawValue else { return nil }
    return slicing.code(
      plan: columns.plans[last], currency: columns.currencies[last],
      unit: columns.intervalUnits[last], count: columns.intervalCounts[last])
  }

  /// Counts a customer of several subscriptions.
  private func count(
    _ account: Int, _ items: [[Step]], _ standings: inout Standings, _ part: inout RetentionPart
  ) {
    let row = walk.customer(account, items, &standings)
    part.total.add(row)
    guard let day = row.sliceDay else { return }
    let codes = slicing?.codes(of: account, items: items, on: day, in: panel) ?? []
    part.inSeveralSlices += codes.count > 1 ? 1 : 0
    for code in codes { part.slices[code, default: RetentionTally(window)].add(row) }
    for run in standings.paidRuns {
      part.total.add(run, of: window)
      for code in codes { part.slices[code]?.add(run, of: window) }
    }
  }
}

/// What some of a panel's customers come to.
struct RetentionPart: Sendable {
  var total: RetentionTally
  /// By the slices' numbers.
  var slices: [Int64: RetentionTally] = [:]
  var inSeveralSlices = 0

  init(_ window: Window) { total = RetentionTally(window) }

  mutating func merge(_ other: RetentionPart) {
    total.merge(other.total)
    inSeveralSlices += other.inSeveralSlices
    for (code, tally) in other.slices {
      if slices[code]?.merge(tally) == nil { slices[code] = tally }
    }
  }
}

extension RetentionTally {
  fileprivate init(_ window: Window) {
    self.init(dayCount: Int(window.lastDay - window.openingDay))
  }
}

extension Standings {
  /// The runs of paid days.
  fileprivate var paidRuns: [PaidRun] {
    (0..<count).filter { values[$0] == .paying }.map { index in
      guard index + 1 < count else { return PaidRun(start: days[index], end: .max) }
      return PaidRun(
        start: days[index], end: days[index + 1], endsService: values[index + 1] == .none)
    }
  }
}
