import Foundation
import Simulation
import Testing

@Suite("A made-up company")
struct DeliveryTests {
  private static let made = Made(.sample(300, hasUsage: true))

  @Test("The same seed writes the same bytes, in every process")
  func repeats() {
    #expect(Self.made.files == Made(.sample(300, hasUsage: true)).files)
    // What a process draws for itself would repeat within it: so the sum is written down. Whoever
    // changes the company on purpose writes down the new one.
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for (path, bytes) in Self.made.files.sorted(by: { $0.key < $1.key }) {
      for byte in Array(path.utf8) + bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    #expect(String(sum, radix: 16) == "559b5764abb1480a")
  }

  @Test("Another seed writes other bytes into every file")
  func seeds() {
    let other = Made(.sample(300, seed: 2, hasUsage: true))
    // The first days of the company saw nobody in either.
    #expect(Set(other.files.keys).isSuperset(of: Self.made.files.keys))
    for (path, bytes) in Self.made.files { #expect(other.files[path] != bytes, "\(path)") }
  }

  @Test("An account is the same however many there are")
  func count() throws {
    let fewer = Made(.sample(120, hasUsage: true))
    let ids = Set(try fewer.table("truth.csv").compactMap { $0["customer_id"] })
    #expect(ids.count == 120)
    for path in fewer.files.keys where path.utf8.suffix(4).elementsEqual(".csv".utf8) {
      guard path != "rates/ecb.csv" else { continue }
      let all = try Self.made.table(path).filter { ids.contains($0["customer_id"] ?? "") }
      #expect(try fewer.table(path) == all, "\(path)")
    }
    // Events by what names them, since a dictionary is slow to tell from another.
    func named(_ made: Made) throws -> Set<String> {
      var events: Set<String> = []
      for event in try made.batches().flatMap(\.events) {
        let context = event["context"] as? [String: Any]
        guard ids.contains(context?["groupId"] as? String ?? "") else { continue }
        let parts = ["messageId", "timestamp", "event", "userId"].map { event[$0] as? String ?? "" }
        events.insert(parts.joined(separator: " ") + "\(event["properties"] ?? "")")
      }
      return events
    }
    #expect(try named(fewer) == named(Self.made))
  }

  @Test("Leaving usage out changes nothing else")
  func noUsage() {
    var bare = Made(.sample(300)).files
    var full = Self.made.files.filter { !$0.key.utf8.starts(with: "events/".utf8) }
    #expect(full.count < Self.made.files.count)
    // The truth counts events where there are some.
    bare["truth.json"] = nil
    full["truth.json"] = nil
    #expect(bare == full)
  }

  @Test("Of each file no more is held than a piece and what one account adds")
  func bounded() {
    let large = Made(.sample(6000))
    let bytes = large.files.values.reduce(0) { $0 + $1.count }
    #expect(bytes > 10_000_000)
    #expect(large.largestPiece < 1 << 17)
  }

  @Test("Nobody signed up, nothing but headers is told")
  func empty() throws {
    let none = Made(.sample(0, hasUsage: true))
    #expect(try none.table("exports/2026-11-24/subscriptions.csv").isEmpty)
    #expect(try none.batches().isEmpty)
    #expect(try none.count("customers") == 0)
  }
}
