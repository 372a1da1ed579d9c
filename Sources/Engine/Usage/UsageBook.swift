import Facts

/// What people and accounts did: the same activity by whom it was done and by whose account.
///
/// Kept by actor, an identity together with the account that its events name, as it was counted.
/// Who the person is and which account they belonged to follows from ``identities``, so that what
/// is learned of them later moves their activity and nobody else's.
public struct UsageBook: Sendable {
  /// Who acts.
  public struct Actor: Hashable, Sendable {
    /// Its identity.
    public var identity: Int32
    /// The account that its events name; nil where they name none.
    public var account: Int32?

    /// An identity that acts, for an account or for none.
    public init(identity: Int32, account: Int32?) {
      self.identity = identity
      self.account = account
    }
  }

  /// By person: a unit is the number of the identity that ``Identities/person(of:)`` gives.
  public private(set) var people: ActivityBook
  /// By account, as usage numbers them; what belongs to no account is ``unassigned``.
  public private(set) var accounts: ActivityBook
  /// Who is whom.
  public private(set) var identities: Identities
  /// What belongs to no account, by person.
  public private(set) var unassigned: ActivityBook

  private var actors: ActivityBook
  private var members: [Actor?] = []
  /// The actors of each identity, and the first of those that came later.
  private var actorsByIdentity: [Int32: [Int32]] = [:]

  /// A book of nobody.
  ///
  /// - Parameter kinds: the names of what is done, by the numbers that entries have.
  public init(kinds: [String], identities: Identities = Identities()) {
    people = ActivityBook(kinds: kinds)
    accounts = ActivityBook(kinds: kinds)
    unassigned = ActivityBook(kinds: kinds)
    actors = ActivityBook(kinds: kinds)
    self.identities = identities
  }

  /// A book of rows whose units are the actors' numbers, in any order.
  public init(
    kinds: [String], identities: Identities, actors members: [Int: Actor], rows: [ActivityRow]
  ) {
    self.init(kinds: kinds, identities: identities)
    for (number, actor) in members { add(actor, number) }
    actors = ActivityBook(kinds: kinds, unitCount: self.members.count, rows: rows)
    var byPerson: [ActivityRow] = []
    var byAccount: [ActivityRow] = []
    var byNone: [ActivityRow] = []
    byPerson.reserveCapacity(rows.count)
    byAccount.reserveCapacity(rows.count)
    for number in self.members.indices {
      assign(number, actors.entries(of: number)) { row, target in
        switch target {
        case .person: byPerson.append(row)
        case .account: byAccount.append(row)
        case .none: byNone.append(row)
        }
      }
    }
    people = ActivityBook(kinds: kinds, rows: byPerson)
    accounts = ActivityBook(kinds: kinds, rows: byAccount)
    unassigned = ActivityBook(kinds: kinds, rows: byNone)
  }

  /// Takes in what came: names of what is done, actors, and what they did.
  ///
  /// The cost is that of the people and accounts concerned.
  ///
  /// - Parameters:
  ///   - kinds: all names, those that are known first.
  ///   - rows: what is to be added, by actor.
  public mutating func add(kinds: [String], actors new: [Int: Actor], rows: [ActivityRow]) {
    for name in kinds.dropFirst(people.kinds.count) {
      people.number(ofKind: name)
      accounts.number(ofKind: name)
      unassigned.number(ofKind: name)
      actors.number(ofKind: name)
    }
    for (number, actor) in new { add(actor, number) }
    actors.grow(to: members.count)
    actors.add(rows)
    var moved = Moves()
    for row in rows { assign(Int(row.unit), [row.entry]) { moved.add($0, $1) } }
    apply(moved)
  }

  /// Takes in what was said of identities, and moves what they did to whom it belongs now.
  ///
  /// - Parameters:
  ///   - changed: those of whom something new was said.
  ///   - next: what is known now of everyone.
  public mutating func set(identities next: Identities, changed: Set<Int32>) {
    var concerned: Set<Int32> = []
    for identity in changed {
      for known in [identities, next] {
        concerned.formUnion(known.identities(of: known.person(of: identity)))
      }
    }
    let numbers = concerned.flatMap { actorsByIdentity[$0] ?? [] }
    var moved = Moves()
    for number in numbers {
      assign(Int(number), actors.entries(of: Int(number))) { moved.remove($0, $1) }
    }
    identities = next
    for number in numbers {
      assign(Int(number), actors.entries(of: Int(number))) { moved.add($0, $1) }
    }
    apply(moved)
  }

  private mutating func add(_ actor: Actor, _ number: Int) {
    while members.count <= number { members.append(nil) }
    guard members[number] == nil else { return }
    members[number] = actor
    actorsByIdentity[actor.identity, default: []].append(Int32(number))
  }

  /// Goes through everyone who acts, by number.
  func forEachActor(_ body: (_ number: Int, _ actor: Actor) -> Void) {
    for (number, actor) in members.enumerated() { if let actor { body(number, actor) } }
  }

  /// What an actor did, by day and then by kind.
  func entries(ofActor number: Int) -> [ActivityEntry] { actors.entries(of: number) }

  fileprivate enum Target: Hashable { case person, account, none }

  /// Says to whom what an actor did belongs: each entry once by person, and once by account or to
  /// none.
  private func assign(
    _ number: Int, _ entries: [ActivityEntry], _ body: (ActivityRow, Target) -> Void
  ) {
    guard members.indices.contains(number), let actor = members[number] else { return }
    let person = identities.person(of: actor.identity)
    let memberships = actor.account == nil ? identities.memberships(of: person) : []
    for entry in entries {
      body(ActivityRow(unit: person, entry), .person)
      if let account = actor.account ?? Identities.account(in: memberships, on: entry.day) {
        body(ActivityRow(unit: account, entry), .account)
      } else {
        body(ActivityRow(unit: person, entry), .none)
      }
    }
  }

  private mutating func apply(_ moved: Moves) {
    for (place, sums) in moved.sums where !sums.isEmpty {
      switch place.target {
      case .person: people.change(place.unit, by: sums)
      case .account: accounts.change(place.unit, by: sums)
      case .none: unassigned.change(place.unit, by: sums)
      }
    }
  }
}

/// What units have more or less than before.
private struct Moves {
  struct Place: Hashable {
    let target: UsageBook.Target
    let unit: Int
  }

  struct Key: Hashable {
    let day: Int32
    let kind: Int32
  }

  var sums: [Place: [Key: (count: Int64, seconds: Int64)]] = [:]

  mutating func add(_ row: ActivityRow, _ target: UsageBook.Target) { change(row, target, 1) }

  mutating func remove(_ row: ActivityRow, _ target: UsageBook.Target) { change(row, target, -1) }

  private mutating func change(_ row: ActivityRow, _ target: UsageBook.Target, _ sign: Int64) {
    let key = Key(day: row.entry.day, kind: row.entry.kind)
    let place = Place(target: target, unit: Int(row.unit))
    let known = sums[place]?[key] ?? (0, 0)
    let next = (
      known.count + sign * Int64(row.entry.count), known.seconds + sign * Int64(row.entry.seconds)
    )
    sums[place, default: [:]][key] = next == (0, 0) ? nil : next
  }
}

extension ActivityBook {
  /// Gives a unit more or less of what it did.
  fileprivate mutating func change(
    _ unit: Int, by sums: [Moves.Key: (count: Int64, seconds: Int64)]
  ) {
    var rest = sums
    var entries: [ActivityEntry] = []
    for var entry in unit < unitCount ? self.entries(of: unit) : [] {
      if let sum = rest.removeValue(forKey: Moves.Key(day: entry.day, kind: entry.kind)) {
        entry.count = Int32(clamping: Int64(entry.count) + sum.count)
        entry.seconds = Int32(clamping: Int64(entry.seconds) + sum.seconds)
      }
      if entry.count > 0 { entries.append(entry) }
    }
    for (key, sum) in rest where sum.count > 0 {
      entries.append(
        ActivityEntry(
          day: key.day, kind: key.kind, count: Int32(clamping: sum.count),
          seconds: Int32(clamping: sum.seconds)))
    }
    replace(unit: unit, with: entries)
  }
}

extension ActivityRow {
  fileprivate init(unit: Int32, _ entry: ActivityEntry) {
    self.init(
      unit: Int(unit), day: entry.day, kind: entry.kind, count: entry.count,
      seconds: entry.seconds)
  }
}
