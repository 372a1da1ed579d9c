import Facts

/// What a unit did in the last days against as many days before them: what signals look at.
///
/// Source: `docs/metrics.md#usage.trend`.
public struct UsageTrend: Hashable, Sendable {
  /// How often a unit did something, and on how many days.
  public struct Window: Hashable, Sendable {
    /// How often.
    public var count = 0
    /// On how many days.
    public var days = 0
    /// For how many seconds.
    public var seconds = 0
  }

  /// The unit's number.
  public let unit: Int
  /// The last days, the day asked about included.
  public let recent: Window
  /// As many days before those.
  public let before: Window
}

extension ActivityBook {
  /// What a unit did in the last days up to a day, against as many days before them.
  ///
  /// - Parameters:
  ///   - unit: its number.
  ///   - day: the last day of the recent window.
  ///   - days: how many each window has.
  ///   - kinds: those that count; nil for any event.
  /// - Precondition: a window has 1 to 100,000 days.
  public func trend(
    of unit: Int, on day: Day, days: Int, kinds: Set<Int32>? = nil
  ) -> UsageTrend {
    let filter = KindFilter(kinds, in: self)
    return chunks[unit / ActivityChunk.capacity].withView { view in
      let (columns, rows) = view.rows(of: unit % ActivityChunk.capacity)
      return UsageTrend(unit, columns, rows, filter, day.number, Int32(days))
    }
  }

  /// The trends of some units or, where none are named, of those that did anything in them.
  ///
  /// - Parameters:
  ///   - day: the last day of the recent window.
  ///   - days: how many each window has.
  ///   - kinds: those that count; nil for any event.
  ///   - population: the units; those beyond the book are left out.
  /// - Precondition: a window has 1 to 100,000 days.
  public func trends(
    on day: Day, days: Int, kinds: Set<Int32>? = nil, of population: UnitSet? = nil,
    workers: Workers = .oneByOne
  ) -> [UsageTrend] {
    let filter = KindFilter(kinds, in: self)
    let pieces = pieces(atMost: 16)
    return workers.map(pieces.count) { piece in
      var trends: [UsageTrend] = []
      for chunk in pieces[piece] {
        chunks[chunk].withView { view in
          for local in 0..<view.unitCount {
            let unit = chunk * ActivityChunk.capacity + local
            if let population, !population.contains(unit) { continue }
            let (columns, rows) = view.rows(of: local)
            let trend = UsageTrend(unit, columns, rows, filter, day.number, Int32(days))
            if population == nil, trend.recent.count == 0, trend.before.count == 0 { continue }
            trends.append(trend)
          }
        }
      }
      return trends
    }.flatMap { $0 }
  }
}

extension UsageTrend {
  fileprivate init(
    _ unit: Int, _ columns: ActivityPointers, _ rows: Range<Int>, _ filter: KindFilter,
    _ day: Int32, _ days: Int32
  ) {
    precondition((1...100_000).contains(days))
    self.unit = unit
    let middle = day - days
    recent = Window(columns, columns.part(of: rows, from: middle + 1, through: day), filter)
    before = Window(
      columns, columns.part(of: rows, from: middle - days + 1, through: middle), filter)
  }
}

extension UsageTrend.Window {
  fileprivate init(_ columns: ActivityPointers, _ rows: Range<Int>, _ filter: KindFilter) {
    var day = Int32.min
    for row in rows where filter.includes(columns.kinds[row]) {
      count += Int(columns.counts[row])
      seconds += Int(columns.seconds[row])
      if columns.days[row] != day { days += 1 }
      day = columns.days[row]
    }
  }
}
