import Facts
import Foundation
import Synchronization

/// The keys as they were read last, since every request of a client library asks for them.
///
/// Whoever changes keys, in whatever process, writes something else into a small file before and
/// after: those who find there what they found before know that nothing changed. Should a process
/// end between the two, the others notice within a second.
final class KeyRing: Sendable {
  /// Keys, each with its digest.
  typealias Keys = [(name: Identifier, digest: [UInt8])]

  private let path: String
  private let state = Mutex<Known?>(nil)
  private static let longestKept: UInt64 = 1_000_000_000

  private struct Known {
    var mark: [UInt8]
    var keys: Keys
    var readAt: UInt64
  }

  init(path: String) { self.path = path }

  /// The keys, read where they may have changed.
  func keys(_ read: () throws -> Keys) throws -> Keys {
    // Before the keys: what changes in between is noticed the next time.
    let mark = mark()
    let now = DispatchTime.now().uptimeNanoseconds
    let known = state.withLock { $0 }
    if let known, known.mark == mark, now - known.readAt < Self.longestKept { return known.keys }
    let keys = try read()
    state.withLock { $0 = Known(mark: mark, keys: keys, readAt: now) }
    return keys
  }

  /// Runs what changes keys.
  func changing<Value>(_ change: () throws -> Value) throws -> Value {
    try writeMark()
    let value = try change()
    try writeMark()
    return value
  }

  private func mark() -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    return count < 0 ? [] : Array(bytes.prefix(count))
  }

  private func writeMark() throws {
    var random = SystemRandomNumberGenerator()
    let text = String(random.next(), radix: 16) + "\n"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
