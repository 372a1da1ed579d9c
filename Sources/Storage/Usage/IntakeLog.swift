import Facts
import Foundation
import Synchronization

/// Events that were acknowledged and are not in the tables yet: files that only grow at their end.
///
/// An append returns when its bytes are on disk; those that wait meanwhile share one flush, which
/// writes one frame. So after a crash a frame that is not whole can only be the last one, whatever
/// part of it reached the disk, and nobody was told that it is kept. Whoever applies the events
/// reads them in order and drops the files that it is through with.
///
/// A flush that fails ends the process: the kernel may have thrown the bytes away and call the next
/// flush a success.
public final class IntakeLog: Sendable {
  /// As many bytes wait to be applied, at most: some minutes of more than can be applied.
  public static let usualCapacity: Int64 = 4 << 30
  /// An append is at most so many bytes.
  static let longestAppend = 8 << 20
  /// Appends that wait are taken together up to about so many bytes.
  private static let fullGroup = 4 << 20

  private let files: IntakeFiles
  private let capacity: Int64
  private let fileLength: Int64
  private let state: Mutex<State>
  private let wake = DispatchSemaphore(value: 0)
  private let finished = DispatchSemaphore(value: 0)

  private struct State {
    var waiting: [Waiting] = []
    /// Of those that wait and those that are being written.
    var pendingBytes: Int64 = 0
    /// The last file; it, its start and the end are changed by the writing thread alone.
    var descriptor: Int32
    var fileStart: Int64
    /// Everything before it is on disk.
    var end: Int64
    /// Everything before it was applied.
    var start: Int64
    var flushes = 0
    var isClosed = false
  }

  private struct Waiting {
    var payload: [UInt8]
    var done: CheckedContinuation<Void, any Error>
  }

  /// Opens the log in a folder, and makes it if there is none; it works until it is closed.
  ///
  /// - Parameters:
  ///   - start: everything before this place was applied.
  ///   - capacity: as many bytes are kept; more are refused until some were applied.
  ///   - fileLength: after so many bytes another file begins.
  /// - Throws: ``IntakeLogError`` where something that was acknowledged is missing or damaged.
  public init(
    folder: String, from start: Int64 = 0, capacity: Int64 = usualCapacity,
    fileLength: Int64 = 64 << 20
  ) throws {
    files = try IntakeFiles(folder)
    self.capacity = capacity
    self.fileLength = fileLength
    let last = try files.openLast(from: start)
    state = Mutex(
      State(descriptor: last.descriptor, fileStart: last.start, end: last.end, start: start))
    Thread.detachNewThread { [self] in write() }
  }

  /// How many bytes wait to be applied.
  public var backlog: Int64 { state.withLock { $0.end - $0.start } }

  /// The place after the last event on disk.
  public var end: Int64 { state.withLock { $0.end } }

  /// How many flushes the appends took so far.
  public var flushes: Int { state.withLock { $0.flushes } }

  /// Keeps events; returns when they are on disk, all or none of them.
  ///
  /// - Throws: ``IntakeLogFull`` until some of what it holds was applied, or the disk has room.
  public func append(_ events: [SourcedEvent]) async throws {
    guard !events.isEmpty else { return }
    let room = events.reduce(0) { $0 + $1.event.body.count + 256 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(room)
    for event in events { IntakeFrame.append(event, to: &bytes) }
    let payload = bytes
    guard payload.count <= IntakeLog.longestAppend else {
      throw IntakeLogError("takes at most \(IntakeLog.longestAppend) bytes at once")
    }
    try await withCheckedThrowingContinuation { continuation in
      let refusal: (any Error)? = state.withLock { state in
        let added = Int64(payload.count + IntakeFrame.headLength)
        guard !state.isClosed else { return IntakeLogError("is closed") }
        guard state.end - state.start + state.pendingBytes + added <= capacity else {
          return IntakeLogFull()
        }
        state.waiting.append(Waiting(payload: payload, done: continuation))
        state.pendingBytes += added
        return nil
      }
      if let refusal { continuation.resume(throwing: refusal) } else { wake.signal() }
    }
  }

  /// The events from a place on, at least a frame and else at most so many bytes of them.
  ///
  /// - Parameter place: one that an earlier reading ended at.
  /// - Returns: the events, and the place after them.
  /// - Throws: ``IntakeLogError`` where the bytes are not those that were written.
  public func read(
    from place: Int64, atMost bytes: Int = 1 << 20
  ) throws -> (events: [SourcedEvent], next: Int64) {
    let end = end
    guard place < end else { return ([], place) }
    return try files.read(from: place, to: end, atMost: bytes)
  }

  /// Drops the files that hold nothing from a place on, and makes room for as much.
  public func drop(before place: Int64) throws {
    state.withLock { $0.start = max($0.start, min(place, $0.end)) }
    try files.drop(before: place)
  }

  /// Takes nothing more; returns when what was taken is on disk.
  public func close() {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    wake.signal()
    finished.wait()
  }

  private func write() {
    while true {
      wake.wait()
      let (group, isOver) = state.withLock { state in
        var count = 0
        var bytes = 0
        while count < state.waiting.count, bytes < IntakeLog.fullGroup {
          bytes += state.waiting[count].payload.count
          count += 1
        }
        let group = Array(state.waiting.prefix(count))
        state.waiting.removeFirst(count)
        // What is left over was signalled too, unless an earlier group took its signal.
        if !state.waiting.isEmpty { wake.signal() }
        return (group, state.isClosed && state.waiting.isEmpty)
      }
      if !group.isEmpty { keep(group) }
      if isOver { break }
    }
    state.withLock { _ = Foundation.close($0.descriptor) }
    finished.signal()
  }

  /// Writes what waited together, and lets those go on who wait for it.
  private func keep(_ group: [Waiting]) {
    let (file, start, place) = state.withLock { ($0.descriptor, $0.fileStart, $0.end) }
    let frame = IntakeFrame.frame(of: group.map(\.payload), at: place)
    let isKept = IntakeFiles.flush(frame, to: file, at: place - start)
    let added = group.reduce(0) { $0 + Int64($1.payload.count + IntakeFrame.headLength) }
    state.withLock { state in
      if isKept { state.end += Int64(frame.count) }
      state.pendingBytes -= added
      state.flushes += 1
    }
    for each in group {
      if isKept { each.done.resume() } else { each.done.resume(throwing: IntakeLogFull()) }
    }
    rotate()
  }

  /// Begins another file once the last one is long enough.
  private func rotate() {
    let (end, start) = state.withLock { ($0.end, $0.fileStart) }
    // Where no other file can be made, the last one grows on.
    guard end - start >= fileLength, let next = files.begin(at: end) else { return }
    state.withLock { state in
      Foundation.close(state.descriptor)
      state.descriptor = next
      state.fileStart = end
    }
  }
}

/// The log holds as much as it may, or the disk does: try again later.
public struct IntakeLogFull: Error {}

/// What is wrong with a log's files.
public struct IntakeLogError: Error, CustomStringConvertible {
  /// A sentence for people.
  public let description: String

  init(_ what: String) { description = "The intake log \(what)." }
}
