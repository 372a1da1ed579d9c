import Engine
import Facts

/// Usage of a period: what it comes to as a whole, piece by piece, and event by event.
package struct UsageReport {
  /// What a piece of the calendar comes to.
  package struct Piece {
    package let active: ActiveUnits.Count
    package let stickiness: Stickiness.Count
    package let time: SessionTime.Count

    package var period: Period { active.period }
    package var isComplete: Bool { active.isComplete }
  }

  /// An event with what it was in the period that is compared.
  package struct Feature {
    package let name: String
    package let now: Adoption.Feature
    package let before: Adoption.Feature?

    /// Where the change of its share probably lies; nil where either is undefined.
    package var change: (points: Double, interval: ClosedRange<Double>)? {
      guard let one = before?.share.value, let low = before?.share.interval,
        let other = now.share.value, let high = now.share.interval
      else { return nil }
      return (other - one, newcombeInterval(from: one, low, to: other, high))
    }
  }

  package let scope: UsageScope
  package let pieces: [Piece]
  /// The events that were asked about, or all that anyone used in either period, most used first.
  package let features: [Feature]
  /// The period that is compared.
  package let compared: UsageScope?

  /// More would be no table that a person asks.
  package static let mostPieces = 10_000

  /// - Parameters:
  ///   - count: pieces that are told at least, of which the last is the period's last.
  ///   - compared: the period with which events are compared; nil for none.
  /// - Throws: ``Refusal`` where the period is cut into too many pieces.
  package init(_ scope: UsageScope, atLeast count: Int = 1, against compared: Period?) throws {
    self.scope = scope
    self.compared = compared.flatMap { scope.asked(about: $0) }
    guard scope.silence == nil else {
      (pieces, features) = ([], [])
      return
    }
    let window = scope.window(atLeast: count)
    guard scope.request.every.count(in: window) <= Self.mostPieces else {
      throw Refusal(
        "The period is cut into more than \(Text.count(Self.mostPieces)) pieces: "
          + "ask for fewer days or for longer pieces.")
    }
    var asked = scope.asked(window)
    asked.every = scope.request.every
    let (book, workers) = (scope.book, scope.workers)
    let active = activeUnits(of: book, asked, workers: workers).periods
    let sticky = stickiness(of: book, asked, workers: workers).periods
    let times = sessionTime(of: book, asked, workers: workers).periods
    pieces = active.indices.map {
      Piece(active: active[$0], stickiness: sticky[$0], time: times[$0])
    }
    features = UsageReport.features(scope, self.compared)
  }

  private static func features(_ scope: UsageScope, _ compared: UsageScope?) -> [Feature] {
    let now = scope.features.features
    let before = compared.map(\.features.features) ?? []
    let kinds = scope.book.kinds
    return now.indices.map { index in
      Feature(
        name: kinds[index], now: now[index],
        before: index < before.count ? before[index] : nil)
    }.filter { feature in
      scope.kinds?.contains(feature.now.kind)
        ?? (feature.now.used > 0 || feature.before?.used ?? 0 > 0)
    }.sorted { one, other in
      one.now.used != other.now.used
        ? one.now.used > other.now.used : precedes(one.name, other.name)
    }
  }

  /// The figures of the period as a whole.
  package static let figures: [UsageFigure] = [
    .active, .new, .returning, .resurrected, .dormant, .kept, .stickiness, .secondsMean,
    .secondsMedian, .paying,
  ]

  /// Who was active in the last day, 7 and 28 days of each day of the period, or of its last year.
  package var trailing: [(day: Day, active: [Int])] {
    guard scope.silence == nil else { return [] }
    let first = max(scope.period.from.number, scope.closingDay.number - 365)
    guard let period = Period(from: Day(number: first), to: scope.closingDay) else { return [] }
    let counts = Self.windows.map { days in
      trailingUnits(
        of: scope.book, UsageQuestion(period, kinds: scope.kinds, horizon: scope.horizon),
        days: days, workers: scope.workers
      ).active
    }
    return counts[0].indices.map { index in
      (Day(number: first + Int32(index)), counts.map { $0[index] })
    }
  }

  /// The windows that are told.
  package static let windows = [1, 7, 28]

  /// What of the period belongs to no account: how many persons, and how often they did anything.
  package var unassigned: (people: Int, count: Int) {
    guard scope.silence == nil else { return (0, 0) }
    var asked = scope.asked()
    asked.kinds = nil
    let found = adoption(of: scope.usage.book.unassigned, asked, workers: scope.workers)
    let meant = found.features.filter { scope.kinds?.contains($0.kind) ?? true }
    guard let kinds = scope.kinds else { return (found.active, meant.reduce(0) { $0 + $1.count }) }
    asked.kinds = kinds
    let people = activeUnits(
      of: scope.usage.book.unassigned, asked, workers: scope.workers
    ).periods.first?.active
    return (people ?? 0, meant.reduce(0) { $0 + $1.count })
  }
}
