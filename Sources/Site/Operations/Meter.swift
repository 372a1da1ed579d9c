import Synchronization

/// Counts requests by what they were for and how they were answered, and how long that took.
final class Meter: Sendable {
  /// What requests are told apart by.
  struct Kind: Hashable {
    var route: RouteClass
    var status: Int
  }

  /// How long the answers of a kind of address took.
  struct Durations {
    /// How many took at most as long as each bound, and no shorter one.
    var counts = [Int](repeating: 0, count: Meter.bounds.count + 1)
    var sum: Double = 0
  }

  struct Reading {
    var requests: [Kind: Int] = [:]
    var durations: [RouteClass: Durations] = [:]
  }

  /// In seconds.
  static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  private let state = Mutex(Reading())

  func count(_ route: RouteClass, _ status: Int, seconds: Double) {
    let place = Meter.bounds.firstIndex { seconds <= $0 } ?? Meter.bounds.count
    state.withLock { state in
      state.requests[Kind(route: route, status: status), default: 0] += 1
      state.durations[route, default: Durations()].counts[place] += 1
      state.durations[route]?.sum += seconds
    }
  }

  var reading: Reading { state.withLock { $0 } }
}
