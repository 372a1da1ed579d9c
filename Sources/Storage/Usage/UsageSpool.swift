import Facts
import Foundation

/// Events of a file on their way to whoever applies usage: all of them, or none.
///
/// They stand in a folder of their own, which gets its name once everything in it is on disk. So an
/// import hands them over whether a server runs or not, and whichever process may apply usage takes
/// them from there; what was applied of them stands in the database, in the same transaction.
public final class UsageSpool {
  /// A name that no other import has.
  public let name: String
  private let workspace: Workspace
  private let folder: String
  private let file: Int32
  private let lock: Int32
  private var waiting: [UInt8] = []
  private var place: Int64 = 0
  private var isOver = false

  /// As many bytes make a frame.
  private static let frameLength = 1 << 20
  private static let unfinished = ".part"

  /// Begins an empty one.
  ///
  /// - Throws: ``UsageSpoolError`` where the disk takes none.
  public init(_ workspace: Workspace) throws {
    self.workspace = workspace
    UsageSpool.sweep(workspace)
    // By the clock, so that those of one file after another are applied in that order.
    let clock = String(UInt64(Date().timeIntervalSince1970 * 1e6))
    name = String(repeating: "0", count: max(0, 19 - clock.utf8.count)) + clock + "-\(getpid())"
    folder = workspace.usageSpoolPath + "/" + name + UsageSpool.unfinished
    let files = try IntakeFiles(folder)
    guard let file = files.begin(at: 0) else { throw UsageSpoolError("cannot make a file") }
    self.file = file
    // Held as long as this process writes: without it what lies there is a dead one's.
    lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      throw UsageSpoolError("cannot hold its folder")
    }
  }

  deinit {
    close(file)
    close(lock)
    if !isOver { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// Adds events; on disk they are once it is handed over.
  ///
  /// - Throws: ``UsageSpoolError`` where the disk is full.
  public func append(_ events: [SourcedEvent]) throws {
    for event in events {
      IntakeFrame.append(event, to: &waiting)
      if waiting.count >= UsageSpool.frameLength { try flush() }
    }
  }

  /// Hands everything over.
  public func finish() throws {
    try flush()
    let target = workspace.usageSpoolPath + "/" + name
    guard rename(folder, target) == 0 else { throw UsageSpoolError("cannot be handed over") }
    isOver = true
    IntakeFiles.flush(folder: workspace.usageSpoolPath)
    IntakeFiles.flush(folder: workspace.path)
  }

  private func flush() throws {
    guard !waiting.isEmpty else { return }
    let frame = IntakeFrame.frame(of: [waiting], at: place)
    guard IntakeFiles.flush(frame, to: file, at: place) else {
      throw UsageSpoolError("has no room: the disk is full")
    }
    place += Int64(frame.count)
    waiting.removeAll(keepingCapacity: true)
  }

  /// The names of those that were handed over, in the order in which they are applied.
  static func waiting(in workspace: Workspace) -> [String] {
    // Asked for whenever the log is empty: mostly nothing was ever imported.
    guard access(workspace.usageSpoolPath, F_OK) == 0 else { return [] }
    let names = try? FileManager.default.contentsOfDirectory(atPath: workspace.usageSpoolPath)
    return (names ?? []).filter { !$0.utf8.contains(UInt8(ascii: ".")) }.sorted()
  }

  /// Removes what processes left behind that ended before they handed it over.
  private static func sweep(_ workspace: Workspace) {
    let names = try? FileManager.default.contentsOfDirectory(atPath: workspace.usageSpoolPath)
    for name in names ?? [] where name.utf8.suffix(5).elementsEqual(unfinished.utf8) {
      let path = workspace.usageSpoolPath + "/" + name
      let lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard lock >= 0 else { continue }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: path) }
      close(lock)
    }
  }
}

/// Why events of a file could not be handed over, or applied.
public struct UsageSpoolError: Error, CustomStringConvertible {
  /// A sentence for people.
  public let description: String

  init(_ what: String) { description = "The usage that is to be imported \(what)." }
}

extension Workspace {
  /// The folder of events from files that are not all applied.
  var usageSpoolPath: String { path + "/usage-imports" }
}
