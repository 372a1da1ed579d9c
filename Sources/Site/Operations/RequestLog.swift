import Logging
import Synchronization

/// Logs requests that were refused, failed or took long.
///
/// Of a request it says what kind of address it was for, how it was answered and why, in words of
/// the program; never an address, a header, a body or an id.
final class RequestLog: Sendable {
  /// An answer that takes longer is slow.
  static let slowMilliseconds = 1000
  /// As many lines are written within a second; the next one says how many were left out.
  static let mostPerSecond = 20

  private let logger: Logger
  private let state = Mutex(State())

  private struct State {
    var second = ContinuousClock.now
    var written = 0
    var leftOut = 0
  }

  init(_ logger: Logger) { self.logger = logger }

  /// Those who watch over the server ask often, and know what they were answered.
  func answered(_ route: RouteClass, _ status: Int, _ took: Duration, reason: String?) {
    guard route != .operations else { return }
    let milliseconds =
      Int(took.components.seconds) * 1000
      + Int(took.components.attoseconds / 1_000_000_000_000_000)
    let message: Logger.Message
    switch status {
    case 500...: message = "request failed"
    case 400...: message = "request refused"
    case _ where milliseconds >= RequestLog.slowMilliseconds: message = "slow request"
    default: return
    }
    var metadata: Logger.Metadata = [
      "route": .string(route.rawValue), "status": .stringConvertible(status),
      "milliseconds": .stringConvertible(milliseconds),
    ]
    if let reason { metadata["reason"] = .string(reason) }
    write(status >= 500 ? .error : .warning, message, metadata)
  }

  /// Events of a request whose others were taken.
  func refused(events count: Int) {
    write(
      .warning, "events refused",
      ["route": .string(RouteClass.usage.rawValue), "events": .stringConvertible(count)])
  }

  private func write(_ level: Logger.Level, _ message: Logger.Message, _ about: Logger.Metadata) {
    guard let leftOut = room() else { return }
    var metadata = about
    if leftOut > 0 { metadata["left_out"] = .stringConvertible(leftOut) }
    logger.log(level: level, message, metadata: metadata)
  }

  /// How many lines were left out before this one; nil where this one is too.
  private func room() -> Int? {
    state.withLock { state in
      let now = ContinuousClock.now
      if now - state.second >= .seconds(1) {
        state.second = now
        state.written = 0
      }
      guard state.written < RequestLog.mostPerSecond else {
        state.leftOut += 1
        return nil
      }
      state.written += 1
      defer { state.leftOut = 0 }
      return state.leftOut
    }
  }
}
