import Facts
import Storage

/// What became of the usage that came in some hours: by source, and by hour or day of receipt.
///
/// Counted by whole hours of UTC; an hour belongs to the day, in the zone of the workspace, in
/// which it begins.
package struct IntakeCounts: Sendable {
  /// How far back is looked.
  package enum Span: String, CaseIterable, Sendable {
    /// The hour that it is, and the 23 before it.
    case day = "24h"
    /// Today and the six days before it.
    case week = "7d"
    /// Today and the 29 days before it.
    case month = "30d"
    /// Ever.
    case all

    /// How many days it has; nil for those that are not of days.
    fileprivate var days: Int32? {
      switch self {
      case .week: 7
      case .month: 30
      case .day, .all: nil
      }
    }
  }

  /// Into what pieces it is cut.
  package enum Step: String, CaseIterable, Sendable {
    case hour, day
  }

  /// What came in an hour or on a day.
  package struct Piece: Sendable {
    /// When it begins.
    package let start: Instant
    /// Of all sources.
    package var count = UsageCount()
    /// Of each source of which anything came.
    package var bySource: [Identifier: UsageCount] = [:]
  }

  package let span: Span
  package let step: Step
  package let zone: Zone
  /// In order, without gaps, up to now; at most ``mostPieces``, the last ones.
  package private(set) var pieces: [Piece] = []
  /// Each source of which anything came, in order.
  package private(set) var sources: [(source: Identifier, count: UsageCount)] = []
  /// All sources together.
  package private(set) var total = UsageCount()
  /// The day of the first hour that is looked at; today where nothing came ever.
  package let firstDay: Day
  /// Whether there are more pieces than are given.
  package private(set) var isCut = false

  package static let mostPieces = 400

  /// - Parameters:
  ///   - counts: what ``UsageStore/counts()`` gives.
  ///   - now: the clock.
  package init(
    _ counts: [UsageCount.Place: UsageCount], _ span: Span, _ step: Step, in zone: Zone,
    now: Instant
  ) {
    (self.span, self.step, self.zone) = (span, step, zone)
    let first = IntakeCounts.firstHour(counts, span, zone, now)
    firstDay = zone.day(of: Instant(hour: first))
    var bySource: [Identifier: UsageCount] = [:]
    var byPiece: [Int64: Piece] = [:]
    for (place, count) in counts where place.hour >= first {
      total.add(count)
      bySource[place.source, default: UsageCount()].add(count)
      let key = IntakeCounts.key(of: place.hour, step, zone)
      var piece = byPiece[key] ?? Piece(start: IntakeCounts.start(of: key, step, zone))
      piece.count.add(count)
      piece.bySource[place.source, default: UsageCount()].add(count)
      byPiece[key] = piece
    }
    sources = bySource.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let last = max(IntakeCounts.key(of: now.hour, step, zone), byPiece.keys.max() ?? .min)
    let begin = IntakeCounts.key(of: first, step, zone)
    isCut = last - begin >= Int64(IntakeCounts.mostPieces)
    let keys = max(begin, last - Int64(IntakeCounts.mostPieces) + 1)...last
    pieces = keys.map { byPiece[$0] ?? Piece(start: IntakeCounts.start(of: $0, step, zone)) }
  }

  /// The shortest time up to now in which anything came; a day where nothing ever did.
  package static func shortestSpan(
    _ counts: [UsageCount.Place: UsageCount], in zone: Zone, now: Instant
  ) -> Span {
    guard let newest = counts.keys.map(\.hour).max() else { return .day }
    return Span.allCases.first { newest >= firstHour(counts, $0, zone, now) } ?? .all
  }

  private static func firstHour(
    _ counts: [UsageCount.Place: UsageCount], _ span: Span, _ zone: Zone, _ now: Instant
  ) -> Int64 {
    switch span {
    case .day: return now.hour - 23
    case .all: return min(now.hour, counts.keys.map(\.hour).min() ?? now.hour)
    case .week, .month:
      let day = zone.day(of: now).number - (span.days ?? 1) + 1
      let start = zone.start(of: Day(number: day))
      // Where days begin at half past, the hour that is under way belongs to the day before.
      return start > Instant(hour: start.hour) ? start.hour + 1 : start.hour
    }
  }

  /// The number of an hour's piece.
  private static func key(of hour: Int64, _ step: Step, _ zone: Zone) -> Int64 {
    step == .hour ? hour : Int64(zone.day(of: Instant(hour: hour)).number)
  }

  private static func start(of key: Int64, _ step: Step, _ zone: Zone) -> Instant {
    step == .hour
      ? Instant(hour: key) : zone.start(of: Day(number: Int32(clamping: key)))
  }
}

extension IntakeCounts {
  /// A row a source and piece of which anything came.
  package var csv: String {
    var csv = CSVText()
    csv.row([
      "source", step.rawValue, "accepted", "stored", "duplicate", "quarantined", "conflict",
    ])
    for piece in pieces {
      for (source, count) in piece.bySource.sorted(by: { $0.key < $1.key }) {
        csv.cell(source.text)
        csv.cell(step == .hour ? piece.start.description : zone.day(of: piece.start).description)
        for number in count.numbers { csv.cell(number) }
        csv.endRow()
      }
    }
    return csv.text
  }
}

extension UsageCount {
  /// Accepted, stored, duplicate, quarantined, conflict.
  package var numbers: [Int] { [accepted, stored, duplicate, quarantined, conflict] }

  /// Whether each event that was accepted is one of stored, duplicate and quarantined.
  package var addsUp: Bool { accepted == stored + duplicate + quarantined }
}
