import Facts
import Foundation
import Testing

@testable import Site

@Suite("Following usage")
struct UsageFollowingTests {
  @Test("A page shows within a second of the acknowledgement what was taken")
  func second() async throws {
    try await ServedSite.serving { served in
      let key = try served.key()
      let others = (0..<2000).map { number in
        UsagePageTests.event(
          "u\(number)", "e\(number % 40)", "05-1\(number % 10)", "a\(number % 300)")
      }
      try await served.deliver(others, key: key)
      let page = "/usage?unit=people&period=2026-06"
      _ = try await served.get(page)
      var times: [Duration] = []
      for number in 0..<15 {
        let body = #"{"userId":"late","event":"seen-\#(number)","messageId":"late-\#(number)"}"#
        #expect(try await served.post("/v1/track", body.utf8, [login(key)]).status == 200)
        let acknowledged = ContinuousClock.now
        while try await !served.get(page).body.contains("seen-\(number)") {}
        times.append(ContinuousClock.now - acknowledged)
      }
      let median = times.sorted()[times.count / 2]
      print("a page followed usage in \(median), at most \(times.max() ?? .zero)")
      #expect(median < .seconds(1))
      #expect(times.allSatisfy { $0 < .seconds(10) })
    }
  }

  @Test("An account of usage is that of the books, whichever side names it first")
  func links() async throws {
    try await ServedSite.serving { served in
      let key = try served.key()
      let day = Day("2026-01-01")!
      func paying(_ numbers: Range<Int>) -> [Fact] {
        numbers.map { Told.paying("a\($0)", from: day) }
      }
      func used(_ numbers: Range<Int>, from first: Int) async throws {
        let events = numbers.map { UsagePageTests.event("u", "Opened", "05-10", "a\($0)") }
        try await served.deliver(events, key: key, from: first)
      }
      func active() async throws -> [String] {
        try await served.table("/usage/figure.csv?figure=usage.paying").map {
          "\($0["id"] ?? "")=\($0["numerator"] ?? "")"
        }
      }
      // Few and many, since few are looked up one by one.
      try served.tell(paying(0..<10))
      try await used(5..<400, from: 0)
      let few = Self.rows(10) { $0 >= 5 }
      #expect(Set(try await active()) == few)
      try served.tell(paying(10..<500))
      let many = Self.rows(500) { $0 >= 5 && $0 < 400 }
      #expect(Set(try await active()) == many)
      try await used(0..<3, from: 1000)
      try await used(498..<503, from: 2000)
      let later = Self.rows(500) { $0 < 3 || $0 >= 5 && $0 < 400 || $0 > 497 }
      #expect(Set(try await active()) == later)
    }
  }

  /// So many accounts that pay, by whether they were active.
  private static func rows(_ count: Int, _ isActive: (Int) -> Bool) -> Set<String> {
    Set((0..<count).map { "a\($0)=" + (isActive($0) ? "1" : "0") })
  }
}
