import NIOCore
import Synchronization

/// The connections that are open, so that there are never more than a few files can be spared for.
///
/// All come from this machine, and none says what it is for; so that pages can always be had, a new
/// connection is let in where the limit is reached, and those that stood idle longest are closed.
final class Connections: Sendable {
  /// What a connection is at, in the order in which those that are close to their end are closed.
  enum State: Int {
    /// No request is there, or not all of its head.
    case idle
    /// A request's body is still to come.
    case reading
    case answering
  }

  private struct Entry {
    let channel: any Channel
    var state: State
    /// Grows: a smaller one has been in its state for longer.
    var turn: Int
  }

  private struct All {
    var entries: [ObjectIdentifier: Entry] = [:]
    var turn = 0
    var evicted = 0
  }

  private let most: Int
  private let all = Mutex(All())

  init(most: Int) { self.most = most }

  var count: Int { all.withLock { $0.entries.count } }
  /// How many were closed to make room, or because they stood still.
  var evicted: Int { all.withLock { $0.evicted } }

  /// Takes a connection in, and makes room for it; where there is none it is closed.
  func add(_ channel: any Channel) {
    let closing = all.withLock { all in
      var closing: [any Channel] = []
      if all.entries.count >= most {
        closing = room(in: &all)
        if closing.isEmpty { return [channel] }
      }
      all.turn += 1
      all.entries[ObjectIdentifier(channel)] = Entry(
        channel: channel, state: .idle, turn: all.turn)
      return closing
    }
    for each in closing { each.close(promise: nil) }
  }

  /// Takes out a sixteenth of all, so that they need not be looked through for each new one.
  private func room(in all: inout All) -> [any Channel] {
    let spare = all.entries.filter { $0.value.state != .answering }.sorted {
      ($0.value.state.rawValue, $0.value.turn) < ($1.value.state.rawValue, $1.value.turn)
    }.prefix(max(1, most / 16))
    for (id, _) in spare { all.entries[id] = nil }
    all.evicted += spare.count
    return spare.map(\.value.channel)
  }

  func change(_ channel: any Channel, to state: State) {
    all.withLock { all in
      all.turn += 1
      all.entries[ObjectIdentifier(channel)]?.state = state
      all.entries[ObjectIdentifier(channel)]?.turn = all.turn
    }
  }

  /// Takes out a connection that is closed.
  func remove(_ channel: any Channel) {
    all.withLock { $0.entries[ObjectIdentifier(channel)] = nil }
  }

  /// Notes that a connection is closed because it stood still.
  func noteStill() { all.withLock { $0.evicted += 1 } }

  /// Closes whatever is open.
  func closeAll() {
    for entry in all.withLock({ $0.entries }).values { entry.channel.close(promise: nil) }
  }
}
