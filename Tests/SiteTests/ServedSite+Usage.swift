import Facts
import Foundation
import Storage
import Testing

@testable import Site

extension ServedSite {
  /// Sends events as a client library does, so many at once, and waits until they are counted.
  ///
  /// - Parameters:
  ///   - events: each as JSON without an id, which its number is.
  ///   - first: the number of the first.
  func deliver(_ events: [String], key: String, from first: Int = 0) async throws {
    for start in stride(from: 0, to: events.count, by: 1000) {
      let part = events[start..<min(start + 1000, events.count)].enumerated().map { offset, event in
        #"{"messageId":"\#(first + start + offset)","# + event.dropFirst()
      }
      let body = #"{"batch":["# + part.joined(separator: ",") + "]}"
      let answer = try await post("/v1/batch", body.utf8, [login(key)])
      #expect(answer.status == 200 && answer.body == #"{"success":true}"#, "\(answer.body)")
    }
    _ = try await settled()
  }

  /// The lines of a CSV file, as cells by the names of their columns; no cell has a comma.
  func table(_ path: String) async throws -> [[String: String]] {
    let answer = try await get(path)
    #expect(answer.status == 200, "\(path): \(answer.body.prefix(300))")
    let lines = answer.body.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }
}
