import Facts
import Foundation
import Intake
import Testing

/// What client libraries were seen to send, if it is beside the package.
private let captured = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../shared/data/segment/captured_client_requests.json")
  .standardizedFileURL

@Suite("What client libraries of Segment's form were seen to send")
struct SegmentClientTests {
  @Test(
    "Every call of every library is read",
    .enabled(
      if: FileManager.default.fileExists(atPath: captured.path),
      "captured_client_requests.json is not beside the package"))
  func everything() throws {
    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: captured))
    let clients = try #require(root as? [String: [[String: Any]]])
    #expect(clients.count == 4)
    let received = Instant("2026-11-21T19:47:59Z")!
    for (client, requests) in clients.sorted(by: { $0.key < $1.key }) {
      for request in requests {
        let body = try JSONSerialization.data(withJSONObject: try #require(request["body"]))
        let delivery = try SegmentReader().read(body, nil, received: received)
        #expect(delivery.refused.map(\.reason) == [], "\(client)")
        #expect(delivery.events.count == 7, "\(client)")
        #expect(Set(delivery.events.map(\.kind)) == Set(UsageEvent.Kind.allCases), "\(client)")
        #expect(Set(delivery.events.map(\.message)).count == 7, "\(client)")
        #expect(delivery.events.allSatisfy { $0.at != nil }, "\(client)")
        #expect(delivery.events.contains { $0.name == "Report Exported" }, "\(client)")
      }
    }
  }
}
