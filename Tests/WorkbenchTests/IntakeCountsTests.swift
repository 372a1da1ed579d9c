import Facts
import Foundation
import Storage
import Testing

@testable import Workbench

@Suite("What became of usage, by hour and day")
struct IntakeCountsTests {
  private static let now = Instant("2026-06-10T12:30:00Z")!

  private static func place(_ source: Identifier, hoursAgo: Int64) -> UsageCount.Place {
    UsageCount.Place(source: source, hour: now.hour - hoursAgo)
  }

  private static func count(_ stored: Int, _ duplicate: Int = 0, _ apart: Int = 0) -> UsageCount {
    var count = UsageCount()
    count.accepted = stored + duplicate + apart
    (count.stored, count.duplicate, count.quarantined) = (stored, duplicate, apart)
    return count
  }

  private static let counts = [
    place("web", hoursAgo: 0): count(1), place("web", hoursAgo: 23): count(2, 1),
    place("web", hoursAgo: 24): count(4), place("app", hoursAgo: 13): count(8, 0, 2),
    place("app", hoursAgo: 156): count(16), place("app", hoursAgo: 157): count(32),
    place("app", hoursAgo: 9000): count(64),
  ]

  private func made(
    _ span: IntakeCounts.Span, _ step: IntakeCounts.Step, _ zone: Zone = .utc
  ) -> IntakeCounts {
    IntakeCounts(Self.counts, span, step, in: zone, now: Self.now)
  }

  @Test("The hour that it is and the 23 before it, today and the six days before it, and ever")
  func spans() {
    #expect(made(.day, .hour).total.accepted == 14)
    #expect(made(.day, .hour).pieces.count == 24)
    // 156 hours ago it was midnight, six days before today.
    #expect(made(.week, .day).total.stored == 31)
    #expect(made(.week, .day).pieces.count == 7)
    #expect(made(.week, .hour).pieces.count == 157)
    #expect(made(.month, .day).total.stored == 63)
    #expect(made(.all, .day).total.stored == 127)
    #expect(made(.all, .day).sources.map(\.source) == ["app", "web"])
  }

  @Test("In every span and step sources and pieces add up to the total")
  func sums() throws {
    let kolkata = try ZoneFile.zone("Asia/Kolkata")
    for zone in [Zone.utc, kolkata] {
      for span in IntakeCounts.Span.allCases {
        for step in IntakeCounts.Step.allCases {
          let made = made(span, step, zone)
          #expect(made.total.addsUp)
          let bySource = made.sources.reduce(0) { $0 + $1.count.accepted }
          #expect(bySource == made.total.accepted)
          let byPiece = made.pieces.reduce(0) { $0 + $1.count.accepted }
          #expect(byPiece == made.total.accepted || made.isCut, "\(span) \(step)")
          #expect(made.isCut == ([IntakeCounts.Span.month, .all].contains(span) && step == .hour))
          #expect(made.pieces.count <= IntakeCounts.mostPieces)
          let starts = made.pieces.map(\.start)
          #expect(starts == starts.sorted() && Set(starts).count == starts.count)
        }
      }
    }
  }

  @Test("Who does not say how far back looks as far as anything came")
  func shortest() {
    let now = Instant("2026-06-10T12:30:00Z")!
    let cases: [(Int64, IntakeCounts.Span)] = [
      (0, .day), (23, .day), (24, .week), (24 * 6, .week), (24 * 7, .month), (24 * 29, .month),
      (24 * 30, .all), (24 * 900, .all),
    ]
    for (hours, span) in cases {
      let place = UsageCount.Place(source: "web", hour: now.hour - hours)
      #expect(
        IntakeCounts.shortestSpan([place: UsageCount()], in: .utc, now: now) == span, "\(hours)")
    }
    #expect(IntakeCounts.shortestSpan([:], in: .utc, now: now) == .day)
  }

  @Test("Nothing that came is one piece of nothing, now")
  func nothing() {
    let nothing = IntakeCounts([:], .all, .day, in: .utc, now: Self.now)
    #expect(nothing.pieces.count == 1 && nothing.total.accepted == 0 && nothing.sources.isEmpty)
  }

  @Test("A file has a row a source and piece, and no source is a formula")
  func csv() {
    let counts = [Self.place("=1+1", hoursAgo: 1): Self.count(1, 2, 3)]
    let made = IntakeCounts(counts, .day, .hour, in: .utc, now: Self.now)
    #expect(
      made.csv == "source,hour,accepted,stored,duplicate,quarantined,conflict\r\n"
        + "'=1+1,2026-06-10T11:00:00.000000Z,6,1,2,3,0\r\n")
  }

  @Test("What came two days after its day or later is late")
  func late() {
    var receipts = UsageReceipts()
    for (late, count) in [(-1, 1), (0, 2), (1, 4), (2, 8), (6, 16), (7, 32), (400, 64)] {
      receipts.add(
        UsageView.DailyRow(
          day: Int32(1000 - late), actor: 1, name: 3, count: Int64(count), seconds: 0,
          recorded: 1000))
    }
    let all = receipts.lateness(since: Day(number: 1000))
    #expect(all.events == 127 && all.late == 120 && all.mostDays == 400)
    #expect(all.count(2..<7) == 24 && all.count(7..<30) == 32 && all.count(30...) == 64)
    #expect(receipts.lateness(since: Day(number: 1001)) == Lateness())
    #expect(receipts.names[3]?.events == 127 && receipts.names[3]?.lastDay.number == 1001)
  }
}
