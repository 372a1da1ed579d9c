import Facts
import Foundation
import Logging

/// Writes what is logged as lines of JSON.
///
/// Nothing that was sent stands in it: whoever logs names what happened in words of the program.
struct JSONLog: LogHandler {
  var logLevel = Logger.Level.warning
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  let now: @Sendable () -> Instant
  /// Takes a line with its end.
  let write: @Sendable ([UInt8]) -> Void

  init(now: @escaping @Sendable () -> Instant, write: @escaping @Sendable ([UInt8]) -> Void) {
    self.now = now
    self.write = write
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var json = JSONText()
    json.object { json in
      json.member("time", now().description)
      json.member("level", event.level.rawValue)
      json.member("message", event.message.description)
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      for (name, value) in all.sorted(by: { precedes($0.key, $1.key) }) {
        switch value {
        case .stringConvertible(let number as Int): json.member(name, number)
        default: json.member(name, value.description)
        }
      }
    }
    write(json.bytes + [0x0A])
  }

  /// Writes to standard error; what cannot be written at once is lost, and keeps nobody waiting.
  @Sendable static func toStandardError(_ line: [UInt8]) {
    var error = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard poll(&error, 1, 0) == 1 else { return }
    _ = line.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
