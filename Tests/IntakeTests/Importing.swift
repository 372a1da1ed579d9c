import Facts
import Foundation
import Intake
import Testing

/// What an import came to, with the facts as `tenure export` prints their essentials.
struct Imported: Equatable {
  var rows = 0
  var facts: [Fact] = []
  var factRows: [Int] = []
  var particulars: [Particulars] = []
  var events: [UsageEvent] = []
  var formerRates: [String: Int] = [:]
  var rejections: [Rejection] = []
  var format: ImportFormat?
  var ignored: [String] = []
  var rejectionsFile: [UInt8] = []

  /// One line a fact: `acme sub_1#row 2025-01-01 {...}`.
  var lines: [String] {
    facts.map { fact in
      let body = fact.body.map { String(decoding: $0.canonicalBytes, as: UTF8.self) } ?? "null"
      return "\(fact.account) \(fact.key.text) \(fact.at) \(body)"
    }
  }

  var states: [SubscriptionState] {
    facts.compactMap { fact -> SubscriptionState? in
      if case .subscription(let state) = fact.body { state } else { nil }
    }
  }

  /// The attributes of each account profile.
  var profiles: [[Identifier: String]] {
    facts.compactMap { fact -> [Identifier: String]? in
      if case .account(let profile) = fact.body { profile.attributes } else { nil }
    }
  }
}

let exportedAt = Instant("2025-02-01T00:00:00Z")!

/// Imports a text in one block, or in blocks that end at the given offsets.
func imported(
  _ bytes: [UInt8], cuts: [Int] = [], _ change: (inout ImportOptions) -> Void = { _ in }
) throws -> Imported {
  var options = ImportOptions(version: exportedAt, recorded: exportedAt)
  change(&options)
  var importer = Importer(options: options)
  var result = Imported()
  let ends = cuts + [bytes.count]
  var start = 0
  for (index, end) in ends.enumerated() {
    var batch = Translation()
    try bytes[start..<end].withUnsafeBytes { block in
      try importer.read(block, isLast: index == ends.count - 1, into: &batch)
    }
    #expect(batch.facts.count == batch.factRows.count)
    #expect(batch.particulars.count == batch.particularRows.count)
    result.factRows += batch.factRows.map { Int($0) + result.rows }
    result.rows += batch.rows
    result.facts += batch.facts
    result.particulars += batch.particulars
    result.events += batch.events
    result.formerRates.merge(batch.formerRates, uniquingKeysWith: +)
    result.rejections += batch.rejections
    start = end
  }
  result.format = importer.format
  result.ignored = importer.ignoredColumns
  let file = RejectionsFile(of: importer)
  result.rejectionsFile = file.header + file.rows(result.rejections)
  return result
}

func imported(
  _ text: String, _ change: (inout ImportOptions) -> Void = { _ in }
) throws -> Imported {
  try imported(Array(text.utf8), change)
}

/// The error that a file as a whole is refused with; nil where it is read.
func refusal(
  _ bytes: [UInt8], _ change: (inout ImportOptions) -> Void = { _ in }
) throws -> ImportError? {
  do {
    _ = try imported(bytes, change)
    return nil
  } catch let error as ImportError {
    return error
  }
}

func refusal(
  _ text: String, _ change: (inout ImportOptions) -> Void = { _ in }
) throws -> ImportError? {
  try refusal(Array(text.utf8), change)
}

/// A file of the shared data; nil, with a message, where the machine has none.
func sharedData(_ path: String) -> [UInt8]? {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let file = root.appending(path: "../shared/data/" + path).standardizedFileURL
  guard let data = try? Data(contentsOf: file) else {
    print("skipped: no \(file.path)")
    return nil
  }
  return Array(data)
}
