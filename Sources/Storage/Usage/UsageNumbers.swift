import Engine
import Facts

/// Numbers that ids, actors and names got, and what was said of them, remembered between pieces.
///
/// Only what a committed transaction wrote may be in it. Past a limit it begins anew.
struct UsageNumbers: Sendable {
  struct ID: Hashable {
    let kind: IDKind
    let text: Identifier
  }

  struct Actor: Hashable {
    let identity: Int64
    let account: Int64
  }

  struct Name: Hashable {
    let kind: UsageEvent.Kind
    let text: Identifier
  }

  /// What an id is of.
  enum IDKind: String {
    case anonymous
    case user
    case account
  }

  /// How much of each is remembered.
  static let most = 1 << 18

  var ids: [ID: Int64] = [:]
  var actors: [Actor: Int64] = [:]
  /// All that are registered; nil before they were read.
  var names: [Name: Int64]?
  /// The number of what stands for the rest, by kind.
  var rests: [UsageEvent.Kind: Int64] = [:]
  /// Names with the names of properties that came with them, as checksums: nothing new in them.
  var shapes: Set<Int64> = []
  /// When it was first said that an anonymous identity is a user.
  var links: [Actor: Identities.Stamp] = [:]
  /// When it was first said, in passing, that an identity belongs to an account.
  var passing: [Actor: Identities.Stamp] = [:]

  /// Forgets what has become too much.
  mutating func trim() {
    if ids.count > Self.most { ids = [:] }
    if actors.count > Self.most { actors = [:] }
    if shapes.count > Self.most { shapes = [] }
    if links.count > Self.most { links = [:] }
    if passing.count > Self.most { passing = [:] }
  }
}
