import Foundation
import Intake

/// The file of rejected rows; it exists only if a row was rejected.
package struct RejectionsSink {
  private let path: String?
  private var handle: FileHandle?

  /// - Throws: ``Failure`` where the file could not be written, before anything is imported.
  package init(path: String?) throws {
    self.path = path
    guard let path else { return }
    let folder = (path as NSString).deletingLastPathComponent
    guard FileManager.default.isWritableFile(atPath: folder.isEmpty ? "." : folder) else {
      throw Failure("\(path): the file of rejected rows cannot be written there.")
    }
    // What an earlier import left there would otherwise be taken for this one's.
    try? FileManager.default.removeItem(atPath: path)
  }

  package mutating func write(_ batch: BatchChannel.Batch) throws {
    guard let path, !batch.translation.rejections.isEmpty else { return }
    if handle == nil {
      let header = Data(batch.rejectionsFile.header)
      let isMade = FileManager.default.createFile(
        atPath: path, contents: header, attributes: [.posixPermissions: 0o600])
      guard isMade else {
        throw Failure("\(path): the file of rejected rows cannot be written.")
      }
      handle = FileHandle(forWritingAtPath: path)
      handle?.seekToEndOfFile()
    }
    guard let handle else {
      throw Failure("\(path): the file of rejected rows cannot be written.")
    }
    try handle.write(contentsOf: Data(batch.rejectionsFile.rows(batch.translation.rejections)))
  }

  package mutating func close() {
    try? handle?.close()
    handle = nil
  }
}
