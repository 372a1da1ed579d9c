import Facts
import Foundation

/// The folder that holds everything Tenure keeps.
public struct Workspace: Sendable {
  /// The folder, not the database file in it.
  public let path: String

  /// Names a folder, which need not exist yet.
  public init(path: String) {
    self.path = path
  }

  /// The database with the ledger, the vault and the projections.
  public var databasePath: String { path + "/tenure.sqlite" }

  /// Whether there is a ledger in it.
  public var exists: Bool { FileManager.default.fileExists(atPath: databasePath) }

  /// Makes the folder if there is none; its name is on disk when it returns.
  func create() throws {
    var folders = [URL(fileURLWithPath: path).deletingLastPathComponent()]
    while let last = folders.last, !FileManager.default.fileExists(atPath: last.path) {
      folders.append(last.deletingLastPathComponent())
    }
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for folder in folders { try Workspace.flushNames(in: folder.path) }
  }

  /// A folder is there after the power failed only once the one that it stands in was flushed.
  private static func flushNames(in folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // One that may be entered and not read cannot be flushed.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// Takes the right to write, which one process has at a time.
  func lock() throws -> WriterLock {
    try lock(path + "/writer.lock") { .locked(path, process: $0) }
  }

  /// Takes a right that one process has at a time.
  ///
  /// The kernel gives the lock back when the process ends, however it ends.
  ///
  /// - Parameter refusal: what is thrown while another process holds it, by the text of its id.
  func lock(_ file: String, _ refusal: (String) -> LedgerError) throws -> WriterLock {
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteNoPermission) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw refusal((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
    }
    ftruncate(descriptor, 0)
    let text = Array(String(getpid()).utf8)
    _ = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    return WriterLock(descriptor: descriptor)
  }
}

/// The right to write, held as long as it lives.
final class WriterLock: Sendable {
  private let descriptor: Int32

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
