import Foundation

/// The scripts in `Tests/Oracle`, which answer the same questions in Python and share no code.
enum Oracle {
  /// Whether to ask everything instead of a sample.
  static let isFull = ProcessInfo.processInfo.environment["TENURE_FULL"] == "1"

  /// The folder of `Package.swift`.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  struct Failure: Error {
    let script: String
    let status: Int32
  }

  /// Runs a script and gives what it printed; what it writes as errors goes to ours.
  ///
  /// Input and output are files, so that neither side waits for the other to read.
  static func run(
    _ script: String, _ arguments: [String] = [], input: [UInt8] = []
  ) async throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let question = folder.appending(path: "input")
    let answer = folder.appending(path: "output")
    try Data(input).write(to: question)
    try Data().write(to: answer)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", root.appending(path: "Tests/Oracle/" + script).path] + arguments
    process.standardInput = try FileHandle(forReadingFrom: question)
    process.standardOutput = try FileHandle(forWritingTo: answer)
    let status = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    guard status == 0 else { throw Failure(script: script, status: status) }
    return Array(try Data(contentsOf: answer))
  }
}
