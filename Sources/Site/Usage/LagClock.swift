import Synchronization

/// Tells how long usage waits to be counted, from where the log ended at some moments.
final class LagClock: Sendable {
  private struct Mark {
    var place: Int64
    var moment: ContinuousClock.Instant
  }

  /// In order; about one a second.
  private let marks = Mutex<[Mark]>([])

  /// Notes that what is before a place was kept by now.
  func note(_ place: Int64) {
    let now = ContinuousClock.now
    marks.withLock { marks in
      if let last = marks.last, place <= last.place || now - last.moment < .seconds(1) { return }
      // Nobody asks: the oldest marks tell enough.
      if marks.count < 100_000 { marks.append(Mark(place: place, moment: now)) }
    }
  }

  /// How long the first mark behind a place has waited; 0 where there is none.
  func seconds(appliedTo place: Int64) -> Double {
    marks.withLock { marks in
      marks.removeFirst(marks.firstIndex { $0.place > place } ?? marks.count)
      guard let first = marks.first else { return 0 }
      return (ContinuousClock.now - first.moment).inSeconds
    }
  }
}

extension Duration {
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
