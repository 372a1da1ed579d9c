import Foundation
import Simulation
import Testing

/// What shows before a departure, as those who only see the files see it.
@Suite("Signs of a made-up company")
struct SignalTests {
  private static let made = Made(.sample(1500, hasUsage: true))

  /// Who left by choice, with the day on which they decided to.
  private func leavers(_ column: String, _ value: String) throws -> [(id: String, day: Int)] {
    try Self.made.table("truth.csv").compactMap { row in
      guard row["cause"] == "voluntary", row[column] == value,
        let decided = CivilDay(row["decided_on"] ?? ""), decided <= november,
        let paid = CivilDay(row["first_paid_on"] ?? ""), decided.number - paid.number > 160
      else { return nil }
      return (row["customer_id"] ?? "", decided.number)
    }
  }

  /// The number of the day of a text that begins with a date.
  private func dayNumber(_ text: Any?) -> Int? {
    CivilDay(String(decoding: (text as? String ?? "").utf8.prefix(10), as: UTF8.self))?.number
  }

  /// How much there was in the 30 days before a decision for each of what was there in the 60
  /// days that end 80 days before it.
  private func change(_ leavers: [(id: String, day: Int)], _ days: [String: [Int]]) -> Double {
    var before = 0
    var after = 0
    for (id, decided) in leavers {
      for day in days[id] ?? [] {
        if (decided - 30..<decided).contains(day) { after += 1 }
        if (decided - 140..<decided - 80).contains(day) { before += 1 }
      }
    }
    return 2 * Double(after) / Double(max(1, before))
  }

  @Test("Log-ins fade before the departures that the truth says, and before no others")
  func usage() throws {
    var signIns: [String: [Int]] = [:]
    var themes: [String: [Int]] = [:]
    for event in try Self.made.batches().flatMap(\.events) {
      let context = event["context"] as? [String: Any]
      let id = try #require(context?["groupId"] as? String)
      let day = try #require(dayNumber(event["timestamp"]))
      if event["event"] as? String == "Signed In" { signIns[id, default: []].append(day) }
      if event["event"] as? String == "Theme Changed" { themes[id, default: []].append(day) }
    }
    let faded = try leavers("faded", "yes")
    let others = try leavers("faded", "no")
    #expect(faded.count > 25)
    #expect(others.count > 12)
    #expect(change(faded, signIns) < 0.5)
    #expect((0.7...1.4).contains(change(others, signIns)))
    // The useless event goes on as before.
    #expect((0.4...2.5).contains(change(faded, themes)))
  }

  @Test("Tickets rise before some departures")
  func tickets() throws {
    let rows = try Self.made.table("tickets.csv")
    let days = Dictionary(grouping: rows) { $0["customer_id"] ?? "" }.mapValues { rows in
      rows.compactMap { dayNumber($0["opened_at"]) }
    }
    #expect(change(try leavers("tickets_rose", "yes"), days) > 2)
    #expect(change(try leavers("tickets_rose", "no"), days) < 1.6)
    for row in rows where row["solved_at"] != "" {
      #expect(row["opened_at"] ?? "" < row["solved_at"] ?? "")
    }
  }

  @Test("Bills are paid late before some departures")
  func invoices() throws {
    let rows = try Self.made.table("invoices.csv")
    func lateShare(_ value: String) throws -> Double {
      let leavers = Dictionary(
        uniqueKeysWithValues: try leavers("paid_late", value).map { ($0.id, $0.day) })
      let last = rows.filter { row in
        guard let decided = leavers[row["customer_id"] ?? ""], row["paid_on"] != "",
          let issued = dayNumber(row["issued_on"])
        else { return false }
        return (decided - 90...decided).contains(issued)
      }
      try #require(last.count > 20)
      return Double(last.count { $0["paid_on"] ?? "" > $0["due_on"] ?? "" }) / Double(last.count)
    }
    #expect(try lateShare("yes") > 0.9)
    #expect(try lateShare("no") < 0.2)
    #expect(Set(rows.compactMap { $0["status"] }) == ["paid", "open", "uncollectible"])
    for row in rows { #expect((row["status"] == "paid") == (row["paid_on"] != "")) }
  }

  @Test("Detractors leave more often, and scores run from 0 to 10")
  func surveys() throws {
    let rows = try Self.made.table("surveys.csv")
    let scores = rows.compactMap { Int($0["score"] ?? "") }
    #expect(scores.count > 400)
    #expect(scores.allSatisfy { (0...10).contains($0) })
    let answered = Double(scores.count) / Double(rows.count)
    #expect((0.38...0.5).contains(answered))
    let detractors = Set(try leavers("was_detractor", "yes").map(\.id))
    let low = rows.filter { Int($0["score"] ?? "10") ?? 10 <= 6 }
    let all = rows.filter { $0["score"] != "" }
    func share(_ rows: [[String: String]]) -> Double {
      Double(rows.count { detractors.contains($0["customer_id"] ?? "") }) / Double(rows.count)
    }
    #expect(share(low) > 1.3 * share(all))
  }

  @Test("Events come in batches as clients send them, some of them twice")
  func batches() throws {
    var ids: [String: Int] = [:]
    for (path, events) in try Self.made.batches() {
      #expect((1...100).contains(events.count))
      let month = path.utf8.dropFirst(7).prefix(7)
      for event in events {
        #expect(event["type"] as? String == "track")
        let id = try #require(event["messageId"] as? String)
        #expect(id.utf8.split(separator: UInt8(ascii: "-")).map(\.count) == [8, 4, 4, 4, 12])
        ids[id, default: 0] += 1
        let time = try #require(event["timestamp"] as? String)
        #expect(time.utf8.starts(with: month), "\(time) in \(path)")
        #expect((event["userId"] as? String)?.utf8.starts(with: "cus_".utf8) == true)
      }
    }
    #expect(try ids.count == Self.made.count("events"))
    #expect(try ids.values.count { $0 == 2 } == Self.made.count("events_sent_twice"))
    #expect(ids.values.allSatisfy { $0 <= 2 })
    #expect(ids.count == Self.made.summary.events)
  }
}
