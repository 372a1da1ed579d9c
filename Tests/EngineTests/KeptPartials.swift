import Synchronization

@testable import Engine

/// Keeps everything that is asked.
final class KeptPartials: Sendable {
  let entries = Mutex<[Partials.Question: Partials]>([:])
  /// How many pieces were found as they were asked for.
  let found = Mutex(0)

  /// - Parameter tokens: of which chunks everything found is said to be, whether it is or not.
  func workers(asIfOf tokens: [ChangeToken]? = nil) -> Workers {
    Workers.oneByOne.keeping(
      Partials.Store(
        find: { question in
          guard let partials = self.entries.withLock({ $0[question] }) else { return nil }
          self.found.withLock { $0 += 1 }
          guard let tokens else { return partials }
          return Partials(
            length: partials.length, tokens: tokens, parts: partials.parts,
            byteCount: partials.byteCount)
        }, keep: { question, partials in self.entries.withLock { $0[question] = partials } }))
  }
}
