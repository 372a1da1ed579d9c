/// Something that a person did in the product, or said of themselves, as a client library sent it.
///
/// Usage is told apart from facts by its number: it is counted by day, and kept whole only for a
/// while.
public struct UsageEvent: Sendable, Hashable {
  /// Which call of a client library it came by.
  public enum Kind: String, Sendable, CaseIterable {
    /// Who a user is.
    case identify
    /// What a user did.
    case track
    /// Which page of a site was seen.
    case page
    /// Which screen of an app was seen.
    case screen
    /// To which account a user belongs.
    case group
    /// That two names are one user's.
    case alias
  }

  /// By which call it came.
  public var kind: Kind
  /// The sender's name for this very event; a second one of the same name is the same event.
  public var message: Identifier
  /// Somebody who has not said yet who they are.
  public var anonymous: Identifier?
  /// The sender's name for the user.
  public var user: Identifier?
  /// The sender's name for the account.
  public var group: Identifier?
  /// Of an alias: what the user was called before.
  public var previous: Identifier?
  /// What was done, or the page's or screen's name; empty for the other kinds.
  public var name: String
  /// How long it took, in whole seconds, where the sender says so.
  public var seconds: Int?
  /// The names of its properties, each ended by a zero byte, in the order of their bytes.
  public var propertyNames: [UInt8]
  /// When it happened, by the server's clock; nil where the sender's time cannot be read.
  public var at: Instant?
  /// When it was received.
  public var received: Instant
  /// The event as it was sent: JSON.
  public var body: [UInt8]

  /// An event that says nothing but which it is.
  public init(_ kind: Kind, message: Identifier, at: Instant?, received: Instant) {
    self.kind = kind
    self.message = message
    self.at = at
    self.received = received
    name = ""
    propertyNames = []
    body = []
  }
}
