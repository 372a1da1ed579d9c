import Intake
import Synchronization

/// Readers that wait for the next request: making one costs more than most requests do.
///
/// Reading never waits for anything, so there are at most as many as threads that take requests.
final class ReaderPool: Sendable {
  /// In the pool it is used by nobody, outside by the one who took it.
  private struct Idle: @unchecked Sendable { let reader: SegmentReader }

  private let idle = Mutex<[Idle]>([])

  func withReader<Value>(
    _ read: (SegmentReader) throws(SegmentRefusal) -> Value
  ) throws(SegmentRefusal) -> Value {
    let taken = idle.withLock { $0.popLast() } ?? Idle(reader: SegmentReader())
    defer { idle.withLock { $0.append(taken) } }
    return try read(taken.reader)
  }
}
