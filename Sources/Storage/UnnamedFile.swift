import Foundation

/// A file that only this process sees, and that is gone when the process is.
final class UnnamedFile {
  private let descriptor: Int32
  private var size: Int64 = 0

  /// - Parameter folder: whose disk it takes its room from.
  init(in folder: String) throws {
    var path = Array((folder + "/load-XXXXXX").utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw UnnamedFile.failure }
    unlink(path)
  }

  deinit { close(descriptor) }

  /// Adds bytes at its end.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while let address = rest.baseAddress, !rest.isEmpty {
      let count = pwrite(descriptor, address, rest.count, off_t(size))
      guard count > 0 else { throw UnnamedFile.failure }
      size += Int64(count)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// Fills a buffer with the bytes from a place on.
  func read(at place: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(place + filled))
      guard count > 0 else { throw UnnamedFile.failure }
      filled += count
    }
  }

  private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
