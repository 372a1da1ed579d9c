import Facts
import Foundation
import Intake

/// A few batches between the thread that translates and the one that writes.
package final class BatchChannel: @unchecked Sendable {
  package struct Batch: Sendable {
    package var translation: Translation
    /// How the file of rejected rows is written.
    package var rejectionsFile: RejectionsFile
  }

  private let condition = NSCondition()
  private var batches: [Batch] = []
  private var isFinished = false
  private var isAbandoned = false
  private var failure: (any Error)?
  private var importer: Importer?

  /// More would only fill memory; fewer would leave one of the two waiting.
  private static let capacity = 3

  /// Hands over a batch, waiting for room; false when no one takes them any more.
  package func send(_ translation: Translation, from importer: Importer) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while batches.count >= BatchChannel.capacity, !isAbandoned { condition.wait() }
    guard !isAbandoned else { return false }
    self.importer = importer
    batches.append(
      Batch(translation: translation, rejectionsFile: RejectionsFile(of: importer)))
    condition.broadcast()
    return true
  }

  /// Says that no batch follows, and why if reading failed.
  package func finish(_ error: (any Error)?) {
    condition.lock()
    defer { condition.unlock() }
    failure = error
    isFinished = true
    condition.broadcast()
  }

  /// Says that no batch will be taken any more.
  package func abandon() {
    condition.lock()
    defer { condition.unlock() }
    isAbandoned = true
    condition.broadcast()
  }

  /// The next batch, waiting for it; nil after the last.
  ///
  /// - Throws: why reading failed, once all batches before are taken.
  package func next() throws -> Batch? {
    condition.lock()
    defer { condition.unlock() }
    while batches.isEmpty, !isFinished { condition.wait() }
    guard batches.isEmpty else {
      let batch = batches.removeFirst()
      condition.broadcast()
      return batch
    }
    if let failure { throw failure }
    return nil
  }

  /// Whom the file's rows come from, and whether they tell of usage, as soon as it is known.
  package func source() throws -> (id: Identifier, isOfUsage: Bool) {
    condition.lock()
    defer { condition.unlock() }
    while importer == nil, !isFinished { condition.wait() }
    if let importer, let source = importer.source { return (source, importer.isOfUsage) }
    throw failure ?? Failure("The file has no rows.")
  }

  package var format: String { importer?.format?.name ?? "" }
  package var ignoredColumns: [String] { importer?.ignoredColumns ?? [] }
}
