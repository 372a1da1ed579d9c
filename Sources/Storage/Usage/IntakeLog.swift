import Facts
import Foundation
import Synchronization

/// Events that were acknowledged and are not in the tables yet: files that only grow at their end.
///
/// An append returns when its bytes are on disk; those that wait meanwhile share one flush. Whoever
/// applies the events reads them in order and drops the files that it is through with. After a crash
/// a frame that is not whole can only be the last one, of which nobody was told that it is kept.
///
/// A flush that fails ends the process: the kernel may have thrown the bytes away and call the next
/// flush a success.
public final class IntakeLog: Sendable {
  private let folder: String
  private let capacity: Int64
  private let fileLength: Int64
  private let state: Mutex<State>
  private let wake = DispatchSemaphore(value: 0)

  private struct State {
    var waiting: [Waiting] = []
    var waitingBytes = 0
    /// The last file, open.
    var descriptor: Int32
    var fileStart: Int64
    /// Everything before it is on disk.
    var end: Int64
    /// Everything before it was dropped.
    var start: Int64
    var isClosed = false
  }

  private struct Waiting {
    var frames: [UInt8]
    var done: CheckedContinuation<Void, any Error>
  }

  /// Opens the log in a folder, and makes it if there is none.
  ///
  /// - Parameters:
  ///   - capacity: as many bytes are kept; more are refused until some were applied.
  ///   - fileLength: after so many bytes another file begins.
  public init(
    folder: String, capacity: Int64 = 1 << 30, fileLength: Int64 = 64 << 20
  ) throws {
    self.folder = folder
    self.capacity = capacity
    self.fileLength = fileLength
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let starts = try IntakeLog.starts(in: folder)
    let fileStart = starts.last ?? 0
    let descriptor = try IntakeLog.open(folder, fileStart, isNew: starts.isEmpty)
    let length = try IntakeLog.wholeLength(of: descriptor, from: fileStart)
    // What is cut off here was never acknowledged.
    guard ftruncate(descriptor, off_t(length)) == 0, fsync(descriptor) == 0 else {
      throw IntakeLogError("cannot be cut to its last whole frame")
    }
    state = Mutex(
      State(
        descriptor: descriptor, fileStart: fileStart, end: fileStart + length,
        start: starts.first ?? 0))
    Thread.detachNewThread { [self] in write() }
  }

  /// How many bytes wait to be applied.
  public var backlog: Int64 { state.withLock { $0.end - $0.start } }

  /// The place after the last event on disk.
  public var end: Int64 { state.withLock { $0.end } }

  /// Keeps events; returns when they are on disk, all or none of them.
  ///
  /// - Throws: ``IntakeLogFull``.
  public func append(_ events: [SourcedEvent]) async throws {
    guard !events.isEmpty else { return }
    var frames: [UInt8] = []
    for event in events { Frame.append(event.encoded, to: &frames) }
    let whole = frames
    try await withCheckedThrowingContinuation { continuation in
      let isTaken = state.withLock { state in
        let used = state.end - state.start + Int64(state.waitingBytes)
        guard !state.isClosed, used + Int64(whole.count) <= capacity else { return false }
        state.waiting.append(Waiting(frames: whole, done: continuation))
        state.waitingBytes += whole.count
        return true
      }
      if isTaken { wake.signal() } else { continuation.resume(throwing: IntakeLogFull()) }
    }
  }

  /// The events from a place on, at most about so many bytes of them.
  ///
  /// - Returns: the events, and the place after them.
  public func read(
    from place: Int64, atMost bytes: Int = 1 << 20
  ) throws -> (events: [SourcedEvent], next: Int64) {
    let end = end
    guard place < end else { return ([], place) }
    let starts = try IntakeLog.starts(in: folder)
    guard let number = starts.lastIndex(where: { $0 <= place }) else {
      throw IntakeLogError("has nothing at \(place): a file is missing")
    }
    let fileEnd = number + 1 < starts.count ? starts[number + 1] : end
    let file = try IntakeLog.open(folder, starts[number], isNew: false)
    defer { Foundation.close(file) }
    var buffer = [UInt8](repeating: 0, count: Int(min(Int64(bytes), fileEnd - place)))
    try IntakeLog.read(file, at: place - starts[number], into: &buffer)
    var events: [SourcedEvent] = []
    var next = 0
    while let frame = try Frame.next(in: buffer, at: next, isEnd: fileEnd - place <= buffer.count) {
      guard let event = SourcedEvent(encoded: buffer[frame.payload]) else {
        throw IntakeLogError("has an event at \(place + Int64(next)) that cannot be read")
      }
      events.append(event)
      next = frame.end
    }
    if next == 0 {
      // A frame longer than what was asked for.
      return try read(from: place, atMost: bytes * 2)
    }
    return (events, place + Int64(next))
  }

  /// Drops the files that hold nothing after a place.
  public func drop(before place: Int64) throws {
    let starts = try IntakeLog.starts(in: folder)
    for (start, next) in zip(starts, starts.dropFirst()) where next <= place {
      try FileManager.default.removeItem(atPath: IntakeLog.path(folder, start))
    }
    state.withLock { $0.start = max($0.start, place) }
  }

  /// Takes nothing more; what was taken is written.
  public func close() {
    state.withLock { $0.isClosed = true }
    wake.signal()
  }

  // MARK: - Writing

  private func write() {
    while true {
      wake.wait()
      let (taken, descriptor, isClosed) = state.withLock { state in
        let taken = state.waiting
        state.waiting = []
        state.waitingBytes = 0
        return (taken, state.descriptor, state.isClosed)
      }
      if !taken.isEmpty {
        var bytes: [UInt8] = []
        for each in taken { bytes += each.frames }
        IntakeLog.flush(bytes, to: descriptor)
        state.withLock { $0.end += Int64(bytes.count) }
        for each in taken { each.done.resume() }
        rotate()
      }
      if isClosed, state.withLock({ $0.waiting.isEmpty }) { return }
    }
  }

  /// Begins another file once the last one is long enough.
  private func rotate() {
    state.withLock { state in
      guard state.end - state.fileStart >= fileLength else { return }
      guard let next = try? IntakeLog.open(folder, state.end, isNew: true) else { return }
      Foundation.close(state.descriptor)
      state.descriptor = next
      state.fileStart = state.end
    }
  }

  private static func flush(_ bytes: [UInt8], to descriptor: Int32) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      guard count > 0 else { stop("cannot be written") }
      written += count
    }
    guard fdatasync(descriptor) == 0 else { stop("cannot be flushed to disk") }
  }

  private static func stop(_ what: String) -> Never {
    let reason = String(cString: strerror(errno))
    FileHandle.standardError.write(Data("The intake log \(what): \(reason). Tenure stops.\n".utf8))
    _exit(70)
  }
}

// MARK: - Files

extension IntakeLog {
  /// A file is called by the place of its first byte.
  private static func path(_ folder: String, _ start: Int64) -> String {
    let digits = String(start)
    return "\(folder)/\(String(repeating: "0", count: max(0, 19 - digits.count)))\(digits).log"
  }

  private static func starts(in folder: String) throws -> [Int64] {
    try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
      name.hasSuffix(".log") ? Int64(name.dropLast(4)) : nil
    }.sorted()
  }

  private static func open(_ folder: String, _ start: Int64, isNew: Bool) throws -> Int32 {
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | (isNew ? O_CREAT : 0)
    let descriptor = Foundation.open(path(folder, start), flags, 0o600)
    guard descriptor >= 0 else { throw IntakeLogError("has a file that cannot be opened") }
    guard isNew else { return descriptor }
    // The name of a new file is on disk only once its folder is.
    let parent = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { Foundation.close(parent) }
    guard parent >= 0, fsync(parent) == 0 else { throw IntakeLogError("has a folder not flushed") }
    return descriptor
  }

  private static func read(_ file: Int32, at offset: Int64, into buffer: inout [UInt8]) throws {
    var count = 0
    while count < buffer.count {
      let got = buffer.withUnsafeMutableBytes {
        pread(file, $0.baseAddress! + count, $0.count - count, off_t(offset) + off_t(count))
      }
      guard got > 0 else { throw IntakeLogError("is shorter than it was") }
      count += got
    }
  }

  /// How many bytes of a file are whole frames.
  ///
  /// - Throws: where whole frames follow one that is not: that is damage and no crash.
  private static func wholeLength(of file: Int32, from start: Int64) throws -> Int64 {
    let size = lseek(file, 0, SEEK_END)
    guard size >= 0 else { throw IntakeLogError("has a file without length") }
    var buffer = [UInt8](repeating: 0, count: Int(size))
    try read(file, at: 0, into: &buffer)
    var place = 0
    while let frame = try? Frame.next(in: buffer, at: place, isEnd: true) { place = frame.end }
    let limit = min(buffer.count, place + (1 << 20))
    for later in place..<limit where later > place {
      if let frame = try? Frame.next(in: buffer, at: later, isEnd: true), !frame.payload.isEmpty {
        throw IntakeLogError("is damaged at \(start + Int64(place)): whole events follow")
      }
    }
    return Int64(place)
  }
}

/// An event's bytes with their number and checksum before them.
private struct Frame {
  let payload: Range<Int>
  var end: Int { payload.upperBound }

  private static let headLength = 12

  static func append(_ payload: [UInt8], to bytes: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(payload.count).littleEndian) { bytes += $0 }
    withUnsafeBytes(of: checksum(payload[...]).littleEndian) { bytes += $0 }
    bytes += payload
  }

  /// The frame that begins at a place; nil where nothing is left.
  ///
  /// - Parameter isEnd: whether no more bytes follow the buffer's; else a part of a frame is none.
  static func next(in bytes: [UInt8], at place: Int, isEnd: Bool) throws -> Frame? {
    guard place < bytes.count else { return nil }
    guard place + headLength <= bytes.count else {
      if isEnd { throw IntakeLogError("ends within a frame") }
      return nil
    }
    let (count, sum) = bytes.withUnsafeBytes { raw in
      (
        Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self))),
        Int64(littleEndian: raw.loadUnaligned(fromByteOffset: place + 4, as: Int64.self))
      )
    }
    let payload = place + headLength..<place + headLength + count
    guard count > 0, payload.upperBound <= bytes.count else {
      if isEnd || count == 0 { throw IntakeLogError("ends within a frame") }
      return nil
    }
    guard checksum(bytes[payload]) == sum else { throw IntakeLogError("has a damaged frame") }
    return Frame(payload: payload)
  }

  private static func checksum(_ payload: ArraySlice<UInt8>) -> Int64 {
    var checksum = Checksum()
    payload.withUnsafeBytes { checksum.add($0) }
    return checksum.value
  }
}

/// The log holds as much as it may: try again when some was applied.
public struct IntakeLogFull: Error {}

/// What is wrong with a log's files.
public struct IntakeLogError: Error, CustomStringConvertible {
  /// A sentence for people.
  public let description: String

  init(_ what: String) { description = "The intake log \(what)." }
}
