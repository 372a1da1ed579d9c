import Engine
import Facts
import Foundation
import Storage

/// What somebody did on a day, with everything that numbers stand for.
struct AssignedRow: Hashable, CustomStringConvertible {
  var day: Int32
  var person: String
  var account: String?
  var name: String

  var description: String { "\(day) \(person) \(account ?? "-") \(name)" }
}

/// The days of events, worked out with dictionaries from all of them at once.
struct NaiveUsage {
  var rows: [AssignedRow: Int64] = [:]

  init(_ events: [SourcedEvent], in zone: Zone) {
    let all = events.map(\.event)
    // An unknown one is the user of the first event that has both.
    var owners: [String: (at: Instant, user: String)] = [:]
    for event in all {
      guard let user = event.user, let at = event.at else { continue }
      let said = [event.anonymous, event.kind == .alias ? event.previous : nil]
      for unknown in said.compactMap({ $0?.text }) where owners[unknown].map({ at < $0.at }) ?? true
      {
        owners[unknown] = (at, user.text)
      }
    }
    func person(_ event: UsageEvent) -> String {
      if let user = event.user { return "user " + user.text }
      let unknown = event.anonymous!.text
      return owners[unknown].map { "user " + $0.user } ?? "unknown " + unknown
    }
    // Group calls, and of what others say in passing the first of an identity and account.
    var said: [String: [(at: Instant, account: String)]] = [:]
    var passing: [[String]: Instant] = [:]
    for event in all {
      guard let account = event.group?.text, let at = event.at else { continue }
      if event.kind == .group {
        said[person(event), default: []].append((at, account))
      } else {
        let own = event.user.map { "user " + $0.text } ?? "unknown " + event.anonymous!.text
        passing[[own, person(event), account]] = min(
          passing[[own, person(event), account]] ?? at, at)
      }
    }
    for (key, at) in passing { said[key[1], default: []].append((at, key[2])) }
    for event in all where [.track, .page, .screen].contains(event.kind) {
      let day = zone.day(of: event.at!).number
      let sayings = (said[person(event)] ?? []).sorted { $0.at < $1.at }
      let account =
        event.group?.text ?? sayings.last { zone.day(of: $0.at).number <= day }?.account
        ?? sayings.first?.account
      let row = AssignedRow(
        day: day, person: person(event), account: account,
        name: "\(event.kind.rawValue) \(event.name)")
      rows[row, default: 0] += 1
    }
  }
}

/// The same of what is stored.
func assigned(_ store: UsageStore) throws -> [AssignedRow: Int64] {
  let ids = try store.ids()
  let names = Dictionary(uniqueKeysWithValues: try store.names().map { ($0.number, $0) })
  return try store.read { view in
    var identities = Identities()
    try view.read(in: .utc, into: &identities)
    let actors = try view.actors()
    var rows: [AssignedRow: Int64] = [:]
    try view.forEachRow { row in
      let actor = actors[row.actor]!
      let person = identities.person(of: actor.identity)
      let account = actor.account ?? identities.account(of: person, on: row.day)
      let name = names[row.name]!
      let id = ids[person]!
      rows[
        AssignedRow(
          day: row.day, person: (id.kind == "user" ? "user " : "unknown ") + id.text.text,
          account: account.map { ids[$0]!.text.text }, name: "\(name.kind.rawValue) \(name.name)"),
        default: 0] += row.count
    }
    return rows
  }
}

/// How much was done on each day.
func days(_ store: UsageStore) throws -> [String: Int64] {
  try store.read { view in
    var days: [String: Int64] = [:]
    try view.forEachRow { days[Day(number: $0.day).description, default: 0] += $0.count }
    return days
  }
}

/// An event of few people, accounts and names; no two happen at one moment.
func made(_ number: Int, _ random: inout some RandomNumberGenerator) -> SourcedEvent {
  let kinds: [UsageEvent.Kind] = [
    .track, .track, .track, .page, .screen, .identify, .group, .alias,
  ]
  let kind = kinds.randomElement(using: &random)!
  let at = moment(Int.random(in: 0..<20, using: &random) * 43_200 + number)
  var event = UsageEvent(kind, message: Identifier("m-\(number)"), at: at, received: at)
  let (unknown, user) = (
    Int.random(in: 0..<6, using: &random), Int.random(in: 0..<4, using: &random)
  )
  switch Int.random(in: 0..<3, using: &random) {
  case 0: event.anonymous = Identifier("a\(unknown)")
  case 1: event.user = Identifier("u\(user)")
  default: (event.anonymous, event.user) = (Identifier("a\(unknown)"), Identifier("u\(user)"))
  }
  if kind == .alias {
    event.user = Identifier("u\(user)")
    event.previous = Identifier("a\(Int.random(in: 0..<6, using: &random))")
  }
  if kind == .group || Int.random(in: 0..<4, using: &random) == 0 {
    event.group = Identifier("g\(Int.random(in: 0..<3, using: &random))")
  }
  if kind == .track || kind == .page { event.name = "n\(Int.random(in: 0..<3, using: &random))" }
  event.body = Array("{\"number\":\(number)}".utf8)
  return SourcedEvent(event, from: "web")
}

/// A zone of the system's files.
func zone(_ name: String) throws -> Zone {
  let bytes = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/" + name))
  return try Zone(name: name, tzif: Array(bytes))
}
