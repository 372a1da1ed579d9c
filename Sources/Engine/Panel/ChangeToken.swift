/// Stands for what something holds: another one takes its place with every change.
///
/// Told apart by identity. Who remembers one holds it, so that no later one has its address.
final class ChangeToken: Sendable {
  /// Makes a variable hold another token, unless nobody else has seen the one it holds.
  static func change(_ token: inout ChangeToken) {
    if !isKnownUniquelyReferenced(&token) { token = ChangeToken() }
  }
}

extension ChangeToken: Hashable {
  static func == (one: ChangeToken, other: ChangeToken) -> Bool { one === other }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
