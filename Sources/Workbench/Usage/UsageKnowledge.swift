import Engine
import Facts
import Storage

/// What is known of usage at a moment, ready to be asked.
///
/// A value: what comes later does not change it.
package struct UsageKnowledge: Sendable {
  /// Who did what, by person and by account.
  package private(set) var book: UsageBook
  /// What is done, by the numbers that the book's kinds have.
  package private(set) var names: [UsageName]
  /// How often each name was used, and how late that became known.
  package private(set) var receipts: UsageReceipts
  /// That of the days by which it is counted.
  package let zone: Zone
  /// How far it reaches.
  package private(set) var mark: UsageMark
  /// How it is asked: by several threads, keeping what came of its pieces.
  package let workers: Workers

  /// Reads everything at one moment.
  ///
  /// - Parameters:
  ///   - zone: that of the workspace; where usage was counted by another one's days, by that one's.
  ///   - day: events that were received after it are left out; nil for none.
  package init(of store: UsageStore, in zone: Zone, knownBy day: Day? = nil) throws {
    let zone = try UsageKnowledge.zone(of: store, zone)
    self.zone = zone
    (book, names, receipts, mark) = try store.read { view in
      let names = try view.names()
      var identities = Identities()
      try view.read(in: zone, into: &identities)
      var rows: [ActivityRow] = []
      var receipts = UsageReceipts()
      try view.forEachRow(knownBy: day) { row in
        rows.append(ActivityRow(row))
        receipts.add(row)
      }
      let book = UsageBook(
        kinds: UsageKnowledge.kinds(names), identities: identities, actors: try view.actors(),
        rows: rows)
      return (book, names, receipts, try view.mark())
    }
    workers = .threads.keeping(Memory().store)
  }

  /// The same, and what came since, at the cost of whom it concerns.
  ///
  /// - Returns: nil where everything has to be read anew.
  /// - Precondition: it is all that was known, not what was received by some day.
  package func following(_ store: UsageStore) throws -> UsageKnowledge? {
    try store.read { view in
      let next = try view.mark()
      guard next != mark else { return self }
      guard try view.canFollow(mark), try view.zoneName() == zone.name else { return nil }
      var following = self
      following.names = try view.names()
      let changed = try view.identities(saidOfSince: mark)
      if !changed.isEmpty {
        var identities = book.identities
        try view.read(changed, in: zone, into: &identities)
        following.book.set(identities: identities, changed: changed)
      }
      var rows: [ActivityRow] = []
      try view.forEachRow(since: mark) { row in
        rows.append(ActivityRow(row))
        following.receipts.add(row)
      }
      following.book.add(
        kinds: UsageKnowledge.kinds(following.names), actors: try view.actors(since: mark),
        rows: rows)
      following.mark = next
      return following
    }
  }

  private static func zone(of store: UsageStore, _ zone: Zone) throws -> Zone {
    guard let name = try store.read({ try $0.zoneName() }), name != zone.name else { return zone }
    return try ZoneFile.zone(name)
  }

  /// What people read for a name; no two are alike.
  private static func kinds(_ names: [UsageName]) -> [String] {
    var taken: Set<Identifier> = []
    return names.map { name in
      var text = label(of: name)
      while !taken.insert(Identifier(text)).inserted { text += " *" }
      return text
    }
  }

  private static func label(of name: UsageName) -> String {
    let suffix = name.isRest ? "(all others)" : name.name
    switch name.kind {
    case .page: return suffix.isEmpty ? "Page" : "Page: " + suffix
    case .screen: return suffix.isEmpty ? "Screen" : "Screen: " + suffix
    default: return suffix
    }
  }
}

extension ActivityRow {
  fileprivate init(_ row: UsageView.DailyRow) {
    self.init(
      unit: row.actor, day: row.day, kind: Int32(row.name - 1), count: Int32(clamping: row.count),
      seconds: Int32(clamping: row.seconds))
  }
}
