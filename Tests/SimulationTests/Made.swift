import Foundation
import Simulation
import Testing

/// A company's files, gathered in memory, and how they came.
struct Made {
  private(set) var files: [String: [UInt8]] = [:]
  /// The most that was handed over at once.
  private(set) var largestPiece = 0
  let summary: Delivery.Summary

  init(_ company: Company) {
    var files: [String: [UInt8]] = [:]
    var largest = 0
    summary = Delivery.deliver(company) { path, bytes in
      files[path, default: []] += bytes
      largest = max(largest, bytes.count)
    }
    self.files = files
    largestPiece = largest
  }

  /// The rows of a CSV file, each by its columns' names.
  func table(_ path: String) throws -> [[String: String]] {
    let records = records(of: try #require(files[path]))
    let header = try #require(records.first)
    return records.dropFirst().map { record in
      Dictionary(uniqueKeysWithValues: zip(header, record))
    }
  }

  /// `truth.json`.
  func truth() throws -> [String: Any] {
    let bytes = try #require(files["truth.json"])
    return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  /// One of the counts of `truth.json`.
  func count(_ name: String) throws -> Int {
    let counts = try #require(try truth()["counts"] as? [String: Int])
    return try #require(counts[name])
  }

  /// The bodies of all batches, with the files they stand in.
  func batches() throws -> [(path: String, events: [[String: Any]])] {
    try files.filter { $0.key.utf8.starts(with: "events/".utf8) }.sorted { $0.key < $1.key }
      .flatMap { path, bytes in
        try bytes.split(separator: 0x0a).map { line in
          let body = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
          return (path, try #require(body?["batch"] as? [[String: Any]]))
        }
      }
  }

  /// The cells of each line; a quoted one may hold commas and doubled quotes, but no line's end.
  private func records(of bytes: [UInt8]) -> [[String]] {
    bytes.split(separator: 0x0a).map { line in
      var cells: [[UInt8]] = [[]]
      var isQuoted = false
      for byte in line {
        if byte == UInt8(ascii: "\"") {
          isQuoted.toggle()
        } else if byte == UInt8(ascii: ","), !isQuoted {
          cells.append([])
        } else {
          cells[cells.count - 1].append(byte)
        }
      }
      return cells.map { String(decoding: $0, as: UTF8.self) }
    }
  }
}

extension Company {
  /// A company as the command makes it, but for its size.
  static func sample(
    _ accounts: Int, seed: UInt64 = 1, exports: Int = 7, hasUsage: Bool = false
  ) -> Company {
    Company(
      seed: seed, accounts: accounts, today: november, exports: exports, hasUsage: hasUsage)
  }
}

let november = CivilDay("2026-11-24")!
