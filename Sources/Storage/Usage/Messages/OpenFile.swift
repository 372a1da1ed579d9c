import Foundation

/// A file that is open as long as this lives.
final class OpenFile: Sendable {
  let descriptor: Int32

  /// - Throws: `POSIXError`.
  init(_ path: String, _ flags: Int32) throws {
    descriptor = open(path, flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw OpenFile.failure }
  }

  deinit { close(descriptor) }

  func length() throws -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw OpenFile.failure }
    return Int(status.st_size)
  }

  /// Fills a buffer with the bytes from a place on.
  func read(at place: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(place + filled))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw OpenFile.failure }
      // It ends too early: somebody cut it.
      guard count > 0 else { throw POSIXError(.EIO) }
      filled += count
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at place: Int) throws {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(place + written))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw OpenFile.failure }
      written += count
    }
  }

  /// Returns when what was written is on disk, and for a folder the names in it.
  func flush() throws {
    guard fsync(descriptor) == 0 else { throw OpenFile.failure }
  }

  /// Puts the names of what a folder holds on disk.
  static func flush(folder: String) throws {
    try OpenFile(folder, O_RDONLY | O_DIRECTORY).flush()
  }

  private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
