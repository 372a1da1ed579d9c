import Engine
import Synchronization

/// What the pieces of panels came to, kept between questions; the longest unasked goes first.
///
/// Shared by what is known and what follows it, so that a question asked again counts only what
/// changed since. A kept result that is no longer true of a piece is never used, only room.
package final class Memory: Sendable {
  private let state = Mutex(State())
  private let mostEntries: Int
  private let mostBytes: Int

  private struct State {
    var entries: [Partials.Question: Entry] = [:]
    var byteCount = 0
    /// Counts questions: what was asked last has the highest number.
    var clock = 0
  }

  private struct Entry {
    var partials: Partials
    var used: Int
  }

  /// - Parameters:
  ///   - mostEntries: how many questions are remembered.
  ///   - mostBytes: about how much room their results take.
  package init(mostEntries: Int = 4096, mostBytes: Int = 256 << 20) {
    self.mostEntries = mostEntries
    self.mostBytes = mostBytes
  }

  /// The memory as the engine takes it.
  package var store: Partials.Store {
    Partials.Store(find: { self.find($0) }, keep: { self.keep($0, $1) })
  }

  /// How many questions are remembered.
  package var count: Int { state.withLock { $0.entries.count } }

  private func find(_ question: Partials.Question) -> Partials? {
    state.withLock { state in
      state.clock += 1
      state.entries[question]?.used = state.clock
      return state.entries[question]?.partials
    }
  }

  private func keep(_ question: Partials.Question, _ partials: Partials) {
    guard partials.byteCount <= mostBytes / 4 else { return }
    state.withLock { state in
      state.clock += 1
      let old = state.entries.updateValue(
        Entry(partials: partials, used: state.clock), forKey: question)
      state.byteCount += partials.byteCount - (old?.partials.byteCount ?? 0)
      if state.entries.count > mostEntries || state.byteCount > mostBytes { shrink(&state) }
    }
  }

  /// Forgets until a quarter of the room is free, so that this is done seldom.
  private func shrink(_ state: inout State) {
    for (question, entry) in state.entries.sorted(by: { $0.value.used < $1.value.used }) {
      if state.entries.count <= mostEntries * 3 / 4, state.byteCount <= mostBytes * 3 / 4 { return }
      state.entries[question] = nil
      state.byteCount -= entry.partials.byteCount
    }
  }
}
