import Facts

/// A bridge of every day there is, kept in pieces, from which that of any periods is read off: who
/// asks about one period after another has the steps counted once.
struct DailyBridge {
  /// What is asked, and the same by day.
  private let asked, plan: BridgePlan
  private let firstDay: Int32

  /// What lies further back is the opening.
  private static let mostYears = 9

  /// Nil for a question that it does not answer, or for which it would take too much room or time.
  ///
  /// It answers those whose periods' lines are the sums of their days': with changes set off by
  /// period they are not, nor are customers counted who can be new twice in one.
  ///
  /// - Parameter stepsPerSum: so many steps take as long to count as a sum takes to make. All sums
  ///   of some of the customers are made anew after each fact: of few customers it is not worth it.
  init?(_ asked: BridgePlan, stepsPerSum: Int = 4) {
    let question = asked.question
    guard question.netting != .period, let first = asked.panel.firstPaidDay,
      first <= asked.lastDay
    else { return nil }
    let longest = question.periods.map { $0.to.number - $0.from.number + 1 }.max() ?? 0
    if let gap = question.reactivationDays, longest > gap { return nil }
    // From a year's first day, so that a customer who came earlier than all others changes little.
    let year = max(
      Day(number: first).month.year, question.horizon.month.year - DailyBridge.mostYears)
    guard let start = Day(year: year, month: 1, day: 1),
      asked.openingDay >= start.number - 1 || first >= start.number
    else { return nil }
    let days = start.number...question.horizon.number
    let sums = days.count * asked.placeCount * BridgeTally.Line.all.count
    guard asked.panel.stepCount >= sums * stepsPerSum else { return nil }
    var whole = question
    whole.periods = days.compactMap { Period(from: Day(number: $0), to: Day(number: $0)) }
    guard let plan = BridgePlan(asked.panel, whole),
      Workers.canKeep(DailyTally.byteCount(plan))
    else { return nil }
    self.asked = asked
    self.plan = plan
    firstDay = start.number
  }

  /// The bridge that is asked for.
  func bridge(_ workers: Workers) -> Bridge {
    let parts = workers.parts(of: plan.panel, plan.asked, byteCount: DailyTally.byteCount(plan)) {
      chunks -> DailyTally in
      var tally = BridgeTally(plan)
      tally.add { sums in plan.count(chunks, into: &sums) }
      return DailyTally(tally)
    }
    // A day has as many slices as all days together, and the periods may have fewer.
    var places = [Int?](repeating: nil, count: plan.placeCount)
    places[0] = 0
    for (place, code) in plan.asked.places.enumerated() {
      places[place + 1] = asked.asked.places.firstIndex(of: code).map { $0 + 1 }
    }
    var total = BridgeTally(asked)
    let opening = asked.openingDay
    let ends = asked.question.periods.map { min($0.to.number, asked.lastDay) }
    for part in parts {
      for (from, to) in places.enumerated() {
        if let to { total.open(to, micros: part.openings[from], part.openingCustomers[from]) }
      }
    }
    for line in parts.lazy.flatMap(\.lines) {
      guard let place = places[line.place] else { continue }
      total.open(place, line.what, sum(line, through: opening))
      var before = sum(line, through: opening)
      for (number, end) in ends.enumerated() {
        let now = sum(line, through: end)
        total.add(number, place, line.what, now - before)
        before = now
      }
    }
    return total.bridge(asked)
  }

  @inline(__always)
  private func sum(_ line: DailyTally.Line, through day: Int32) -> Int128 {
    day < firstDay ? 0 : line.sums[Int(day - firstDay)]
  }
}

/// What a bridge's lines come to from the first day up to the end of each.
struct DailyTally {
  /// By place: what there was before the first day.
  let openings: [Int128]
  let openingCustomers: [Int]
  /// Those in which anything happens.
  let lines: [Line]

  struct Line {
    let place: Int
    let what: BridgeTally.Line
    /// By day.
    let sums: [Int128]
  }

  /// About how much room it takes: half of the kinds of movement never happen.
  static func byteCount(_ plan: BridgePlan) -> Int { plan.tallyByteCount / 2 }

  /// - Parameter tally: its periods are the days.
  init(_ tally: BridgeTally) {
    openings = tally.openings
    openingCustomers = tally.openingCustomers
    lines = (0..<tally.placeCount).flatMap { place in
      BridgeTally.Line.all.compactMap { what in
        var sum: Int128 = 0
        var isEmpty = true
        let sums = (0..<tally.periodCount).map { day in
          let change = tally.change(day, place, what)
          sum += change
          isEmpty = isEmpty && change == 0
          return sum
        }
        return isEmpty ? nil : Line(place: place, what: what, sums: sums)
      }
    }
  }
}
