import NIOCore

/// How much of the process others may take, and for how long.
package struct Limits: Sendable {
  /// As many connections are open at once.
  package var connections = 10_000
  /// A connection without a request is closed after so many seconds; so is one whose request's head
  /// is not there by then.
  package var idleSeconds: Int64 = 60
  /// A body is there, and an answer taken, within so many seconds, or longer at a steady pace.
  package var patienceSeconds: Int64 = 30
  /// The steady pace.
  package var leastBytesPerSecond: Int64 = 16 << 10
  /// A connection that ends while something is sent is read from for so much longer.
  package var lingeringMilliseconds: Int64 = 2000
  /// So many bytes of a body are read after the answer was given.
  package var surplusBytes = 1 << 20
  /// As many requests with usage are taken at once.
  package var usageRequests = 1024
  /// So many bytes are set aside for their bodies.
  package var usageBytes = 64 << 20
  /// Told to stop, the server ends what it is at within so many seconds.
  package var drainingSeconds: Int64 = 8

  /// The limits of a server.
  package init() {}

  var patience: TimeAmount { .seconds(patienceSeconds) }
  var lingering: TimeAmount { .milliseconds(lingeringMilliseconds) }

  func patience(for bytes: Int) -> TimeAmount {
    .nanoseconds(Int64(bytes) * 1_000_000_000 / leastBytesPerSecond)
  }

  /// As many connections as there can be beside the files that the process needs itself.
  static func connections(atMost wanted: Int) -> Int {
    ProcessFigures.raiseLimitOfFiles(to: wanted + spareFiles)
    let files = ProcessFigures.limitOfFiles ?? Int.max
    return max(8, min(wanted, files - spareFiles))
  }

  private static let spareFiles = 256
}
