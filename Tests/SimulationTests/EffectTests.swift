import Foundation
import Simulation
import Testing

/// What was planted is there to be found, and what says nothing says nothing.
@Suite("The true effects of a made-up company")
struct EffectTests {
  /// A customer who ever paid: how long they were watched, and whether they left by choice.
  private struct Watched {
    let row: [String: String]
    let days: Int
    let left: Bool
  }

  private static let made = Made(.sample(20_000, exports: 1))

  private func watched() throws -> [Watched] {
    let accounts = try Self.made.table("exports/2026-11-24/accounts.csv")
    let attributes = Dictionary(
      uniqueKeysWithValues: accounts.map { ($0["customer_id"] ?? "", $0) })
    return try Self.made.table("truth.csv").compactMap { row in
      guard let paid = CivilDay(row["first_paid_on"] ?? "") else { return nil }
      let departed = CivilDay(row["departed_on"] ?? "")
      let days = (departed ?? november).number - paid.number
      let left = departed != nil && row["cause"] == "voluntary"
      let all = row.merging(attributes[row["customer_id"] ?? ""] ?? [:]) { truth, _ in truth }
      return Watched(row: all, days: days, left: left)
    }
  }

  /// Departures a customer and day.
  private func rate(_ customers: [Watched]) throws -> Double {
    let days = customers.reduce(0) { $0 + $1.days }
    try #require(days > 50_000)
    return Double(customers.count { $0.left }) / Double(days)
  }

  /// The rate of those with a value in a column over the rate of those with another.
  private func ratio(
    _ customers: [Watched], _ column: String, _ value: String, over other: String
  ) throws -> Double {
    try rate(customers.filter { $0.row[column] == value })
      / rate(customers.filter { $0.row[column] == other })
  }

  @Test("Guided customers leave less within each size, and by less than it looks over all")
  func onboarding() throws {
    let customers = try watched()
    var inSizes: [Double] = []
    for size in ["micro", "small", "medium"] {
      let here = customers.filter { $0.row["size"] == size }
      inSizes.append(try ratio(here, "onboarding", "guided", over: "self-serve"))
    }
    for ratio in inSizes { #expect((0.4...0.85).contains(ratio), "\(inSizes)") }
    let mean = inSizes.reduce(0, +) / Double(inSizes.count)
    // Its true size is 0.6; who left early left those whom the product fits.
    #expect((0.52...0.72).contains(mean), "\(inSizes)")
    let naive = try ratio(customers, "onboarding", "guided", over: "self-serve")
    #expect(naive < mean * 0.85, "\(naive) beside \(inSizes)")
  }

  @Test("Who was referred stays longer, who came by advertising leaves sooner")
  func channels() throws {
    let customers = try watched()
    #expect((0.45...0.8).contains(try ratio(customers, "referred", "yes", over: "no")))
    #expect((1.15...1.7).contains(try ratio(customers, "channel", "ads", over: "search")))
  }

  @Test("Useless attributes say nothing, and the truth names them")
  func useless() throws {
    let customers = try watched()
    for value in ["B", "C", "D"] {
      let ratio = try ratio(customers, "timezone_group", value, over: "A")
      #expect((0.85...1.18).contains(ratio), "\(value) \(ratio)")
    }
    for value in ["emblem", "monogram"] {
      let ratio = try ratio(customers, "logo_style", value, over: "wordmark")
      #expect((0.85...1.18).contains(ratio), "\(value) \(ratio)")
    }
    let named = try Self.made.truth()["useless_attributes"] as? [String]
    #expect(named == ["timezone_group", "logo_style"])
    let columns = try #require(customers.first).row.keys
    #expect(Set(named ?? []).isSubset(of: columns))
  }

  @Test("Leavers faded as often as was set, by either cause")
  func fading() throws {
    let truth = try Self.made.table("truth.csv").filter { $0["departed_on"] != "" }
    for (cause, share) in [("voluntary", 0.65), ("involuntary", 0.2)] {
      let left = truth.filter { $0["cause"] == cause }
      #expect(left.count > 150)
      let faded = Double(left.count { $0["faded"] == "yes" }) / Double(left.count)
      let deviation = (share * (1 - share) / Double(left.count)).squareRoot()
      #expect(abs(faded - share) < 3 * deviation, "\(cause) \(faded)")
    }
    let effects = try #require(try Self.made.truth()["effects"] as? [String: [Double]])
    #expect(effects["fade_before_voluntary"] == [0.65])
    #expect(effects["fade_before_involuntary"] == [0.2])
  }

  @Test("Trials convert as those of such companies do, twice as often once it is connected")
  func trials() throws {
    let over = try Self.made.table("truth.csv").filter {
      $0["trial_ends_on"] != "" && $0["trial_ends_on"] ?? "" <= "2026-11-24"
    }
    func share(_ rows: [[String: String]]) -> Double {
      Double(rows.count { $0["first_paid_on"] != "" }) / Double(rows.count)
    }
    #expect((0.25...0.4).contains(share(over)))
    let activated = share(over.filter { $0["activated"] == "yes" })
    #expect(activated > 2 * share(over.filter { $0["activated"] == "no" }))
    #expect(try Self.made.count("trials_over") == over.count)
  }

  @Test("The referrer is a customer who was there before")
  func referrers() throws {
    let accounts = try Self.made.table("exports/2026-11-24/accounts.csv")
    let created = Dictionary(
      uniqueKeysWithValues: accounts.map { ($0["customer_id"] ?? "", $0["created_at"] ?? "") })
    let referred = accounts.filter { $0["referred_by"] != "" }
    #expect(referred.count > 2000)
    for row in referred {
      let before = try #require(created[row["referred_by"] ?? ""])
      #expect(before < row["created_at"] ?? "")
    }
  }

  @Test("Names come with letters outside ASCII, commas and quotes")
  func names() throws {
    let accounts = try Self.made.table("exports/2026-11-24/accounts.csv")
    let names = Set(accounts.compactMap { $0["name"] })
    #expect(names.count > 5000)
    #expect(names.contains { $0.utf8.contains { $0 >= 0x80 } })
    #expect(names.contains { $0.utf8.contains(UInt8(ascii: ",")) })
    for row in accounts { #expect(row["email"]?.utf8.allSatisfy { $0 < 0x80 } == true) }
  }
}
