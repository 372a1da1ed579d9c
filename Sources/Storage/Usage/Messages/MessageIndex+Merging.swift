import Foundation
import GRDB

extension MessageIndex {
  /// Whether a thread merges at present.
  var isMerging: Bool { state.withLock { $0.isMerging } }

  /// Begins to merge on a thread of its own where enough runs are of like size.
  func mergeIfDue() {
    let isDue = state.withLock { state in
      guard !state.isMerging, !state.isClosed, state.damage == nil else { return false }
      state.isMerging = state.unrecordedMerge != nil || due(state.runs) != nil
      return state.isMerging
    }
    if isDue { Thread.detachNewThread { [self] in merge() } }
  }

  /// Merges until nothing is due; what cannot be written now is tried again after the next flush.
  private func merge() {
    do {
      while try mergeOnce() {}
    } catch let damage as MessageIndexError {
      state.withLock { $0.damage = damage }
    } catch {}
    let isAwaited = state.withLock { state in
      state.isMerging = false
      return state.isClosed
    }
    if isAwaited { mergeEnded.signal() }
  }

  /// False where nothing is due, or it is time to end.
  private func mergeOnce() throws -> Bool {
    let (unrecorded, runs) = state.withLock { state in
      (state.unrecordedMerge, state.isClosed ? nil : due(state.runs))
    }
    if let unrecorded {
      try record(unrecorded)
      return true
    }
    guard let runs else { return false }
    let (path, number) = nextFile()
    do {
      let run = try MessageMerge.merge(runs, to: path, number: number) {
        !state.withLock { $0.isClosed }
      }
      guard let run else {
        unlink(path)
        return false
      }
      let merge = Merge(run: run, replaced: runs)
      state.withLock { $0.unrecordedMerge = merge }
    } catch {
      unlink(path)
      throw error
    }
    return true
  }

  /// Puts a run in the place of others, and removes their files.
  private func record(_ merge: Merge) throws {
    let replaced = Set(merge.replaced.map(\.header.number))
    try pool.writeWithoutTransaction { database in
      try database.inTransaction(.immediate) {
        try insert(merge.run, database)
        for number in replaced {
          try database.execute(sql: "DELETE FROM message_runs WHERE id = ?", arguments: [number])
          guard database.changesCount == 1 else {
            throw MessageIndexError("has rows that another process wrote")
          }
        }
        return .commit
      }
      state.withLock { state in
        state.unrecordedMerge = nil
        state.runs.removeAll { replaced.contains($0.header.number) }
        state.runs.append(merge.run)
      }
    }
    // One that stays is removed when the index is opened again.
    for number in replaced { unlink(path(number)) }
  }

  /// The oldest of the smallest size of which there are enough.
  private func due(_ runs: [MessageRun]) -> [MessageRun]? {
    var sizes: [[MessageRun]] = []
    for run in runs {
      let size = size(of: run)
      while sizes.count <= size { sizes.append([]) }
      sizes[size].append(run)
    }
    return sizes.first { $0.count >= limits.fanout }.map { Array($0.prefix(limits.fanout)) }
  }

  /// How often runs were merged to make one as large: a transaction may go beyond the limit, which
  /// makes no other size.
  private func size(of run: MessageRun) -> Int {
    var (size, count) = (0, run.header.count / limits.recent)
    while count * 2 >= limits.fanout {
      size += 1
      count /= limits.fanout
    }
    return size
  }
}
