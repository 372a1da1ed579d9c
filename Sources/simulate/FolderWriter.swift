import Foundation

/// Adds bytes to the files of a folder, which are made as they are named.
final class FolderWriter {
  /// Why nothing can be written.
  enum Failure: Error, CustomStringConvertible {
    case notEmpty(String)
    case refused(String, reason: String)

    var description: String {
      switch self {
      case .notEmpty(let folder): "\(folder) is not empty: name a new folder, or empty this one."
      case .refused(let path, let reason): "\(path) cannot be written: \(reason)"
      }
    }
  }

  private let root: URL
  private var files: [String: FileHandle] = [:]

  /// Makes the folder; refuses one that holds something, since what is old would stay beside it.
  init(_ folder: String) throws(Failure) {
    root = URL(filePath: folder, directoryHint: .isDirectory)
    let there = try? FileManager.default.contentsOfDirectory(atPath: root.path)
    guard there?.isEmpty ?? true else { throw .notEmpty(folder) }
  }

  func append(_ bytes: [UInt8], to path: String) throws(Failure) {
    do {
      try file(path).write(contentsOf: bytes)
    } catch {
      throw .refused(path, reason: error.localizedDescription)
    }
  }

  /// Closes every file; what could not be kept is said here at the latest.
  func close() throws(Failure) {
    for (path, file) in files {
      do {
        try file.close()
      } catch {
        throw .refused(path, reason: error.localizedDescription)
      }
    }
    files = [:]
  }

  private func file(_ path: String) throws -> FileHandle {
    if let open = files[path] { return open }
    let url = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: url)
    let file = try FileHandle(forWritingTo: url)
    files[path] = file
    return file
  }
}
