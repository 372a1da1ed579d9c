import Foundation

/// The files of an intake log, each called by the place of its first byte.
struct IntakeFiles: Sendable {
  private let folder: String

  /// Takes a folder that is there.
  init(in folder: String) { self.folder = folder }

  /// Takes a folder, and makes it if there is none.
  init(_ folder: String) throws {
    self.folder = folder
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    IntakeFiles.flush(folder: folder + "/..")
  }

  /// Opens the file at whose end is written, cut to its last whole frame.
  ///
  /// What is cut off was never acknowledged. Files that hold nothing from the place on go first: a
  /// file that was dropped may come back after the power failed.
  func openLast(from place: Int64) throws -> (descriptor: Int32, start: Int64, end: Int64) {
    try drop(before: place)
    let starts = try starts()
    for (start, next) in zip(starts, starts.dropFirst()) {
      let file = try open(start)
      defer { close(file) }
      guard lseek(file, 0, SEEK_END) == next - start else {
        throw IntakeLogError("has lost events between \(start) and \(next)")
      }
    }
    if let first = starts.first, first > place {
      throw IntakeLogError("has lost events between \(place) and \(first): a file is missing")
    }
    if let start = starts.last {
      let file = try open(start)
      let length = try wholeLength(of: file, from: start)
      guard ftruncate(file, off_t(length)) == 0, fsync(file) == 0 else {
        throw IntakeLogError("cannot be cut to its last whole frame")
      }
      if start + length >= place { return (file, start, start + length) }
      // Everything in it was applied; places that were used are not used again.
      close(file)
      for start in starts { try remove(start) }
    }
    guard let file = begin(at: place) else { throw IntakeLogError("cannot make a file") }
    return (file, place, place)
  }

  /// Makes the file that begins at a place; nil where none can be made.
  func begin(at place: Int64) -> Int32? {
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_CREAT
    let file = Foundation.open(path(place), flags, 0o600)
    guard file >= 0 else { return nil }
    IntakeFiles.flush(folder: folder)
    return file
  }

  /// Removes the files that hold nothing from a place on.
  func drop(before place: Int64) throws {
    let starts = try starts()
    for (start, next) in zip(starts, starts.dropFirst()) where next <= place { try remove(start) }
  }

  /// The place after the last byte.
  func length() throws -> Int64 {
    guard let start = try starts().last else { return 0 }
    let file = try open(start)
    defer { close(file) }
    return start + Int64(lseek(file, 0, SEEK_END))
  }

  /// Reads whole frames, at least one and else at most so many bytes.
  func read(
    from place: Int64, to end: Int64, atMost bytes: Int
  ) throws -> (events: [SourcedEvent], next: Int64) {
    let starts = try starts()
    guard let number = starts.lastIndex(where: { $0 <= place }) else {
      throw IntakeLogError("has nothing at \(place): a file is missing")
    }
    let start = starts[number]
    // The next file may have begun since the end was asked for: what lies before it is on disk.
    let fileEnd = number + 1 < starts.count ? starts[number + 1] : end
    let file = try open(start)
    defer { close(file) }
    var buffer = try read(file, place - start, Int(min(Int64(bytes), fileEnd - place)))
    var events: [SourcedEvent] = []
    var index = 0
    while index < buffer.count {
      let here = place + Int64(index)
      switch IntakeFrame.find(in: buffer, at: index, place: here) {
      case .whole(let frame):
        guard let found = frame.events(in: buffer) else {
          throw IntakeLogError("has events at \(here) that cannot be read")
        }
        events += found
        index = frame.end
      case .unfinished(let count):
        guard fileEnd - here >= Int64(count) else {
          throw IntakeLogError("is damaged at \(here)")
        }
        if index > 0 { return (events, here) }
        buffer = try read(file, place - start, count)
      case .damaged: throw IntakeLogError("is damaged at \(here)")
      }
    }
    return (events, place + Int64(index))
  }

  /// How many bytes of a file are whole frames.
  ///
  /// - Throws: where whole frames follow one that is not: that is damage and no crash.
  private func wholeLength(of file: Int32, from start: Int64) throws -> Int64 {
    let size = lseek(file, 0, SEEK_END)
    guard size >= 0 else { throw IntakeLogError("has a file without length") }
    let buffer = try read(file, 0, Int(size))
    var whole = 0
    while case .whole(let frame) = find(in: buffer, at: whole, from: start) { whole = frame.end }
    for later in stride(from: whole + 1, to: buffer.count, by: 1) {
      if case .whole = find(in: buffer, at: later, from: start) {
        throw IntakeLogError("is damaged at \(start + Int64(whole)): whole events follow")
      }
    }
    return Int64(whole)
  }

  private func find(
    in buffer: [UInt8], at index: Int, from start: Int64
  ) -> IntakeFrame.Finding {
    IntakeFrame.find(in: buffer, at: index, place: start + Int64(index))
  }

  private func path(_ start: Int64) -> String {
    let digits = String(start)
    return "\(folder)/\(String(repeating: "0", count: max(0, 19 - digits.utf8.count)))\(digits).log"
  }

  private func starts() throws -> [Int64] {
    try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
      name.utf8.suffix(4).elementsEqual(".log".utf8) ? Int64(name.dropLast(4)) : nil
    }.sorted()
  }

  private func open(_ start: Int64) throws -> Int32 {
    let file = Foundation.open(path(start), O_RDWR | O_APPEND | O_CLOEXEC)
    guard file >= 0 else { throw IntakeLogError("has a file at \(start) that cannot be opened") }
    return file
  }

  private func remove(_ start: Int64) throws {
    guard unlink(path(start)) == 0 else {
      throw IntakeLogError("has a file at \(start) that cannot be removed")
    }
  }

  private func read(_ file: Int32, _ offset: Int64, _ length: Int) throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: length)
    var count = 0
    while count < length {
      let got = buffer.withUnsafeMutableBytes {
        pread(file, $0.baseAddress! + count, length - count, off_t(offset) + off_t(count))
      }
      guard got > 0 else { throw IntakeLogError("is shorter than it was") }
      count += got
    }
    return buffer
  }
}

extension IntakeFiles {
  /// Writes bytes at the end of a file; they are on disk when it returns.
  ///
  /// - Parameter length: that of the file.
  /// - Returns: whether there was room for them; the file is as it was where there was not.
  static func flush(_ bytes: [UInt8], to file: Int32, at length: Int64) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(file, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, [ENOSPC, EDQUOT, EFBIG].contains(errno) {
        guard ftruncate(file, off_t(length)) == 0 else { stop("cannot be cut again") }
        return false
      }
      guard count > 0 else { stop("cannot be written") }
      written += count
    }
    guard fdatasync(file) == 0 else { stop("cannot be flushed to disk") }
    return true
  }

  /// Puts the names of what a folder holds on disk: a new file is there only once its name is.
  static func flush(folder: String) {
    let descriptor = Foundation.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0, fsync(descriptor) == 0 else { stop("has a folder not flushed to disk") }
    close(descriptor)
  }

  /// Ends the process: what was written may be on disk or not, and nobody may be told that it is.
  private static func stop(_ what: String) -> Never {
    let reason = String(cString: strerror(errno))
    FileHandle.standardError.write(Data("The intake log \(what): \(reason). Tenure stops.\n".utf8))
    _exit(70)
  }
}
