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
  private let reader: SliceReader?

  init(_ panel: Panel, _ window: Window, _ slicing: Slicing?) {
    self.panel = panel
    reader = slicing.map { SliceReader($0, in: panel) }
    walk = PeriodWalk(window)
    asked = Asked(window: window, slicing: slicing, attribute: panel.attributeToken(slicing))
  }

  private var window: Window { walk.window }

  /// About how much room a part takes.
  var byteCount: Int {
    let tally = 200 + 16 * (Int(window.lastDay - window.openingDay))
    switch asked.slicing {
    case nil: return tally
    case .plan: return tally * (1 + panel.plans.count)
    case .currency, .interval: return tally * 5
    case .attribute(let name): return tally * (1 + (panel.attributes[name]?.values.count ?? 1))
    }
  }

  /// Counts some chunks.
  func part(of chunks: ChunkTurns) -> RetentionPart {
    var part = RetentionPart(window)
    for chunk in chunks { count(chunk, &part) }
    return part
  }

  private func count(_ chunk: Int, _ part: inout RetentionPart) {
    let first = chunk * Chunk.capacity
    var standings = Standings()
    panel.chunks[chunk].withView { view in
      view.forEach(
        sole: { local, columns, steps in
          guard
            let opening = columns.unchanged(
              steps, from: window.openingDay, through: window.lastDay)
          else { return count(first + local, columns, steps, &part) }
          guard opening >= steps.lowerBound,
            columns.standings[opening] == Standing.paying.rawValue
          else { return }
          let isDue = isDue(columns, opening)
          part.total.addUnchanged(isDue: isDue)
          guard let reader else { return }
          let code = reader.code(of: first + local, columns, opening, on: window.openingDay)
          part.slices.change(code, from: RetentionTally(window)) {
            $0.addUnchanged(isDue: isDue)
          }
        },
        other: { local in
          let items = view.items(of: local)
          guard !items.isEmpty else { return }
          if view.changes(local, from: window.openingDay, through: window.lastDay) {
            count(first + local, local, in: view, &standings, &part)
          } else {
            countUnchanged(first + local, local, in: view, &part)
          }
        })
    }
  }

  /// Counts a customer of one subscription.
  private func count(
    _ account: Int, _ columns: ColumnPointers, _ steps: Range<Int>, _ part: inout RetentionPart
  ) {
    let row = walk.customer(account, columns, steps)
    guard row.isRelevant else { return }
    part.total.add(row)
    // Who pays on none of its days has no part in them.
    guard let day = row.sliceDay else { return }
    let code = code(account, columns, steps, on: day)
    if let code { part.slices.change(code, from: RetentionTally(window)) { $0.add(row) } }
    var run: PaidRun?
    func end(_ day: Int32, endsService: Bool) {
      guard var whole = run else { return }
      whole.end = day
      whole.endsService = endsService
      part.total.add(whole, of: window)
      if let code {
        part.slices.change(code, from: RetentionTally(window)) { $0.add(whole, of: window) }
      }
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
    guard let reader else { return nil }
    if reader.slicing.isByAttribute {
      return reader.code(of: account, columns, steps.lowerBound, on: day)
    }
    return columns.paying(steps, on: day).map { reader.code(of: account, columns, $0, on: day) }
  }

  /// Counts a customer of several subscriptions.
  private func count(
    _ account: Int, _ local: Int, in view: ChunkView, _ standings: inout Standings,
    _ part: inout RetentionPart
  ) {
    let row = walk.customer(account, panel.items(of: account), &standings)
    part.total.add(row)
    guard let day = row.sliceDay else { return }
    let codes = reader?.codes(of: account, local, in: view, on: day) ?? []
    part.inSeveralSlices += codes.count > 1 ? 1 : 0
    let runs = standings.paidRuns
    for run in runs { part.total.add(run, of: window) }
    for code in codes {
      part.slices.change(code, from: RetentionTally(window)) { tally in
        tally.add(row)
        for run in runs { tally.add(run, of: window) }
      }
    }
  }

  private func isDue(_ columns: ColumnPointers, _ step: Int) -> Bool {
    walk.renewal.isDue(
      unit: columns.intervalUnits[step], count: columns.intervalCounts[step],
      anchorDay: columns.anchorDays[step])
  }

  /// Counts a customer of several subscriptions to whom nothing happens in the window.
  private func countUnchanged(
    _ account: Int, _ local: Int, in view: ChunkView, _ part: inout RetentionPart
  ) {
    var isPaying = false
    var isDue = false
    for item in view.items(of: local) {
      let (columns, steps) = view.steps(of: item)
      guard let opening = columns.paying(steps, on: window.openingDay) else { continue }
      isPaying = true
      if !isDue { isDue = self.isDue(columns, opening) }
    }
    guard isPaying else { return }
    part.total.addUnchanged(isDue: isDue)
    guard let reader else { return }
    let codes = reader.codes(of: account, local, in: view, on: window.openingDay)
    part.inSeveralSlices += codes.count > 1 ? 1 : 0
    for code in codes {
      part.slices.change(code, from: RetentionTally(window)) { $0.addUnchanged(isDue: isDue) }
    }
  }
}

/// What some of a panel's customers come to.
struct RetentionPart: Sendable {
  var total: RetentionTally
  var slices = SliceSums<RetentionTally>()
  var inSeveralSlices = 0

  init(_ window: Window) { total = RetentionTally(window) }

  mutating func merge(_ other: RetentionPart) {
    total.merge(other.total)
    inSeveralSlices += other.inSeveralSlices
    for (code, tally) in zip(other.slices.codes, other.slices.sums) {
      slices.change(code, from: RetentionTally(dayCount: tally.lost.count)) { $0.merge(tally) }
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
