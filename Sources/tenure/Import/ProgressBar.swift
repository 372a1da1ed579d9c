import Foundation
import Synchronization
import Workbench

/// A bar of how far the reading is, on standard error.
final class ProgressBar: Sendable {
  private let file: String
  private let shownPercent = Mutex<Int64>(-1)

  /// Nil where nobody would see it.
  init?(file: String, isWanted: Bool) {
    guard isWanted, isatty(STDERR_FILENO) == 1 else { return nil }
    self.file = file
  }

  func show(_ done: Int64, of size: Int64) {
    let percent = min(100, done * 100 / max(1, size))
    let isNews = shownPercent.withLock { shown in
      defer { shown = percent }
      return shown != percent
    }
    guard isNews else { return }
    let filled = Int(percent) * 30 / 100
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    FileHandle.standardError.write(Data("\r\(Text.safe(file)) \(bar) \(percent) %".utf8))
  }

  func end() { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
}
