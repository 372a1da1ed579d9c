import Facts
import Foundation
import Hummingbird
import Storage
import Synchronization
import Workbench

/// The files that were sent, in a folder of the workspace; nothing outlives the server there.
final class UploadFolder: Sendable {
  private let folder: String
  private let uploads = Mutex<[String: Upload]>([:])

  /// The largest file that is taken; the command line takes larger ones.
  static let mostBytes: Int64 = 1 << 30

  init(_ workspace: Workspace) {
    folder = workspace.path + "/uploads"
    // What an earlier server was sent was either imported or forgotten.
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// All that wait, by name.
  var waiting: [Upload] {
    uploads.withLock { Array($0.values) }.sorted { precedes($0.name, $1.name) }
  }

  func find(_ id: String) throws -> Upload {
    guard let upload = uploads.withLock({ $0[id] }) else { throw Problem.notFound() }
    return upload
  }

  func forget(_ upload: Upload) {
    _ = uploads.withLock { $0.removeValue(forKey: upload.id) }
    try? FileManager.default.removeItem(atPath: upload.path)
    try? FileManager.default.removeItem(atPath: upload.rejectionsPath)
  }

  /// Takes the file of a form as it arrives.
  ///
  /// - Throws: ``Problem`` for what is no form with a file, or is too large.
  func receive(_ request: Request, now: Instant) async throws -> Upload {
    guard var form = Multipart(contentType: request.headers[.contentType] ?? "") else {
      throw Problem.brokenForm
    }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    var random = SystemRandomNumberGenerator()
    let id = [random.next(), random.next()].map { (part: UInt64) in
      let text = String(part, radix: 16)
      return String(repeating: "0", count: 16 - text.utf8.count) + text
    }.joined()
    let path = folder + "/" + id
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure("The file cannot be kept in \(folder).") }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var size: Int64 = 0
    do {
      for try await buffer in request.body {
        try form.take(buffer.readableBytesView) { bytes in
          size += Int64(bytes.count)
          guard size <= Self.mostBytes else { throw HTTPError(.contentTooLarge) }
          try file.write(contentsOf: Data(bytes))
        }
      }
      guard form.isComplete, let name = form.fileName, size > 0 else { throw Problem.brokenForm }
      try file.close()
      var first = ImportForm()
      first.exported = Zone.utc.day(of: now)
      let upload = Upload(
        id: id, name: name.isEmpty ? "–" : name, path: path, size: size, form: first)
      uploads.withLock { $0[id] = upload }
      return upload
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }
}
