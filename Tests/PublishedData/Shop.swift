import Foundation

/// A made-up shop's visitors, and what others counted of them.
package struct Shop: Decodable {
  package let rows: Int
  package let users: Int
  package let eventsByName: [String: Int]
  package let mau: [String: Int]
  package let monthlyCohortsFirstSeen: [String: [Int]]
  package let wauMonday: [String: Int]
  package let dauFirst10: [String: Int]

  /// Something that somebody did.
  package struct Event: Sendable {
    package let user: String
    package let name: String
    /// As `2024-03-13 10:21:14`.
    package let time: String
  }

  /// Everything that was done, as it stands in the file.
  package static func events() throws -> [Event] {
    let unpacking = Process()
    unpacking.executableURL = URL(filePath: "/usr/bin/env")
    unpacking.arguments = ["gunzip", "-c", Published.shopEvents.path(percentEncoded: false)]
    let output = Pipe()
    unpacking.standardOutput = output
    try unpacking.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    unpacking.waitUntilExit()
    return bytes.split(separator: 0x0a).dropFirst().map { line in
      let cells = line.split(separator: UInt8(ascii: ",")).map {
        String(decoding: $0, as: UTF8.self)
      }
      return Event(user: cells[0], name: cells[2], time: cells[3])
    }
  }
}
