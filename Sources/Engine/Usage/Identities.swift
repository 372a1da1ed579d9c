import Facts

/// Who is whom among those who did something, and to which accounts they belonged.
///
/// An *identity* is a name under which somebody acted, an anonymous one or a user's, as a number
/// from 1. What is said of identities says the same in whatever order it is said:
///
/// - An anonymous identity is the user whom it was first said to be, by the time of the saying.
///   Later sayings that name another user are ``refusals``: no two users become one.
/// - A person belongs on a day to the account that was said last by the end of the day, else to the
///   first that is said later.
public struct Identities: Sendable {
  /// When something was said, and what decides between two sayings of one moment.
  public struct Stamp: Comparable, Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var at: Int64
    /// A number that belongs to the message, and is the same however often it comes.
    public var tie: Int64

    /// The moment of a message.
    public init(at: Int64, tie: Int64) {
      self.at = at
      self.tie = tie
    }

    /// By time, then by message.
    public static func < (one: Stamp, other: Stamp) -> Bool {
      one.at != other.at ? one.at < other.at : one.tie < other.tie
    }
  }

  /// That an anonymous identity is a user, and when that was first said.
  public struct Link: Hashable, Sendable {
    /// The user's identity.
    public var user: Int32
    /// When it was first said.
    public var stamp: Stamp

    /// A link to a user.
    public init(user: Int32, stamp: Stamp) {
      self.user = user
      self.stamp = stamp
    }
  }

  /// That an identity belongs to an account from a moment on.
  public struct Membership: Hashable, Sendable {
    /// The account's number among those that usage names.
    public var account: Int32
    /// The day of the saying.
    public var day: Int32
    /// When it was said.
    public var stamp: Stamp

    /// A membership from a moment on.
    public init(account: Int32, day: Int32, stamp: Stamp) {
      self.account = account
      self.day = day
      self.stamp = stamp
    }
  }

  /// By anonymous identity, by stamp; only those that have any.
  private var links: [Int32: [Link]] = [:]
  /// By identity; those that have none are not in it.
  private var memberships: [Int32: [Membership]] = [:]
  /// The anonymous identities of each user, in order.
  private var anonymous: [Int32: [Int32]] = [:]

  /// Nobody has said anything yet.
  public init() {}

  /// Takes everything that was said of an anonymous identity, in any order.
  public mutating func set(links said: [Link], of identity: Int32) {
    if let user = links[identity]?.first?.user {
      anonymous[user]?.removeAll { $0 == identity }
      if anonymous[user]?.isEmpty == true { anonymous[user] = nil }
    }
    links[identity] = said.isEmpty ? nil : said.sorted { $0.stamp < $1.stamp }
    guard let user = links[identity]?.first?.user else { return }
    var theirs = anonymous[user] ?? []
    let place = theirs.firstIndex { $0 > identity } ?? theirs.count
    theirs.insert(identity, at: place)
    anonymous[user] = theirs
  }

  /// Takes everything that was said of the accounts of an identity, in any order.
  public mutating func set(memberships said: [Membership], of identity: Int32) {
    memberships[identity] = said.isEmpty ? nil : said.sorted { $0.stamp < $1.stamp }
  }

  /// Whom an identity is: a user, or itself while no user is known.
  public func person(of identity: Int32) -> Int32 { links[identity]?.first?.user ?? identity }

  /// The identities that are one person.
  ///
  /// - Parameter person: one that ``person(of:)`` gave.
  public func identities(of person: Int32) -> [Int32] { [person] + (anonymous[person] ?? []) }

  /// Where a person belonged, in order.
  func memberships(of person: Int32) -> [Membership] {
    guard let known = anonymous[person] else { return memberships[person] ?? [] }
    return (([person] + known).flatMap { memberships[$0] ?? [] }).sorted { $0.stamp < $1.stamp }
  }

  /// The account to which a person belongs on a day; nil where none is ever said.
  public func account(of person: Int32, on day: Int32) -> Int32? {
    Identities.account(in: memberships(of: person), on: day)
  }

  static func account(in memberships: [Membership], on day: Int32) -> Int32? {
    memberships.last { $0.day <= day }?.account ?? memberships.first?.account
  }

  /// The anonymous identities that were said to be several users, each with those users in order.
  public var refusals: [(identity: Int32, users: [Int32])] {
    links.compactMap { identity, said in
      var users: [Int32] = []
      for link in said where !users.contains(link.user) { users.append(link.user) }
      return users.count > 1 ? (identity, users) : nil
    }.sorted { $0.identity < $1.identity }
  }
}
